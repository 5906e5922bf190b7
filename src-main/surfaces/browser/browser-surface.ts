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
import { WaitingRoom } from './waiting-room.ts';

const loopback = '127.0.0.1';
const bridgePath = '/bridge';
/** Connections without the owner's secret at once: each costs some memory. */
const seats = 128;
const maxHeadersBytes = 16 * 1024;
/** Who has not said what they want by then is cut off, ms; the file is sent within milliseconds. */
const headersMs = 3_000;
const requestMs = 5_000;
const idleMs = 3_000;
const checkEveryMs = 1_000;

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
 * WebSocket on 127.0.0.1 only; whoever has not opened the printed link gets the window's program and nothing
 * that it could show (access-gate.ts).
 * @throws PeepholeError `state-unusable` when the window is not built, or the port can't be had.
 */
export async function startBrowserSurface(options: BrowserSurfaceOptions): Promise<BrowserSurface> {
  const { api, port = 0, rendererDir, log } = options;
  const assets = readAssets(rendererDir);
  const server = createServer({
    maxHeaderSize: maxHeadersBytes,
    headersTimeout: headersMs,
    requestTimeout: requestMs,
    keepAliveTimeout: idleMs,
    connectionsCheckingInterval: checkEveryMs,
  });
  const guard = makeGuard(log);
  await listen(server, port, guard);
  const gate = new AccessGate((server.address() as AddressInfo).port);
  const bridge = createBridgeServer(api, log);
  const room = new WaitingRoom(seats, guard);
  server.on(
    'connection',
    guard((socket: Duplex) => room.enter(socket)),
  );
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
      upgrade(request, socket, head, gate, bridge, room);
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
  const why = gate.refuses(request);
  const asset = assets.get((request.url ?? '').replace(/\?.*$/s, ''));
  if (why !== null) refuse(response, why);
  else if (asset === undefined) refuse(response, 'not-found');
  else send(response, 200, { 'content-type': asset.type, 'content-security-policy': policy }, asset.body);
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
  room: WaitingRoom,
): void {
  if (gate.refusesSocket(request) !== null) {
    refuseUpgrade(socket, '403 Forbidden');
    return;
  }
  if (request.url !== bridgePath) {
    refuseUpgrade(socket, '404 Not Found');
    return;
  }
  const admission = gate.admitPage(protocolsOf(request));
  if (admission.kind === 'refused') {
    bridge.turnAway(request, socket, head, admission.why);
    return;
  }
  room.leave(socket);
  if (bridge.isFull) refuseUpgrade(socket, '503 Service Unavailable');
  else bridge.open(request, socket, head, admission.protocol);
}

/** The subprotocols that are offered (RFC 6455, section 4.1). */
function protocolsOf({ headers }: IncomingMessage): readonly string[] {
  return (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
}

function refuseUpgrade(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`, () => socket.destroy());
}
