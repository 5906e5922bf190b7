import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { relaunchCommand } from '../../src-main/surfaces/electron/relaunch.ts';
import { waitFor } from '../support/wait.ts';

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

test('an app in a bundle has macOS open the bundle, and is no parent of the new one', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-relaunch-'));
  try {
    const words = join(dir, 'words');
    writeFileSync(
      join(dir, 'open'),
      `#!/bin/sh\nprintf '%s\\n' "$@" > '${words}.draft'; mv '${words}.draft' '${words}'\n`,
    );
    chmodSync(join(dir, 'open'), 0o755);
    const here = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);
    const main = join(dir, 'main.mjs');
    writeFileSync(
      main,
      `import { registerHooks } from 'node:module';
registerHooks({
  resolve: (name, context, next) =>
    name === 'electron' ? { url: ${here('../fakes/electron/index.ts')}, shortCircuit: true } : next(name, context),
});
const { app } = await import('electron');
const { relaunch } = await import(${here('../../src-main/surfaces/electron/relaunch.ts')});
process.execPath = '/A b/Peephole.app/Contents/MacOS/Peephole';
relaunch(['--practice']);
process.stdout.write(JSON.stringify(app.calls));
`,
    );
    const { stdout, stderr } = spawnSync(process.execPath, [main], {
      encoding: 'utf8',
      env: { PATH: `${dir}:/usr/bin:/bin` },
    });
    // Electron's own relaunch would leave permissions with whatever started us (MAC-1.4).
    expect(stdout, stderr).toBe('[]');
    await waitFor('the bundle to be opened', () => existsSync(words));
    expect(readFileSync(words, 'utf8').trim().split('\n')).toEqual([
      '-n',
      '/A b/Peephole.app',
      '--args',
      '--practice',
    ]);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
});
