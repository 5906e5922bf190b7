import { expect, test } from 'vitest';
import { readAccountError } from '../../../src-main/gateway/account-error.ts';

test.each([
  ['spawn /opt/homebrew/bin/imsg ENOENT', 'imsg-missing'],
  ['imsg not found (imsg). Install imsg on the Mac', 'imsg-missing'],
  ['/bin/sh: imsg: command not found', 'imsg-missing'],
  ['gateway restart-loop breaker tripped: 3 unclean boot(s)', 'breaker'],
  ['crash-loop breaker is open', 'breaker'],
  ['imsg cannot access chat.db. Grant Full Disk Access', 'no-access'],
  ['authorization denied (code: 23)', 'no-access'],
  ['open chat.db: operation not permitted', 'no-access'],
  ['channel exited without an error', 'other'],
  ['INVENTED_CODE', 'other'],
])('%s is %s', (words, kind) => {
  expect(readAccountError(words)).toEqual({ kind, words });
});

test('nothing said is no failure, and foreign words are one clean line', () => {
  expect(readAccountError(null)).toBeNull();
  expect(readAccountError('')).toBeNull();
  expect(readAccountError('line one\n\u001b[31mline two')?.words).not.toMatch(/[\n\u001b]/);
});
