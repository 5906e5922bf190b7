import { describe, expect, test } from 'vitest';
import type { TrackedDecision } from '#core/decision/decision.ts';
import { isOwners, lastVerdict } from '#core/decision/last-verdict.ts';
import { noStanding, standingOf } from '#core/decision/standing.ts';
import { decision } from '../../../support/decisions.ts';

/** What Undo would take back after these, when the last but `since` was the owner's newest. */
function undoOf(decisions: readonly TrackedDecision[], since = 0): ReturnType<typeof lastVerdict> {
  const last = decisions.at(-1 - since);
  if (last === undefined) throw new Error('nothing decided');
  return lastVerdict(last, standingOf(decisions));
}

describe('the last verdict', () => {
  test.each(['approve', 'ignore', 'block', 'revoke'] as const)('%s can be undone', (verdict) => {
    expect(undoOf([decision(verdict, { issuedAtMs: 0 })])).toEqual({
      handle: '+12125550101',
      verdict,
      at: '1970-01-01T00:00:00.000Z',
      until: null,
    });
  });

  test('of a temporary approval says until when', () => {
    expect(undoOf([decision('approve', { untilMs: 3_600_000 })])?.until).toBe('1970-01-01T01:00:00.000Z');
  });

  test('that was an undo can’t be undone', () => {
    expect(undoOf([decision('ignore'), decision('undo')])).toBeNull();
  });

  test('that nothing is known of can’t', () => {
    expect(lastVerdict(decision('block'), noStanding)).toBeNull();
  });

  test('that failed can’t', () => {
    expect(undoOf([decision('approve', { progress: 'failed' })])).toBeNull();
    expect(undoOf([decision('block', { progress: 'failed' })])).toBeNull();
  });

  test.each(['expire', 'taken-away'] as const)('that ended since by %s can’t', (ending) => {
    expect(undoOf([decision('approve'), decision(ending)], 1)).toBeNull();
    // Nor is the end itself the owner's to take back.
    expect(undoOf([decision('approve'), decision(ending)])).toBeNull();
    expect(isOwners(decision(ending))).toBe(false);
  });
});
