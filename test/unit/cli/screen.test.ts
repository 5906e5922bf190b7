import { stripVTControlCharacters } from 'node:util';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Words } from '#core/words/words.ts';
import { plain, Screen } from '../../../src-main/cli/kit/screen.ts';
import { fitTo, padTo, textWidth, wrap } from '../../../src-main/cli/kit/text-width.ts';

const screen = (width: number | null, colour = false) =>
  new Screen({ width, colour, words: new Words({ locale: 'en-GB', timeZone: 'UTC' }), nowMs: 0 });

describe('columns a text takes', () => {
  test.each([
    ['', 0],
    ['abc', 3],
    ['café', 4],
    ['cafe\u0301', 4],
    ['你好', 4],
    ['ｱｲｳ', 3],
    ['カナ', 4],
    ['한국', 4],
    ['！', 2],
    ['👋', 2],
    ['👩‍👩‍👧', 2],
    ['🇩🇪', 2],
    ['☎', 1],
    ['☎️', 2],
    ['שלום', 4],
    ['•••', 3],
    ['a\u200bb', 2],
  ])('%s: %i', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });

  test('what is cut fits, is a start of the text, and ends between graphemes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 40 }), (text, width) => {
        const cut = fitTo(text, width);
        expect(textWidth(cut)).toBeLessThanOrEqual(
          Math.max(width, textWidth(text) <= width ? textWidth(text) : 0),
        );
        if (cut !== text) expect(text.startsWith(cut.replace(/…$/, ''))).toBe(true);
      }),
    );
    expect(fitTo('你好吗', 4)).toBe('你…');
    expect(fitTo('👩‍👩‍👧👩‍👩‍👧', 3)).toBe('👩‍👩‍👧…');
  });

  test('padding fills up to the width', () => {
    expect(padTo('你', 4)).toBe('你  ');
    expect(padTo('long', 2)).toBe('long');
  });

  test('wrapping breaks between words and loses none', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('unbreakable word', 4)).toEqual(['unbreakable', 'word']);
  });
});

describe('foreign text in a terminal', () => {
  test.each([
    ['\u001b[31mred\u001b[0m', '[31mred[0m'],
    ['\u001b]0;title\u0007', ']0;title'],
    ['\u009b2Jgone', '2Jgone'],
    ['two\nlines\r', 'two lines '],
    ['\u202egnp.exe', 'gnp.exe'],
    ['ta\u0008\u0008g', 'tag'],
  ])('%j is harmless', (text, harmless) => {
    expect(plain(text)).toBe(harmless);
  });

  test('never gets a control character through, wherever it stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const rows = screen(80).table([{ cells: [{ text }, { text }], notes: [{ text }] }]);
        expect(rows.join('')).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });
});

describe('a table', () => {
  const rows = [
    { cells: [{ text: '+12125550101' }, { text: '你好' }, { text: 'a long last column that is cut' }] },
    { cells: [{ text: 'a@example.com' }, { text: 'x' }, { text: 'short' }], notes: [{ text: 'a note' }] },
  ];

  test('lines up its columns, whatever the script', () => {
    const [first = '', second = ''] = screen(null).table(rows);
    expect(textWidth(first.slice(0, first.indexOf('a long')))).toBe(
      textWidth(second.slice(0, second.indexOf('short'))),
    );
  });

  test('fits into the terminal; outside of one nothing is cut', () => {
    for (const line of screen(44).table(rows)) expect(textWidth(line)).toBeLessThanOrEqual(44);
    expect(screen(null).table(rows)[0]).toContain('that is cut');
  });

  test('paints only when it may, and colours change no column', () => {
    const painted = [{ cells: [{ text: 'a', style: 'red' as const }, { text: 'b' }] }];
    expect(screen(80).table(painted)[0]).toBe('a  b');
    expect(screen(80, true).table(painted)[0]).not.toBe('a  b');
    expect(stripVTControlCharacters(screen(80, true).table(painted)[0] ?? '')).toBe('a  b');
  });

  test('puts notes beneath their row', () => {
    expect(screen(null).table(rows)[2]).toBe('  a note');
  });
});
