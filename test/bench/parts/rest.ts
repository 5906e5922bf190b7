import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inScratch } from '../kit/bench-cache.ts';
import { type Figure, figure, missing, type Target, type Unit } from '../kit/figure.ts';
import { copyMessages } from '../kit/made-messages.ts';
import type { Part } from '../kit/part.ts';
import { connected, onStage, untilComplete } from '../kit/served.ts';
import { type Rates, tellsCosts, watchCosts } from '../kit/watched-process.ts';

/** How long after the last surface has gone. */
const settleMs = 10_000;
const slices = 12;
const sliceMs = 5_000;

const watcher = new URL('../processes/watcher.ts', import.meta.url).pathname;

/** What a process costs over a minute, slice by slice. */
async function minuteOf(pid: number): Promise<readonly Rates[]> {
  const rates: Rates[] = [];
  const next = watchCosts(pid);
  for (let slice = 0; slice < slices; slice += 1) {
    await delay(sliceMs);
    rates.push(next());
  }
  return rates;
}

/** Peephole's minute, and that of a process that only polls. */
function rows(ours: readonly Rates[], poll: readonly Rates[]): readonly Figure[] {
  const both = (what: string, unit: Unit, pick: (rates: Rates) => number, target: Target) => [
    figure(`at rest: ${what}`, unit, ours.map(pick), { target }),
    figure(`at rest: ${what}`, unit, poll.map(pick), { by: '1 s poll' }),
  ];
  const written = ours.reduce((sum, { writtenKbAnHour }) => sum + writtenKbAnHour, 0) / ours.length;
  return [
    ...both('processor time', 'ms/s', ({ cpuMs }) => cpuMs, { of: 'p50', atMost: 2 }),
    ...both('wake-ups of its threads', '/s', ({ wakeUps }) => wakeUps, { of: 'p50', atMost: 1 }),
    ...both('memory', 'MB', ({ residentMb }) => residentMb, { of: 'max', atMost: 110 }),
    figure('at rest: written to disk', 'KB/h', written, { target: { of: 'max', atMost: 0 } }),
  ];
}

/** What Peephole costs while nobody writes and nobody looks, over a minute; beside it, in the same minute, a bare poll. */
export const rest: Part = async ({ messages }) => {
  if (!tellsCosts) return [missing('at rest', 'Peephole', 'this system does not tell what a process costs')];
  return await inScratch(async (dir) => {
    const path = join(dir, 'chat.db');
    const lastRowId = await copyMessages(messages, path);
    return await onStage(dir, path, 'deaf', async ({ start, stateDir }) => {
      const peephole = await start();
      const client = await connected(stateDir);
      await untilComplete(client, lastRowId);
      client.close();
      const poll = spawn(process.execPath, [watcher, 'poll-1000', path], { stdio: 'ignore' });
      try {
        await delay(settleMs);
        return rows(...(await Promise.all([minuteOf(peephole.pid), minuteOf(poll.pid ?? 0)])));
      } finally {
        poll.kill();
      }
    });
  });
};
