import { describe, expect, test } from 'vitest';
import { sentence } from '#core/words/sentence.ts';
import { Waiters } from '../../../../src-main/gatekeeper/decisions/waiters.ts';
import { fakeClock } from '../../../support/fake-clock.ts';

const late = sentence('late.silence');
const changed = { type: 'facts', facts: null, isWriting: false } as const;

describe('a command that waits', () => {
  test('is answered at once when there is nothing to wait for', async () => {
    await expect(new Waiters(fakeClock(0)).until(1_000, late, () => 'now')).resolves.toBe('now');
  });

  test('looks again when something changed, and only then', async () => {
    const waiters = new Waiters(fakeClock(0));
    let answer: string | null = null;
    let looks = 0;
    const waiting = waiters.until(1_000, late, () => {
      looks += 1;
      return answer;
    });
    answer = 'then';
    waiters.receive({ type: 'write-sent' });
    expect(looks).toBe(1);
    waiters.receive(changed);
    await expect(waiting).resolves.toBe('then');
    waiters.receive(changed);
    expect(looks).toBe(2);
  });

  test('is told what went wrong', async () => {
    const waiters = new Waiters(fakeClock(0));
    let fails = false;
    const waiting = waiters.until(1_000, late, () => {
      if (fails) throw new Error('refused');
      return null;
    });
    fails = true;
    waiters.receive(changed);
    await expect(waiting).rejects.toThrow('refused');
  });

  test('waits no longer than it said', async () => {
    const clock = fakeClock(0);
    const waiting = new Waiters(clock).until(1_000, late, () => null);
    waiting.catch(() => {});
    await clock.pass(1_000);
    await expect(waiting).rejects.toMatchObject({ code: 'timeout' });
  });

  test('is told when Peephole stops', async () => {
    const waiters = new Waiters(fakeClock(0));
    const waiting = waiters.until(1_000, late, () => null);
    waiters.stop();
    await expect(waiting).rejects.toMatchObject({ code: 'not-running' });
  });
});
