import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue, isWordKey, type WordKey } from '#core/words/catalogue.ts';
import { Words } from '#core/words/words.ts';

const root = join(import.meta.dirname, '../../../..');
const english = new Words({ locale: 'en-GB', timeZone: 'Europe/Zurich', hourCycle: 'h23' });
const keys = Object.keys(catalogue).filter(isWordKey);
const now = Date.parse('2026-11-24T15:00:00Z');
const minute = 60_000;

function sources(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !/words\/(?!catalogue|words|sentence)/.test(name))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'));
}

function textsOf(key: WordKey): readonly string[] {
  const { text }: { text: string | { one: string; other: string } } = catalogue[key];
  return typeof text === 'string' ? [text] : [text.one, text.other];
}

const namesIn = (text: string): readonly string[] =>
  [...text.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name ?? '');

describe('the catalogue', () => {
  test('describes every message for a translator', () => {
    for (const key of keys) expect(catalogue[key].about.length, key).toBeGreaterThan(3);
  });

  test('has no key twice: the tables are disjoint', () => {
    const tables = readdirSync(join(root, 'src-main/core/words'))
      .map((name) => readFileSync(join(root, 'src-main/core/words', name), 'utf8'))
      .flatMap((text) => [...text.matchAll(/^ {2}'([a-z-]+\.[a-z0-9-]+)':/gm)].map(([, key]) => key));
    expect(tables).toHaveLength(new Set(tables).size);
    expect(tables).toHaveLength(keys.length);
  });

  test('uses every key somewhere, if only by its first half', () => {
    const code = [...sources('src-main'), ...sources('src-renderer')].join('\n');
    const unused = keys.filter((key) => {
      if (code.includes(`'${key}'`) || code.includes(`"${key}"`)) return false;
      // Keys made of data: `doing.${verdict}`, `bar.${verdict}-${progress}`, `set.preview-${value}`.
      const cuts = [...key.matchAll(/[.-]/g)].map(({ index }) => key.slice(0, index + 1));
      return !cuts.some((start) => code.includes(`\`${start}\${`));
    });
    expect(unused).toEqual([]);
  });

  test('gives both plural forms the same names; “one” may do without its number', () => {
    for (const key of keys) {
      const [first, second] = textsOf(key).map((text) => new Set(namesIn(text)));
      if (first && second) expect(new Set([...first, 'count']), key).toEqual(second);
    }
  });

  test('writes sentences as the owner reads them: typographic marks, no double spaces', () => {
    for (const key of keys) {
      for (const text of textsOf(key)) {
        expect(text, key).not.toMatch(/ {2}|'|\.\.\./);
        // Straight quotes are for what is typed as it stands there: a value of a setting, a name.
        expect(text.replace(/"(?:[a-z*][a-z-]*|\{[a-z]+\})"/g, ''), key).not.toContain('"');
        expect(text.trim(), key).toBe(text);
        // Of the code's old dialect: on screen things are fixed.
        expect(text, key).not.toMatch(/\bmend/i);
      }
    }
  });
});

describe('saying', () => {
  test('fills in names, and chooses the plural form by the number', () => {
    expect(english.say('menu.review', { count: 1 })).toBe('Review 1 Waiting…');
    expect(english.say('menu.sender-facts', { ago: '4 min ago', count: 1 })).toBe(
      'first message 4 min ago · 1 message',
    );
    expect(english.say('menu.sender-facts', { ago: '4 min ago', count: 3 })).toContain('3 messages');
    expect(english.say('many.title', { count: 12_345 })).toBe('12,345 senders selected');
  });

  test('leaves a name that reads right to left isolated, and an approvable handle untouched', () => {
    expect(english.say('banner.approving', { handle: '+1 212 555 0101' })).toBe('Approving +1 212 555 0101…');
    expect(english.say('banner.approving', { handle: 'مرحبا' })).toBe('Approving \u2068مرحبا\u2069…');
  });

  test('never reads a name inside a name', () => {
    expect(english.say('banner.with-invite', { invite: '{preview}', preview: '{invite}' })).toBe(
      '{preview} {invite}',
    );
  });
});

describe('times', () => {
  test.each([
    [0, 'just now'],
    [59_000, 'just now'],
    [4 * minute, '4 mins ago'],
    [3 * 60 * minute, '3 hrs ago'],
    [26 * 60 * minute, '1 day ago'],
    [8 * 24 * 60 * minute, '16 Nov'],
    [400 * 24 * 60 * minute, '20 Oct 2025'],
  ])('%i ms ago is “%s”', (ms, said) => {
    expect(english.ago(now - ms, now)).toBe(said);
  });

  test('are said in full to a screen reader, and never in the future', () => {
    expect(english.ago(now - 4 * minute, now, 'long')).toBe('4 minutes ago');
    expect(english.ago(now + 5 * minute, now)).toBe('just now');
  });

  test('name the day an approval ends on, in the owner’s time zone', () => {
    expect(english.until(Date.parse('2026-11-24T17:00:00Z'), now)).toBe('until 18:00');
    // 00:30 in Zurich is tomorrow, though it is today in UTC.
    expect(english.until(Date.parse('2026-11-24T23:30:00Z'), now)).toBe('until 00:30 tomorrow');
    expect(english.until(Date.parse('2026-12-01T17:00:00Z'), now)).toBe('until 1 Dec, 18:00');
  });

  test('head the days of the history', () => {
    expect(english.dayHeading(now, now)).toBe('Today');
    expect(english.dayHeading(now - 20 * 60 * minute, now)).toBe('Yesterday');
    expect(english.dayHeading(now - 3 * 24 * 60 * minute, now)).toBe('Saturday 21 November');
  });

  test('follow the owner’s own clock', () => {
    const twelve = new Words({ locale: 'en-US', timeZone: 'UTC', hourCycle: 'h12' });
    expect(twelve.until(Date.parse('2026-11-24T18:00:00Z'), now)).toMatch(/^until 6:00\sPM$/);
  });
});

describe('the pseudo-locale', () => {
  const pseudo = new Words({ locale: 'en', pseudo: true });

  test('brackets every message, lengthens it, and keeps the names', () => {
    for (const key of keys) {
      for (const count of [1, 2]) {
        const parts = pseudo.parts(key, count);
        const text = parts.map((part) => (part.type === 'text' ? part.text : `{${part.name}}`)).join('');
        expect(text, key).toMatch(/^⟦.*~⟧$/s);
        const plain = english.parts(key, count).filter(({ type }) => type === 'name');
        expect(
          parts.filter(({ type }) => type === 'name'),
          key,
        ).toEqual(plain);
      }
    }
  });
});
