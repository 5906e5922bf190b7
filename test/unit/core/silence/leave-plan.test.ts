import { describe, expect, test } from 'vitest';
import { effectiveGroup } from '#core/access/access.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { planAccess } from '#core/access/access-plan.ts';
import { nobodyReference, ourReference } from '#core/access/our-group.ts';
import { type LeaveOptions, planLeave } from '#core/silence/leave-plan.ts';
import { planSilence } from '#core/silence/silence-plan.ts';
import { applyEdit } from '../../../support/apply-edit.ts';
import { facts } from '../../../support/facts.ts';

const owner = '+12125550101';
const friend = '+12125550102';
const guest = '+12125550103';

const none: LeaveOptions = { restore: null, kept: [], groupIsOurs: true, blocked: new Set() };
const plan = (read: AccessFacts, options: Partial<LeaveOptions> = {}) =>
  planLeave(read, { ...none, ...options });
const direct = (read: AccessFacts): unknown => read.root.direct?.map(({ raw }) => raw) ?? null;
const group = (read: AccessFacts): unknown => read.root.group?.map(({ raw }) => raw) ?? null;

describe('taking Peephole out of OpenClaw’s config', () => {
  const lived = facts({
    direct: [owner, ourReference, '+12125550109'],
    group: [owner],
    groups: { peephole: [friend, guest] },
  });

  test('takes the reference and the group, and nothing else', () => {
    const { edit, losing, closed } = plan(lived);
    const after = applyEdit(lived, edit);
    expect([direct(after), group(after), after.groups]).toEqual([[owner, '+12125550109'], [owner], []]);
    expect([losing, closed]).toEqual([[friend, guest], []]);
    expect(edit).toMatchObject({ ourMembers: null, isLastGroup: true });
  });

  test('done, there is nothing left to do', () => {
    const after = applyEdit(lived, plan(lived).edit);
    expect(plan(after)).toMatchObject({ edit: null, changes: [], losing: [] });
  });

  test('other groups stay, and so does the table they are in', () => {
    const read = facts({ direct: [owner, ourReference], groups: { peephole: [friend], family: [owner] } });
    expect(plan(read).edit).toMatchObject({ ourMembers: null, isLastGroup: false });
  });

  test('who is kept stands where our reference stood, once, as long as they are in our group', () => {
    const kept = [friend, '+1 212 555 0109', '+12125550177'];
    const { edit, losing } = plan(lived, { kept });
    expect(direct(applyEdit(lived, edit))).toEqual([owner, friend, '+12125550109']);
    expect(losing).toEqual([guest]);
  });

  test('in each account that has a list of its own', () => {
    const read = facts({
      direct: [owner, ourReference],
      accounts: [{ id: 'default' }, { id: 'home', direct: [ourReference], group: [] }],
      groups: { peephole: [friend] },
    });
    const after = applyEdit(read, plan(read, { kept: [friend] }).edit);
    expect(direct(after)).toEqual([owner, friend]);
    expect(after.accounts[1]?.own.direct?.map(({ raw }) => raw)).toEqual([friend]);
  });

  test('no list is left empty: it would let anyone approve actions (OC-62)', () => {
    const read = facts({ direct: [ourReference], group: [], groups: { peephole: [friend] } });
    const { edit, closed } = plan(read);
    const after = applyEdit(read, edit);
    expect([direct(after), closed]).toEqual([[nobodyReference], [null]]);
    expect(plan(after).edit).toBeNull();
  });

  test('a group of our name that is somebody else’s is left alone', () => {
    const read = facts({ direct: [owner], groups: { peephole: ['*'] } });
    expect(plan(read, { groupIsOurs: false })).toMatchObject({ edit: null, losing: [] });
  });

  test('blocked people stay off the lists', () => {
    const read = facts({ direct: [owner, ourReference], groups: { peephole: [] } });
    const after = applyEdit(read, plan(read, { blocked: new Set([guest]) }).edit);
    expect(direct(after)).toEqual([owner]);
  });
});

/** Somebody was approved since: they are in our group, and the lists in force refer to it. */
function approve(read: AccessFacts): AccessFacts {
  const wanted = {
    approved: [{ key: friend, handle: friend, granted: false, confirmed: false }],
    blocked: new Set<string>(),
    dropped: new Set<string>(),
    restore: [],
    groupIsOurs: true,
  };
  return applyEdit(read, planAccess(read, wanted).edit);
}

describe('with what Make it silent changed', () => {
  const shapes: readonly (readonly [string, AccessFacts])[] = [
    [
      'pairing, group senders not set',
      facts({ direct: [owner], group: null, accounts: [{ directPolicy: 'pairing' }] }),
    ],
    [
      'pairing, no list',
      facts({ direct: null, group: null, accounts: [{ directPolicy: 'pairing', directPolicySetBy: null }] }),
    ],
    [
      'open to everyone',
      facts({
        direct: ['*'],
        group: [owner],
        accounts: [{ directPolicy: 'open', groupPolicy: 'open', groupPolicySetBy: 'root' }],
      }),
    ],
    [
      'an account of its own',
      facts({
        direct: [owner],
        group: [owner],
        accounts: [
          { id: 'default' },
          { id: 'home', directPolicy: 'pairing', directPolicySetBy: 'account', direct: [owner] },
        ],
      }),
    ],
  ];

  test.each(shapes)('%s: restored it is what it was before', (_name, before) => {
    const made = planSilence(before, { dropPaired: false, groupIsOurs: true, blocked: new Set() });
    if (made.edit === null || made.restore === null) throw new Error('nothing to make silent');
    const silent = applyEdit(before, made.edit);
    const lived = approve(silent);
    const record = { edit: made.edit, restore: made.restore };
    const { edit, foreign } = plan(lived, { restore: record });
    expect(foreign).toEqual([]);
    const after = applyEdit(lived, edit);
    expect([after.root, after.groups]).toEqual([before.root, []]);
    expect(after.accounts).toEqual(before.accounts);
  });

  test.each(shapes)('%s: who is kept gains no group by it', (_name, before) => {
    const made = planSilence(before, { dropPaired: false, groupIsOurs: true, blocked: new Set() });
    if (made.edit === null || made.restore === null) throw new Error('nothing to make silent');
    const lived = approve(applyEdit(before, made.edit));
    const { edit } = plan(lived, { restore: { edit: made.edit, restore: made.restore }, kept: [friend] });
    const after = applyEdit(lived, edit);
    const levels = [{ own: after.root }, ...after.accounts];
    expect(levels.flatMap(({ own }) => own.direct?.map(({ raw }) => raw) ?? [])).toContain(friend);
    for (const account of after.accounts) {
      expect(effectiveGroup(after, account).entries.map(({ raw }) => raw)).not.toContain(friend);
    }
  });

  test('somebody else changed one of these settings since: nothing is written over it', () => {
    const before = facts({ direct: [owner], group: [owner], accounts: [{ directPolicy: 'pairing' }] });
    const made = planSilence(before, { dropPaired: false, groupIsOurs: true, blocked: new Set() });
    if (made.edit === null || made.restore === null) throw new Error('nothing to make silent');
    const lived = applyEdit(applyEdit(before, made.edit), {
      policies: [{ accountId: null, directPolicy: 'disabled' }],
    });
    const { edit, foreign } = plan(lived, { restore: { edit: made.edit, restore: made.restore } });
    expect(edit).toBeNull();
    expect(foreign.map(({ path }) => path)).toEqual(['channels.imessage.dmPolicy']);
  });
});
