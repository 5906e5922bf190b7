import { describe, expect, test } from 'vitest';
import { readAppArgs } from '../../../src-main/cli/app-args.ts';

describe('the words the menu-bar app is started with', () => {
  test('none of them: the owner’s own data', () => {
    const args = readAppArgs([]);
    expect(args).toEqual({ practice: false, silent: false });
  });

  test.each([[['--state-dir', '/tmp/p']], [['--state-dir=/tmp/p']]])('%j means the same', (argv) => {
    expect(readAppArgs(argv).stateDir).toBe('/tmp/p');
  });

  test('the places of serve, practice and the file for the process id', () => {
    expect(
      readAppArgs([
        '--practice',
        '--messages-db=/m/chat.db',
        '--contacts-dir',
        '/c',
        '--openclaw-config=/o/openclaw.json',
        '--gateway-url',
        'ws://127.0.0.1:18789',
        '--pid-file=/p/pid',
      ]),
    ).toEqual({
      practice: true,
      silent: false,
      messagesDb: '/m/chat.db',
      contactsDir: '/c',
      openclawConfig: '/o/openclaw.json',
      gatewayUrl: 'ws://127.0.0.1:18789',
      pidFile: '/p/pid',
      stateDir: undefined,
    });
  });

  test.each([
    [['--stat-dir', '/tmp/p']],
    [['--state-dir']],
    [['--state-dir', '--practice']],
    [['--practice=yes']],
    [['/tmp/p']],
    [['--json']],
    [['-x']],
    [['--web']],
    [['--practice', '--practice']],
    [['--silent']],
    [['--inspection']],
    [['--gateway-url', 'ws://127.0.0.1:1', 'more']],
  ])('%j is refused, not left out', (argv) => {
    expect(() => readAppArgs(argv)).toThrow(expect.objectContaining({ code: 'usage' }));
  });

  test('what macOS and Playwright put there is theirs', () => {
    expect(
      readAppArgs([
        '-psn_0_123',
        '-AppleLanguages',
        '(de)',
        '-NSQuitAlwaysKeepsWindows',
        'NO',
        '--inspect=0',
        '--remote-debugging-port=0',
        '--state-dir=/tmp/p',
      ]).stateDir,
    ).toBe('/tmp/p');
  });
});
