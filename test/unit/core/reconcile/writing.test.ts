import { describe, expect, test } from 'vitest';
import { listsPrintAfter } from '#core/access/lists-print.ts';
import { planChange } from '#core/reconcile/writing.ts';
import type { SilenceRecord } from '#core/silence/silence-undo.ts';
import { facts } from '../../../support/facts.ts';
import {
  calm,
  type MachineInput,
  machine,
  nowMs,
  opened,
  person,
  stepOf,
  write,
} from '../../../support/machine.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const owner = '+12125550100';
const asked = person(alice, { progress: 'queued', id: 'approve' });
const blocked = person(alice, {}, { verdict: 'block', progress: 'queued', id: 'block' });
const stopped = { stoppedFor: ['block', 'change'], stoppedOnReading: true };
const does = (input: MachineInput) => stepOf(input).do;
const planned = (input: MachineInput) => {
  const { view, wanted, journal } = machine(input);
  return view.facts && planChange(view.facts, wanted, journal);
};

test('a write says what it stands on, what it makes of the lists, and when it was sent', () => {
  const lists = opened([]);
  expect(stepOf({ facts: lists, people: [asked] })).toEqual({
    do: 'write',
    write: {
      for: 'decisions',
      edit: { ourMembers: [alice] },
      base: 'base-1',
      expected: listsPrintAfter(lists, { ourMembers: [alice] }),
      losing: [],
      grants: [alice],
      alsoGrants: [],
      sentAtMs: nowMs,
    },
    records: { taken: [], putBack: [], strangers: [], silence: null },
    journal: calm,
  });
});

describe('a write waits', () => {
  test('until the gateway wants one, and not longer', () => {
    expect(does({ people: [asked], flight: { writeNotBeforeMs: nowMs + 1 } })).toBe('wait');
    expect(does({ people: [asked], flight: { writeNotBeforeMs: nowMs } })).toBe('write');
  });

  test('where it takes nobody off whom the one under way leaves on', () => {
    const other = person(bob, {}, { verdict: 'block', progress: 'queued', id: 'other' });
    const flight = (losing: readonly string[]) => ({
      stoppedFor: ['block', 'other'],
      stoppedOnReading: true,
      write: write({ losing }),
    });
    const input = { facts: opened([alice, bob]), people: [blocked, other] };
    expect(does({ ...input, flight: flight([alice, bob]) })).toBe('wait');
    expect(does({ ...input, flight: flight([alice]) })).toBe('write');
  });

  test('where the switch is written already', () => {
    const idle = opened([], { accounts: [{ running: false }] });
    const off = (enabled: boolean) => ({
      stoppedFor: ['channel'],
      write: write({ for: 'channel', edit: { enabled } }),
    });
    expect(does({ facts: idle, channel: 'off', flight: off(false) })).toBe('wait');
    expect(does({ facts: idle, channel: 'off', flight: off(true) })).toBe('write');
  });
});

describe('where there is no channel, nothing is written that would make one', () => {
  const none = facts({ configured: false, accounts: [], groups: { friends: [bob] } });
  const record = (restore: SilenceRecord['restore']) =>
    ({ kind: 'undo-silence', record: { edit: {}, restore } }) as const;

  test.each<[string, SilenceRecord['restore'], string]>([
    ['a policy', { policies: [{ accountId: null, directPolicy: 'pairing' }] }, 'end-change'],
    ['a list', { lists: [{ accountId: null, list: 'direct', entries: [owner] }] }, 'end-change'],
    ['a group beside it', { otherGroups: [{ name: 'friends', shared: false, entries: ['*'] }] }, 'write'],
  ])('of a way back that has %s', (_what, restore, expected) => {
    expect(does({ facts: none, change: record(restore), journal: { groupIsOurs: false } })).toBe(expected);
  });

  test('and whoever is blocked is taken off our group all the same', () => {
    const group = facts({ configured: false, accounts: [], groups: { peephole: [alice] } });
    const told = person(alice, {}, { verdict: 'block' });
    expect(stepOf({ facts: group, people: [told], flight: stopped })).toMatchObject({
      do: 'write',
      write: { edit: { ourMembers: [] }, losing: [alice] },
    });
  });

  test('also by a removal', () => {
    const listed = facts({ configured: false, direct: [owner, alice], group: [] });
    const journal = { groupIsOurs: false };
    expect(does({ facts: listed, people: [blocked], journal, flight: stopped })).not.toBe('write');
    expect(
      does({ facts: { ...listed, configured: true }, people: [blocked], journal, flight: stopped }),
    ).toBe('write');
  });
});

describe('taking Peephole out again', () => {
  const leave = (keepApproved: boolean) => ({ kind: 'leave', restore: null, keepApproved }) as const;
  const good = person(alice, {});
  const soonOver = person(bob, { untilMs: nowMs + 1_000_000 });
  const edit = (entries: readonly string[]) => ({
    lists: [{ accountId: null, list: 'direct', entries }],
    ourMembers: null,
    isLastGroup: true,
  });

  test.each([
    ['puts whoever is approved for good on the owner’s list', true, [good, soonOver], [owner, alice], true],
    ['takes everybody’s access', false, [good, soonOver], [owner], true],
    ['takes nobody’s where all of them are kept', true, [good], [owner, alice], false],
  ])('%s', (_what, keepApproved, people, entries, takesAway) => {
    const lists = opened(people.map(({ key }) => key));
    expect(planned({ facts: lists, people, change: leave(keepApproved) })).toEqual({
      edit: edit(entries),
      grants: [],
      takesAway,
      claimsGroup: false,
      silence: null,
    });
  });

  test('is nothing to write where nothing of ours stands', () => {
    const bare = facts({ direct: [owner], group: [] });
    expect(planned({ facts: bare, change: leave(true), journal: { groupIsOurs: false } })).toBeNull();
  });
});

describe('a change of settings', () => {
  test('is none where none is asked for', () => {
    expect(planned({ people: [asked] })).toBeNull();
  });

  test('that is taken back takes nobody’s access and lets nobody in', () => {
    const restore = { policies: [{ accountId: null, directPolicy: 'pairing' as const }] };
    const record = { edit: { policies: [{ accountId: null, directPolicy: 'allowlist' as const }] }, restore };
    const change = { kind: 'undo-silence', record } as const;
    expect(planned({ facts: facts({ direct: [owner], group: [] }), change })).toEqual({
      edit: { ...restore, lists: [] },
      grants: [],
      takesAway: false,
      claimsGroup: false,
      silence: null,
    });
  });

  test('leaves the group’s mark as it was where it claims none', () => {
    const restore = { policies: [{ accountId: null, directPolicy: 'pairing' as const }] };
    const change = { kind: 'undo-silence', record: { edit: {}, restore } } as const;
    const lists = facts({ direct: [owner], group: [] });
    const journal = { ...calm, groupIsOurs: false };
    expect(stepOf({ facts: lists, change, journal })).toMatchObject({ do: 'write', journal });
  });
});
