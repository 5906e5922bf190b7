import { describe, expect, test } from 'vitest';
import { listsInEffect } from '#core/access/lists-in-effect.ts';
import { facts } from '../../../support/facts.ts';

describe('the lists that the running gateway lives by', () => {
  const applied = facts();
  const saved = facts({ applied: false });
  const before = { ...facts(), revision: saved.appliedRevision };

  test('are those that were read, once they are applied', () => {
    expect(listsInEffect(applied, before)).toBe(applied);
    expect(listsInEffect(applied, null)).toBe(applied);
  });

  test('are those of before while others are saved, as long as the gateway names them', () => {
    expect(listsInEffect(saved, before)).toBe(before);
    expect(listsInEffect(saved, { ...before, revision: 'revision-older' })).toBeNull();
  });

  test('are unknown where they were never read', () => {
    expect(listsInEffect(saved, null)).toBeNull();
    expect(listsInEffect(null, before)).toBeNull();
  });
});
