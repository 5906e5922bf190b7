import { describe, expect, test } from 'vitest';
import { isOpenClawText } from '#core/leak/openclaw-texts.ts';
import { ordinaryTexts, otherOpenClawTexts, pairingReplies } from '../../../support/openclaw-texts.ts';

describe('OpenClaw’s own texts', () => {
  test.each(pairingReplies.map(({ from, text }) => [from, text]))('pairing code: %s', (_from, text) => {
    expect(isOpenClawText(text)).toBe('pairing-code');
  });

  test.each(otherOpenClawTexts.map(({ from, text }) => [from, text]))('other: %s', (_from, text) => {
    expect(isOpenClawText(text)).toBe('openclaw-text');
  });

  test.each(ordinaryTexts)('written by a person: %j', (text) => {
    expect(isOpenClawText(text)).toBeNull();
  });

  test.each([...pairingReplies, ...otherOpenClawTexts].map(({ text }) => text))(
    'quoted by a person: %j',
    (text) => {
      for (const quote of [`> ${text}`, `“${text}”`, `What is this?\n${text}`])
        expect(isOpenClawText(quote)).toBeNull();
    },
  );

  test.each(pairingReplies.map(({ text }) => text))(
    'a pairing reply that a person comments on: %j',
    (text) => {
      expect(isOpenClawText(`${text}\n\nIs that from you?`)).toBeNull();
    },
  );

  test('survives what Messages does to it: other line ends, curly quotes, no emoji style, a reply prefix', () => {
    const [first, second] = [pairingReplies[0]?.text ?? '', otherOpenClawTexts[2]?.text ?? ''];
    expect(isOpenClawText(first.replace(/\n/g, '\r\n'))).toBe('pairing-code');
    expect(isOpenClawText(`[openclaw] ${first}`)).toBe('pairing-code');
    expect(isOpenClawText(second.replace('\ufe0f', '').replace("'", '’'))).toBe('openclaw-text');
  });

  test('a text of any length is judged at once', () => {
    for (const part of ['OpenClaw: access not configured. Your ', 'Pairing code: X ', '⚠️ ', '[x] ']) {
      expect(isOpenClawText(part.repeat(50_000))).toBeNull();
    }
  });
});
