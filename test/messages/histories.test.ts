import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createChatDb, openChatDb } from '../../src-main/simulator/chat-db.ts';
import { seededRandom } from '../../src-main/simulator/random.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { memoryDir } from '../support/in-memory.ts';
import { trialsMs } from '../support/wait.ts';
import { openReadApp, type ReadApp } from './read-app.ts';
import { makeUntidyHistory, type Truth, type UntidyHistory } from './untidy-history.ts';

/** `npm run test:histories` plays 10,000; a single one: `PEEPHOLE_HISTORIES=1 PEEPHOLE_SEED=n`. */
const count = Number(process.env.PEEPHOLE_HISTORIES ?? 25);
const firstSeed = Number(process.env.PEEPHOLE_SEED ?? 1);
const startMs = Date.UTC(2026, 10, 24, 12);
const hourMs = 3_600_000;
const enoughViolations = 5;

/** Looks and restarts in between, as the seed has it; or everything is read when it is over. */
const ways = ['in between', 'at the end'] as const;
type Way = (typeof ways)[number];

const room = mkdtempSync(join(memoryDir, 'peephole-histories-'));
afterAll(() => rmSync(room, { recursive: true, force: true }));

/** A Peephole that was started ten minutes ago, when nobody had written yet. */
const startedState = join(room, 'started');
beforeAll(async () => {
  mkdirSync(startedState, { mode: 0o700 });
  const path = join(room, 'chat.db');
  const db = createChatDb(path);
  const app = await openReadApp(path, startedState, fakeClock(startMs - 600_000));
  await app.close();
  db.close();
});

/** An empty chat.db of this kind. */
function emptyChatDb({ macos, columnOrder }: Pick<UntidyHistory, 'macos' | 'columnOrder'>): string {
  const path = join(room, `empty-${macos}-${columnOrder}.db`);
  if (!existsSync(path)) createChatDb(path, { macos, columnOrder }).close();
  return path;
}

/** What Peephole says, in the words of the truth. */
async function saidBy(app: ReadApp): Promise<Truth> {
  const { senders } = await app.keeper.commands.list({});
  const { items } = await app.keeper.commands.receipt({});
  const { items: leaks } = await app.keeper.commands.leaks({});
  const { items: exposed } = await app.keeper.commands.exposure({});
  const codes = leaks.map(({ handle }) => handle).toSorted();
  // Each of these says so in its own way, and none otherwise.
  expect([...new Set(exposed.map(({ handle }) => handle))].toSorted()).toEqual([...new Set(codes)]);
  expect(senders.map(({ handle, sent, tried }) => [handle, sent, tried]).toSorted()).toEqual(
    items.map(({ handle, sent, tried }) => [handle, sent, tried]).toSorted(),
  );
  return {
    knocks: Object.fromEntries(senders.map(({ handle, knocks }) => [handle, knocks])),
    sent: Object.fromEntries(items.map(({ handle, sent }) => [handle, sent ?? -1])),
    tried: Object.fromEntries(items.map(({ handle, tried }) => [handle, tried ?? -1])),
    codes,
  };
}

async function play(history: UntidyHistory, seed: number, way: Way): Promise<Truth> {
  const random = seededRandom(seed * 7 + 1);
  const clock = fakeClock(startMs);
  const dir = mkdtempSync(join(room, 'play-'));
  const path = join(dir, 'chat.db');
  const stateDir = join(dir, 'state');
  cpSync(startedState, stateDir, { recursive: true });
  copyFileSync(emptyChatDb(history), path);
  const db = openChatDb(path);
  db.sqlite.exec('PRAGMA synchronous = OFF');
  let app = await openReadApp(path, stateDir, clock);
  try {
    // What changed far back is found by the hourly look through everything (DB-2.9).
    const lookFarBack = async () => {
      if (history.isLong) clock.sleep(hourMs);
      await app.look();
    };
    for (const { write, isSync } of history.steps) {
      await clock.pass(1_000);
      if (isSync && way === 'in between') await lookFarBack();
      write(db, clock.now());
      if (way === 'at the end') continue;
      if (random.oneIn(12)) {
        await app.close();
        app = await openReadApp(path, stateDir, clock);
      } else if (random.oneIn(2)) await app.look('quick');
    }
    await app.look();
    await lookFarBack();
    if (history.isLong) {
      // Alarms are judged after everything else, and hundreds of rows take their time: closing waits for it.
      expect(app.errors).toEqual([]);
      await app.close();
      app = await openReadApp(path, stateDir, clock);
    }
    expect(app.errors).toEqual([]);
    return await saidBy(app);
  } finally {
    await app.close();
    db.close();
    rmSync(dir, { recursive: true, force: true });
  }
}

/** @returns what is wrong with it; null: nothing. */
async function violation(seed: number, way: Way): Promise<string | null> {
  // Read in between, and read at the end, it is written in two orders: the truth is the same.
  const history = makeUntidyHistory(seed, ways.indexOf(way));
  try {
    expect(await play(history, seed, way)).toEqual(history.truth);
    return null;
  } catch (error) {
    const { actual, expected } = error as { readonly actual?: unknown; readonly expected?: unknown };
    const told = String(error).slice(0, 200);
    return `seed ${seed}, read ${way}, macOS ${history.macos}: ${told} ${JSON.stringify({ actual, expected })}`;
  }
}

it('has a truth that does not depend on the order in which changes come', () => {
  for (let seed = firstSeed; seed < firstSeed + Math.min(count, 100); seed += 1)
    expect(makeUntidyHistory(seed, 1).truth).toEqual(makeUntidyHistory(seed).truth);
});

it(
  `${count} untidy histories are told as they were, read in between or at the end, with or without restarts`,
  async () => {
    const violations: string[] = [];
    for (let seed = firstSeed; seed < firstSeed + count; seed += 1) {
      for (const way of ways) violations.push(...[await violation(seed, way)].filter((one) => one !== null));
      if (violations.length >= enoughViolations) break;
    }
    expect(violations).toEqual([]);
  },
  trialsMs(count),
);
