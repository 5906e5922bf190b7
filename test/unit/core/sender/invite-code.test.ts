import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskCodes } from '#core/message/text.ts';
import { hashInviteCode, isInviteCode } from '#core/sender/invite-code.node.ts';
import { findCodeGuesses, findCodes, inviteRandomBytes, makeInviteCode } from '#core/sender/invite-code.ts';

const codes = fc
  .uint8Array({ minLength: inviteRandomBytes, maxLength: inviteRandomBytes, max: 249 })
  .filter((bytes) => new Set(bytes).size > 40)
  .map(makeInviteCode);

describe('making a code', () => {
  test('has the form, a digit, a letter, and nothing that looks like something else', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(code).toMatch(/^[34679ACDEFGHJKMNPQRTUVWXY]{4}-[34679ACDEFGHJKMNPQRTUVWXY]{4}$/);
        expect(code).toMatch(/\d/);
        expect(code).toMatch(/[A-Z]/);
      }),
    );
  });

  test('depends on nothing but the random bytes', () => {
    const bytes = randomBytes(inviteRandomBytes);
    expect(makeInviteCode(bytes)).toBe(makeInviteCode(Uint8Array.from(bytes)));
    expect(makeInviteCode(bytes)).not.toBe(makeInviteCode(randomBytes(inviteRandomBytes)));
  });

  test('favours no sign: the bytes that are left over are passed over', () => {
    const random = Uint8Array.from({ length: 120 }, (_, index) => (index * 37) % 250);
    const padded = Uint8Array.from([...random].flatMap((byte, index) => [250 + (index % 6), byte]));
    expect(makeInviteCode(padded)).toBe(makeInviteCode(random));
  });

  test('says so when the bytes are too few, or not random', () => {
    expect(() => makeInviteCode(new Uint8Array(4))).toThrow(RangeError);
    expect(() => makeInviteCode(new Uint8Array(inviteRandomBytes).fill(255))).toThrow(RangeError);
    expect(() => makeInviteCode(new Uint8Array(inviteRandomBytes).fill(10))).toThrow(RangeError);
  });
});

describe('finding a code in a text', () => {
  test.each([
    'K7QM-3XWP',
    'k7qm-3xwp',
    'Hi, the code is K7QM-3XWP.',
    '"K7QM–3XWP"',
    'K7QM 3XWP',
    'k7qm3xwp',
    'K7QM - 3XWP',
    'code:K7QM-3XWP,thanks',
    'line one\nK7QM-3XWP\nline three',
  ])('%j carries it', (text) => {
    expect(findCodes(text)).toEqual(['K7QM-3XWP']);
  });

  test.each([
    'XK7QM-3XWP',
    'K7QM-3XWPX',
    'K7QM-3XW',
    'K7QM--3XWP',
    'K7QM\n3XWP',
    'K7QM-3XWO',
    'ABCD-EFGH',
    'meet us at noon then',
    'éK7QM-3XWP',
    '',
  ])('%j does not', (text) => {
    expect(findCodes(text)).toEqual([]);
  });

  test('each code once, several in order', () => {
    expect(findCodes('K7QM-3XWP k7qm-3xwp AAAA-3333')).toEqual(['K7QM-3XWP', 'AAAA-3333']);
  });

  test('every code that is made is found in what people write around it, and masked in what is shown', () => {
    fc.assert(
      fc.property(
        codes,
        fc.constantFrom('', 'hello ', 'code: ', '('),
        fc.constantFrom('', '!', ' thanks', ')'),
        (code, before, after) => {
          const text = `${before}${code.toLowerCase()}${after}`;
          expect(findCodes(text)).toContain(code);
          expect(maskCodes(text)).not.toMatch(/[a-z0-9]{4}-[a-z0-9]{4}/i);
        },
      ),
    );
  });

  test.each([
    ['an amount of money', '3cny-3333'],
    ['a number to call', '3333-333a'],
  ])('a code that begins like %s is masked all the same', (_what, code) => {
    expect(maskCodes(code)).toBe('••••-••••');
  });

  test('only what has the form of a code, dash included, is held against a sender', () => {
    expect(findCodeGuesses('K7QM-3XWP and a3c4–d6e7')).toEqual(['K7QM-3XWP', 'A3C4-D6E7']);
    expect(findCodeGuesses('K7QM3XWP, K7QM 3XWP, post code AB3D EF4G')).toEqual([]);
    expect(findCodeGuesses('well-made, 2019-2024, 555-0101')).toEqual([]);
  });
});

describe('comparing a code', () => {
  const hash = hashInviteCode('K7QM-3XWP', 'salt');

  test('with what was stored', () => {
    expect(isInviteCode('K7QM-3XWP', 'salt', hash)).toBe(true);
    expect(isInviteCode('K7QM-3XWQ', 'salt', hash)).toBe(false);
    expect(isInviteCode('K7QM-3XWP', 'other', hash)).toBe(false);
    expect(isInviteCode('K7QM-3XWP', 'salt', '')).toBe(false);
    expect(isInviteCode('K7QM-3XWP', 'salt', 'not hex')).toBe(false);
  });

  test('what is stored does not contain it', () => {
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
