import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { AppApi } from '#contract/contract.ts';
import { refusal } from '#contract/envelope.ts';
import { maxRequestLength } from '#contract/wire.ts';
import { PeepholeError } from '#core/errors.ts';
import { type Guard, makeGuard } from '#core/guard.ts';
import { sentence } from '#core/words/sentence.ts';
import type { ErrorSink } from '../../ipc/dispatch.ts';
import { Session } from '../../ipc/session.ts';
import { LineSplitter } from './line-splitter.ts';
import { announceSocket, prepareSocket, removeSocket } from './socket-place.ts';

/** Every connection costs memory; a command line needs one for as long as it runs. */
const maxConnections = 128;

/** Those who do not read what they were answered are cut off, ms. */
const goodbyeMs = 500;

export interface SocketServer {
  readonly path: string;
  /** Answers nobody any more: open connections end, the socket and its announcement go. */
  stop(): Promise<void>;
}

/**
 * Serves the contract on the control socket of a state directory: a Unix-domain socket, mode 0600 in a directory of mode
 * 0700, so that only processes of the same user get to it (Node has no way to ask a peer who it is). JSON lines, as
 * contract/wire.ts says.
 * The caller owns the state directory (`lockState`): whatever socket is left there is a dead one and goes.
 * @throws PeepholeError `state-unusable` when the socket can't be made.
 */
export async function startSocketServer(
  api: AppApi,
  stateDir: string,
  onError: ErrorSink,
): Promise<SocketServer> {
  const connections = new Set<Socket>();
  const guard = makeGuard(onError);
  const server = createServer({ allowHalfOpen: true });
  server.on(
    'connection',
    guard((socket: Socket) => {
      connections.add(socket);
      socket.once(
        'close',
        guard(() => connections.delete(socket)),
      );
      serveConnection(api, socket, guard, onError);
    }),
  );
  server.maxConnections = maxConnections;
  server.on('error', guard(onError));
  const path = await listen(server, stateDir, guard);
  return {
    path,
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      removeSocket(stateDir, path);
      // What was answered still goes out; whoever does not read is cut off.
      for (const socket of connections) socket.end(() => socket.destroy());
      await Promise.race([closed, delay(goodbyeMs, undefined, { ref: false })]);
      for (const socket of connections) socket.destroy();
      await closed;
    },
  };
}

async function listen(server: Server, stateDir: string, guard: Guard): Promise<string> {
  try {
    const path = prepareSocket(stateDir);
    await new Promise<void>((resolve, reject) => {
      server.once('error', guard(reject));
      server.listen(path, () => {
        resolve();
      });
    });
    chmodSync(path, 0o600);
    announceSocket(stateDir, { socket: path, pid: process.pid });
    return path;
  } catch (error) {
    // One that listens keeps the process from ending, and nobody is told where it is.
    server.close();
    throw new PeepholeError('state-unusable', sentence('socket.not-made', { path: stateDir }), {
      cause: error,
    });
  }
}

function serveConnection(api: AppApi, socket: Socket, guard: Guard, onError: ErrorSink): void {
  const splitter = new LineSplitter(maxRequestLength);
  const session = new Session(
    api,
    {
      send: (text) => {
        if (socket.writable) socket.write(`${text}\n`);
      },
      backlog: () => socket.writableLength,
      soon: setImmediate,
    },
    onError,
  );
  const received = (chunk: Buffer): void => {
    const lines = splitter.add(chunk);
    if (lines === null) {
      // Where this line ends is anybody's guess, so nothing after it can be understood.
      const text = JSON.stringify({ id: null, ...refusal('usage', sentence('misfit.too-long')) });
      socket.pause();
      socket.end(`${text}\n`, () => socket.destroy());
      return;
    }
    for (const line of lines) if (line.trim() !== '') session.receive(line);
    // Whoever asks without reading the answers is asked to wait, by not being read.
    if (session.isFull) socket.pause();
  };
  socket.on('data', guard(received));
  socket.on(
    'drain',
    guard(() => {
      socket.resume();
      session.drained();
    }),
  );
  // `printf … | nc -U` ends its side at once and still wants its answers.
  socket.on(
    'end',
    guard(() => session.finish(() => socket.end())),
  );
  // The other side went away in the middle of something: nothing is lost, `close` follows.
  socket.on(
    'error',
    guard(() => {}),
  );
  socket.on(
    'close',
    guard(() => session.close()),
  );
}
