import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countryOf, displayHandle } from '#core/message/display.ts';
import { readHandle } from '#core/message/handle.ts';

const shown = (literal: string): string => displayHandle(readHandle(literal));
const country = (literal: string): string | null => countryOf(readHandle(literal));

describe('a handle for reading', () => {
  test.each([
    ['+12125550101', '+1 212 555 0101'],
    ['+447700900123', '+44 7700 900123'],
    ['+491701234567', '+49 170 1234567'],
    ['+33612345678', '+33 6 12 34 56 78'],
    ['alice@example.com', 'alice@example.com'],
    ['262966', '262966'],
    ['2125550101', '2125550101'],
    ['+1234567', '+1234567'],
    ['+999123456789', '+999123456789'],
    ['AMAZON', 'AMAZON'],
    ['urn:biz:0f1e', 'urn:biz:0f1e'],
    ['', ''],
  ])('%j is written %j', (literal, display) => {
    expect(shown(literal)).toBe(display);
  });

  test('has every digit in its place, no more and no fewer', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^\+[1-9]\d{6,14}$/), (number) => {
        expect(shown(number).replace(/ |-/g, '')).toBe(number);
      }),
      { numRuns: 2_000 },
    );
  });

  test('a name that a service gave itself is foreign text', () => {
    expect(shown('BANK\u202eKNAB\n\u200b')).toBe('BANKKNAB');
    expect(shown('X'.repeat(5_000)).length).toBeLessThanOrEqual(200);
  });
});

describe('the country of a number', () => {
  test.each([
    ['+12125550101', 'US'],
    ['+14165550101', 'CA'],
    ['+491701234567', 'DE'],
    ['+85291234567', 'HK'],
  ])('%s is from %s', (number, iso) => {
    expect(country(number)).toBe(iso);
  });

  test.each([
    '+15550100001',
    '+447700900123',
    '+999123456789',
    '+1234567',
    '262966',
    'alice@example.com',
    'AMAZON',
  ])('%s does not tell', (literal) => {
    expect(country(literal)).toBeNull();
  });
});
