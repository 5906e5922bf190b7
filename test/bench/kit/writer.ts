import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Committed, WriterOrder, WriterWord } from '../processes/writer.ts';

/** Writes messages as Messages does, from a process of its own. */
export interface Writer {
  /** @returns what was committed, in order, when all of it was. */
  write(order: WriterOrder): Promise<readonly Committed[]>;
  close(): void;
}

/** Starts a writer of this database. */
export async function openWriter(path: string): Promise<Writer> {
  const program = new URL('../processes/writer.ts', import.meta.url).pathname;
  const child = fork(program, [path], { execArgv: [] });
  await once(child, 'message');
  return {
    async write(order) {
      const committed: Committed[] = [];
      const ended = Promise.withResolvers<void>();
      const hear = (word: WriterWord) => {
        if ('rowId' in word) committed.push(word);
        else ended.resolve();
      };
      child.on('message', hear);
      child.send(order);
      await ended.promise;
      child.off('message', hear);
      return committed;
    },
    close: () => child.kill(),
  };
}
