import { execFileSync } from 'node:child_process';
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AccountSource,
  parkedAccounts,
  resolveMessages,
} from '../../../src-main/gateway/account-messages.ts';

let dir: string;
let home: string;
let ours: string;

const nothing: AccountSource = { cliPath: null, dbPath: null, remoteHost: null };
const resolved = (source: Partial<AccountSource>, databasePath: string | null = ours) =>
  resolveMessages({ ...nothing, ...source }, { home, databasePath });

/** A script at this name, and its path. */
function script(name: string, ...lines: readonly string[]): string {
  const path = join(dir, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `#!/bin/sh\n${lines.join('\n')}\n`);
  chmodSync(path, 0o755);
  return path;
}

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'peephole-messages-'));
  home = join(dir, 'home');
  ours = join(home, 'Library', 'Messages', 'chat.db');
  mkdirSync(dirname(ours), { recursive: true });
  writeFileSync(ours, '');
  writeFileSync(join(dir, 'other.db'), '');
  symlinkSync(home, join(dir, 'linked-home'));
  symlinkSync(ours, join(dir, 'linked.db'));
  linkSync(ours, join(dir, 'second-name.db'));
});
afterAll(() => rmSync(dir, { recursive: true }));

describe('whose Messages an account reads', () => {
  test.each([
    ['nothing set', () => ({})],
    ['its path', () => ({ dbPath: ours })],
    ['a link', () => ({ dbPath: join(dir, 'linked.db') })],
    ['a folder that is a link', () => ({ dbPath: join(dir, 'linked-home/Library/Messages/chat.db') })],
    ['..', () => ({ dbPath: `${home}/Library/Messages/../Messages/./chat.db` })],
    ['the home as ~', () => ({ dbPath: '~/Library/Messages/chat.db' })],
    ['another name of the very file', () => ({ dbPath: join(dir, 'second-name.db') })],
    ['the wrapper of a package', () => ({ cliPath: script('brew', 'exec "/opt/libexec/imsg" "$@"') })],
    ['an opaque wrapper and a path', () => ({ cliPath: script('w1', 'exec run "$@"'), dbPath: ours })],
    ['a program that is not there', () => ({ cliPath: '/nowhere/imsg' })],
  ])('%s: this Mac’s', (_, source) => {
    expect(resolved(source())).toEqual({ kind: 'this-mac' });
  });

  test('a file that is not there yet is compared by its folder', () => {
    const path = join(home, 'not-yet', 'chat.db');
    expect(resolved({ dbPath: join(dir, 'linked-home/not-yet/chat.db') }, path)).toEqual({
      kind: 'this-mac',
    });
  });

  test.each([
    ['another file', 'other.db'],
    ['no file', 'nowhere.db'],
  ])('%s', (_, name) => {
    const path = join(dir, name);
    expect(resolved({ dbPath: path })).toEqual({ kind: 'another-file', path });
  });

  test.each([
    ['remoteHost', () => ({ remoteHost: 'owner@mini', dbPath: ours }), 'owner@mini'],
    ['the wrapper', () => ({ cliPath: script('r1', 'exec ssh -T owner@mini imsg "$@"') }), 'owner@mini'],
    ['a whole path', () => ({ cliPath: script('r2', 'exec /usr/bin/ssh mini /opt/bin/imsg "$@"') }), 'mini'],
    ['options', () => ({ cliPath: script('r3', 'exec ssh -p 2222 -T mini imsg "$@"') }), null],
    ['several lines', () => ({ cliPath: script('r4', 'HOST=mini', 'exec ssh "$HOST" imsg "$@"') }), '$HOST'],
    ['another shell', () => ({ cliPath: script('r5', '\'/usr/bin/ssh\' a@b -- imsg "$@"') }), null],
    ['as the name imsg', () => ({ cliPath: script('bin/imsg', 'exec ssh -T mini imsg "$@"') }), 'mini'],
    ['with a path here', () => ({ cliPath: script('r6', 'ssh mini imsg "$@"'), dbPath: ours }), 'mini'],
    [
      'through a tunnel program',
      () => ({ cliPath: script('r7', 'exec tailscale ssh mini imsg "$@"') }),
      'mini',
    ],
  ])('another Mac’s: %s', (_, source, host) => {
    expect(resolved(source())).toEqual({ kind: 'another-mac', host: host === '$HOST' ? null : host });
  });

  test.each([
    ['nothing is read here', () => ({ dbPath: ours }), null],
    ['a wrapper says nothing', () => ({ cliPath: script('u1', 'exec run-there "$@"') }), undefined],
    [
      'it says nothing, of a file elsewhere',
      () => ({ cliPath: script('u2', 'x'), dbPath: '/x.db' }),
      undefined,
    ],
    ['SSH to this very machine', () => ({ remoteHost: 'bot@localhost' }), undefined],
    ['a program of another name', () => ({ cliPath: '/nowhere/bridge' }), undefined],
  ])('can’t be told: %s', (_, source, databasePath) => {
    expect(resolved(source(), databasePath === undefined ? ours : databasePath)).toEqual({ kind: 'unknown' });
  });

  test('a wrapper that is a pipe makes nobody wait', () => {
    const pipe = join(dir, 'pipe');
    execFileSync('mkfifo', [pipe]);
    expect(resolved({ cliPath: pipe })).toEqual({ kind: 'unknown' });
  });
});

describe('accounts that share a source', () => {
  const account = (id: string, source: Partial<AccountSource> = {}, enabled = true) => ({
    id,
    configKey: id === 'default' ? null : id,
    enabled,
    source: { ...nothing, ...source },
  });
  const parked = (...accounts: ReturnType<typeof account>[]) => [
    ...parkedAccounts(accounts, '/home/me', () => false),
  ];

  test.each([
    ['the named one runs, default is parked', [account('default'), account('work')], [['default', 'work']]],
    [
      'the first named one runs',
      [account('b'), account('default'), account('a')],
      [
        ['b', 'a'],
        ['default', 'a'],
      ],
    ],
    ['one that is off parks nobody', [account('default'), account('work', {}, false)], []],
    ['other databases are other sources', [account('default'), account('work', { dbPath: '/x.db' })], []],
    ['other programs are, too', [account('default'), account('work', { cliPath: '/x/imsg' })], []],
    [
      'the usual path, written out',
      [account('default'), account('work', { dbPath: '~/Library/./Messages/chat.db' })],
      [['default', 'work']],
    ],
  ])('%s', (_, accounts, expected) => {
    expect(parked(...accounts).toSorted()).toEqual(expected);
  });

  test.each([
    ['default goes on, and the named one is parked', ['default'], [['work', 'default']]],
    ['the named one', ['work'], [['default', 'work']]],
    ['both say so: nobody is called parked who receives', ['default', 'work'], []],
    ['nobody yet: the one that a start would take', [], [['default', 'work']]],
  ])('what receives decides: %s', (_, receiving, expected) => {
    const found = parkedAccounts([account('default'), account('work')], '/home/me', (id) =>
      receiving.includes(id),
    );
    expect([...found]).toEqual(expected);
  });
});
