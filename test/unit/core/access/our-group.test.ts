import { expect, test } from 'vitest';
import { isOurReference, isReference, nobodyReference, ourReference } from '#core/access/our-group.ts';

test.each([ourReference, 'accessGroup: peephole', ' accessGroup:peephole ', 'accessGroup:\tpeephole'])(
  '“%s” refers to our group, as OpenClaw reads it',
  (raw) => {
    expect([isOurReference(raw), isReference(raw)]).toEqual([true, true]);
  },
);

test.each([
  'peephole',
  'accessGroup:',
  'accessGroup:Peephole',
  'accessgroup:peephole',
  'xaccessGroup:peephole',
  '*',
  7,
])('“%s” does not', (raw) => {
  expect([isOurReference(raw), isReference(raw)]).toEqual([false, false]);
});

test('what stands for nobody is a reference of Peephole’s, and not to our group', () => {
  expect([isOurReference(nobodyReference), isReference(nobodyReference)]).toEqual([false, true]);
});
