import { existsSync, mkdirSync, readdirSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { linkCommand, unlinkCommand } from '../../../src-main/app/command-link.ts';
import { removeStateFiles } from '../../../src-main/app/own-files.ts';
import { temporaryStateDir } from '../../support/ledger.ts';

describe('what Peephole made in its state directory', () => {
  const ours = [
    ...['ledger.sqlite', 'ledger.sqlite-wal', 'ledger.sqlite.corrupt-20261124T120000.000Z', 'running.lock'],
    ...['control.json', 'gateway-device.json', 'gateway-device-token.json', 'gateway-place.json'],
    ...['log-key.json', 'log-key.json.new-1'],
  ];
  function made(): string {
    const dir = temporaryStateDir();
    for (const name of ours) writeFileSync(join(dir, name), 'x');
    for (const name of ['control', 'window']) mkdirSync(join(dir, name, 'deep'), { recursive: true });
    return dir;
  }

  test('goes, with the directory', () => {
    const dir = made();
    expect(removeStateFiles(dir)).toEqual([]);
    expect(existsSync(dir)).toBe(false);
  });

  test('goes, and what is not ours stays, whatever it is called', () => {
    const dir = made();
    const theirs = [
      'ledger.txt',
      'my-ledger.sqlite',
      'notes.txt',
      'window.png',
      'gateway-other.json',
      'log-key.txt',
    ];
    for (const name of theirs) writeFileSync(join(dir, name), 'mine');
    expect([...removeStateFiles(dir)].toSorted()).toEqual(theirs.toSorted());
    expect(readdirSync(dir).toSorted()).toEqual(theirs.toSorted());
  });

  test('a link in its place, or nothing at all, is left as it is', () => {
    const dir = made();
    const link = `${dir}-link`;
    symlinkSync(dir, link);
    expect(removeStateFiles(link)).toEqual([link]);
    expect(existsSync(join(dir, 'ledger.sqlite'))).toBe(true);
    expect(removeStateFiles(join(dir, 'nothing'))).toEqual([]);
  });
});

describe('the link to the command line', () => {
  const program = '/Applications/Peephole.app/Contents/Resources/peephole';
  const place = (dir: string, folder: string) => join(dir, folder, 'peephole');

  test('stands in the first folder that can be written to, and is replaced by a later one', () => {
    const home = temporaryStateDir();
    const places = [join('/nowhere', 'peephole'), place(home, 'bin')];
    expect(linkCommand('/Volumes/old/Peephole.app/Contents/Resources/peephole', places, home)).toBe(
      places[1],
    );
    expect(linkCommand(program, places, home)).toBe(places[1]);
    expect(readlinkSync(places[1] ?? '')).toBe(program);
    expect(unlinkCommand(places)).toEqual([places[1]]);
    expect(existsSync(places[1] ?? '')).toBe(false);
  });

  test('nobody else’s peephole is touched', () => {
    const home = temporaryStateDir();
    mkdirSync(join(home, 'a'));
    mkdirSync(join(home, 'b'));
    const places = [place(home, 'a'), place(home, 'b')];
    writeFileSync(places[0] ?? '', 'somebody’s program');
    symlinkSync('/usr/bin/true', places[1] ?? '');
    expect(linkCommand(program, places, home)).toBeNull();
    expect(unlinkCommand(places)).toEqual([]);
    expect(readlinkSync(places[1] ?? '')).toBe('/usr/bin/true');
  });
});
