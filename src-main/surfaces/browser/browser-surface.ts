import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AppApi } from '#contract/contract.ts';
import { PeepholeError } from '#core/errors.ts';
import { type Guard, makeGuard } from '#core/guard.ts';
import { sentence } from '#core/words/sentence.ts';
import type { ErrorSink } from '../../ipc/dispatch.ts';
import { AccessGate, type Refusal } from './access-gate.ts';
import { type Asset, readAssets } from './assets.ts';
import { type BridgeServer, createBridgeServer } from './bridge-server.ts';
import { refusalPage, refusalPolicy } from './refusal-page.ts';
import { commonHeaders, windowPolicy } from './security-headers.ts';

const loopback = '127.0.0.1';
const bridgePath = '/bridge';
const maxConnections = 128;
const maxHeadersBytes = 16 * 1024;
const requestMs = 10_000;

export interface BrowserSurfaceOptions {
  readonly api: AppApi;
  /** TCP port on loopback; default: whichever is free. */
  readonly port?: number;
  /** The built window (`builtWindowDir`). */
  readonly rendererDir: string;
  /** Gets what nobody expected; never message text. */
  readonly log: ErrorSink;
}

export interface BrowserSurface {
  /** The one-time link that opens the window in one browser; a secret. */
  readonly url: string;
  /** Answers nobody any more: open pages are told, and what was decided stays decided. */
  stop(): Promise<void>;
}

/**
 * The same window as on the Mac, in a browser on this machine: for headless Macs, for practice and for tests. HTTP and one
 * WebSocket on 127.0.0.1 only; whoever has not opened the printed link gets nothing (access-gate.ts).
 * @throws PeepholeError `state-unusable` when the window is not built, or the port can't be had.
 */
export async function startBrowserSurface(options: BrowserSurfaceOptions): Promise<BrowserSurface> {
  const { api, port = 0, rendererDir, log } = options;
  const assets = readAssets(rendererDir);
  const server = createServer({ maxHeaderSize: maxHeadersBytes, requestTimeout: requestMs });
  server.maxConnections = maxConnections;
  const guard = makeGuard(log);
  await listen(server, port, guard);
  const gate = new AccessGate((server.address() as AddressInfo).port);
  const bridge = createBridgeServer(api, log);
  const policy = windowPolicy(`${gate.origin.replace('http:', 'ws:')}${bridgePath}`);
  server.on(
    'request',
    guard((request: IncomingMessage, response: ServerResponse) =>
      answer(request, response, gate, assets, policy),
    ),
  );
  server.on(
    'upgrade',
    guard((request: IncomingMessage, socket: Duplex, head: Buffer) => {
      // The other side may go away at any point.
      socket.on(
        'error',
        guard(() => socket.destroy()),
      );
      upgrade(request, socket, head, gate, bridge);
    }),
  );
  server.on('error', guard(log));
  return {
    url: gate.link,
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      await bridge.stop();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function listen(server: Server, port: number, guard: Guard): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', guard(reject));
      server.listen(port, loopback, () => {
        resolve();
      });
    });
  } catch (error) {
    throw new PeepholeError('state-unusable', sentence('web.port', { port: String(port) }), { cause: error });
  }
}

function answer(
  request: IncomingMessage,
  response: ServerResponse,
  gate: AccessGate,
  assets: ReadonlyMap<string, Asset>,
  policy: string,
): void {
  const admission = gate.admit(request);
  switch (admission.kind) {
    case 'refused':
      refuse(response, admission.why);
      return;
    case 'exchange':
      sendOn(response, { 'set-cookie': admission.cookie });
      return;
    case 'clean':
      sendOn(response, {});
      return;
    case 'in': {
      const asset = assets.get((request.url ?? '').replace(/\?.*$/s, ''));
      if (asset === undefined) refuse(response, 'not-found');
      else send(response, 200, { 'content-type': asset.type, 'content-security-policy': policy }, asset.body);
    }
  }
}

/** To the address without the token, so that it stays in no history, bookmark or screenshot. */
function sendOn(response: ServerResponse, headers: Readonly<Record<string, string>>): void {
  send(response, 303, { location: '/', ...headers }, '');
}

function refuse(response: ServerResponse, why: Refusal | 'not-found'): void {
  const { status, html } = refusalPage(why);
  const headers = {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': refusalPolicy,
    // Whatever else they sent is not read.
    connection: 'close',
    ...(why === 'method' ? { allow: 'GET' } : {}),
  };
  send(response, status, headers, html);
}

function send(
  response: ServerResponse,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string | Buffer,
): void {
  response.writeHead(status, {
    ...commonHeaders,
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
  });
  response.end(body);
}

function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  gate: AccessGate,
  bridge: BridgeServer,
): void {
  if (gate.admitSocket(request).kind !== 'in') refuseUpgrade(socket, '403 Forbidden');
  else if (request.url !== bridgePath) refuseUpgrade(socket, '404 Not Found');
  else if (bridge.isFull) refuseUpgrade(socket, '503 Service Unavailable');
  else bridge.open(request, socket, head);
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
