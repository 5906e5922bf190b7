import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inScratch } from '../kit/bench-cache.ts';
import { type Figure, figure, missing } from '../kit/figure.ts';
import { copyMessages } from '../kit/made-messages.ts';
import type { Part } from '../kit/part.ts';
import { connected, onStage, untilComplete } from '../kit/served.ts';
import { type Rates, tellsCosts, watchCosts } from '../kit/watched-process.ts';

/** How long after the last surface has gone. */
const settleMs = 15_000;
const slices = 12;
const sliceMs = 5_000;

const watcher = new URL('../processes/watcher.ts', import.meta.url).pathname;

/** What Peephole costs while nobody writes and nobody looks, over a minute; a process that only polls beside it. */
export const rest: Part = async ({ messages }) => {
  if (!tellsCosts) return [missing('at rest', 'Peephole', 'this system does not tell what a process costs')];
  return await inScratch(async (dir) => {
    const path = join(dir, 'chat.db');
    const lastRowId = await copyMessages(messages, path);
    return await onStage(dir, path, async ({ start, stateDir }) => {
      const peephole = await start();
      const client = await connected(stateDir);
      await untilComplete(client, lastRowId);
      client.close();
      const poll = spawn(process.execPath, [watcher, 'poll-1000', path], { stdio: 'ignore' });
      try {
        await delay(settleMs);
        const ours = await sampled(peephole.pid);
        const bare = await sampled(poll.pid ?? 0, 4);
        const wholly = (pick: (rates: Rates) => number) =>
          ours.reduce((sum, one) => sum + pick(one), 0) / ours.length;
        const rows: Figure[] = [
          figure(
            'at rest: processor time',
            'ms/s',
            ours.map(({ cpuMs }) => cpuMs),
            {
              target: { of: 'p50', atMost: 2 },
            },
          ),
          figure(
            'at rest: processor time',
            'ms/s',
            bare.map(({ cpuMs }) => cpuMs),
            { by: '1 s poll' },
          ),
          figure(
            'at rest: wake-ups of its threads',
            '/s',
            ours.map(({ wakeUps }) => wakeUps),
            {
              target: { of: 'p50', atMost: 1 },
            },
          ),
          figure(
            'at rest: wake-ups of its threads',
            '/s',
            bare.map(({ wakeUps }) => wakeUps),
            {
              by: '1 s poll',
            },
          ),
          figure(
            'at rest: memory',
            'MB',
            ours.map(({ residentMb }) => residentMb),
            {
              target: { of: 'max', atMost: 110 },
            },
          ),
          figure(
            'at rest: memory',
            'MB',
            bare.map(({ residentMb }) => residentMb),
            {
              by: '1 s poll',
              note: 'Node itself',
            },
          ),
          figure(
            'at rest: written to disk',
            'KB/h',
            wholly(({ writtenKbAnHour }) => writtenKbAnHour),
            {
              target: { of: 'max', atMost: 0 },
            },
          ),
        ];
        return rows;
      } finally {
        poll.kill();
      }
    });
  });
};

async function sampled(pid: number, count = slices): Promise<readonly Rates[]> {
  const rates: Rates[] = [];
  const next = watchCosts(pid);
  for (let slice = 0; slice < count; slice += 1) {
    await delay(sliceMs);
    rates.push(next());
  }
  return rates;
}
