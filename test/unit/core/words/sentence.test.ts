import { describe, expect, test } from 'vitest';
import { errorOf, refusalOf } from '#contract/envelope.ts';
import { PeepholeError } from '#core/errors.ts';
import { english } from '#core/words/english.ts';
import { readSentence } from '#core/words/read-sentence.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { Words } from '#core/words/words.ts';

const pseudo = new Words({ locale: 'en', pseudo: true });
const refused = sentence('said.foreign', { text: 'No.' });

describe('a sentence', () => {
  test('is said in the locale of who says it', () => {
    const said = sentence('menu.review', { count: 2 });
    expect(english(said)).toBe('Review 2 Waiting…');
    expect(pseudo.sentence(said)).toMatch(/^⟦Réṽíéŵ 2 /);
  });

  test('may hold another one, said in the same locale', () => {
    const said = sentence('time.ago', { span: sentence('length.24h') });
    expect(english(said)).toBe('24 Hours ago');
    expect(pseudo.sentence(said)).toMatch(/^⟦⟦24 Hóúŕš~+⟧ áĝó~+⟧$/);
  });

  test('does not compile with a wrong key, without a name, or with a name too many', () => {
    // @ts-expect-error there is no such message
    expect(english(sentence('menu.no-such'))).toContain('menu.no-such');
    // @ts-expect-error {count} is missing
    expect(english(sentence('menu.review', {}))).toBe('Review  Waiting…');
    // @ts-expect-error {count} is a number
    expect(english(sentence('menu.review', { count: '2' }))).toBe('Review 2 Waiting…');
    // @ts-expect-error this message has no names
    expect(english(sentence('menu.people', { count: 2 }))).toBe('People…');
  });

  test('of another version is said as far as it can be', () => {
    const newer = { key: 'new.key', params: {} } as unknown as Sentence;
    expect(english(newer)).toBe('Another version of Peephole said this: new.key');
  });

  test('survives being stored, and nothing else is taken for one', () => {
    const said = sentence('time.ago', { span: sentence('length.24h') });
    expect(readSentence(JSON.parse(JSON.stringify(said)))).toEqual(said);
    const broken = [
      null,
      'People…',
      {},
      { key: 'menu.people' },
      { key: 'new.key', params: {} },
      { key: 'toString', params: {} },
      { key: 'time.ago', params: { span: null } },
      { key: 'time.ago', params: { span: { key: 'new.key', params: {} } } },
    ];
    for (const value of broken) expect(readSentence(value), JSON.stringify(value)).toBeNull();
  });
});

test('a program is given foreign text as it stands, an owner so that it turns nothing around', () => {
  const said = sentence('said.foreign', { text: 'שלום' });
  expect(english(said)).toBe('שלום');
  expect(new Words({ locale: 'en' }).sentence(said)).toBe('\u2068שלום\u2069');
});

describe('an error', () => {
  test('says its sentence in English to logs and programs', () => {
    expect(new PeepholeError('usage', refused)).toMatchObject({ message: 'No.', sentence: refused });
  });

  test('arrives over a transport as it was', () => {
    const answer = JSON.parse(JSON.stringify(refusalOf(new PeepholeError('usage', refused))));
    expect(answer.error).toEqual({ code: 'usage', message: 'No.', sentence: refused });
    expect(errorOf(answer.error)).toMatchObject({ code: 'usage', message: 'No.', sentence: refused });
  });

  test('of another version keeps its English message', () => {
    const newer = { code: 'new-code', message: 'New words.', sentence: { key: 'new.key', params: {} } };
    expect(errorOf(newer)).toMatchObject({ code: 'internal', message: 'New words.' });
    expect(errorOf({ code: 'usage', message: 'Old.' })).toMatchObject({ code: 'usage', message: 'Old.' });
  });
});
