import { describe, expect, test } from 'vitest';
import { planSilenceUndo, type SilenceRecord } from '#core/silence/silence-undo.ts';
import { applyEdit } from '../../../support/apply-edit.ts';
import { facts } from '../../../support/facts.ts';

const owner = '+12125550100';
const alice = '+12125550101';
const ours = 'accessGroup:peephole';
const nobody = 'accessGroup:peephole-nobody';

const direct = (entries: readonly string[] | null) => ({ accountId: null, list: 'direct' as const, entries });
const group = (entries: readonly string[] | null) => ({ accountId: null, list: 'group' as const, entries });

/** No list was set before, and both were written. */
const record: SilenceRecord = {
  edit: { ourMembers: [], lists: [direct([ours]), group([])] },
  restore: { lists: [direct(null), group(null)] },
};
const silent = applyEdit(facts(), record.edit);
const undo = (now = silent, hasApprovals = false, blocked: readonly string[] = []) =>
  planSilenceUndo(record, now, { hasApprovals, blocked: new Set(blocked) });

describe('lists that were not set before', () => {
  test('are taken out again when nobody is approved', () => {
    expect(undo()).toEqual({
      edit: record.restore,
      changes: [
        { path: 'channels.imessage.allowFrom', before: [ours], after: null },
        { path: 'channels.imessage.groupAllowFrom', before: [], after: null },
      ],
      gives: 'everything',
      foreign: [],
    });
  });

  test('keep our references while somebody is approved, and then there is nothing to write', () => {
    expect(undo(silent, true)).toEqual({ edit: null, changes: [], gives: 'policies', foreign: [] });
  });

  test('that are gone meanwhile are somebody else’s change, approved people or not', () => {
    const gone = applyEdit(silent, { lists: [direct(null)] });
    for (const hasApprovals of [true, false]) {
      const { edit, foreign } = undo(gone, hasApprovals);
      expect([edit, foreign]).toEqual([
        null,
        [{ path: 'channels.imessage.allowFrom', before: [ours], after: null }],
      ]);
    }
  });
});

test('the owner’s entries stand before our references, each once', () => {
  const record: SilenceRecord = {
    edit: { lists: [direct([owner, ours])] },
    restore: { lists: [direct([owner, nobody, '*'])] },
  };
  const now = facts({ direct: [nobody, owner, ours], groups: { peephole: [alice] } });
  const { edit } = planSilenceUndo(record, now, { hasApprovals: true, blocked: new Set() });
  expect(edit).toEqual({ lists: [direct([owner, '*', nobody, ours])] });
});

test('what Peephole keeps off a list is nobody’s change, in any spelling', () => {
  const record: SilenceRecord = {
    edit: { lists: [direct([owner, '1 (212) 555-0101', ours])] },
    restore: { lists: [direct(['*'])] },
  };
  const now = facts({ direct: [owner, nobody] });
  const planned = (blocked: readonly string[]) =>
    planSilenceUndo(record, now, { hasApprovals: false, blocked: new Set(blocked) });
  expect(planned([alice])).toMatchObject({ edit: { lists: [direct(['*'])] }, foreign: [] });
  expect(planned([])).toMatchObject({ edit: null, foreign: [{ path: 'channels.imessage.allowFrom' }] });
});

test('a record of policies alone restores no list', () => {
  const record: SilenceRecord = {
    edit: { policies: [{ accountId: null, directPolicy: 'allowlist' }] },
    restore: { policies: [{ accountId: null, directPolicy: 'pairing' }] },
  };
  const { edit } = planSilenceUndo(record, facts(), { hasApprovals: false, blocked: new Set() });
  expect(edit).toEqual({ ...record.restore, lists: [] });
});
