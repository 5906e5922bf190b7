import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../../src-main/platform/project-root.ts';
import { temporaryStateDir } from '../../support/ledger.ts';

test('the command line of the app is found through links, absolute and relative, from any folder', () => {
  const dir = temporaryStateDir();
  const contents = join(dir, 'Peephole.app', 'Contents');
  for (const folder of ['MacOS', 'Resources']) mkdirSync(join(contents, folder), { recursive: true });
  mkdirSync(join(dir, 'bin'));
  const program = join(contents, 'Resources', 'peephole');
  copyFileSync(join(projectRoot, 'assets', 'peephole'), program);
  writeFileSync(join(contents, 'MacOS', 'Peephole'), '#!/bin/sh\necho "ran $*"\n', { mode: 0o755 });
  symlinkSync('../Peephole.app/Contents/Resources/peephole', join(dir, 'bin', 'relative'));
  symlinkSync(program, join(dir, 'bin', 'absolute'));
  symlinkSync('relative', join(dir, 'bin', 'twice'));
  for (const name of ['relative', 'absolute', 'twice']) {
    const said = execFileSync('/bin/sh', [join(dir, 'bin', name), 'status', 'a b'], {
      cwd: '/',
      encoding: 'utf8',
    });
    expect(said).toBe('ran status a b\n');
  }
});
