import { describe, expect, it, onTestFinished } from 'vitest';
import type { Clock } from '#core/ports/clock.ts';
import type { MessagesEvent } from '#core/ports/messages.ts';
import type { ChangeCause } from '../../src-main/messages/change-watcher.ts';
import { MessagesReader } from '../../src-main/messages/messages-reader.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';
import { newChatDb } from './support.ts';

/** A reader that hears of a file event when the test says so, and of nothing else. */
async function reader(path: string, clock: Pick<Clock, 'now' | 'monotonic' | 'after'> = systemClock) {
  let changed = (_: ChangeCause): void => {};
  const told: string[] = [];
  const caughtUp = Promise.withResolvers<void>();
  const row = Promise.withResolvers<void>();
  const one = new MessagesReader({
    databasePath: path,
    contactsDir: `${path}-no-contacts`,
    clock,
    async emit(event: MessagesEvent) {
      if (event.type === 'caught-up') caughtUp.resolve();
      if (event.type !== 'rows') return;
      told.push(...event.rows.map(({ text }) => text ?? ''));
      row.resolve();
    },
    watch: (_, onChange) => {
      changed = onChange;
      return { close: () => {} };
    },
  });
  onTestFinished(() => one.stop());
  await caughtUp.promise;
  return { one, changed: (cause: ChangeCause) => changed(cause), told, row: row.promise };
}

describe('a commit that can be read only after the file event that told of it', () => {
  it('is found all the same, without a further event', async () => {
    const db = await newChatDb();
    const { one, changed, told, row } = await reader(db.path);
    // The looks of the start are over.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    changed('event');
    await one.look();
    expect(told).toEqual([]);
    await db.receive({ handle: '+12125550101', text: 'a moment later' });
    await row;
    expect(told).toEqual(['a moment later']);
  }, 10_000);

  it('is looked for until a second has passed, each time when a quarter of what has passed has passed again', async () => {
    const db = await newChatDb();
    const due: { readonly atMs: number; readonly run: () => void }[] = [];
    let nowMs = 50_000;
    const { changed } = await reader(db.path, {
      now: Date.now,
      monotonic: () => nowMs,
      after(delayMs, run) {
        const one = { atMs: nowMs + delayMs, run };
        due.push(one);
        return () => void due.splice(due.indexOf(one), 1);
      },
    });
    /** Lets everything happen that is due within so long; a look takes no time here. @returns when, ms from now. */
    const pass = async (ms: number) => {
      const fromMs = nowMs;
      const looks: number[] = [];
      for (;;) {
        await new Promise((resolve) => setTimeout(resolve, 10));
        const [next] = due.toSorted((a, b) => a.atMs - b.atMs);
        if (next === undefined || next.atMs > fromMs + ms) return looks;
        nowMs = next.atMs;
        due.splice(due.indexOf(next), 1);
        looks.push(nowMs - fromMs);
        next.run();
      }
    };
    await pass(5_000);
    nowMs += 5_000;
    changed('event');
    const looks = await pass(5_000);
    expect(looks[0]).toBe(1);
    for (const [at, ms] of looks.entries()) {
      const before = looks[at - 1] ?? 0;
      expect(ms - before).toBeLessThanOrEqual(Math.max(1, before / 4) + 0.001);
    }
    expect(looks.at(-1)).toBeGreaterThan(1_000);
    expect(looks.length).toBeLessThan(35);
    expect(await pass(5_000)).toEqual([]);
  });
});
