import { describe, expect, test } from 'vitest';
import { asDrawn, imitatesLatin, skeleton } from '#core/message/confusables.ts';

describe('letters that are drawn like Latin ones', () => {
  // Written out: what the eye takes each for is what these tables are about.
  test.each<[string, string, string]>([
    ['Cyrillic', 'авсԁеһіјкӏмпорԛгѕтцѵԝхуьнзб', 'abcdehijklmnopqrstuvwxybh36'],
    ['Cyrillic capitals', 'АВСԀЕІЈКМОРԚЅТԜХУНЗ', 'abcdeijkmopqstwxyh3'],
    ['Greek', 'αβεηικνορτυχγω', 'abenikvoptuxyw'],
    ['Armenian', 'աօսհոցզ', 'wouhngq'],
    ['Cherokee', 'ᎪᎬᎻᏔ', 'aehw'],
    ['small Cherokee', 'ꭺꭼꮋꮤ', 'aehw'],
    ['Latin with a twist', 'ıȷɑɡɩʟłøđħßæœþ', 'ijagillodhssaeoep'],
    ['accents and widths', 'Áéîõü ｆｕｌｌ 𝐛𝐨𝐥𝐝', 'aeiou full bold'],
  ])('are told as those: %s', (_script, forged, plain) => {
    expect(asDrawn(forged)).toBe(plain);
  });

  test('and what is drawn like none stays', () => {
    expect(asDrawn('ж 李 ŋ 5 @')).toBe('ж 李 ŋ 5 @');
  });
});

test('what a font hides besides is the same in a skeleton', () => {
  expect(skeleton('rn')).toBe('m');
  expect(skeleton('vv')).toBe('w');
  expect(skeleton('cl')).toBe('d');
  expect(skeleton('f00')).toBe('foo');
  expect(skeleton('Il1|i')).toBe('lllll');
  expect(skeleton("an.na_o'b-c")).toBe('annaobc');
});

test.each<[string, boolean]>([
  ['раyраl', true],
  ['раураӏ', true],
  ['ᎪᎬ-2', true],
  ['paypal', false],
  ['Юлия', false],
  ['жук', false],
  ['李', false],
  ['Zoë', false],
])('%s is spelled to look like Latin: %s', (word, imitates) => {
  expect(imitatesLatin(word)).toBe(imitates);
});
