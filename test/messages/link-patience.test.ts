import { describe, expect, it } from 'vitest';
import { LinkPatience, linkPatienceMs } from '../../src-main/messages/link-patience.ts';

function patience() {
  const clock = { ms: 0 };
  return { clock, patience: new LinkPatience({ monotonic: () => clock.ms }) };
}

describe('patience with a row without a chat', () => {
  it('ends after ten seconds, once', () => {
    const { clock, patience: one } = patience();
    expect(one.has(7, 0)).toBe(true);
    clock.ms = linkPatienceMs - 1;
    expect([one.has(7, 0), one.isOverForOne]).toEqual([true, false]);
    clock.ms = linkPatienceMs;
    expect(one.isOverForOne).toBe(true);
    expect(one.has(7, 0)).toBe(false);
    expect([one.isOverForOne, one.againInMs]).toEqual([false, null]);
  });

  it('counts what it has waited before it was seen', () => {
    const { patience: one } = patience();
    expect(one.has(7, linkPatienceMs)).toBe(false);
    expect(one.has(8, linkPatienceMs - 100)).toBe(true);
    expect(one.againInMs).toBe(100);
  });

  it('looks often at first, then now and then, and never later than it ends', () => {
    const { clock, patience: one } = patience();
    one.has(7, 0);
    expect(one.againInMs).toBe(125);
    clock.ms = 1_000;
    expect(one.againInMs).toBe(500);
    clock.ms = linkPatienceMs - 40;
    expect(one.againInMs).toBe(40);
    one.drop(7);
    expect(one.againInMs).toBeNull();
  });

  it('names those that wait far behind, and forgets there what was told', () => {
    const { clock, patience: one } = patience();
    one.has(1, linkPatienceMs);
    one.has(2, 0);
    one.has(9, 0);
    expect(one.waitingUpTo(5)).toEqual([2]);
    clock.ms = linkPatienceMs;
    // Told once it was; seen again, it is told at once.
    expect(one.has(1, linkPatienceMs)).toBe(false);
    one.reset();
    expect(one.waitingUpTo(99)).toEqual([]);
  });
});
