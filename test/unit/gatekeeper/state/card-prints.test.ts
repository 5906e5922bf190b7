import { describe, expect, test } from 'vitest';
import { shelves } from '#core/surface/shelf.ts';
import { CardPrints, countedOf, listOf } from '../../../../src-main/gatekeeper/state/card-prints.ts';
import { fakeSender } from '../../../support/views.ts';

const alice = '+12125550101';
const card = fakeSender({ handle: alice, shelf: 'known', new: false, textMark: 'mark' });

describe('the print of a card', () => {
  test('is kept with where it stands, from when to when, and what they wrote', () => {
    expect(new CardPrints().of(card)).toEqual({
      id: alice,
      list: 1,
      lastSeenMs: Date.parse(card.lastSeenAt),
      firstSeenMs: Date.parse(card.firstSeenAt),
      isNew: false,
      textMark: 'mark',
      paintedPrint: expect.any(Number),
      print: expect.any(Number),
    });
  });

  test('is the same for the same card, and another one when anything of it is', () => {
    const prints = new CardPrints();
    expect(prints.of({ ...card })).toEqual(prints.of(card));
    expect(prints.of({ ...card, knocks: 2 }).print).not.toBe(prints.of(card).print);
  });

  test('of what is painted is another one for another revision, another person and another run', () => {
    const prints = new CardPrints();
    const { paintedPrint } = prints.of(card);
    expect(prints.of({ ...card, knocks: 2 }).paintedPrint).toBe(paintedPrint);
    const others = [
      prints.of({ ...card, revision: 'other' }),
      prints.of({ ...card, id: '+12125550102' }),
      new CardPrints().of(card),
    ];
    expect(new Set([paintedPrint, ...others.map((one) => one.paintedPrint)]).size).toBe(4);
  });

  test('is not made of what is painted where there is nothing to be compared', () => {
    expect(new CardPrints().of({ ...card, textMark: null })).toMatchObject({
      textMark: null,
      paintedPrint: 0,
    });
  });

  test('has 48 bits, and 32 of what is painted, so that sums of very many stay exact', () => {
    const prints = new CardPrints();
    const made = Array.from({ length: 50 }, (_, index) => prints.of({ ...card, revision: `r${index}` }));
    const [whole, painted] = [made.map(({ print }) => print), made.map(({ paintedPrint }) => paintedPrint)];
    expect(Math.max(...whole)).toBeLessThan(2 ** 48);
    expect(Math.max(...whole)).toBeGreaterThan(2 ** 40);
    expect(Math.max(...painted)).toBeLessThan(2 ** 32);
    expect(Math.max(...painted)).toBeGreaterThan(2 ** 24);
  });
});

test.each(shelves.map((shelf, index) => [shelf, index] as const))(
  '%s is list %i, and counted there',
  (shelf, list) => {
    expect(listOf(shelf)).toBe(list);
    const shown = new CardPrints().of({ ...card, shelf, new: true });
    expect(countedOf(shown)).toEqual({ shelf, new: true });
  },
);
