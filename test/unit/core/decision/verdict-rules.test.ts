import { describe, expect, test } from 'vitest';
import type { Via } from '#core/access/access.ts';
import type { Verdict } from '#core/decision/decision.ts';
import { noStanding } from '#core/decision/standing.ts';
import { checkVerdict, type VerdictContext } from '#core/decision/verdict-rules.ts';
import { PeepholeError } from '#core/errors.ts';
import { readHandle } from '#core/message/handle.ts';
import { decision, standingAfter } from '../../../support/decisions.ts';
import { keptOut, letIn } from '../../../support/rulings.ts';

const context = (change: Partial<VerdictContext> = {}): VerdictContext => ({
  handle: readHandle('+12125550101'),
  standing: noStanding,
  ruling: keptOut,
  isMember: false,
  isOwner: false,
  collides: false,
  nowMs: 10_000,
  ...change,
});

/** The code a verdict is refused with, or `yes`. */
function answer(verdict: Verdict, change: Partial<VerdictContext> = {}): string {
  try {
    checkVerdict(verdict, context(change));
    return 'yes';
  } catch (error) {
    if (!(error instanceof PeepholeError)) throw error;
    expect(error.message).toMatch(/^\S.*[.]$/s);
    return error.code;
  }
}

const byUs = { ruling: letIn('peephole'), isMember: true };

describe('which verdict is given when (RULE-3.7)', () => {
  test.each<[Verdict, Readonly<Record<'waiting' | 'approved' | 'ignored' | 'blocked', string>>]>([
    ['approve', { waiting: 'yes', approved: 'yes', ignored: 'yes', blocked: 'is-blocked' }],
    ['ignore', { waiting: 'yes', approved: 'is-approved', ignored: 'yes', blocked: 'is-blocked' }],
    [
      'revoke',
      { waiting: 'not-approved', approved: 'yes', ignored: 'not-approved', blocked: 'not-approved' },
    ],
    ['block', { waiting: 'yes', approved: 'yes', ignored: 'yes', blocked: 'yes' }],
    ['undo', { waiting: 'nothing-to-undo', approved: 'yes', ignored: 'yes', blocked: 'yes' }],
  ])('%s', (verdict, answers) => {
    expect(answer(verdict)).toBe(answers.waiting);
    expect(answer(verdict, { standing: standingAfter('approve'), ...byUs })).toBe(answers.approved);
    expect(answer(verdict, { standing: standingAfter('ignore') })).toBe(answers.ignored);
    expect(answer(verdict, { standing: standingAfter('block') })).toBe(answers.blocked);
  });

  test.each([
    '262966',
    'AMAZON',
    'urn:biz:1',
    '2125550101',
    '*',
    'accessGroup:peephole',
    'алиса@example.com',
  ])('%j can be ignored and blocked, not approved', (literal) => {
    const handle = readHandle(literal);
    expect(answer('approve', { handle })).toBe('not-approvable');
    expect(answer('ignore', { handle })).toBe('yes');
    expect(answer('block', { handle })).toBe('yes');
  });

  test('nobody is approved whom the gateway cannot tell from a short code', () => {
    expect(answer('approve', { collides: true })).toBe('not-approvable');
  });

  test.each<Via>(['owner', 'group:friends', 'pairing', 'everyone'])(
    'somebody let in by %s is approved already',
    (via) => {
      const ruling = letIn(via);
      expect(answer('approve', { ruling })).toBe('is-approved');
      expect(answer('ignore', { ruling })).toBe('is-approved');
      expect(answer('revoke', { ruling })).toBe('not-approved');
      expect(answer('block', { ruling })).toBe('yes');
    },
  );

  test('the refusal to revoke says which setting lets them in', () => {
    expect(() => checkVerdict('revoke', context({ ruling: letIn('owner') }))).toThrow(
      /channels\.imessage\.allowFrom/,
    );
    expect(() => checkVerdict('revoke', context())).toThrow('is not approved, so there is nothing to revoke');
  });

  test('a member of our group whom nobody decided about is kept by approve and dropped by revoke', () => {
    expect(answer('approve', byUs)).toBe('yes');
    expect(answer('revoke', byUs)).toBe('yes');
    expect(answer('ignore', byUs)).toBe('is-approved');
  });

  test('a verdict can be given while the gateway is away', () => {
    expect(answer('approve', { ruling: null })).toBe('yes');
    expect(answer('revoke', { ruling: null, standing: standingAfter('approve') })).toBe('yes');
    expect(answer('block', { ruling: null })).toBe('yes');
    expect(answer('ignore', { ruling: null, standing: standingAfter('approve') })).toBe('is-approved');
  });

  test('somebody blocked who is still a member of our group is not revoked: the block takes them off', () => {
    expect(answer('revoke', { isMember: true, standing: standingAfter('block') })).toBe('not-approved');
  });

  test('the owner’s own addresses cannot be blocked', () => {
    expect(answer('block', { isOwner: true })).toBe('is-owner');
  });

  test('undo twice, or of an approval that has ended, is nothing to undo', () => {
    expect(answer('undo', { standing: standingAfter('ignore', 'undo') })).toBe('nothing-to-undo');
    expect(answer('undo', { standing: standingAfter('approve', 'expire') })).toBe('nothing-to-undo');
  });

  test('undo skips an approval whose end has passed', () => {
    const standing = standingAfter(decision('approve', { untilMs: 9_000 }), 'block');
    expect(answer('undo', { standing, nowMs: 8_999 })).toBe('yes');
    // Back to before the approval: waiting.
    expect(answer('undo', { standing, nowMs: 9_000 })).toBe('yes');
  });
});
