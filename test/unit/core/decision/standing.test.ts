import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DecisionVerdict, type TrackedDecision, verdicts } from '#core/decision/decision.ts';
import { isUnsettled, noStanding, standingOf, undoTarget } from '#core/decision/standing.ts';
import { decision, standingAfter } from '../../../support/decisions.ts';

const failed = {
  progress: 'failed',
  error: { code: 'gateway-refused', params: { message: 'No.' } },
} as const;
const taken = { accountId: null, list: 'direct', groupName: null, raw: '+12125550101', index: 0 } as const;

describe('where a sender stands', () => {
  test('waiting, until the owner says something', () => {
    expect(standingOf([])).toEqual(noStanding);
    expect(noStanding).toMatchObject({ state: 'waiting', asks: 'nothing' });
  });

  test.each([
    ['approve', 'approved', 'let-in'],
    ['ignore', 'ignored', 'nothing'],
    ['block', 'blocked', 'keep-out'],
    ['revoke', 'waiting', 'keep-out'],
  ] as const)('%s leads to %s, and asks of the lists: %s', (verdict, state, asks) => {
    expect(standingAfter(verdict)).toMatchObject({ state, untilMs: null, asks, decision: { verdict } });
  });

  test('the last verdict wins, in the order of issue', () => {
    expect(standingAfter('approve', 'block', 'ignore').state).toBe('ignored');
    expect(standingAfter('ignore', 'approve').state).toBe('approved');
  });

  test('a temporary approval carries its end, another verdict does not', () => {
    expect(standingAfter(decision('approve', { untilMs: 5_000 })).untilMs).toBe(5_000);
    expect(standingAfter(decision('approve', { untilMs: 5_000 }), 'approve').untilMs).toBeNull();
    expect(standingAfter(decision('approve', { untilMs: 5_000 }), 'block').untilMs).toBeNull();
  });

  test('an approval that was refused changes nothing but what is said of it', () => {
    expect(standingAfter(decision('approve', failed))).toMatchObject({
      state: 'waiting',
      decision: { progress: 'failed' },
    });
    expect(standingAfter('ignore', decision('approve', failed)).state).toBe('ignored');
    expect(standingAfter('approve', decision('approve', { ...failed, untilMs: 9 }))).toMatchObject({
      state: 'approved',
      untilMs: null,
    });
  });

  test('nor does one that was refused while another was only asked for: both are as if they had not been', () => {
    const refused = decision('approve', failed);
    const asked = decision('approve', { progress: 'queued' });
    expect(standingAfter(asked, refused).state).toBe('waiting');
    expect(standingAfter('block', decision('undo', { progress: 'queued' }), refused).state).toBe('waiting');
    expect(standingAfter('approve', 'block', decision('undo', { progress: 'queued' }), refused).state).toBe(
      'blocked',
    );
    expect(standingAfter(decision('approve', { progress: 'saved' }), refused).state).toBe('approved');
  });

  const follows: readonly (readonly [string, readonly (DecisionVerdict | TrackedDecision)[], boolean])[] = [
    ['an approval alone', ['approve'], false],
    [
      'a block of whom an approval was asked for',
      [decision('approve', { progress: 'queued' }), 'block'],
      true,
    ],
    ['a block of whom an approval was saved', [decision('approve', { progress: 'saved' }), 'block'], true],
    ['a block of whom an approval is in force', ['approve', 'block'], false],
    ['an approval said twice', [decision('approve', { progress: 'queued' }), 'approve'], false],
    [
      'an approval after a block that was not done',
      [decision('block', { progress: 'queued' }), 'approve'],
      true,
    ],
    [
      'an approval after a removal that failed, and may be written yet',
      [decision('block', failed), 'approve'],
      true,
    ],
    [
      'one that comes after what overtook, and was not seen in force itself',
      [
        decision('approve', { progress: 'queued' }),
        decision('block', { progress: 'queued' }),
        decision('block', { progress: 'queued' }),
      ],
      true,
    ],
    [
      'one that comes after what overtook, and was',
      [decision('approve', { progress: 'queued' }), 'block', 'block'],
      false,
    ],
  ];

  test.each(follows)('%s: overtakes what may be on its way, or not', (_what, made, overtakes) => {
    expect(standingAfter(...made).overtakes).toBe(overtakes);
  });

  test('a block that failed at the gateway is a block all the same: it stays wanted', () => {
    expect(standingAfter(decision('block', failed)).state).toBe('blocked');
  });

  test.each(['expire', 'taken-away'] as const)('%s ends an approval', (ending) => {
    expect(standingAfter('approve', ending)).toMatchObject({
      state: 'waiting',
      untilMs: null,
      asks: 'keep-out',
    });
  });
});

describe('undo', () => {
  test('goes back to before the last verdict, once', () => {
    expect(standingAfter('ignore', 'approve', 'undo').state).toBe('ignored');
    expect(standingAfter('block', 'undo').state).toBe('waiting');
    const undone = standingAfter('ignore', 'approve', 'undo');
    expect(undoTarget(undone, 0)).toBeNull();
    expect(standingAfter('ignore', 'approve', 'undo', 'undo')).toMatchObject({
      state: 'ignored',
      decision: { verdict: 'undo' },
    });
  });

  test('brings back the end of a temporary approval, unless it has passed', () => {
    const temporary = decision('approve', { untilMs: 5_000 });
    const undo = (issuedAtMs: number) => decision('undo', { issuedAtMs });
    expect(standingAfter(temporary, 'block', undo(4_999))).toMatchObject({
      state: 'approved',
      untilMs: 5_000,
    });
    expect(standingAfter(temporary, 'block', undo(5_000))).toMatchObject({ state: 'waiting', untilMs: null });
    expect(standingAfter('ignore', temporary, 'block', undo(5_000)).state).toBe('ignored');
  });

  test('of nothing is nothing', () => {
    expect(undoTarget(noStanding, 0)).toBeNull();
    expect(standingAfter('undo')).toMatchObject({ state: 'waiting', asks: 'nothing' });
    // What was asked before it is not asked again.
    expect(standingAfter('revoke', 'undo', 'undo').asks).toBe('nothing');
  });

  test('an approval that ended is not undone: it is over', () => {
    expect(undoTarget(standingAfter('approve', 'expire'), 0)).toBeNull();
    expect(undoTarget(standingAfter('approve', 'taken-away'), 0)).toBeNull();
    // But what was said before it can be gone back to.
    expect(undoTarget(standingAfter('ignore', 'approve', 'expire'), 0)?.state).toBe('ignored');
  });

  test('of a block gives back what the block took, and of nothing else', () => {
    expect(standingAfter(decision('block', { taken: [taken] }), 'undo').restore).toEqual([taken]);
    expect(standingAfter(decision('block', { taken: [taken] }), 'ignore').restore).toEqual([]);
    expect(standingAfter(decision('block', { taken: [taken] }), 'undo', 'ignore').restore).toEqual([]);
    expect(standingAfter('approve', 'undo').restore).toEqual([]);
  });

  test.each([
    ['block', 'block'],
    ['ignore', 'ignore'],
    ['approve', 'approve'],
    ['block', 'block', 'block'],
  ] as const)('takes back %s, %s as the one thing that the owner sees', (...verdicts) => {
    expect(standingAfter(...verdicts, 'undo').state).toBe('waiting');
    expect(standingAfter('ignore', 'revoke', ...verdicts, 'undo').state).toBe('waiting');
  });

  test('of a block said twice gives back what either of them took', () => {
    const entry = (raw: string) =>
      ({ accountId: null, list: 'direct', groupName: null, raw, index: 0 }) as const;
    const first = decision('block', { taken: [entry('+1')] });
    const second = decision('block', { taken: [entry('+2')] });
    expect(standingAfter(first, second, 'undo').restore).toEqual([entry('+1'), entry('+2')]);
    // What an earlier block took was given back by its own undo.
    expect(standingAfter(first, 'undo', second, 'undo').restore).toEqual([entry('+2')]);
    expect(standingAfter(first, second, 'undo', 'ignore').restore).toEqual([]);
  });

  test('of another end of an approval brings the first one back', () => {
    const hour = decision('approve', { untilMs: 9_000 });
    expect(standingAfter(hour, 'approve', 'undo')).toMatchObject({ state: 'approved', untilMs: 9_000 });
  });

  test('that would let somebody in again and is refused leaves the sender where they were', () => {
    const refused = decision('undo', failed);
    expect(standingAfter('approve', 'block', refused)).toMatchObject({ state: 'blocked', asks: 'nothing' });
    const block = decision('block', { taken: [taken] });
    expect(standingAfter(block, refused)).toMatchObject({ state: 'blocked', taken: [taken], restore: [] });
    expect(standingAfter(block, refused, 'undo')).toMatchObject({ state: 'waiting', restore: [taken] });
  });

  test('of anything else stays, whatever the gateway says', () => {
    const refused = decision('undo', failed);
    for (const verdict of ['block', 'ignore'] as const) {
      expect(standingAfter(verdict, refused)).toMatchObject({ state: 'waiting', asks: 'nothing' });
    }
    expect(standingAfter('approve', refused)).toMatchObject({ state: 'waiting', asks: 'keep-out' });
  });

  test('goes on keeping out whom the verdict before was to, and had not yet', () => {
    const asked = (progress: 'queued' | 'confirmed') =>
      standingAfter(
        'approve',
        decision('revoke', { progress }),
        'block',
        decision('undo', { progress: 'queued' }),
      ).asks;
    expect([asked('queued'), asked('confirmed')]).toEqual(['keep-out', 'nothing']);
  });
});

test('how a decision that lets nobody in ends changes nothing about where the sender stands', () => {
  const all = fc.constantFrom(...verdicts, 'expire' as const, 'taken-away' as const);
  fc.assert(
    fc.property(fc.array(all, { maxLength: 12 }), all, (given, last) => {
      const before = given.map((verdict) => decision(verdict));
      const as = (progress: 'queued' | 'failed') => standingAfter(...before, decision(last, { progress }));
      const [queued, ended] = [as('queued'), as('failed')];
      if (queued.asks === 'let-in') expect(ended).toMatchObject({ asks: 'nothing' });
      else expect({ ...ended, decision: null }).toEqual({ ...queued, decision: null });
    }),
    { numRuns: 2_000 },
  );
});

test('whatever is decided, someone is let in only after an approval that was not ended', () => {
  const all = fc.constantFrom(...verdicts, 'expire' as const, 'taken-away' as const);
  fc.assert(
    fc.property(fc.array(all, { maxLength: 12 }), (given) => {
      const { state } = standingAfter(...given);
      if (!given.includes('approve')) expect(state).not.toBe('approved');
      if (given.at(-1) === 'approve') expect(state).toBe('approved');
      if (['block', 'revoke', 'expire', 'taken-away', 'ignore'].includes(given.at(-1) ?? '')) {
        expect(state).not.toBe('approved');
      }
    }),
    { numRuns: 2_000 },
  );
});

test('unsettled is what the gateway has not answered yet', () => {
  const at = (progress: 'queued' | 'saved' | 'confirmed' | 'failed') =>
    isUnsettled(decision('approve', { progress }));
  expect([at('queued'), at('saved'), at('confirmed'), at('failed'), isUnsettled(null)]).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});
