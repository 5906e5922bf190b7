import { join } from 'node:path';
import { createChatDb } from '../../../src-main/simulator/chat-db.ts';
import { inScratch } from '../kit/bench-cache.ts';
import { type Figure, figure, missing } from '../kit/figure.ts';
import { nowMs } from '../kit/now.ts';
import type { Part } from '../kit/part.ts';
import { connected, onStage } from '../kit/served.ts';
import { memoryMb, stallMs } from '../kit/watched-process.ts';
import { openWriter } from '../kit/writer.ts';

/** Messages in so much time: the rate of 100,000 a minute, short unless asked for the whole. */
const short = { messages: 10_000, patienceMs: 30_000 } as const;
const whole = { messages: 100_000, patienceMs: 420_000 } as const;
const together = 100;
const gapMs = 60;

const planted = 'planted@example.com';

/** A flood with somebody in the middle of it who must be seen. */
async function flooded(
  from: string,
  handles: readonly string[],
  patienceMs: number,
): Promise<readonly Figure[]> {
  const what = (name: string) => `${handles.length.toLocaleString('en')} messages from ${from}: ${name}`;
  return await inScratch(async (dir) => {
    const path = join(dir, 'chat.db');
    createChatDb(path).close();
    return await onStage(dir, path, 'deaf', async ({ start, stateDir, report }) => {
      const peephole = await start('stalls');
      const client = await connected(stateDir);
      await stallMs(peephole.pid, report);
      const seen = Promise.withResolvers<number>();
      client.subscribe(({ senders }) => {
        for (const { handle } of senders.values()) if (handle === planted) seen.resolve(nowMs());
      });
      const writer = await openWriter(path);
      const middle = handles.length / 2;
      const order = [...handles.slice(0, middle), planted, ...handles.slice(middle)];
      const committed = await writer.write({ handles: order, gapMs, together });
      writer.close();
      const from = committed.find(({ handle }) => handle === planted)?.committedMs ?? Number.NaN;
      const askedMs = performance.now();
      await client.call('list', { state: 'waiting' });
      const listMs = performance.now() - askedMs;
      const patience = AbortSignal.timeout(patienceMs);
      const tooLate = new Promise<null>((resolve) => {
        patience.addEventListener('abort', () => resolve(null));
      });
      const seenMs = await Promise.race([seen.promise, tooLate]);
      const rows = [
        seenMs === null
          ? missing(what('a planted person is shown'), 'Peephole', `not within ${patienceMs / 1_000} s`)
          : figure(what('a planted person is shown'), 'ms', seenMs - from, {
              target: { of: 'max', atMost: 1_000 },
            }),
        figure(what('list answered right after it'), 'ms', listMs),
        figure(what('longest stall of the main thread'), 'ms', await stallMs(peephole.pid, report)),
        figure(what('memory at most'), 'MB', memoryMb(peephole.pid).peak, {
          target: { of: 'max', atMost: 200 },
        }),
      ];
      client.close();
      return rows;
    });
  });
}

/** A flood, from one address and from as many as there are messages. */
export const flood: Part = async ({ isLarge }) => {
  const { messages, patienceMs } = isLarge ? whole : short;
  const many = Array.from({ length: messages }, (_, at) => `flood${at}@example.com`);
  const one = Array.from({ length: messages }, () => 'flood@example.com');
  return [
    ...(await flooded('one address', one, patienceMs)),
    ...(await flooded('as many addresses', many, patienceMs)),
  ];
};
