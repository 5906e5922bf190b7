import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import { ApiClient } from '#contract/client.ts';
import type { Transport } from '#contract/transport.ts';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { LineSplitter } from './line-splitter.ts';
import { isPrivate, notRunning, readPlace } from './socket-place.ts';

/** An answer may hold every sender there is; this only keeps a broken server from filling our memory. */
const maxAnswerLength = 512 * 1024 * 1024;

/**
 * Connects to the Peephole that runs on a state directory. To be closed.
 * @throws PeepholeError `not-running` when there is none; `state-unusable` when its socket is not ours alone.
 */
export async function connectPeephole(stateDir: string): Promise<ApiClient> {
  const place = readPlace(stateDir);
  if (place === null) throw notRunning(stateDir);
  const socket = await open(place.socket, stateDir);
  return new ApiClient(lineTransport(socket));
}

function open(path: string, stateDir: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path);
    socket.once('connect', () => {
      socket.removeAllListeners('error');
      if (isPrivate(dirname(path))) {
        resolve(socket);
        return;
      }
      socket.destroy();
      reject(new PeepholeError('state-unusable', sentence('socket.open', { path: dirname(path) })));
    });
    socket.once('error', (error) => reject(connectError(error, path, stateDir)));
  });
}

function connectError(error: NodeJS.ErrnoException, path: string, stateDir: string): PeepholeError {
  if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED') return notRunning(stateDir);
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    return new PeepholeError('state-unusable', sentence('socket.foreign', { path }), { cause: error });
  }
  return new PeepholeError('not-running', sentence('socket.dead', { path }), { cause: error });
}

function lineTransport(socket: Socket): Transport {
  return {
    send: (text) => {
      if (socket.writable) socket.write(`${text}\n`);
    },
    listen({ opened, message, closed }) {
      const splitter = new LineSplitter(maxAnswerLength);
      socket.on('data', (chunk: Buffer) => {
        const lines = splitter.add(chunk);
        if (lines === null) socket.destroy();
        else for (const line of lines) message(line);
      });
      // `close` follows, and says what there is to say.
      socket.on('error', () => {});
      socket.on('close', closed);
      opened();
    },
    drop: () => socket.destroy(),
    close: () => socket.destroy(),
  };
}
