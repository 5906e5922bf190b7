import { describe, expect, test } from 'vitest';
import { ApprovalClock } from '../../../../src-main/gatekeeper/decisions/approval-clock.ts';
import { madeDecision } from '../../../support/decisions.ts';
import { type FakeClock, fakeClock } from '../../../support/fake-clock.ts';

const startMs = Date.UTC(2026, 10, 24, 12);
const hourMs = 3_600_000;
const untilMs = startMs + hourMs;

/** An approval of an hour that was just given, and a Mac whose clock can be set. */
function approved() {
  const running = fakeClock(startMs);
  let setByMs = 0;
  const clock: FakeClock = { ...running, now: () => running.now() + setByMs };
  const decision = madeDecision({ issuedAtMs: startMs, untilMs });
  const approvals = new ApprovalClock(clock);
  return {
    clock,
    decision,
    left: () => approvals.left(decision, untilMs),
    /** After a start of Peephole. */
    anew: () => new ApprovalClock(clock).left(decision, untilMs),
    set(byMs: number) {
      setByMs += byMs;
    },
    approvals,
  };
}

describe('what is left of an approval', () => {
  test('is the time to its end', async () => {
    const { clock, left } = approved();
    expect(left()).toBe(hourMs);
    await clock.pass(10_000);
    expect(left()).toBe(hourMs - 10_000);
    await clock.pass(hourMs);
    expect(left()).toBe(-10_000);
  });

  test('passes while the Mac sleeps', () => {
    const { clock, left } = approved();
    left();
    clock.sleep(10_000);
    expect(left()).toBe(hourMs - 10_000);
  });

  test('is less when the clock is put forward, and no more when it is set back', async () => {
    const { clock, left, set } = approved();
    left();
    set(-1_800_000);
    await clock.pass(10_000);
    expect(left()).toBe(hourMs - 10_000);
    set(1_800_000 + 20_000);
    expect(left()).toBe(hourMs - 30_000);
  });

  test('is never more than it was given for, though it is first seen with a clock that was set back', async () => {
    const { anew, set } = approved();
    set(-1_800_000);
    expect(anew()).toBe(hourMs);
    set(1_800_000 + 60_000);
    expect(anew()).toBe(hourMs - 60_000);
  });

  test('is each approval’s own', async () => {
    const { approvals, clock, left } = approved();
    left();
    await clock.pass(10_000);
    const later = madeDecision({ issuedAtMs: startMs + 10_000 });
    expect(approvals.left(later, untilMs + 10_000)).toBe(hourMs);
    expect(left()).toBe(hourMs - 10_000);
  });
});
