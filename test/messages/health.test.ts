import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, renameSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import type { MessagesHealth } from '#core/message/message.ts';
import { MessagesUnavailable } from '#core/ports/messages.ts';
import { sentence } from '#core/words/sentence.ts';
import { saidOf } from '../support/said.ts';
import { listenInWorker, listenTo, messagesFolder, newChatDb, scratchDir } from './support.ts';

/** What a reader is told first. Root reads everything: there the probe looks as nobody. */
function firstHealth(path: string): MessagesHealth {
  const probe = new URL('./probe-health.ts', import.meta.url).pathname;
  const { stdout, stderr } = spawnSync(process.execPath, [probe, path], {
    encoding: 'utf8',
    env: { NODE_NO_WARNINGS: '1' },
  });
  expect(stderr).toBe('');
  return JSON.parse(stdout) as MessagesHealth;
}

describe('health', () => {
  it('is absent while there is no chat.db, and reading as soon as there is', async () => {
    const folder = messagesFolder();
    const path = join(folder, 'chat.db');
    const heard = listenTo(path);
    const absent = await heard.state('absent');
    expect(absent).toMatchObject({ path, lastRowId: 0, lastReadAtMs: null });
    expect(absent.detail).toEqual(sentence('messages.absent', { path }));
    const db = await newChatDb({}, path);
    await db.receive({ handle: '+12125550101', text: 'hello' });
    await heard.row('the first row', ({ text }) => text === 'hello');
    const reading = await heard.state('reading');
    expect(reading.detail).toBeNull();
    expect(reading.lastReadAtMs).toBeGreaterThan(0);
  });

  it('is absent when the whole folder is missing', async () => {
    const heard = listenTo(join(scratchDir(), 'no', 'such', 'chat.db'));
    await heard.state('absent');
  });

  it.each([
    ['a folder', (path: string) => mkdirSync(path), 'is not a file'],
    ['an empty file', (path: string) => writeFileSync(path, ''), 'is not a database'],
    ['a text', (path: string) => writeFileSync(path, 'SQLite? no. '.repeat(50)), 'is not a database'],
    [
      'another program’s database',
      (path: string) => new DatabaseSync(path).exec('CREATE TABLE message (text TEXT, unlike INTEGER)'),
      'is not a Messages database that Peephole knows: message.guid',
    ],
  ])('is error for %s, and says what to do', async (_, make, says) => {
    const path = join(messagesFolder(), 'chat.db');
    make(path);
    const detail = saidOf((await listenTo(path).state('error')).detail);
    expect(detail).toContain(says);
    expect(detail).toContain('Give the path of Messages’ chat.db');
  });

  it('is error for a damaged database, and reading again when a good one is put there', async () => {
    const db = await newChatDb();
    await db.burst(200, 'row');
    await db.close();
    const copy = `${db.path}.good`;
    const good = new DatabaseSync(db.path);
    good.exec(`VACUUM INTO '${copy}'`);
    good.close();
    truncateSync(db.path, Math.floor(statSync(db.path).size / 2));
    const heard = listenTo(db.path);
    const { detail } = await heard.state('error');
    expect(detail).toEqual(sentence('messages.damaged', { path: db.path }));
    renameSync(copy, db.path);
    await heard.state('reading');
    expect(heard.rows()).toHaveLength(200);
  });

  it('is error for a -wal without its -shm: reading it would create one', async () => {
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'hello' });
    const folder = messagesFolder();
    for (const end of ['', '-wal']) {
      spawnSync('cp', [`${db.path}${end}`, join(folder, `chat.db${end}`)]);
    }
    const path = join(folder, 'chat.db');
    expect((await listenTo(path).state('error')).detail).toEqual(sentence('messages.no-shm', { path }));
  });

  // SQLite says of each of the three the same: it is unable to open the database file.
  it.each(['', '-wal', '-shm'])(
    'is no-access when reading chat.db%s is denied, and names that file',
    async (end) => {
      const folder = messagesFolder();
      const path = join(folder, 'chat.db');
      // Written by another process, as Messages does: SQLite shares one -shm between all connections of its own.
      const db = await newChatDb({}, path);
      await db.receive({ handle: '+12125550101', text: 'hello' });
      chmodSync(join(folder, '..'), 0o755);
      chmodSync(`${path}${end}`, 0o000);
      const told = firstHealth(path);
      expect(told).toMatchObject({ state: 'no-access', path });
      expect(told.detail).toEqual(sentence('messages.not-yours', { path: `${path}${end}` }));
      chmodSync(`${path}${end}`, 0o644);
      expect(firstHealth(path)).toMatchObject({ state: 'reading', detail: null });
    },
  );

  it('refuses questions with the same plain words while Messages can’t be read', async () => {
    const heard = listenInWorker(join(messagesFolder(), 'chat.db'));
    await heard.state('absent');
    const asked = heard.source.recentRows('+12125550101', 5);
    await expect(asked).rejects.toThrow(MessagesUnavailable);
    await expect(asked).rejects.toThrow('does not exist');
    expect(await heard.source.contacts(['+12125550101'])).toEqual(new Map());
  });

  it('keeps up with the rows', async () => {
    const db = await newChatDb();
    const heard = listenTo(db.path);
    await heard.caughtUp();
    const { rowId } = await db.receive({ handle: '+12125550101', text: 'hello' });
    await heard.row('the row', ({ text }) => text === 'hello');
    await heard.source.poke();
    expect(heard.health()).toMatchObject({ state: 'reading', lastRowId: rowId });
  });
});
