import { once } from 'node:events';
import { connect } from 'node:net';
import { readServerMessage, subscribeCommand } from '#contract/wire.ts';
import type { StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import { LineSplitter } from '../../src-main/surfaces/socket/line-splitter.ts';

/**
 * Hears what a Peephole pushes on its socket. Nothing is kept of it: a state that is kept would be copied with every push, and
 * that is no part of what is measured here. @returns the end of it.
 */
export async function hearPushes(
  socketPath: string,
  { pushed, noticed = () => {} }: { pushed(push: StatePush): void; noticed?(notice: Notice): void },
): Promise<() => void> {
  const socket = connect(socketPath);
  await once(socket, 'connect');
  const splitter = new LineSplitter(512 * 1024 * 1024);
  socket.on('data', (chunk: Buffer) => {
    for (const line of splitter.add(chunk) ?? []) {
      const message = readServerMessage(line);
      if (message !== null && 'push' in message) pushed(message.push);
      if (message !== null && 'notice' in message) noticed(message.notice);
    }
  });
  socket.write(`${JSON.stringify({ id: 1, command: subscribeCommand, input: {} })}\n`);
  return () => socket.destroy();
}
