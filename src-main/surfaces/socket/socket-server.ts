import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { AppApi } from '#contract/contract.ts';
import { refusal } from '#contract/envelope.ts';
import { maxRequestLength } from '#contract/wire.ts';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import type { ErrorSink } from '../../ipc/dispatch.ts';
import { Session } from '../../ipc/session.ts';
import { LineSplitter } from './line-splitter.ts';
import { announceSocket, prepareSocket, removeSocket } from './socket-place.ts';

/** Every connection costs memory; a command line needs one for as long as it runs. */
const maxConnections = 128;

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
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
    serveConnection(api, socket, onError);
  });
  server.maxConnections = maxConnections;
  server.on('error', onError);
  const path = await listen(server, stateDir);
  announceSocket(stateDir, { socket: path, pid: process.pid });
  return {
    path,
    async stop() {
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      removeSocket(stateDir, path);
      // What was answered still goes out; whoever does not read is cut off.
      for (const socket of connections) socket.end(() => socket.destroy());
      const cut = setTimeout(() => {
        for (const socket of connections) socket.destroy();
      }, 500);
      await closed;
      clearTimeout(cut);
    },
  };
}

async function listen(server: Server, stateDir: string): Promise<string> {
  try {
    const path = prepareSocket(stateDir);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, () => {
        server.off('error', reject);
        resolve();
      });
    });
    chmodSync(path, 0o600);
    return path;
  } catch (error) {
    throw new PeepholeError('state-unusable', sentence('socket.not-made', { path: stateDir }), {
      cause: error,
    });
  }
}

function serveConnection(api: AppApi, socket: Socket, onError: ErrorSink): void {
  const splitter = new LineSplitter(maxRequestLength);
  const session = new Session(
    api,
    {
      send: (text) => {
        if (socket.writable) socket.write(`${text}\n`);
      },
      backlog: () => socket.writableLength,
    },
    onError,
  );
  socket.on('data', (chunk: Buffer) => {
    const lines = splitter.add(chunk);
    if (lines === null) {
      // Where this line ends is anybody's guess, so nothing after it can be understood.
      const text = JSON.stringify({ id: null, ...refusal('usage', sentence('request.too-long')) });
      socket.pause();
      socket.end(`${text}\n`, () => socket.destroy());
      return;
    }
    for (const line of lines) if (line.trim() !== '') session.receive(line);
    // Whoever asks without reading the answers is asked to wait, by not being read.
    if (session.isFull) socket.pause();
  });
  socket.on('drain', () => {
    socket.resume();
    session.drained();
  });
  // `printf … | nc -U` ends its side at once and still wants its answers.
  socket.on('end', () => session.finish(() => socket.end()));
  // The other side went away in the middle of something: nothing is lost, `close` follows.
  socket.on('error', () => {});
  socket.on('close', () => session.close());
}
