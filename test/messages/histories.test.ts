import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createChatDb } from '../../src-main/simulator/chat-db.ts';
import { seededRandom } from '../../src-main/simulator/random.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { openReadApp, type ReadApp } from './read-app.ts';
import { makeUntidyHistory, type Truth, type UntidyHistory } from './untidy-history.ts';

/** `npm run test:histories` plays 10,000; a single one: `PEEPHOLE_HISTORIES=1 PEEPHOLE_SEED=n`. */
const count = Number(process.env.PEEPHOLE_HISTORIES ?? 25);
const firstSeed = Number(process.env.PEEPHOLE_SEED ?? 1);
const startMs = Date.UTC(2026, 10, 24, 12);

/** Looks and restarts in between, as the seed has it; or everything is read when it is over. */
type Way = 'in between' | 'at the end';

/** What Peephole says, in the words of the truth. */
async function saidBy(app: ReadApp): Promise<Truth> {
  const { senders } = await app.keeper.commands.list({});
  const { items } = await app.keeper.commands.receipt({});
  const { items: leaks } = await app.keeper.commands.leaks({});
  const { items: exposed } = await app.keeper.commands.exposure({});
  const codes = leaks.map(({ handle }) => handle).toSorted();
  // Each of these says so in its own way, and none otherwise.
  expect([...new Set(exposed.map(({ handle }) => handle))].toSorted()).toEqual([...new Set(codes)]);
  expect(senders.map(({ handle, sent }) => [handle, sent]).toSorted()).toEqual(
    items.map(({ handle, sent }) => [handle, sent]).toSorted(),
  );
  return {
    knocks: Object.fromEntries(senders.map(({ handle, knocks }) => [handle, knocks])),
    sent: Object.fromEntries(items.map(({ handle, sent }) => [handle, sent ?? -1])),
    codes,
  };
}

async function play({ macos, columnOrder, steps }: UntidyHistory, seed: number, way: Way): Promise<Truth> {
  const random = seededRandom(seed * 7 + 1);
  const clock = fakeClock(startMs);
  const dir = mkdtempSync(join(tmpdir(), 'peephole-history-'));
  const path = join(dir, 'Messages', 'chat.db');
  const stateDir = join(dir, 'state');
  mkdirSync(join(dir, 'Messages'));
  mkdirSync(stateDir, { mode: 0o700 });
  const db = createChatDb(path, { macos, columnOrder });
  db.sqlite.exec('PRAGMA synchronous = OFF');
  let app = await openReadApp(path, stateDir, clock);
  try {
    await clock.pass(600_000);
    for (const step of steps) {
      await clock.pass(1_000);
      step(db, clock.now());
      if (way === 'at the end') continue;
      if (random.oneIn(8)) {
        await app.close();
        app = await openReadApp(path, stateDir, clock);
      } else if (random.oneIn(2)) await app.look();
    }
    await app.look();
    await app.look();
    expect(app.errors).toEqual([]);
    return await saidBy(app);
  } finally {
    await app.close();
    db.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

it(`${count} untidy histories are told as they were, read in between or at the end, with or without restarts`, async () => {
  const violations: string[] = [];
  for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
    for (const way of ['in between', 'at the end'] as const) {
      const history = makeUntidyHistory(seed);
      try {
        expect(await play(history, seed, way)).toEqual(history.truth);
      } catch (error) {
        violations.push(
          `seed ${seed}, read ${way}, macOS ${history.macos}: ${String(error).slice(0, 200)} ${JSON.stringify({ actual: (error as { actual?: unknown }).actual, expected: (error as { expected?: unknown }).expected })}`,
        );
      }
    }
    if (violations.length >= 5) break;
  }
  expect(violations).toEqual([]);
});
