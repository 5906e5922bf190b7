import { chmodSync, lchownSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import { defaultStateDir, prepareStateDir } from '../../../src-main/app/state-dir.ts';
import { openLedger } from '../../../src-main/ledger/open-ledger.ts';
import { readLog } from '../../../src-main/ledger/read-log.ts';
import { startMs, temporaryStateDir } from '../../support/ledger.ts';
import { asOwnerOf, giveAway } from '../../support/nobody.ts';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

describe('the state directory', () => {
  it('has its place', () => {
    expect(defaultStateDir('darwin', {}, '/Users/ann')).toBe(
      '/Users/ann/Library/Application Support/Peephole',
    );
    expect(defaultStateDir('linux', {}, '/home/ann')).toBe('/home/ann/.local/state/peephole');
    expect(defaultStateDir('linux', { XDG_STATE_HOME: '/var/x' }, '/home/ann')).toBe('/var/x/peephole');
    for (const ignored of ['', 'relative']) {
      expect(defaultStateDir('linux', { XDG_STATE_HOME: ignored }, '/h')).toBe('/h/.local/state/peephole');
    }
  });

  it('is made for the owner alone', () => {
    const dir = join(temporaryStateDir(), 'a', 'b');
    expect(prepareStateDir(dir)).toBe(dir);
    expect(mode(dir)).toBe('700');
    expect(mode(join(dir, '..'))).toBe('700');
    expect(prepareStateDir(relative(process.cwd(), dir))).toBe(dir);
  });

  it('is closed to others when it is empty or ours, and left as it is when it is not', () => {
    const dir = temporaryStateDir();
    chmodSync(dir, 0o755);
    prepareStateDir(dir);
    expect(mode(dir)).toBe('700');
    openLedger(dir, { now: () => startMs, soon: setImmediate }).close();
    chmodSync(dir, 0o755);
    prepareStateDir(dir);
    expect(mode(dir)).toBe('700');

    const shared = temporaryStateDir();
    writeFileSync(join(shared, 'something-else'), '');
    chmodSync(shared, 0o755);
    prepareStateDir(shared);
    expect(mode(shared)).toBe('755');
  });

  it('is not reached through a link of another user, wherever on the way; through one of the owner’s it is', () => {
    const dir = temporaryStateDir();
    const target = join(dir, 'target');
    mkdirSync(target);
    symlinkSync(target, join(dir, 'own'));
    expect(prepareStateDir(join(dir, 'own', 'state'))).toBe(join(dir, 'own', 'state'));
    if (process.geteuid?.() !== 0) return;
    symlinkSync(target, join(dir, 'theirs'));
    lchownSync(join(dir, 'theirs'), 65_534, 65_534);
    for (const path of [join(dir, 'theirs'), join(dir, 'theirs', 'state'), join(dir, 'theirs', 'a', 'b')]) {
      expect(() => prepareStateDir(path)).toThrow(/link of another user/);
    }
    expect(readdirSync(target)).toEqual(['state']);
  });

  it.each([
    ['others may write', 0o757],
    ['the group may write', 0o775],
    ['anyone may write', 0o1777],
  ])('is refused when %s', (_name, bits) => {
    const dir = temporaryStateDir();
    chmodSync(dir, bits);
    expect(() => prepareStateDir(dir)).toThrow(PeepholeError);
    expect(() => prepareStateDir(dir)).toThrow(/Others may write.*chmod go-w/);
    expect(readdirSync(dir)).toEqual([]);
  });

  it('is refused when it is a file, or lies under one', () => {
    const file = join(temporaryStateDir(), 'file');
    writeFileSync(file, '');
    for (const path of [file, join(file, 'below')]) {
      expect(() => prepareStateDir(path)).toThrow(/is a file, or lies under one/);
    }
  });

  it('is refused when it belongs to somebody else', () => {
    const foreign = join(temporaryStateDir(), 'foreign');
    mkdirSync(foreign, 0o700);
    // Only an administrator can give a directory away; anybody else finds one in the root.
    if (process.getuid?.() === 0) giveAway(foreign);
    const path = process.getuid?.() === 0 ? foreign : '/';
    expect(() => prepareStateDir(path)).toThrow(/belongs to another user/);
  });
});

describe('a state directory that may not be written to', () => {
  it.each([
    ['with no ledger in it', false],
    ['with one in it', true],
  ])('%s is said, and left as it is', (_name, exists) => {
    const dir = temporaryStateDir();
    if (exists) openLedger(dir, { now: () => startMs, soon: setImmediate }).close();
    const before = readdirSync(dir);
    asOwnerOf(dir, () => {
      chmodSync(dir, 0o500);
      try {
        expect(() => openLedger(dir, { now: () => startMs, soon: setImmediate })).toThrow(
          expect.objectContaining({ code: 'state-unusable', message: expect.stringContaining(dir) }),
        );
        expect(() => prepareStateDir(join(dir, 'below'))).toThrow(/can’t be made/);
      } finally {
        chmodSync(dir, 0o700);
      }
    });
    expect(readdirSync(dir)).toEqual(before);
  });

  it('is read all the same, when nothing waits to be written back', () => {
    const dir = temporaryStateDir();
    openLedger(dir, { now: () => startMs, soon: setImmediate }).close();
    asOwnerOf(dir, () => {
      chmodSync(dir, 0o500);
      try {
        const log = readLog(dir);
        expect(log?.verify()).toMatchObject({ lines: 1, firstBad: null });
        log?.close();
        chmodSync(dir, 0o700);
        writeFileSync(join(dir, 'ledger.sqlite-wal'), Buffer.alloc(100));
        chmodSync(dir, 0o500);
        expect(() => readLog(dir)).toThrow(expect.objectContaining({ code: 'state-unusable' }));
      } finally {
        chmodSync(dir, 0o700);
      }
    });
  });

  it('nor read is said', () => {
    const dir = temporaryStateDir();
    openLedger(dir, { now: () => startMs, soon: setImmediate }).close();
    asOwnerOf(dir, () => {
      chmodSync(join(dir, 'ledger.sqlite'), 0o000);
      for (const open of [
        () => openLedger(dir, { now: () => startMs, soon: setImmediate }),
        () => readLog(dir),
      ]) {
        expect(open).toThrow(expect.objectContaining({ code: 'state-unusable' }));
      }
    });
    expect(readdirSync(dir)).toEqual(['ledger.sqlite', 'log-key.json']);
  });
});
