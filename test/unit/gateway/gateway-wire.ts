import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { gatewayMethods } from '../../../src-main/gateway/methods.ts';

export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly details?: object;
  readonly retryable?: boolean;
  readonly retryAfterMs?: number;
}

export type Answer = { readonly payload: unknown } | { readonly error: WireError };

interface Request {
  readonly id: string;
  readonly method: string;
  readonly params: { readonly auth?: { readonly token?: string; readonly deviceToken?: string } };
}

/** As little of a gateway as a client needs to meet its moods; the real one is in test/gateway. */
export interface WireGateway {
  readonly port: number;
  readonly url: string;
  /** Every request, oldest first. */
  readonly requests: readonly Request[];
  /** Connection attempts so far. */
  readonly attempts: number;
  /** Connections that are open now. */
  readonly open: number;
  /** How `connect` is answered from now on, and other methods by name. */
  answers: { [method: string]: Answer | ((request: Request) => Answer) };
  /** Which files its hello names; null: none. A hello that names its own keeps them. */
  place: { readonly configPath: string; readonly stateDir: string } | null;
  /** Closes every connection. */
  drop(code: number, reason: string): void;
  push(event: string, payload: unknown): void;
  /** Answers a request that was left unanswered. */
  answer(id: string, payload: unknown): void;
  close(): Promise<void>;
}

export function helloOk(
  changes: {
    methods?: readonly string[];
    scopes?: readonly string[];
    version?: string;
    bootId?: string | null;
    snapshot?: object;
  } = {},
): Answer {
  const { version = '2026.9.6', bootId = 'boot-1' } = changes;
  return {
    payload: {
      type: 'hello-ok',
      protocol: 4,
      server: { version, ...(bootId === null ? {} : { bootId }), connId: 'conn-1' },
      features: { methods: changes.methods ?? gatewayMethods, events: [] },
      snapshot: {
        presence: [],
        health: {},
        stateVersion: { presence: 0, health: 0 },
        uptimeMs: 1,
        ...changes.snapshot,
      },
      auth: { role: 'operator', scopes: changes.scopes ?? ['operator.admin'], deviceToken: 'device-token-1' },
      policy: { maxPayload: 1_000_000, maxBufferedBytes: 1_000_000, tickIntervalMs: 30_000 },
    },
  };
}

export function refuse(code: string, details: object = {}, message = 'refused'): Answer {
  return { error: { code: 'INVALID_REQUEST', message, details: { code, ...details } } };
}

const config = {
  payload: {
    valid: true,
    hash: 'h',
    configRevisionHash: 'r',
    appliedConfigHash: 'r',
    config: {},
    sourceConfig: {},
  },
};

function withPlace(answer: Answer, place: WireGateway['place']): Answer {
  if (!('payload' in answer) || place === null) return answer;
  const { payload } = answer;
  if (typeof payload !== 'object' || payload === null || !('snapshot' in payload)) return answer;
  return { payload: { ...payload, snapshot: { ...place, ...(payload.snapshot as object) } } };
}

/** A gateway without a channel, on `port` or any free one. */
export async function openWire(port = 0, place: WireGateway['place'] = null): Promise<WireGateway> {
  const server = new WebSocketServer({ host: '127.0.0.1', port });
  await once(server, 'listening');
  const requests: Request[] = [];
  let attempts = 0;
  const send = (socket: WebSocket, frame: object) => socket.send(JSON.stringify(frame));
  const wire: WireGateway = {
    port: (server.address() as AddressInfo).port,
    get url() {
      return `ws://127.0.0.1:${wire.port}`;
    },
    requests,
    place,
    get attempts() {
      return attempts;
    },
    get open() {
      return server.clients.size;
    },
    answers: {
      connect: helloOk(),
      'config.get': config,
      'channels.status': { payload: { channelAccounts: {} } },
      'channels.pairing.list': { payload: { accounts: [], requests: [], limits: { pendingPerAccount: 3 } } },
    },
    drop(code, reason) {
      for (const socket of server.clients) socket.close(code, reason);
    },
    push(event, payload) {
      for (const socket of server.clients) send(socket, { type: 'event', event, payload });
    },
    answer(id, payload) {
      for (const socket of server.clients) send(socket, { type: 'res', id, ok: true, payload });
    },
    async close() {
      for (const socket of server.clients) socket.terminate();
      server.close();
      await once(server, 'close');
    },
  };
  server.on('connection', (socket) => {
    attempts += 1;
    send(socket, {
      type: 'event',
      event: 'connect.challenge',
      payload: { nonce: 'nonce-1', ts: Date.now() },
    });
    socket.on('message', (data) => {
      const request = JSON.parse(String(data)) as Request;
      requests.push(request);
      const entry = wire.answers[request.method];
      if (entry === undefined) return;
      const answer = withPlace(typeof entry === 'function' ? entry(request) : entry, wire.place);
      send(socket, { type: 'res', id: request.id, ok: 'payload' in answer, ...answer });
      if ('error' in answer && request.method === 'connect') socket.close(1008, 'connect failed');
    });
  });
  return wire;
}
