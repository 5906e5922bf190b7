import { describe, expect, test } from 'vitest';
import type { AccessEdit } from '#core/access/access-facts.ts';
import { listsPrint, listsPrintAfter } from '#core/access/lists-print.ts';
import { applyEdit } from '../../../support/apply-edit.ts';
import { facts } from '../../../support/facts.ts';

const friend = '+12125550101';
const worker = '+12125550102';
const lists = facts({
  direct: [friend, 'accessGroup:peephole'],
  group: [friend],
  accounts: [{}, { id: 'work', direct: [worker], group: null }],
  groups: { peephole: [friend], family: ['a@example.com'] },
  sharedMembers: { family: ['b@example.com'] },
});

describe('the name of what lists say', () => {
  test('does not depend on the order in which it is written, nor on what is no list', () => {
    const other = facts({
      direct: ['accessGroup:peephole', friend],
      group: [friend],
      accounts: [{ id: 'work', direct: [worker], group: [], running: false }, {}],
      groups: { family: ['a@example.com'], peephole: [friend] },
      sharedMembers: { family: ['b@example.com'] },
      applied: false,
    });
    expect(listsPrint(other)).toBe(listsPrint(lists));
  });

  test.each<[string, AccessEdit]>([
    ['of our group', { ourMembers: [friend, worker] }],
    ['of our group, which is emptied', { ourMembers: [] }],
    ['of our group, which goes', { ourMembers: null }],
    ['of the root’s direct list', { lists: [{ accountId: null, list: 'direct', entries: [worker] }] }],
    ['of the root’s group list', { lists: [{ accountId: null, list: 'group', entries: null }] }],
    ['of an account’s direct list', { lists: [{ accountId: 'work', list: 'direct', entries: null }] }],
    ['of an account’s group list', { lists: [{ accountId: 'work', list: 'group', entries: [worker] }] }],
    ['of another group', { otherGroups: [{ name: 'family', shared: false, entries: [] }] }],
    ['of what another group shares', { otherGroups: [{ name: 'family', shared: true, entries: [] }] }],
    ['of the switch', { enabled: false }],
    [
      'of several at once',
      {
        ourMembers: [worker],
        lists: [{ accountId: null, list: 'direct', entries: [] }],
        otherGroups: [{ name: 'family', shared: true, entries: ['a@example.com'] }],
        enabled: false,
      },
    ],
  ])('after an edit %s is another one, and that of the lists it leaves', (_of, edit) => {
    const { enabled, ...rest } = edit;
    const after = applyEdit(enabled === undefined ? lists : { ...lists, rootEnabled: enabled }, rest);
    expect(listsPrintAfter(lists, edit)).toBe(listsPrint(after));
    expect(listsPrintAfter(lists, edit)).not.toBe(listsPrint(lists));
  });

  test('after an edit that takes our group out has nothing of it left, whatever else stood in it', () => {
    const shared = {
      ...lists,
      groups: facts({ groups: { peephole: [friend] }, sharedMembers: { peephole: [worker] } }).groups,
    };
    const gone = { ...shared, groups: [] };
    expect(listsPrintAfter(shared, { ourMembers: null })).toBe(listsPrint(gone));
    expect(listsPrintAfter(shared, { ourMembers: [] })).not.toBe(listsPrint(gone));
  });

  test('after an edit of policies is as before: no list is another one', () => {
    const edit = { policies: [{ accountId: null, directPolicy: 'allowlist' }] } as const;
    for (const rootEnabled of [true, false, null]) {
      const one = { ...lists, rootEnabled };
      expect(listsPrintAfter(one, edit)).toBe(listsPrint(one));
    }
  });

  test('lists that stand elsewhere have another name, whatever stands in them', () => {
    const [one, other] = [facts({ direct: [friend], group: [] }), facts({ direct: [], group: [friend] })];
    expect(listsPrint(one)).not.toBe(listsPrint(other));
  });
});
