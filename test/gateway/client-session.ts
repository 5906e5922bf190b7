import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type RawData, WebSocket, WebSocketServer } from 'ws';
import type { Gateway, GatewayConnection, GatewayConnectionState } from '../../src-main/core/ports.ts';
import { type GatewayOptions, openGateway } from '../../src-main/gateway/open-gateway.ts';
import { systemClock } from '../../src-main/system-clock.ts';
import type { RealGateway } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';

/** A busy machine is not a failure: the real gateway may take minutes for what takes seconds. */
export const patienceMs = 240_000;

export interface ClientSession {
  readonly gateway: Gateway;
  readonly stateDir: string;
  /** Every state so far, oldest first. */
  readonly connections: readonly GatewayConnection[];
  readonly configChanges: number;
  /** Resolves with the first connection in this state, after the states already `seen`. */
  until(state: GatewayConnectionState, seen?: number): Promise<GatewayConnection>;
}

export type Place = Pick<RealGateway, 'env' | 'scratchDir'>;

/** Our gateway client, started, in a state directory of its own unless one is given. */
export function openClient(place: Place, options: Partial<GatewayOptions> = {}): ClientSession {
  const stateDir = options.stateDir ?? mkdtempSync(join(place.scratchDir, 'ours-'));
  const connections: GatewayConnection[] = [];
  let configChanges = 0;
  const gateway = openGateway({ env: place.env, clock: systemClock, version: '0.1.0', ...options, stateDir });
  gateway.start((event) => {
    if (event.type === 'connection') connections.push(event.connection);
    else configChanges += 1;
  });
  return {
    gateway,
    stateDir,
    connections,
    get configChanges() {
      return configChanges;
    },
    until: (state, seen = 0) =>
      waitFor(
        `the client to be ${state}`,
        () => connections.slice(seen).find((connection) => connection.state === state),
        patienceMs,
      ).catch((error: Error) => {
        throw new Error(`${error.message}; was ${JSON.stringify(connections)}`);
      }),
  };
}

interface Request {
  readonly method: string;
  readonly params: { readonly auth?: Readonly<Record<string, unknown>> };
}

/** Stands between client and gateway, changes nothing, and notes every request that goes over the wire. */
export interface Tap {
  readonly url: string;
  readonly requests: readonly Request[];
  close(): Promise<void>;
}

export async function openTap(target: string): Promise<Tap> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const requests: Request[] = [];
  server.on('connection', (client) => {
    const upstream = new WebSocket(target);
    const early: RawData[] = [];
    client.on('message', (data) => {
      requests.push(JSON.parse(String(data)) as Request);
      if (upstream.readyState === WebSocket.OPEN) upstream.send(String(data));
      else early.push(data);
    });
    upstream.on('open', () => {
      for (const data of early) upstream.send(String(data));
    });
    upstream.on('message', (data) => client.send(String(data)));
    upstream.on('error', () => client.terminate());
    upstream.on('close', (code, reason) => {
      if (code >= 1000 && code < 5000 && code !== 1005 && code !== 1006) client.close(code, reason);
      else client.terminate();
    });
    client.on('close', () => upstream.terminate());
    client.on('error', () => upstream.terminate());
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    requests,
    async close() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
