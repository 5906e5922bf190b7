import { existsSync, renameSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { ChangeWatcher } from '../../src-main/messages/change-watcher.ts';
import { waitFor } from '../support/wait.ts';
import { newChatDb } from './support.ts';

// Without the slow poll, only the file system's own events are left.
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

function watching(path: string) {
  let changes = 0;
  const watcher = new ChangeWatcher(path, () => {
    changes += 1;
  });
  onTestFinished(() => watcher.close());
  return {
    watcher,
    changes: () => changes,
    /** Resolves when the file system said something since the last call. */
    change: async (what: string) => {
      await waitFor(what, () => changes > 0, 10_000);
      // Events of one commit come together.
      await new Promise((resolve) => setImmediate(resolve));
      changes = 0;
    },
  };
}

describe('without its slow poll', () => {
  it('hears a commit, also into a -wal that was made anew, twice', async () => {
    const db = await newChatDb();
    const { change } = watching(db.path);
    await db.receive({ handle: '+12125550101', text: 'one' });
    await change('the first commit');
    for (let round = 0; round < 2; round += 1) {
      await db.checkpoint();
      await db.close();
      expect(existsSync(`${db.path}-wal`)).toBe(false);
      await db.open();
      await db.receive({ handle: '+12125550101', text: 'again' });
      await change('the new -wal');
      await db.receive({ handle: '+12125550101', text: 'and again' });
      await change('a commit into the new -wal');
    }
  });
});

describe('the slow poll', () => {
  it('looks every 5 s where the system tells of changes, however long nothing happens', async () => {
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'one' });
    await new Promise((resolve) => setTimeout(resolve, 100));
    const { changes } = watching(db.path);
    vi.advanceTimersByTime(4_999);
    expect(changes()).toBe(0);
    vi.advanceTimersByTime(3_600_000);
    expect(changes()).toBe(720);
  });

  it('looks every 2 s where it does not, and arms what has come meanwhile', async () => {
    const db = await newChatDb();
    const folder = db.path.replace(/\/chat\.db$/, '');
    await db.close();
    renameSync(folder, `${folder}.away`);
    const { watcher, changes, change } = watching(db.path);
    vi.advanceTimersByTime(4_000);
    expect(changes()).toBe(2);
    renameSync(`${folder}.away`, folder);
    await db.open();
    vi.advanceTimersByTime(2_000);
    await change('the slow poll');
    await db.receive({ handle: '+12125550101', text: 'one' });
    await change('a commit in the folder that came');
    watcher.close();
    const before = changes();
    vi.advanceTimersByTime(4_000);
    expect(changes()).toBe(before);
  });

  it('bears a folder that is not there', async () => {
    const db = await newChatDb();
    await db.close();
    rmSync(db.path.replace(/\/chat\.db$/, ''), { recursive: true });
    const { changes } = watching(db.path);
    vi.advanceTimersByTime(2_000);
    expect(changes()).toBe(1);
  });
});
