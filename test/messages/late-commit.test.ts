import { describe, expect, it, onTestFinished } from 'vitest';
import type { MessagesEvent } from '#core/ports/messages.ts';
import type { ChangeCause } from '../../src-main/messages/change-watcher.ts';
import { MessagesReader } from '../../src-main/messages/messages-reader.ts';
import { newChatDb } from './support.ts';

/** A reader that hears of a file event when the test says so, and of nothing else. */
async function reader(path: string) {
  let changed = (_: ChangeCause): void => {};
  const told: string[] = [];
  const caughtUp = Promise.withResolvers<void>();
  const row = Promise.withResolvers<void>();
  const one = new MessagesReader({
    databasePath: path,
    contactsDir: `${path}-no-contacts`,
    clock: {
      now: Date.now,
      monotonic: () => performance.now(),
      after(delayMs, run) {
        const timer = setTimeout(run, delayMs);
        return () => clearTimeout(timer);
      },
    },
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
    await new Promise((resolve) => setTimeout(resolve, 400));
    changed('event');
    await one.look();
    expect(told).toEqual([]);
    await db.receive({ handle: '+12125550101', text: 'a moment later' });
    await row;
    expect(told).toEqual(['a moment later']);
  }, 10_000);
});
