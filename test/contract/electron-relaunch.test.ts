import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { relaunchCommand } from '../../src-main/surfaces/electron/relaunch.ts';

test('waits for the process to end, then opens the bundle with the same words', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-relaunch-'));
  const order = join(dir, 'order');
  try {
    writeFileSync(join(dir, 'open'), `#!/bin/sh\nprintf '%s\\n' open "$@" >> '${order}'\n`);
    chmodSync(join(dir, 'open'), 0o755);
    const old = spawn('/bin/sh', ['-c', `sleep 0.5; echo ended >> '${order}'`]);
    const argv = ['--state-dir=/tmp/with space', '--practice'];
    const [shell = '', ...words] = relaunchCommand(old.pid ?? 0, '/A b/Peephole.app', argv);
    const next = spawn(shell, words, { env: { PATH: `${dir}:/usr/bin:/bin` } });
    await Promise.all([once(old, 'exit'), once(next, 'exit')]);
    expect(readFileSync(order, 'utf8').trim().split('\n')).toEqual([
      'ended',
      'open',
      '-n',
      '/A b/Peephole.app',
      '--args',
      ...argv,
    ]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
