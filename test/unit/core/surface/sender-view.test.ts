import { describe, expect, test } from 'vitest';
import type { Via } from '#core/access/access.ts';
import type { Verdict } from '#core/decision/decision.ts';
import { noStanding } from '#core/decision/standing.ts';
import type { SenderRecord } from '#core/sender/sender-record.ts';
import {
  decisionView,
  revisionOf,
  type SenderSources,
  type SenderView,
  senderView,
} from '#core/surface/sender-view.ts';
import { decision, standingAfter } from '../../../support/decisions.ts';
import { keptOut, letIn } from '../../../support/rulings.ts';

const firstSeenAtMs = Date.UTC(2026, 10, 23, 12);

const record: SenderRecord = {
  key: '+12125550101',
  handle: '+12125550101',
  kind: 'phone',
  approvable: true,
  service: 'SMS',
  knocks: 3,
  firstSeenAtMs,
  lastSeenAtMs: firstSeenAtMs + 60_000,
  isNew: true,
  filterBucket: 1,
  services: ['iMessage', 'SMS'],
  notifiedAtMs: null,
  notifications: 0,
};

const view = (change: Partial<SenderSources> = {}) =>
  senderView({
    record,
    wasYours: null,
    standing: noStanding,
    ruling: keptOut,
    isMember: false,
    group: 'person',
    warnings: [],
    contact: null,
    preview: 'Hi!',
    textMark: () => 'mark',
    wasLetIn: false,
    ownerWrote: null,
    outgoing: null,
    bringsInvite: false,
    codeGuesses: 0,
    resembles: null,
    ...change,
  });

test('a stranger’s card, whole', () => {
  expect(
    view({
      warnings: ['asks-for-code'],
      contact: 'Alice',
      ownerWrote: false,
      outgoing: { sent: 0, tried: 2 },
      codeGuesses: 2,
    }),
  ).toEqual({
    id: '+12125550101',
    wasYours: null,
    handle: '+12125550101',
    display: '+1 212 555 0101',
    kind: 'phone',
    approvable: true,
    service: 'SMS',
    services: ['iMessage', 'SMS'],
    state: 'waiting',
    group: 'person',
    shelf: 'waiting',
    offers: ['approve', 'ignore', 'block'],
    new: true,
    via: null,
    accessKnown: true,
    adopted: false,
    knocks: 3,
    firstSeenAt: '2026-11-23T12:00:00.000Z',
    lastSeenAt: '2026-11-23T12:01:00.000Z',
    preview: 'Hi!',
    textMark: 'mark',
    revision: expect.stringMatching(/^[0-9a-f]{16}$/),
    warnings: ['asks-for-code'],
    contact: 'Alice',
    until: null,
    country: 'US',
    ownerWrote: false,
    filterHint: 'unknown',
    sent: 0,
    tried: 2,
    bringsInvite: false,
    codeGuesses: 2,
    resembles: null,
    decision: null,
  });
});

test.each<[string, Partial<SenderSources>]>([
  ['whom the owner knows', { group: 'known' }],
  ['whoever is automated', { group: 'automated' }],
  ['whoever brings an invite', { bringsInvite: true }],
  ['whoever was let in before', { wasLetIn: true }],
  ['whoever is let in', { ruling: letIn('owner') }],
  ['whoever is ignored', { standing: standingAfter('ignore') }],
  ['whoever is blocked', { standing: standingAfter('block') }],
])('%s is of no crowd, and their texts are not even compared', (_, change) => {
  const textMark = () => {
    throw new Error('was asked');
  };
  expect(view({ ...change, textMark }).textMark).toBeNull();
});

test('whose ignoring was undone is of their crowd again', () => {
  const standing = standingAfter('ignore', 'undo');
  expect(view({ standing }).textMark).toBe('mark');
});

describe('state', () => {
  test('by the owner’s decision', () => {
    const approved = standingAfter(decision('approve', { untilMs: firstSeenAtMs }));
    expect(view({ standing: approved })).toMatchObject({
      state: 'approved',
      until: '2026-11-23T12:00:00.000Z',
    });
    expect(view({ standing: standingAfter('ignore') }).state).toBe('ignored');
    expect(view({ standing: standingAfter('block') }).state).toBe('blocked');
  });

  test.each<Via>(['owner', 'group:friends', 'pairing', 'everyone'])(
    'let in by %s is approved without a decision',
    (via) => {
      expect(view({ ruling: letIn(via) })).toMatchObject({
        state: 'approved',
        via,
        decision: null,
        until: null,
      });
    },
  );

  test('what the owner said earlier is not why somebody else’s list lets them in', () => {
    expect(view({ ruling: letIn('owner'), standing: standingAfter('ignore') })).toMatchObject({
      state: 'approved',
      decision: null,
    });
  });

  test('what the owner just said is shown until it is settled, whoever lets them in meanwhile', () => {
    const standing = standingAfter(decision('ignore', { progress: 'queued' }));
    expect(view({ ruling: letIn('owner'), standing })).toMatchObject({
      state: 'approved',
      decision: { verdict: 'ignore', progress: 'queued' },
    });
  });

  test.each([
    ['approve', standingAfter('approve')],
    ['undo', standingAfter('ignore', 'undo')],
  ] as const)('somebody let in by a list shows %s, which does not speak against it', (verdict, standing) => {
    expect(view({ ruling: letIn('owner'), standing })).toMatchObject({
      state: 'approved',
      decision: { verdict, progress: 'confirmed' },
    });
  });

  test.each([
    ['ignored', 'ignore'],
    ['blocked', 'block'],
  ] as const)('somebody %s shows that decision for good', (state, verdict) => {
    expect(view({ standing: standingAfter(verdict) })).toMatchObject({
      state,
      decision: { verdict, progress: 'confirmed' },
    });
  });

  test('whose access is being taken away waits, though our own group still lets them in', () => {
    const standing = standingAfter('approve', decision('revoke', { progress: 'queued' }));
    expect(view({ isMember: true, ruling: letIn('peephole'), standing })).toMatchObject({
      state: 'waiting',
      via: 'peephole',
      decision: { verdict: 'revoke', progress: 'queued' },
    });
  });

  test('a block that has not taken effect yet is shown as blocked, with its decision', () => {
    const error = { code: 'still-everyone', params: { setting: 'channels.imessage.allowFrom' } } as const;
    const standing = standingAfter(decision('block', { progress: 'failed', error }));
    expect(view({ ruling: letIn('everyone'), standing })).toMatchObject({
      state: 'blocked',
      via: 'everyone',
      decision: { verdict: 'block', progress: 'failed', error },
    });
  });

  test('a member of our group that nobody decided about is adopted', () => {
    expect(view({ isMember: true, ruling: letIn('peephole') })).toMatchObject({
      state: 'approved',
      adopted: true,
    });
    expect(
      view({ isMember: true, ruling: letIn('peephole'), standing: standingAfter('approve') }).adopted,
    ).toBe(false);
  });

  test('an approval that is still on its way says how far it has come', () => {
    const standing = standingAfter(decision('approve', { progress: 'saved' }));
    expect(view({ standing })).toMatchObject({
      state: 'approved',
      via: null,
      decision: { progress: 'saved' },
    });
  });

  test.each(['expire', 'taken-away'] as const)(
    'once %s is confirmed the sender simply waits again',
    (ending) => {
      expect(view({ standing: standingAfter('approve', ending) })).toMatchObject({
        state: 'waiting',
        decision: null,
      });
      const underWay = standingAfter('approve', decision(ending, { progress: 'queued' }));
      expect(view({ standing: underWay })).toMatchObject({ state: 'waiting', decision: { verdict: ending } });
    },
  );

  test('what left this Mac is not known while it is withheld', () => {
    const { sent, tried } = view({ outgoing: null });
    expect([sent, tried]).toEqual([null, null]);
  });

  test('what was not read is not known', () => {
    expect(view({ ruling: null })).toMatchObject({ accessKnown: false, via: null });
    expect(view({ ruling: { ...keptOut, allowed: null } })).toMatchObject({ accessKnown: false, via: null });
  });
});

describe('what is offered', () => {
  const queued = decision('block', { progress: 'queued' });

  test.each<[string, Partial<SenderSources>, readonly Verdict[]]>([
    ['a stranger', {}, ['approve', 'ignore', 'block']],
    ['whom OpenClaw can’t let in', { record: { ...record, approvable: false } }, ['ignore', 'block']],
    ['somebody ignored', { standing: standingAfter('ignore') }, ['approve', 'undo', 'block']],
    ['somebody blocked', { standing: standingAfter('block') }, ['undo']],
    [
      'approved by us',
      { ruling: letIn('peephole'), standing: standingAfter('approve') },
      ['revoke', 'block'],
    ],
    ['approved, the gateway away', { ruling: null, standing: standingAfter('approve') }, ['revoke', 'block']],
    ['let in by the owner’s list', { ruling: letIn('owner') }, ['block']],
    ['found in our group', { isMember: true, ruling: letIn('peephole') }, ['approve', 'revoke', 'block']],
    ['a verdict under way', { standing: standingAfter('ignore', queued) }, ['undo']],
    [
      'an undo under way, behind which there is nothing',
      { standing: standingAfter('ignore', decision('undo', { progress: 'queued' })) },
      [],
    ],
  ])('on %s', (_who, sources, offers) => {
    expect(view(sources).offers).toEqual(offers);
  });

  test.each<[Partial<SenderSources>, SenderView['shelf']]>([
    [{}, 'waiting'],
    [{ group: 'known' }, 'known'],
    [{ group: 'automated' }, 'automated'],
    [{ group: 'known', standing: standingAfter('ignore') }, 'ignored'],
    [{ group: 'automated', standing: standingAfter('block') }, 'blocked'],
    [{ group: 'automated', ruling: letIn('owner') }, 'approved'],
  ])('each is on one shelf: %j', (sources, shelf) => {
    expect(view(sources).shelf).toBe(shelf);
  });
});

describe('the revision', () => {
  test('changes with handle, state, service and warnings', () => {
    const revisions = [
      view(),
      view({ record: { ...record, handle: 'alice@example.com', key: 'alice@example.com' } }),
      view({ record: { ...record, service: 'iMessage' } }),
      view({ standing: standingAfter('ignore') }),
      view({ warnings: ['look-alike'] }),
    ].map((card) => card.revision);
    expect(new Set(revisions).size).toBe(revisions.length);
  });

  test('does not change with more messages, another text, or what is known besides', () => {
    const more = view({
      record: { ...record, knocks: 9, lastSeenAtMs: firstSeenAtMs + 9e6, services: ['SMS'], isNew: false },
      preview: 'Hello?',
      contact: 'Alice',
      outgoing: { sent: 4, tried: 1 },
      ownerWrote: true,
      codeGuesses: 1,
    });
    expect(more.revision).toBe(view().revision);
  });

  test('is the same wherever it is computed', () => {
    expect(view().revision).toBe(
      revisionOf({ handle: '+12125550101', state: 'waiting', service: 'SMS', warnings: [] }),
    );
  });

  // As FNV-1a of 64 bits gives it elsewhere: a surface of another version must come to the same.
  test.each([
    [{ handle: 'a', state: 'waiting', service: null, warnings: [] }, '5640aa7afed7320c'],
    [{ handle: '+12125550100', state: 'waiting', service: 'iMessage', warnings: [] }, 'f6916004e8fdec39'],
    [{ handle: '+12125550101', state: 'waiting', service: 'iMessage', warnings: [] }, 'ad8fd42df969ccde'],
    // Sixteen digits, even where the first ones are 0.
    [{ handle: '+12125550119', state: 'waiting', service: 'iMessage', warnings: [] }, '0f4140f3eddb54eb'],
    [{ handle: '+12125550123', state: 'waiting', service: 'iMessage', warnings: [] }, '0071625ab8b269c6'],
    [
      { handle: 'alice@example.com', state: 'blocked', service: 'SMS', warnings: ['look-alike'] },
      '9c8d1db3d06f7533',
    ],
  ] as const)('of %j is %s', (painted, revision) => {
    expect(revisionOf(painted)).toBe(revision);
  });
});

test.each([
  [null, null],
  [firstSeenAtMs, '2026-11-23T12:00:00.000Z'],
])('a decision is shown whole, with its end: %s', (untilMs, until) => {
  const error = { code: 'gateway-refused', params: { message: 'No.' } } as const;
  const made = decision('approve', { untilMs, progress: 'failed', error });
  expect(decisionView(made)).toEqual({
    id: made.id,
    handle: '+12125550101',
    verdict: 'approve',
    until,
    progress: 'failed',
    error,
  });
});
