import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, onTestFinished, test } from 'vitest';
import { lockState } from '../../src-main/ledger/state-lock.ts';

const program = new URL('../support/start-lock.ts', import.meta.url).pathname;

function temporaryDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-lock-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

async function contender(stateDir: string): Promise<{ child: ChildProcess; said: string }> {
  const child = spawn(process.execPath, ['--expose-gc', program, stateDir], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const [said] = (await once(createInterface(child.stdout), 'line')) as [string];
  return { child, said };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

describe('one owner of a state directory', () => {
  test('of ten that start at once exactly one wins, and after kill -9 the next wins at once', async () => {
    const dir = temporaryDir();
    const all = await Promise.all(Array.from({ length: 10 }, () => contender(dir)));
    expect(all.map(({ said }) => said).toSorted()).toEqual([...Array(9).fill('already-running'), 'owner']);
    const owner = all.find(({ said }) => said === 'owner');
    if (owner) await kill(owner.child);
    expect((await contender(dir)).said).toBe('owner');
    // Twelve processes on a machine that may be busy with others.
  });

  test('released, it is free again', () => {
    const dir = temporaryDir();
    lockState(dir).release();
    const again = lockState(dir);
    expect(() => lockState(dir)).toThrow(expect.objectContaining({ code: 'already-running' }));
    again.release();
  });

  test('two directories do not know of each other', () => {
    const one = lockState(temporaryDir());
    const two = lockState(temporaryDir());
    one.release();
    two.release();
  });

  test('its file is for the owner only and holds nothing', () => {
    const dir = temporaryDir();
    const lock = lockState(dir);
    const file = join(dir, 'running.lock');
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    lock.release();
    expect(readFileSync(file, 'utf8')).toBe('');
  });

  test('a directory that is not there is said', () => {
    const dir = temporaryDir();
    chmodSync(dir, 0o700);
    expect(() => lockState(join(dir, 'nowhere'))).toThrow(
      expect.objectContaining({ code: 'state-unusable' }),
    );
  });
});
