import { describe, expect, test } from 'vitest';
import { sentence } from '#core/words/sentence.ts';
import { Waiters } from '../../../../src-main/gatekeeper/decisions/waiters.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { decision } from '../../../support/decisions.ts';
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

  const changes: readonly GatekeeperEvent[] = [
    changed,
    { type: 'decision', decision: decision('approve'), isNew: false },
    { type: 'channel-ended' },
  ];
  test.each(changes.map((event) => [event.type, event] as const))(
    'looks again after %s',
    async (_, event) => {
      const waiters = new Waiters(fakeClock(0));
      let answer: string | null = null;
      const waiting = waiters.until(1_000, late, () => answer);
      answer = 'then';
      waiters.receive(event);
      await expect(waiting).resolves.toBe('then');
    },
  );

  test.each([
    [1_400, 1],
    [1_500, 2],
    [60_000, 60],
  ])('is told after %i ms what is so, and that it waited %i s', async (waitMs, seconds) => {
    const clock = fakeClock(0);
    const waiting = new Waiters(clock).until(waitMs, late, () => null);
    const refused = expect(waiting).rejects.toMatchObject({
      sentence: sentence('late.not-confirmed', { what: late, seconds }),
    });
    await clock.pass(waitMs);
    await refused;
  });

  test('is told together with every other that waits, in words, when Peephole stops', async () => {
    const clock = fakeClock(0);
    const waiters = new Waiters(clock);
    let looks = 0;
    const look = () => {
      looks += 1;
      return null;
    };
    const waiting = Promise.allSettled([waiters.until(1_000, late, look), waiters.until(1_000, late, look)]);
    waiters.stop();
    const stopped = {
      status: 'rejected',
      reason: expect.objectContaining({ sentence: sentence('late.stopped') }),
    };
    expect(await waiting).toEqual([stopped, stopped]);
    // Nobody waits for anything any more.
    waiters.receive(changed);
    await clock.pass(1_000);
    expect(looks).toBe(2);
  });
});
