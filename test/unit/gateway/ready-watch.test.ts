import { expect, test } from 'vitest';
import { makeGuard } from '#core/guard.ts';
import { guardedClock } from '#core/ports/clock.ts';
import { type AccountState, GatewayUnavailable } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { ReadyWatch } from '../../../src-main/gateway/ready-watch.ts';
import { fakeClock, settle } from '../../support/fake-clock.ts';

/** A watch over accounts that are ready or not, as the test sets them. */
function watched() {
  const clock = fakeClock(0);
  const accounts = new Map<string, boolean>([['default', false]]);
  const errors: unknown[] = [];
  const seen = { asked: 0, told: 0 };
  let failure: Error | null = null;
  let latencyMs = 0;
  const state = (ready: boolean): AccountState => ({ running: true, ready, restarting: false });
  const watch = new ReadyWatch(
    guardedClock(
      clock,
      makeGuard((error) => void errors.push(error)),
    ),
    async () => {
      seen.asked += 1;
      if (failure !== null) throw failure;
      const answer = new Map([...accounts].map(([id, ready]) => [id, state(ready)]));
      if (latencyMs > 0) await new Promise<void>((resolve) => clock.after(latencyMs, resolve));
      return answer;
    },
    () => {
      seen.told += 1;
    },
  );
  return {
    clock,
    accounts,
    errors,
    seen,
    watch,
    fail: (error: Error | null) => {
      failure = error;
    },
    answerAfter: (ms: number) => {
      latencyMs = ms;
    },
  };
}

test('a channel that comes up is told once, as soon as it is asked about; one that goes down is not', async () => {
  const { clock, accounts, seen, watch } = watched();
  await clock.pass(1_000);
  expect(seen.asked).toBe(0);
  watch.begin();
  await clock.pass(500);
  expect(seen).toEqual({ asked: 10, told: 0 });
  accounts.set('default', true);
  await clock.pass(50);
  expect(seen.told).toBe(1);
  await clock.pass(500);
  accounts.set('default', false);
  await clock.pass(500);
  expect(seen.told).toBe(1);
  accounts.set('default', true);
  accounts.set('work', true);
  await clock.pass(500);
  expect(seen.told).toBe(2);
});

test('one that is ready at once is told, too: who looked a moment before may have missed it', async () => {
  const { clock, accounts, seen, watch } = watched();
  accounts.set('default', true);
  watch.begin();
  await clock.pass(50);
  expect(seen).toEqual({ asked: 1, told: 1 });
});

test('nothing is asked any more after 3 s, or after stop; what is done meanwhile begins anew', async () => {
  const { clock, accounts, seen, watch } = watched();
  watch.begin();
  await clock.pass(2_000);
  watch.begin();
  await clock.pass(10_000);
  expect(seen.asked).toBe(100);
  watch.begin();
  await clock.pass(100);
  watch.stop();
  accounts.set('default', true);
  await clock.pass(10_000);
  expect(seen).toEqual({ asked: 102, told: 0 });
});

test('a gateway that is slow is asked one question at a time, and what it says too late is left alone', async () => {
  const { clock, accounts, seen, watch, answerAfter } = watched();
  answerAfter(1_000);
  watch.begin();
  await clock.pass(500);
  watch.begin();
  expect(seen.asked).toBe(1);
  accounts.set('default', true);
  await clock.pass(900);
  expect(seen).toEqual({ asked: 2, told: 0 });
  watch.stop();
  await clock.pass(10_000);
  expect(seen).toEqual({ asked: 2, told: 0 });
});

test('a connection that is gone ends it without a word; a defect of ours is reported', async () => {
  const { clock, errors, seen, watch, fail } = watched();
  fail(new GatewayUnavailable(sentence('gateway.lost')));
  watch.begin();
  await clock.pass(10_000);
  await settle();
  expect(seen.asked).toBe(1);
  expect(errors).toEqual([]);
  fail(new TypeError('ours'));
  watch.begin();
  await clock.pass(10_000);
  await settle();
  expect(seen.asked).toBe(2);
  expect(errors).toHaveLength(1);
});
