import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, onTestFinished, test } from 'vitest';

const driver = join(import.meta.dirname, '..', 'support', 'electron-main.ts');

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'peephole-main-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
});

function run(words: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return spawnSync(process.execPath, [driver, folder, ...words], {
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });
}

test('the built main entry, from the first start to the end, on practice data', () => {
  const { stdout } = run(['--practice', '--silent', `--pid-file=${join(folder, 'pid')}`]);
  expect(JSON.parse(stdout)).toEqual({
    firstRun: { url: 'app://peephole/', inFront: true, touched: [] },
    hidden: [true, false],
    blocked: true,
    focusTaken: false,
    ignored: expect.stringMatching(/./),
    longestStallMs: expect.any(Number),
    panel: {
      url: 'app://peephole/?panel',
      height: 431,
      shown: [false, true, false],
      // The window was closed before, and the focus is given back.
      focus: [true, false],
    },
    exitCode: 0,
    errors: [],
    lost: [],
    left: 0,
    name: 'Peephole',
  });
  expect(Number(readFileSync(join(folder, 'pid'), 'utf8'))).toBeGreaterThan(1);
});

test('the development bundle reads its words, and told twice to end it ends once, in order', () => {
  const { stdout, signal } = run(['--practice', '--silent'], { PEEPHOLE_STORY: 'signals' });
  expect([signal, JSON.parse(stdout || '{}')]).toMatchObject([
    null,
    { stillEnding: true, exitCode: 0, errors: [], left: 0 },
  ]);
});

test('what it does not understand is said, and nothing is started', () => {
  const { stdout, stderr } = run(['--stat-dir=/tmp/p'], { PEEPHOLE_STORY: 'end' });
  expect(stderr).toContain('--stat-dir');
  expect(JSON.parse(stdout)).toMatchObject({ exitCode: 2, errors: [], left: 0 });
});

test('why it could not start is said in front of everything else', () => {
  const stateDir = join(folder, 'state');
  mkdirSync(stateDir);
  chmodSync(stateDir, 0o777);
  const { stdout } = run([`--state-dir=${stateDir}`], { PEEPHOLE_STORY: 'end' });
  // An error box of an app that is not in front throws in the stand-in.
  expect(JSON.parse(stdout)).toMatchObject({
    exitCode: 1,
    errors: [expect.stringContaining(`Peephole could not start: `)],
  });
});
