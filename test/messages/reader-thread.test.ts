import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { FromWorker } from '../../src-main/messages/protocol.ts';
import { ReaderThread } from '../../src-main/messages/reader-thread.ts';
import { waitFor } from '../support/wait.ts';
import { scratchDir } from './support.ts';

/** A thread that runs this program in place of the reader. */
function start(program: string) {
  const path = join(scratchDir(), 'program.mjs');
  writeFileSync(path, program);
  const heard: FromWorker[] = [];
  const ended: (string | null)[] = [];
  const thread = new ReaderThread({
    databasePath: '/nowhere/chat.db',
    contactsDir: '/nowhere',
    clockOffsetMs: 0,
    readUpTo: null,
    workerUrl: pathToFileURL(path),
    heard: (_, message) => heard.push(message),
    ended: (_, reason) => ended.push(reason),
  });
  return { thread, heard, ended };
}

const stops = `import { parentPort, workerData } from 'node:worker_threads';
  parentPort.on('message', ({ type }) => type === 'stop' && parentPort.close());`;

describe('a thread that reads', () => {
  it('is given what it needs, is heard, and ends when it is told to', async () => {
    const { thread, heard, ended } = start(
      `${stops} parentPort.postMessage({ type: 'answer', id: 1, answer: workerData });`,
    );
    await waitFor('its word', () => heard.length > 0);
    expect(heard).toEqual([
      {
        type: 'answer',
        id: 1,
        answer: {
          databasePath: '/nowhere/chat.db',
          contactsDir: '/nowhere',
          clockOffsetMs: 0,
          readUpTo: null,
        },
      },
    ]);
    await thread.stop();
    expect(ended).toEqual([null]);
  });

  it('says what kind of error it threw, and nothing of what that quotes', async () => {
    const { ended } = start(`JSON.parse('Meet me at the bridge');`);
    await waitFor('its end', () => ended.length > 0);
    expect(ended).toEqual(['SyntaxError']);
  });

  it('that does not listen any more is ended all the same, in time', async () => {
    const { thread, heard, ended } = start(
      `import { parentPort } from 'node:worker_threads';
       parentPort.postMessage({ type: 'alive' });
       for (;;);`,
    );
    await waitFor('its word', () => heard.length > 0);
    const begunMs = performance.now();
    await thread.stop();
    expect(performance.now() - begunMs).toBeLessThan(4_500);
    await waitFor('its end', () => ended.length > 0);
    expect(ReaderThread.mayGiveUp).toBe(true);
  });
});
