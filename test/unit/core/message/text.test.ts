import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { maskCodes, oneLine, preview, readable, sanitise } from '#core/message/text.ts';

const graphemes = (text: string): number => [...new Intl.Segmenter().segment(text)].length;
const bytes = (text: string): number => Buffer.byteLength(text);

describe('sanitising', () => {
  test.each([
    ['controls', 'a\u0000b\u0007c\u001b[31md\u009f', 'abc[31md'],
    ['overrides and isolates of direction', 'pay\u202elap\u202c \u2066x\u2069\u200f', 'paylap x'],
    ['zero-width characters', 'a\u200bb\u2060c\ufeffd\u00ad', 'abcd'],
    ['tags', `hello${String.fromCodePoint(0xe0041, 0xe0042, 0xe007f)}`, 'hello'],
    ['placeholders of attachments and app messages', '\ufffc\ufffdPhoto', 'Photo'],
    ['fillers that look like nothing', 'a\u3164b\u115fc\u2800 d', 'abc d'],
    ['hidden data in selectors', 'a\ufe00b\u{e0100}\u{e0101}', 'ab'],
    ['lone surrogates', 'a\ud800b\udc00c', 'abc'],
    ['non-characters', 'a\uffffb\u{1ffff}', 'ab'],
    ['every width of space', 'a\u00a0b\u2009c\u3000d\te', 'a b c d e'],
    ['every kind of line end', 'a\r\nb\rc\u2028d\u2029e\u0085f\vg\fh', 'a\nb\nc\nd\ne\nf\ng\nh'],
    ['towers of lines', 'a\n\n\n \n\t\nb', 'a\n\nb'],
    ['surrounding white space', '  \n a \n ', 'a'],
  ])('takes out %s', (_name, text, shown) => {
    expect(sanitise(text)).toBe(shown);
  });

  test('takes out a flood of marks, and leaves what a script stacks', () => {
    expect(sanitise(`Z${'\u0301'.repeat(500)}`)).toBe(`Z${'\u0301'.repeat(4)}`);
    expect(sanitise('שָּׁ')).toBe('שָּׁ');
    expect(sanitise('ก็้')).toBe('ก็้');
  });

  test.each([
    ['an emoji family', '👩\u200d👩\u200d👧'],
    ['an emoji with a tone of skin', '👩🏽\u200d🚀'],
    ['a heart as an emoji', '❤\ufe0f\u200d🔥'],
    ['a keycap', '1\ufe0f\u20e3'],
    ['Persian', 'می\u200cخواهم'],
    ['Sinhala', 'ශ්\u200dරී'],
    ['Chinese, Arabic, Greek', '你好 مرحبا Γειά'],
    ['markup, which is only text', '<b>&amp;</b> [a](b) *c*'],
  ])('leaves %s alone', (_name, text) => {
    expect(sanitise(text)).toBe(text);
  });

  test('joiners that join nothing are taken out', () => {
    expect(sanitise('pay\u200dpal \u200c👩\u200d')).toBe('paypal 👩');
  });

  test('shows at most 4 KB, cut between characters, and says that it was cut', () => {
    const long = sanitise('é'.repeat(10_000));
    expect(bytes(long)).toBeLessThanOrEqual(4096);
    expect(bytes(long)).toBeGreaterThan(4090);
    expect(long).toMatch(/^é+…$/);
    expect(sanitise('x'.repeat(4096))).toBe('x'.repeat(4096));
    expect(sanitise('x'.repeat(4097))).toBe(`${'x'.repeat(4093)}…`);
    // One character of 700 people, none of whom is shown in part.
    expect(sanitise(Array(700).fill('👩').join('\u200d'))).toBe('…');
  });

  test('nothing of it can hurt, and sanitising again changes nothing', () => {
    const letter = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3 }),
      fc.constantFrom(
        '\u202e',
        '\u200d',
        '\ufe0f',
        '\u0301',
        '\n',
        '\r',
        ' ',
        '\ud800',
        '\ufffc',
        '👩',
        'a',
        '1',
        '\u{e0041}',
      ),
    );
    fc.assert(
      fc.property(fc.array(letter, { maxLength: 60 }), (letters) => {
        const shown = sanitise(letters.join(''));
        expect(shown.isWellFormed()).toBe(true);
        expect(shown).not.toMatch(
          /(?!\n)\p{Cc}|[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffd]|[\u{e0000}-\u{e0fff}]|\n{3}|\p{M}{5}/u,
        );
        expect(sanitise(shown)).toBe(shown);
      }),
      { numRuns: 2_000 },
    );
  });

  test('`readable` is not cut: rules see what follows the padding', () => {
    expect(readable(`${'x'.repeat(20_000)} end`)).toMatch(/ end$/);
    expect(readable('x'.repeat(65_537))).toBe('x'.repeat(65_536));
  });
});

describe('a preview', () => {
  test('is one line', () => {
    expect(preview('Hi!\n\nIs this  your number?\n')).toBe('Hi! Is this your number?');
  });

  test('is at most 200 graphemes, whatever they are made of', () => {
    expect(graphemes(preview('👩\u200d👩\u200d👧'.repeat(300)) ?? '')).toBe(200);
    expect(preview('x'.repeat(200))).toBe('x'.repeat(200));
    expect(preview('x'.repeat(201))).toBe(`${'x'.repeat(199)}…`);
    expect(preview('🙂'.repeat(200))).toBe('🙂'.repeat(200));
    expect(preview('🙂'.repeat(201))).toBe(`${'🙂'.repeat(199)}…`);
    expect(graphemes(preview('न्दी '.repeat(400)) ?? '')).toBeLessThanOrEqual(200);
  });

  test('is null when there is nothing to show', () => {
    expect(preview('\ufffc')).toBeNull();
    expect(preview('')).toBeNull();
    expect(preview(' \u200b\n')).toBeNull();
  });

  test('masks codes, `oneLine` does not', () => {
    expect(preview('Your code:\n482913')).toBe('Your code: ••••••');
    expect(oneLine('Your code:\n482913')).toBe('Your code: 482913');
  });

  test('a code across the cut does not come through in part', () => {
    expect(preview(`${'x'.repeat(196)} 482913`)).toBe(`${'x'.repeat(196)} ••…`);
  });
});

describe('masking codes', () => {
  test.each([
    ['Your code is 123456', 'Your code is ••••••'],
    ['482913 is your verification code', '•••••• is your verification code'],
    ['OTP 4821', 'OTP ••••'],
    ['4821', '••••'],
    ['12345678', '••••••••'],
    ['Use 123 456 to log in', 'Use ••• ••• to log in'],
    ['WhatsApp code: 123-456', 'WhatsApp code: •••-•••'],
    ['Your code: 1234 5678.', 'Your code: •••• ••••.'],
    ['G-123456 is your Google verification code.', 'G-•••••• is your Google verification code.'],
    ['FB-12345 is your code', 'FB-••••• is your code'],
    ['Your code is A1B2C', 'Your code is •••••'],
    ['the door code is 2024', 'the door code is ••••'],
    ['2024 is your code', '•••• is your code'],
    ['PIN: 1999', 'PIN: ••••'],
    ['验证码：882211，5分钟内有效', '验证码：••••••，5分钟内有效'],
    ['Ihr Bestätigungscode lautet 4711', 'Ihr Bestätigungscode lautet ••••'],
    ['https://example.com/v?code=839201', 'https://example.com/v?code=••••••'],
    ['@example.com #839201', '@example.com #••••••'],
    ['here is the invite: K7QM-2XWP', 'here is the invite: ••••-••••'],
    ['k7qm-2xwp', '••••-••••'],
    ['abcd-2efg', '••••-••••'],
    ['Pairing code:\n\nPBA9LYSF\n\nAsk', 'Pairing code:\n\n••••••••\n\nAsk'],
    ['Pairing code:\n\nPBALYSFK', 'Pairing code:\n\n••••••••'],
    ['openclaw pairing approve imessage PBA9LYSF', 'openclaw pairing approve imessage ••••••••'],
    ['PBA9LYSF', '••••••••'],
    // A card: no number to call is so long.
    ['4111 1111 1111 1111', '•••• •••• •••• ••••'],
  ])('%j → %j', (text, masked) => {
    expect(maskCodes(text)).toBe(masked);
  });

  test.each([
    'Lunch in 2026? Or was it 1999?',
    'From 2019-2024 and 2019–21',
    'It costs $1500, €1234, 1500 € or 2000 USD',
    'Rent is 1.250,00 and 1,500 people came, 12345.67 in all',
    'Up 1250%',
    'Call +1 212 555 0101 or +447700900123',
    'Call (212) 555-0101, 555-0101 or 07700 900123',
    'My number is 212-555-0101 or 212.555.0101',
    'on 2026-11-23, 23.11.2026 or 11/23/2026 at 14:30',
    'SATURDAY is fine, flight BA2490, a B-52, ABCD-EFGH',
    'room 12, 3 cats, 999 reasons',
    'house 123 456',
    'Call +1234 5678 9012 345',
    'the wordnumber abc123456def',
  ])('%j stays as it is', (text) => {
    expect(maskCodes(text)).toBe(text);
  });

  test('never changes length, words or lines, and never unmasks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (raw) => {
        const text = sanitise(raw);
        const masked = maskCodes(text);
        expect(masked.length).toBe(text.length);
        expect(masked.replace(/[\p{L}\p{N}•]/gu, '')).toBe(text.replace(/[\p{L}\p{N}•]/gu, ''));
      }),
    );
  });

  test('a six-digit code among ordinary words never shows', () => {
    const word = fc.constantFrom(
      'your',
      'code',
      'is',
      'hello',
      'ref',
      'for',
      'bank:',
      'use',
      'to log in',
      '.',
    );
    const code = fc.integer({ min: 100_000, max: 999_999 }).map(String);
    fc.assert(
      fc.property(fc.array(word), code, fc.array(word), (before, secret, after) => {
        expect(maskCodes([...before, secret, ...after].join(' '))).not.toContain(secret);
      }),
    );
  });
});
