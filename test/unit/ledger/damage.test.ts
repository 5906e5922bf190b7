import { once } from 'node:events';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { openLedger } from '../../../src-main/ledger/open-ledger.ts';
import { readLog, verifyExportFile } from '../../../src-main/ledger/read-log.ts';
import { decision, knock, progress, startMs, temporaryStateDir, testLedger } from '../../support/ledger.ts';

const clock = { now: () => startMs, soon: setImmediate };
const aside = 'ledger.sqlite.corrupt-20261124T120000.000Z';

/** A closed ledger with some pages of everything. */
function madeLedger(): { dir: string; file: string } {
  const dir = temporaryStateDir();
  const ledger = openLedger(dir, clock);
  for (let n = 0; n < 60; n += 1) {
    ledger.appendDecision(decision(`d${n}`, { key: `sender${n}@example.com` }), progress());
    ledger.recordKnocks([knock(`k${n}`, { key: `sender${n}@example.com` })]);
  }
  ledger.close();
  return { dir, file: join(dir, 'ledger.sqlite') };
}

function failure(work: () => unknown): PeepholeError {
  try {
    work();
  } catch (error) {
    if (error instanceof PeepholeError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Changes the file as nobody should, past the triggers. */
function tamper(file: string, sql: string): void {
  const db = new DatabaseSync(file);
  try {
    const triggers = db.prepare(`SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`).all();
    for (const { name } of triggers) db.exec(`DROP TRIGGER ${String(name)}`);
    db.exec(sql);
    for (const { sql: create } of triggers) db.exec(String(create));
  } finally {
    db.close();
  }
}

function overwrite(file: string, at: number, bytes: Buffer): void {
  const content = readFileSync(file);
  bytes.copy(content, at);
  writeFileSync(file, content);
}

const damages: readonly (readonly [string, (file: string) => void])[] = [
  ['an empty file', (file) => truncateSync(file, 0)],
  ['a bad header', (file) => overwrite(file, 0, Buffer.from('not a database at all'))],
  ['a cut file', (file) => truncateSync(file, 3 * 4096)],
  ['text in its place', (file) => writeFileSync(file, 'hello')],
  ['a page of noise', (file) => overwrite(file, 5 * 4096, Buffer.alloc(4096, 0xa5))],
  ['a body that is no JSON', (file) => spoilBody(file)],
  [
    'a changed line',
    (file) => tamper(file, `UPDATE log SET body = replace(body, 'approve', 'block') WHERE seq = 20`),
  ],
  [
    'lost last lines',
    (file) =>
      tamper(
        file,
        'DELETE FROM taken; DELETE FROM decision; DELETE FROM signature WHERE seq > 30; DELETE FROM log WHERE seq > 30',
      ),
  ],
  [
    'a lost first line',
    (file) => tamper(file, 'DELETE FROM signature WHERE seq = 1; DELETE FROM log WHERE seq = 1'),
  ],
  [
    'a decision without its line',
    (file) => tamper(file, "PRAGMA foreign_keys = OFF; UPDATE decision SET seq = 9999 WHERE id = 'd3'"),
  ],
  ['a line of a moment that is none', (file) => tamper(file, 'UPDATE log SET at_ms = 8640000000000001')],
  [
    'a sender of a moment that is none',
    (file) => tamper(file, 'UPDATE sender SET last_seen_ms = -8640000000000001'),
  ],
  ['a lost table', (file) => tamper(file, 'DROP TABLE head')],
  ['a lost index entry', (file) => loseIndexEntry(file)],
  ['an old event that can’t be read any more', (file) => spoilOldEvent(file)],
  ['a line of a type that is none', (file) => respellEverywhere(file, 'decision', 'decisjon')],
  ['another name of a column', (file) => respellEverywhere(file, 'last_seen_ms', 'last_seen_mr')],
];

/** Spoils one body in the file itself, in every place a page keeps it: SQLite's own structure stays sound. */
function spoilBody(file: string): void {
  const spoiled = readFileSync(file, 'latin1').replaceAll('"id":"d30"', '"id"x"d30"');
  writeFileSync(file, spoiled, 'latin1');
}

/** An event that every start remembers, so long ago that its line is not checked at the start. */
function spoilOldEvent(file: string): void {
  const ledger = openLedger(dirname(file), clock);
  ledger.appendEvent({
    kind: 'code-guess',
    handle: null,
    atMs: startMs,
    data: { key: 'a', guid: 'old-guess' },
  });
  for (let n = 0; n < 10_001; n += 1)
    ledger.appendEvent({ kind: 'stranger-taken-off', handle: 'a@example.com', atMs: startMs, data: {} });
  ledger.close();
  tamper(file, `UPDATE log SET body = replace(body, '"guid":"old-guess"', '"guid":7') WHERE type = 'event'`);
}

/** Flips the same bit wherever a word stands: what SQLite looks after stays sound. */
function respellEverywhere(file: string, was: string, becomes: string): void {
  const bytes = readFileSync(file, 'latin1');
  expect(bytes).toContain(was);
  writeFileSync(file, bytes.replaceAll(was, becomes), 'latin1');
}

function loseIndexEntry(file: string): void {
  const at = readFileSync(file).lastIndexOf('sender41@example.com');
  overwrite(file, at, Buffer.from('sender99'));
}

describe('a damaged ledger', () => {
  it.each(damages)(
    'with %s is set aside unchanged, and said; only the next start begins anew',
    (_name, damage) => {
      const { dir, file } = madeLedger();
      damage(file);
      const damaged = readFileSync(file);
      const error = failure(() => openLedger(dir, clock));
      expect(error.code).toBe('ledger-corrupt');
      expect(error.message).toContain(join(dir, aside));
      expect(error.message).toContain('start Peephole again');
      expect(readFileSync(join(dir, aside)).equals(damaged)).toBe(true);
      expect(readdirSync(dir)).not.toContain('ledger.sqlite');

      const next = testLedger(dir);
      expect(next.decisions()).toEqual([]);
      expect(next.journal().groupIsOurs).toBe(false);
      expect(next.events(['ledger-set-aside'])).toEqual([
        expect.objectContaining({ data: { path: join(dir, aside) } }),
      ]);
      next.close();
      expect(testLedger(dir).events(['ledger-set-aside'])).toHaveLength(1);
      expect(readFileSync(join(dir, aside)).equals(damaged)).toBe(true);
    },
  );

  it('keeps what a crash left beside it', () => {
    const { dir, file } = crashed();
    const wal = readFileSync(`${file}-wal`);
    overwrite(file, 0, Buffer.from('not a database at all'));
    expect(failure(() => openLedger(dir, clock)).code).toBe('ledger-corrupt');
    expect(readdirSync(dir).sort()).toEqual([aside, `${aside}-shm`, `${aside}-wal`, 'log-key.json'].sort());
    expect(readFileSync(join(dir, `${aside}-wal`)).equals(wal)).toBe(true);
  });

  it('that is an empty file keeps its write-ahead log, which SQLite would throw away', () => {
    const { dir, file } = crashed();
    const wal = readFileSync(`${file}-wal`);
    truncateSync(file, 0);
    expect(failure(() => openLedger(dir, clock)).code).toBe('ledger-corrupt');
    expect(readFileSync(join(dir, `${aside}-wal`)).equals(wal)).toBe(true);
  });

  it('that was moved away by hand does not have its write-ahead log played into the next one', () => {
    const { dir, file } = crashed();
    rmSync(file);
    const next = testLedger(dir);
    expect(next.decisions()).toEqual([]);
    expect(next.events(['ledger-set-aside'])).toHaveLength(1);
    expect(readdirSync(dir)).toContain(`${aside}-wal`);
  });

  it('set aside twice in the same moment keeps both', () => {
    const { dir, file } = madeLedger();
    for (const name of [aside, `${aside}-2`]) {
      writeFileSync(file, 'hello');
      expect(failure(() => openLedger(dir, clock)).message).toContain(join(dir, name));
    }
  });

  it('can be put back when it was repaired', () => {
    const { dir, file } = madeLedger();
    const good = join(dir, 'good');
    copyFileSync(file, good);
    writeFileSync(file, 'hello');
    failure(() => openLedger(dir, clock));
    renameSync(good, file);
    expect(testLedger(dir).decisions()).toHaveLength(60);
  });
});

/** A ledger as `kill -9` leaves it: its newest decisions only in the write-ahead log. */
function crashed(): { dir: string; file: string } {
  const { dir, file } = madeLedger();
  const ledger = testLedger(dir);
  ledger.appendDecision(decision('newest'), progress());
  const copy = temporaryStateDir();
  for (const name of readdirSync(dir)) copyFileSync(join(dir, name), join(copy, name));
  return { dir: copy, file: join(copy, file.slice(dir.length)) };
}

describe('the log', () => {
  it('can not be changed, even by SQL', () => {
    const { file } = madeLedger();
    const db = new DatabaseSync(file);
    try {
      for (const sql of [
        `UPDATE log SET body = '{}' WHERE seq = 2`,
        'DELETE FROM log WHERE seq = 61',
        'DELETE FROM log',
        'INSERT OR REPLACE INTO log SELECT * FROM log WHERE seq = 2',
        `INSERT INTO log VALUES (70, 1, 'event', '{}', '', '')`,
        `INSERT INTO log VALUES (62, 1, 'event', '{}', '', '')`,
      ]) {
        expect(() => db.exec(sql), sql).toThrow(/append-only/);
      }
    } finally {
      db.close();
    }
  });

  it('is read beside a running Peephole, as of one moment', () => {
    const dir = temporaryStateDir();
    expect(readLog(dir)).toBeNull();
    const ledger = testLedger(dir);
    ledger.appendDecision(decision('a'), progress());
    const log = readLog(dir);
    ledger.appendDecision(decision('b'), progress());
    expect(log?.installId).toBe(ledger.installId);
    expect([...(log?.lines() ?? [])].map(({ seq }) => seq)).toEqual([1, 2]);
    expect(log?.newest(1)).toMatchObject([{ seq: 2, type: 'decision' }]);
    expect(log?.verify()).toMatchObject({ lines: 2, firstBad: null, problem: null, keys: [{ fromLine: 1 }] });
    log?.close();
    const later = readLog(dir);
    expect(later?.end.lines).toBe(3);
    later?.close();
  });

  it('is read without Peephole, after a crash too, changing nothing', () => {
    const { dir } = crashed();
    const before = readdirSync(dir).map((name) => [name, readFileSync(join(dir, name)).toString('hex')]);
    const log = readLog(dir);
    expect(log?.newest(1)).toMatchObject([{ body: { id: 'newest' } }]);
    log?.close();
    const after = readdirSync(dir).map((name) => [name, readFileSync(join(dir, name)).toString('hex')]);
    // The shared-memory index is SQLite's own scratch.
    const stored = (files: string[][]) => files.filter(([name]) => !name?.endsWith('-shm'));
    expect(stored(after)).toEqual(stored(before));
  });

  it.each<[string, string, number]>([
    ['a changed line', `UPDATE log SET at_ms = at_ms + 1 WHERE seq = 7`, 7],
    ['a missing line', 'PRAGMA foreign_keys = OFF; DELETE FROM log WHERE seq = 9', 9],
    ['missing last lines', 'PRAGMA foreign_keys = OFF; DELETE FROM log WHERE seq > 50', 51],
  ])('verify names %s, and moves nothing', (_name, sql, firstBad) => {
    const { dir, file } = madeLedger();
    tamper(file, sql);
    const log = readLog(dir);
    expect(log?.verify()).toMatchObject({ lines: firstBad - 1, firstBad });
    log?.close();
    expect(readdirSync(dir).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  it('verify says that what was written last is lost where it was changed on the disk, and moves nothing', () => {
    const { dir, file } = crashed();
    const held = readLog(dir);
    expect(held?.verify()).toMatchObject({ lines: 62, firstBad: null });
    held?.close();
    // Whoever opens it makes its index anew, and reads up to where it does not hold.
    rmSync(`${file}-shm`, { force: true });
    overwrite(`${file}-wal`, 32 + 24 + 100, Buffer.from('changed'));
    const log = readLog(dir);
    const check = log?.verify();
    log?.close();
    expect(check).toMatchObject({
      firstBad: (check?.lines ?? 0) + 1,
      problem: sentence('log.newest-damaged'),
    });
    expect(check?.lines).toBeLessThan(62);
    expect(readdirSync(dir).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  it('verify calls nothing damaged that another thread is just writing', async () => {
    const dir = temporaryStateDir();
    const counts = new Int32Array(new SharedArrayBuffer(8));
    const writer = new Worker(new URL('./busy-writer.ts', import.meta.url), { workerData: { dir, counts } });
    let isOver = false;
    const ended = once(writer, 'exit').finally(() => {
      isOver = true;
    });
    const problems: unknown[] = [];
    let looks = 0;
    // Long enough for what is written to be written back, and the write-ahead log to begin anew, several times.
    while (!isOver && (looks < 10 || Atomics.load(counts, 0) < 200)) {
      await setTimeout(1);
      const log = Atomics.load(counts, 0) > 0 ? readLog(dir) : null;
      if (log === null) continue;
      looks += 1;
      const { problem } = log.verify();
      log.close();
      if (problem !== null) problems.push(problem);
    }
    Atomics.store(counts, 1, 1);
    expect(await ended).toEqual([0]);
    expect(problems).toEqual([]);
  });

  it('verify names the line that can not be read', () => {
    const { dir, file } = madeLedger();
    spoilBody(file);
    const log = readLog(dir);
    const check = log?.verify();
    log?.close();
    expect(check).toMatchObject({
      lines: 31,
      firstBad: 32,
      problem: sentence('log.unreadable', { line: '32' }),
    });
  });

  it('a ledger that is no database at all is said to be damaged, and left', () => {
    const { dir, file } = madeLedger();
    writeFileSync(file, 'hello, this is not a database; '.repeat(100));
    expect(failure(() => readLog(dir)).code).toBe('ledger-corrupt');
    expect(readdirSync(dir)).toEqual(['ledger.sqlite', 'log-key.json']);
  });

  it('that was changed before what every start checks is told when it is needed', () => {
    const { dir, file } = madeLedger();
    const ledger = testLedger(dir);
    tamper(file, `UPDATE log SET body = '{"id":7}' WHERE seq = 7`);
    expect(failure(() => ledger.decisions())).toMatchObject({
      code: 'ledger-corrupt',
      message: expect.stringMatching(/peephole verify/),
    });
  });

  it('goes through an exported file', async () => {
    const { dir } = madeLedger();
    const path = join(dir, 'export.jsonl');
    const log = readLog(dir);
    const text = [...(log?.exported() ?? [])].join('\n');
    log?.close();
    writeFileSync(path, `${text}\n`);
    expect(await verifyExportFile(path)).toMatchObject({ lines: 61, firstBad: null, problem: null });
    writeFileSync(path, text.replaceAll('\n', '\r\n'));
    expect(await verifyExportFile(path)).toMatchObject({ firstBad: 1 });
    writeFileSync(path, text.slice(0, -200));
    expect((await verifyExportFile(path)).firstBad).not.toBeNull();
    writeFileSync(path, Buffer.alloc(5000, 0xff));
    expect(await verifyExportFile(path)).toMatchObject({ lines: 0, firstBad: 1 });
    await expect(verifyExportFile(join(dir, 'none'))).rejects.toThrow(/ENOENT/);
    await expect(verifyExportFile(dir)).rejects.toThrow(/EISDIR/);
  });
});

describe('what is in its place', () => {
  it('refuses a newer version and leaves it untouched', () => {
    const { dir, file } = madeLedger();
    const db = new DatabaseSync(file);
    db.exec('PRAGMA user_version = 99');
    db.close();
    const before = readFileSync(file);
    for (const open of [() => openLedger(dir, clock), () => readLog(dir)]) {
      const error = failure(open);
      expect(error.code).toBe('state-unusable');
      expect(error.message).toMatch(/newer Peephole.*99.*Nothing was changed/);
    }
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(readdirSync(dir).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  it('refuses another program’s database and leaves it untouched', () => {
    const dir = temporaryStateDir();
    const file = join(dir, 'ledger.sqlite');
    const db = new DatabaseSync(file);
    db.exec('CREATE TABLE accounts (x)');
    db.close();
    const before = readFileSync(file);
    expect(failure(() => openLedger(dir, clock)).message).toMatch(/not Peephole’s ledger/);
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('refuses what is no file', () => {
    const dir = temporaryStateDir();
    mkdirSync(join(dir, 'ledger.sqlite'));
    expect(failure(() => openLedger(dir, clock)).message).toMatch(/no ordinary file/);
    const other = temporaryStateDir();
    symlinkSync(join(dir, 'elsewhere'), join(other, 'ledger.sqlite'));
    expect(failure(() => openLedger(other, clock)).message).toMatch(/no ordinary file/);
  });

  it('says when the folder is a file or is not there', () => {
    const dir = temporaryStateDir();
    writeFileSync(join(dir, 'file'), '');
    for (const name of ['file', 'none']) {
      expect(failure(() => openLedger(join(dir, name), clock))).toMatchObject({ code: 'state-unusable' });
    }
    expect(readdirSync(dir)).toEqual(['file']);
  });

  it('takes a file that others can read back to its owner', () => {
    const { dir, file } = madeLedger();
    chmodSync(file, 0o644);
    testLedger(dir);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('takes no decision into a ledger that was deleted under it', () => {
    const dir = temporaryStateDir();
    const ledger = testLedger(dir);
    rmSync(join(dir, 'ledger.sqlite'));
    expect(failure(() => ledger.appendDecision(decision('a'), progress())).message).toMatch(
      /moved or deleted/,
    );
  });
});
