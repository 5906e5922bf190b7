import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bodyPrefixBytes, parseAttributedBody } from '../../src-main/messages/imessage-parser.ts';
import { attributedBody } from '../../src-main/simulator/attributed-body.ts';

/** The text as Messages writes it when it can be edited: another class chain in front of the same marker. */
const mutable = Buffer.concat([
  Buffer.from([0x04, 0x0b]),
  Buffer.from('streamtyped'),
  Buffer.from([0x81, 0xe8, 0x03, 0x84, 0x01, 0x40, 0x84, 0x84, 0x84, 0x19]),
  Buffer.from('NSMutableAttributedString'),
  Buffer.from([0x00, 0x84, 0x84, 0x12]),
  Buffer.from('NSAttributedString'),
  Buffer.from([0x00, 0x84, 0x84, 0x08]),
  Buffer.from('NSObject'),
  Buffer.from([0x00, 0x85, 0x92, 0x84, 0x84, 0x84, 0x0f]),
  Buffer.from('NSMutableString'),
  Buffer.from([0x01, 0x84, 0x84, 0x08]),
  Buffer.from('NSString'),
  Buffer.from([0x01, 0x95, 0x84, 0x01, 0x2b, 0x05]),
  Buffer.from('Hello'),
  Buffer.from([0x86, 0x84, 0x02, 0x69, 0x49, 0x01, 0x05, 0x92]),
]);

describe('the text of an attributedBody', () => {
  it('stands behind either class chain', () => {
    expect(parseAttributedBody(mutable)).toBe('Hello');
    expect(parseAttributedBody(attributedBody('Hello'))).toBe('Hello');
  });

  it.each([0, 1, 127, 128, 255, 256, 8_191, 8_192, 32_767])('of %i bytes is read whole', (bytes) => {
    const text = 'x'.repeat(bytes);
    expect(parseAttributedBody(attributedBody(text))).toBe(text);
  });

  it.each(['\nfirst line', 'a ↄ b', 'Ↄ U+2184 ↄ', '𝆄 🆄', '👩‍👩‍👧‍👦', '￼', '\u0000', '+ \u0084\u0001+'])(
    'keeps %j as it is',
    (text) => {
      expect(parseAttributedBody(attributedBody(text))).toBe(text);
    },
  );

  it('of any characters is what was written', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        const whole = text.toWellFormed();
        expect(parseAttributedBody(attributedBody(whole))).toBe(whole);
      }),
    );
  });

  it('over 32 KiB is cut between two characters', () => {
    const body = attributedBody('€'.repeat(60_000));
    const text = parseAttributedBody(body.subarray(0, bodyPrefixBytes), body.length);
    expect(text).toBe('€'.repeat(10_922));
  });

  it('is null where there is none', () => {
    const body = attributedBody('Hello');
    const broken = [
      Buffer.alloc(0),
      Buffer.from('bplist00'),
      body.subarray(1),
      Buffer.concat([Buffer.from([0x04, 0x0b]), Buffer.from('streamtyped')]),
      body.subarray(0, body.indexOf('Hello')),
      body.subarray(0, body.indexOf('Hello') + 4),
    ];
    for (const bytes of broken) expect(parseAttributedBody(bytes)).toBeNull();
  });

  it('is null when its length lies beyond the blob, in each of the three forms', () => {
    const body = attributedBody('Hello');
    const at = body.indexOf('Hello') - 1;
    for (const length of [
      [0x7f],
      [0x81, 0xff, 0xff],
      [0x82, 0xff, 0xff, 0xff, 0xff],
      [0x81],
      [0x82, 1],
      [0x83],
    ]) {
      const bytes = Buffer.concat([body.subarray(0, at), Buffer.from(length), Buffer.from('Hell')]);
      expect(parseAttributedBody(bytes)).toBeNull();
    }
  });

  it('survives every truncation and thousands of damaged blobs', () => {
    const bodies = [mutable, attributedBody('Hello'), attributedBody('€'.repeat(300))];
    for (const body of bodies) {
      for (let end = 0; end <= body.length; end += 1) {
        const text = parseAttributedBody(body.subarray(0, end));
        expect(text === null || text.length <= 300).toBe(true);
      }
    }
    fc.assert(
      fc.property(
        fc.constantFrom(...bodies),
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 8 }),
        (body, flips) => {
          const damaged = Buffer.from(body);
          for (const [at, byte] of flips) damaged[at % damaged.length] = byte;
          const text = parseAttributedBody(damaged);
          expect(text === null || Buffer.byteLength(text) <= damaged.length * 3).toBe(true);
        },
      ),
      { numRuns: 5_000 },
    );
  });
});
