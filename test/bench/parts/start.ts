import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { inScratch } from '../kit/bench-cache.ts';
import { type Figure, figure, type Target } from '../kit/figure.ts';
import { copyMessages } from '../kit/made-messages.ts';
import type { Part } from '../kit/part.ts';
import { connected, onStage, type Stage, untilComplete } from '../kit/served.ts';
import { dropCaches, memoryMb, stallMs } from '../kit/watched-process.ts';

const firsts = 2;
const seconds = 3;
/** What goes on behind a complete list: who was ever written to, names, the gateway. */
const behindMs = 2_000;

interface Start {
  readonly listens: number;
  readonly firstState: number;
  readonly complete: number;
  /** Longest stall once it listens. */
  readonly stall: number;
  readonly peakMb: number;
  readonly senders: number;
}

/** One start with a surface that connects at once, ms since the process was asked for. */
async function startOnce({ start, stateDir, report }: Stage, lastRowId: number): Promise<Start> {
  const beganMs = performance.now();
  const since = () => performance.now() - beganMs;
  const peephole = await start('stalls');
  const listens = since();
  // Loading is not counted: nobody can ask for anything yet.
  await stallMs(peephole.pid, report);
  const asked = since();
  const client = await connected(stateDir);
  // What the question about the stall cost is not the program's.
  const firstState = listens + (since() - asked);
  await untilComplete(client, lastRowId);
  const complete = since();
  await delay(behindMs);
  const measured = {
    listens,
    firstState,
    complete,
    stall: await stallMs(peephole.pid, report),
    peakMb: memoryMb(peephole.pid).peak,
    senders: client.state?.senders.size ?? 0,
  };
  client.close();
  await peephole.stop();
  return measured;
}

function rows(name: string, starts: readonly Start[], completeTarget: Target | null): readonly Figure[] {
  const [one] = starts;
  const senders = one?.senders ?? 0;
  const of = (pick: (start: Start) => number) => starts.map(pick);
  return [
    figure(
      `${name}: listens`,
      'ms',
      of(({ listens }) => listens),
    ),
    figure(
      `${name}: first state`,
      'ms',
      of(({ firstState }) => firstState),
      {
        target: { of: 'p50', atMost: 300 },
      },
    ),
    figure(
      `${name}: complete list of 30 days`,
      'ms',
      of(({ complete }) => complete),
      {
        senders,
        ...(completeTarget === null ? {} : { target: completeTarget }),
      },
    ),
    figure(
      `${name}: longest stall once it listens`,
      'ms',
      of(({ stall }) => stall),
      {
        target: { of: 'max', atMost: 20 },
      },
    ),
    figure(
      `${name}: memory at most`,
      'MB',
      of(({ peakMb }) => peakMb),
    ),
  ];
}

/** How long the first start and those after it take, and how long nothing is answered meanwhile. */
export const start: Part = ({ messages }) =>
  inScratch(async (dir) => {
    const path = join(dir, 'chat.db');
    const lastRowId = await copyMessages(messages, path);
    return await onStage(dir, path, 'deaf', async (stage) => {
      // Code is compiled once and for all: what is measured is the first start on these messages, not of this program.
      await (await stage.start()).stop();
      stage.forget();
      const isCold = dropCaches();
      const cold = await startOnce(stage, lastRowId);
      const first: Start[] = [];
      for (let round = 0; round < firsts; round += 1) {
        stage.forget();
        first.push(await startOnce(stage, lastRowId));
      }
      const second: Start[] = [];
      for (let round = 0; round < seconds; round += 1) second.push(await startOnce(stage, lastRowId));
      const target = messages === 1_000_000 ? ({ of: 'p50', atMost: 2_000 } as const) : null;
      return [
        ...(isCold
          ? [
              figure('first start, files not cached: listens', 'ms', cold.listens),
              figure('first start, files not cached: complete list of 30 days', 'ms', cold.complete, {
                senders: cold.senders,
              }),
            ]
          : []),
        ...rows('first start', first, target),
        ...rows('second start', second, target),
      ];
    });
  });
