import { expect, test } from 'vitest';
import { assertNever, errorCodes, PeepholeError } from '#core/errors.ts';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';

// A contract with programs (CLI-5): another name breaks who reads it.
test('the codes of errors are those that are promised', () => {
  expect(errorCodes).toEqual([
    'usage',
    'unknown-sender',
    'not-approvable',
    'is-approved',
    'is-blocked',
    'is-owner',
    'not-approved',
    'nothing-to-undo',
    'stale-revision',
    'group-name-taken',
    'gateway-refused',
    'still-admitted',
    'not-admitted',
    'no-channel',
    'already-running',
    'ledger-full',
    'ledger-corrupt',
    'state-unusable',
    'not-running',
    'texts-withheld',
    'timeout',
    'internal',
  ]);
});

test('an error says the same to the owner and to a program, and what it comes of', () => {
  const said = sentence('gateway.lost');
  const cause = new Error('below');
  const error = new PeepholeError('timeout', said, { cause });
  expect(error).toMatchObject({ name: 'PeepholeError', code: 'timeout', sentence: said, cause });
  expect(error.message).toBe(english(said));
});

test('a variant that nobody handles is named', () => {
  expect(() => assertNever({ kind: 'new' } as never)).toThrow('Unhandled variant: {"kind":"new"}');
});
