/** The socket side of the practice gateway: HTTP probes, WebSocket connections, frames in and out. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import type { PracticeBehaviour } from './behaviour.ts';
import { NoAnswer } from './config-rpc.ts';
import {
  type Challenge,
  type HandshakeHost,
  handshake,
  protocol,
  type Refusal,
  type Welcome,
} from './handshake.ts';
import { type Caller, methodNames } from './methods.ts';
import {
  errorFrame,
  eventFrame,
  GatewayRefusal,
  type RequestFrame,
  readRequest,
  resultFrame,
} from './wire.ts';

export const version = '2026.9.6';

const maxPayloadBytes = 26_214_400;
const tickEveryMs = 30_000;
/** As the real one's, which lacks `config.changed` although it sends it (OC-56). */
const eventNames = ['connect.challenge', 'chat.metadata.changed', 'health', 'presence', 'shutdown', 'tick'];

export interface ServerHost extends HandshakeHost {
  behaviour(): PracticeBehaviour;
  readonly bootId: string;
  /** Where the config lies, and what of it is in force: part of the welcome. */
  snapshot(): { readonly configPath: string; readonly stateDir: string; readonly appliedConfigHash: string };
  /** @throws GatewayRefusal, NoAnswer */
  call(caller: Caller, method: string, params: unknown): Promise<unknown>;
}

interface Client extends Caller {
  readonly socket: WebSocket;
  seq: number;
}

function isRefusal(outcome: Welcome | Refusal): outcome is Refusal {
  return 'close' in outcome;
}

function answerProbe(request: IncomingMessage, response: ServerResponse, ready: boolean): void {
  const answers: Readonly<Record<string, readonly [number, object]>> = {
    '/healthz': [200, { ok: true, status: 'live' }],
    '/readyz': [ready ? 200 : 503, { ready, failing: ready ? [] : ['startup-sidecars'] }],
  };
  const [status, body] = answers[request.url ?? ''] ?? [404, { ok: false }];
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}

/** Starts listening on 127.0.0.1. @param port 0 for a free one. @throws Error when the port is taken. */
export async function startServer(host: ServerHost, port: number) {
  const clients = new Set<Client>();
  const startedAtMs = Date.now();
  const http = createServer((request, response) =>
    answerProbe(request, response, host.behaviour().connect !== 'starting'),
  );
  const sockets = new WebSocketServer({ server: http, maxPayload: maxPayloadBytes });

  function hello(outcome: Welcome, connId: string): object {
    const { method, role, scopes, deviceToken } = outcome;
    return {
      type: 'hello-ok',
      protocol,
      server: { version, bootId: host.bootId, connId },
      features: { methods: methodNames, events: eventNames, capabilities: [] },
      snapshot: {
        presence: [],
        health: {},
        stateVersion: { presence: 1, health: 1 },
        uptimeMs: Date.now() - startedAtMs,
        ...host.snapshot(),
        authMode: host.secret() === null ? 'none' : 'token',
      },
      auth: {
        ...(method === 'none' ? {} : { method }),
        role,
        scopes,
        ...(deviceToken === null ? {} : { deviceToken, issuedAtMs: Date.now() }),
      },
      policy: {
        maxPayload: maxPayloadBytes,
        maxBufferedBytes: 2 * maxPayloadBytes,
        tickIntervalMs: tickEveryMs,
      },
    };
  }

  function admit(socket: WebSocket, request: RequestFrame, challenge: Challenge): Client | null {
    const outcome = handshake(host, request.params, challenge);
    if (isRefusal(outcome)) {
      socket.send(errorFrame(request.id, outcome.error));
      socket.close(outcome.close.code, outcome.close.reason);
      return null;
    }
    const connId = randomUUID();
    socket.send(resultFrame('connect', request.id, hello(outcome, connId)));
    return { socket, seq: 0, id: outcome.deviceId ?? connId, scopes: outcome.scopes };
  }

  async function serve(client: Client, request: RequestFrame): Promise<void> {
    const { socket } = client;
    const send = (frame: string) => {
      if (host.behaviour().answers === 'all' && socket.readyState === socket.OPEN) socket.send(frame);
    };
    try {
      const payload = await host.call(client, request.method, request.params);
      send(resultFrame(request.method, request.id, payload));
    } catch (error) {
      if (error instanceof GatewayRefusal) send(errorFrame(request.id, error.shape));
      else if (!(error instanceof NoAnswer)) throw error;
      else if (error.drop) socket.terminate();
    }
  }

  function accept(socket: WebSocket, { headers }: IncomingMessage): void {
    // A client that vanishes is no error of ours; its requests go on, as at the real one.
    socket.on('error', () => {});
    if (headers.origin !== undefined) {
      socket.close(1008, 'origin not allowed');
      return;
    }
    const challenge = { nonce: randomUUID(), ts: Date.now() };
    let client: Client | null = null;
    if (host.behaviour().connect !== 'silent') socket.send(eventFrame('connect.challenge', challenge));
    socket.on('message', (data: RawData) => {
      const request = readRequest(data.toString());
      if (request === undefined) socket.close(1000);
      else if (request === null) socket.close(1008, 'invalid request frame');
      else if (client !== null) void serve(client, request);
      else if (request.method !== 'connect') refuseFirst(socket, request);
      else {
        client = admit(socket, request, challenge);
        if (client !== null) clients.add(client);
      }
    });
    socket.on('close', () => {
      if (client !== null) clients.delete(client);
    });
  }

  function refuseFirst(socket: WebSocket, request: RequestFrame): void {
    const message = 'invalid handshake: first request must be connect';
    socket.send(errorFrame(request.id, { code: 'INVALID_REQUEST', message }));
    socket.close(1008, message);
  }

  /** Sends an event to everybody who may read. */
  function broadcast(event: string, payload: unknown): void {
    for (const client of clients) {
      if (!client.scopes.some((scope) => scope === 'operator.read' || scope === 'operator.admin')) continue;
      client.seq += 1;
      client.socket.send(eventFrame(event, payload, client.seq));
    }
  }

  sockets.on('connection', accept);
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const ticks = setInterval(() => broadcast('tick', { ts: Date.now() }), tickEveryMs);

  async function close(): Promise<void> {
    clearInterval(ticks);
    for (const socket of sockets.clients) socket.terminate();
    http.closeAllConnections();
    http.close();
    if (http.listening) await once(http, 'close');
  }

  return {
    port: (http.address() as AddressInfo).port,
    broadcast,
    /** Cuts every connection as a crash or a pulled plug does, and goes on listening. */
    dropConnections(): void {
      for (const socket of sockets.clients) socket.terminate();
    },
    /** Says goodbye as the real one on SIGTERM, then is gone. */
    async shutDown(): Promise<void> {
      broadcast('shutdown', { reason: 'gateway stopping' });
      const gone = [...sockets.clients].map((socket) => once(socket, 'close'));
      for (const socket of sockets.clients) socket.close(1012, 'service restart');
      await Promise.race([Promise.all(gone), new Promise((resolve) => setTimeout(resolve, 500).unref())]);
      await close();
    },
    /** Gone at once, without a word. */
    close,
  };
}

export type GatewayServer = Awaited<ReturnType<typeof startServer>>;
