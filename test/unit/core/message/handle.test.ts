import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { handleKey, readHandle, readTypedHandle, stripFilterSuffix } from '#core/message/handle.ts';

/** Whether the gateway takes an entry of a list and a sender for the same person. */
const equal = (entry: string, sender: string): boolean => handleKey(entry) === handleKey(sender);

describe('the gateway’s equality rule (OC-43, spelling by spelling)', () => {
  test.each([
    ['+15550100001', '+15550100001'],
    ['15550100002', '+15550100002'],
    ['1-555-010-0006', '+15550100006'],
    ['+1 (555) 010-0005', '+15550100005'],
    ['  +15550100007 ', '+15550100007'],
    [String(15550100008), '+15550100008'],
    ['tel:+15550100009', '+15550100009'],
    ['TEL:+15550100009', '+15550100009'],
    ['imessage:+15550100010', '+15550100010'],
    ['iMessage:+15550100011', '+15550100011'],
    ['sms:+15550100012', '+15550100012'],
    ['auto:+15550100013', '+15550100013'],
    ['sms: +15550100013', '+15550100013'],
    ['+44 7700 900021', '+447700900021'],
    ['+44\u00a07700\u2009900021', '+447700900021'],
    ['+44.7700.900021', '+447700900021'],
    ['User24@Example.com', 'user24@example.com'],
    ['user25@example.com', 'USER25@example.com'],
    ['imessage:user26@example.com', 'user26@example.com'],
    ['262966', '262966'],
    ['+262967', '262967'],
    ['urn:biz:abc', 'urn:biz:abc'],
    ['AMAZON2', 'AMAZON2'],
  ])('%j lets in %j', (entry, sender) => {
    expect(equal(entry, sender)).toBe(true);
  });

  test.each([
    ['5550100003', '+15550100003'],
    ['(555) 010-0004', '+15550100004'],
    ['0015550100014', '+15550100014'],
    ['07700900022', '+447700900022'],
    ['+49 (0)170 1234567', '+491701234567'],
    ['+1\u2011555\u2011010\u20110015', '+15550100015'],
    ['\u202a+15550100016\u202c', '+15550100016'],
    ['iMessage;-;+15550100017', '+15550100017'],
    ['chat_guid:iMessage;-;+15550100017', '+15550100017'],
    ['chat_identifier:+15550100017', '+15550100017'],
    ['mailto:user@example.com', 'user@example.com'],
    ['user+tag@example.com', 'user@example.com'],
    ['urn:biz:abc', 'urn:biz:ABC'],
    ['AMAZON2', 'amazon2'],
    ['Alice Example', '+15550100018'],
    ['+1555010', '+15550100001'],
  ])('%j does not let in %j', (entry, sender) => {
    expect(equal(entry, sender)).toBe(false);
  });

  test('a spelling without any digit is no number', () => {
    expect(handleKey('+()')).toBe('+()');
    expect(handleKey('')).toBe('');
  });

  test('a key is its own key, whatever was stored', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (literal) => {
        const once = handleKey(literal);
        // A suffix or prefix that only appears once white space is gone is another string to the gateway, too.
        fc.pre(!/[\s(]/.test(literal) && !/^(imessage|sms|auto):/i.test(once));
        expect(handleKey(once)).toBe(once);
      }),
    );
  });
});

describe('Messages’ filter suffixes', () => {
  test.each([
    '(filtered)',
    '(smsfp)',
    '(smsft)',
    '(smsft_fi)',
    '(smsft_or)',
    '(smsft_rm)',
    '(smsft)(filtered)',
  ])('%s is not part of the handle', (suffix) => {
    expect(stripFilterSuffix(`+12125550101${suffix}`)).toBe('+12125550101');
    expect(readHandle(`56249${suffix}`)).toMatchObject({ handle: '56249', kind: 'short-code' });
    expect(readHandle(`+12125550101${suffix}`)).toEqual(readHandle('+12125550101'));
  });

  test.each(['(other)', '(smsft_xx)', '(FILTERED)', ' (filtered) x', '(filtered'])('%s is', (suffix) => {
    expect(stripFilterSuffix(`AMAZON${suffix}`)).toBe(`AMAZON${suffix}`);
  });

  test('only at the end, and never leaving nothing', () => {
    expect(stripFilterSuffix('(filtered)+12125550101')).toBe('(filtered)+12125550101');
    expect(stripFilterSuffix('(filtered)')).toBe('(filtered)');
    // An entry of somebody's list may be as long as they like; backtracking would take minutes.
    const long = '(filtered)'.repeat(100_000);
    expect(stripFilterSuffix(`${long}x`)).toBe(`${long}x`);
    expect(handleKey(`${'imessage: '.repeat(10_000)}+12125550101${long}`)).toBe('+12125550101');
  });
});

/** The gateway's config would put a variable's value here. */
const variable = ['$', '{home}@example.com'].join('');

describe('what a handle is', () => {
  test.each([
    ['+12125550101', 'phone', true, '+12125550101'],
    ['+447700900123', 'phone', true, '+447700900123'],
    ['+1234567', 'phone', true, '+1234567'],
    ['+123456789012345', 'phone', true, '+123456789012345'],
    ['Alice@Example.com', 'email', true, 'alice@example.com'],
    ["o'hara+tag@sub.example.com", 'email', true, "o'hara+tag@sub.example.com"],
    ['a@xn--bcher-kva.example', 'email', true, 'a@xn--bcher-kva.example'],
    // Numbers that are not strict.
    ['+1 (212) 555-0101', 'phone', false, '+1 (212) 555-0101'],
    ['2125550101', 'phone', false, '2125550101'],
    ['+02125550101', 'phone', false, '+02125550101'],
    ['+1234567890123456', 'phone', false, '+1234567890123456'],
    ['262966', 'short-code', false, '262966'],
    ['1234567', 'short-code', false, '1234567'],
    ['12345678', 'short-code', false, '12345678'],
    ['123456789', 'phone', false, '123456789'],
    ['+262966', 'short-code', false, '+262966'],
    // Addresses that are not plain.
    ['alice@localhost', 'email', false, 'alice@localhost'],
    ['алиса@example.com', 'email', false, 'алиса@example.com'],
    ['alice@пример.example', 'email', false, 'alice@пример.example'],
    ['a..b@example.com', 'email', false, 'a..b@example.com'],
    ['.a@example.com', 'email', false, '.a@example.com'],
    ['Alice@localhost', 'email', false, 'Alice@localhost'],
    ['a@b@example.com', 'other', false, 'a@b@example.com'],
    // Agents of RCS for Business.
    ['bank@rbm.goog', 'other', false, 'bank@rbm.goog'],
    ['bank@eu.rbm.goog', 'other', false, 'bank@eu.rbm.goog'],
    ['bank@botplatform.example.com', 'other', false, 'bank@botplatform.example.com'],
    ['bank@rcs.mnc001.mcc001.3gppnetwork.org', 'other', false, 'bank@rcs.mnc001.mcc001.3gppnetwork.org'],
    ['bank@notrbm.goog', 'email', true, 'bank@notrbm.goog'],
    ['alice@-example.com', 'email', false, 'alice@-example.com'],
    [`${'a'.repeat(65)}@example.com`, 'email', false, `${'a'.repeat(65)}@example.com`],
    // What the gateway's config would read as something else.
    ['*', 'other', false, '*'],
    ['*@example.com', 'email', false, '*@example.com'],
    [variable, 'email', false, variable],
    ['accessGroup:peephole', 'other', false, 'accessGroup:peephole'],
    ['accessGroup:a@example.com', 'other', false, 'accessGroup:a@example.com'],
    ['chat_id:12', 'other', false, 'chat_id:12'],
    ['chat_guid:a@example.com', 'other', false, 'chat_guid:a@example.com'],
    ['imessage:+12125550101', 'other', false, 'imessage:+12125550101'],
    ['sms:alice@example.com', 'other', false, 'sms:alice@example.com'],
    ['tel:+12125550101', 'other', false, 'tel:+12125550101'],
    ['urn:biz:0f1e2d', 'other', false, 'urn:biz:0f1e2d'],
    ['AMAZON', 'other', false, 'AMAZON'],
    ['+12125550101 ', 'phone', false, '+12125550101 '],
    ['+12125550101\n', 'phone', false, '+12125550101\n'],
    ['+٠١٢٣٤٥٦٧٨٩', 'other', false, '+٠١٢٣٤٥٦٧٨٩'],
    ['\u202a+12125550101\u202c', 'other', false, '\u202a+12125550101\u202c'],
    ['', 'other', false, ''],
  ])('%j is a %s, approvable: %s', (literal, kind, approvable, handle) => {
    expect(readHandle(literal)).toEqual({ key: handleKey(literal), handle, kind, approvable });
  });

  test('what may be written to the gateway is matched there by exactly the sender it was read from', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress(), e164), (literal) => {
        const read = readHandle(literal);
        if (!read.approvable) return;
        expect(read.handle).toBe(read.key);
        expect(read.handle).toMatch(/^[\x21-\x7e]+$/);
        expect(read.handle).not.toMatch(/[*:${}]|^accessgroup/i);
        expect(readHandle(read.handle)).toEqual(read);
      }),
    );
  });

  test('a short code and the full number that the gateway takes for it share a key', () => {
    expect(readHandle('1234567').key).toBe(readHandle('+1234567').key);
    expect(readHandle('1234567').approvable).toBe(false);
    expect(readHandle('+1234567').approvable).toBe(true);
  });
});

const e164 = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.stringMatching(/^\d{6,14}$/))
  .map(([first, rest]) => `+${first}${rest}`);

describe('a typed handle', () => {
  test.each([
    ['+12125550101', '+12125550101'],
    [' +1 (212) 555-0101 ', '+12125550101'],
    ['+1.212.555.0101', '+12125550101'],
    ['+44 7700 900123', '+447700900123'],
    ['\u202a+1\u00a0(212)\u00a0555\u20110101\u202c', '+12125550101'],
    ['Alice@Example.COM', 'alice@example.com'],
  ])('%j is %j', (typed, handle) => {
    expect(readTypedHandle(typed)).toMatchObject({ handle, key: handle, approvable: true });
  });

  test.each([
    '2125550101',
    '(212) 555-0101',
    '0015550100014',
    '07700 900123',
    '+49 (0)170 1234567',
    '+49 ( 0 ) 170 1234567',
    '+1 212 555 0101 ext 5',
    '++12125550101',
    '+1+2125550101',
    '+123456',
    '+1234567890123456',
    '262966',
    'Alice',
    'alice@example',
    'mailto:alice@example.com',
    'tel:+12125550101',
    'imessage:+12125550101',
    '*',
    'accessGroup:peephole',
    'chat_id:4',
    '+12125550101, +12125550102',
    'alice@example.com bob@example.com',
    '+1２125550101',
    '',
    '   ',
  ])('%j is refused', (typed) => {
    expect(readTypedHandle(typed)).toBeNull();
  });

  test('whatever is accepted is exactly the digits that were typed', () => {
    fc.assert(
      fc.property(
        e164,
        fc.array(fc.constantFrom(' ', '-', '.', ''), { minLength: 16, maxLength: 16 }),
        (number, gaps) => {
          const typed = [...number]
            .map((letter, index) => letter + (index === 0 ? '' : gaps[index]))
            .join('');
          expect(readTypedHandle(typed)?.handle).toBe(number);
        },
      ),
    );
  });
});
