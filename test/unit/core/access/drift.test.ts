import { describe, expect, test } from 'vitest';
import { accessSettings, driftOf } from '#core/access/drift.ts';
import { facts } from '../../../support/facts.ts';

describe('what changed between two readings', () => {
  const family = facts({ direct: ['+12125550101'], groups: { family: ['+12125550102'] } });

  test('nothing did, however often it is read', () => {
    expect(driftOf(accessSettings(family), accessSettings(family))).toEqual([]);
  });

  test('a setting that came, by its name in OpenClaw’s config', () => {
    const before = accessSettings(facts({ direct: ['+12125550101'] }));
    expect(driftOf(before, accessSettings(family))).toContainEqual({
      path: 'accessGroups.family.members.imessage',
      before: null,
      after: ['+12125550102'],
    });
  });

  test('a setting that is gone counts as much', () => {
    const after = accessSettings(facts({ direct: ['+12125550101'] }));
    expect(driftOf(accessSettings(family), after)).toContainEqual({
      path: 'accessGroups.family.members.imessage',
      before: ['+12125550102'],
      after: null,
    });
  });

  test('the order of a list is part of it', () => {
    const one = accessSettings(facts({ direct: ['+12125550101', '+12125550102'] }));
    const other = accessSettings(facts({ direct: ['+12125550102', '+12125550101'] }));
    expect(driftOf(one, other)).toHaveLength(1);
  });
});
