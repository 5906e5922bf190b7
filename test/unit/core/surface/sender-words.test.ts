import { describe, expect, test } from 'vitest';
import type { SenderView } from '#core/surface/sender-view.ts';
import { accessText, warningsOf, warningText, wasYoursText } from '#core/surface/sender-words.ts';
import { Words } from '#core/words/words.ts';
import { fakeSender } from '../../../support/views.ts';

const words = new Words({ locale: 'en', timeZone: 'UTC' });
const nowMs = Date.parse('2026-11-24T15:00:00Z');
const stranger = (given: Partial<SenderView>): SenderView => fakeSender({ handle: '+12125550101', ...given });

describe('a look-alike', () => {
  test('is said by the name of whom it resembles, first and once', () => {
    const sender = stranger({ resembles: 'Alice', warnings: ['asks-for-code', 'look-alike'] });
    const signs = warningsOf(sender);
    expect(signs).toEqual(['resembles', 'asks-for-code']);
    expect(signs.map((sign) => warningText(sign, sender, words))).toEqual([
      'Looks like Alice, but is not.',
      'Asks for a code or a password.',
    ]);
  });

  test('is said without a name where nobody knows whom it resembles', () => {
    const sender = stranger({ warnings: ['look-alike', 'deceptive-link'] });
    const signs = warningsOf(sender);
    expect(signs).toEqual(['look-alike', 'deceptive-link']);
    expect(signs.map((sign) => warningText(sign, sender, words))).toEqual([
      'The address could be taken for someone you know, but is not theirs.',
      'Has a link that does not lead where it seems to.',
    ]);
  });
});

test.each<[Partial<SenderView>, string]>([
  [{ accessKnown: false, via: null }, 'Can’t tell: lists not read'],
  [{ via: null }, 'Not let in'],
  [{ via: 'peephole' }, 'Approved by you'],
  [{ via: 'owner' }, 'Your own allow list in OpenClaw'],
  [{ via: 'group:family' }, 'Your access group “family”'],
  [{ via: 'pairing' }, 'Paired with a code'],
  [{ via: 'everyone' }, 'Everyone is let in'],
])('by what somebody is let in: %j', (given, said) => {
  expect(accessText(stranger(given), words)).toBe(said);
});

test('an address of the owner’s from before says until when, as far as that is known', () => {
  const said = (until: string | null): string => wasYoursText({ until }, words, nowMs);
  expect(said(null)).toBe('Was yours before; until when is not known');
  expect(said('2024-03-05T12:00:00.000Z')).toBe('Was yours until Mar 5, 2024');
  expect(said('2026-03-05T12:00:00.000Z')).toBe('Was yours until Mar 5');
});
