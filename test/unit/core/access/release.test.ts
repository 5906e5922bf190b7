import { expect, test } from 'vitest';
import { checkedUpTo, isUnchecked } from '#core/access/release.ts';

const [year = 0, month = 0, patch = 0] = checkedUpTo.split('.').map(Number);
const version = (...parts: readonly (string | number)[]): string => parts.join('.');

test.each([
  ['of a later year, however low the rest', version(year + 1, 0, 0)],
  ['of a later month, however low the rest', version(year, month + 1, 0)],
  ['of a later patch', version(year, month, patch + 1)],
  ['of a later patch with a build behind it', `${version(year, month, patch + 1)}-beta.1`],
])('a release %s was not checked', (_which, release) => {
  expect(isUnchecked(release)).toBe(true);
});

test.each([
  ['the checked one', checkedUpTo],
  ['another build of it', `${checkedUpTo}-1`],
  ['its build of another kind', `${checkedUpTo}+build.9`],
  ['of an earlier year, however high the rest', version(year - 1, 12, 99)],
  ['of an earlier month, however high the rest', version(year, month - 1, patch + 9)],
  ['of an earlier patch', version(year, month, patch - 1)],
  ['without a patch', version(year, month)],
  ['without numbers', 'dev'],
  ['with no text at all', ''],
])('a release is not called newer: %s', (_which, release) => {
  expect(isUnchecked(release)).toBe(false);
});
