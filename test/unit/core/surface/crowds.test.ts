import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { normalisedWhole } from '#core/surface/crowd-text.ts';
import { crowdsOf, fewestOfCrowd, maxDecidedAtOnce, placesOf, shownOf } from '#core/surface/crowds.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { newestFirst } from '#core/surface/shelf.ts';
import { fakeSender } from '../../../support/views.ts';

const parcel = 'Your parcel is waiting for you';

const written = (marks: readonly (string | null)[]): readonly SenderView[] =>
  marks.map((textMark, index) =>
    fakeSender({
      handle: `n${index}@example.com`,
      textMark,
      lastSeenAt: new Date(index * 1_000).toISOString(),
    }),
  );

describe('what somebody wrote', () => {
  test.each<[string, readonly string[], readonly string[], boolean]>([
    [
      'is the same but for numbers, links, case and signs',
      [parcel],
      ['YOUR parcel 7 is waiting for you!'],
      true,
    ],
    ['is the same said twice', [parcel], [parcel, `${parcel} 2`], true],
    ['is not the same with a word of their own after it', [parcel], [parcel, 'Sam'], false],
    ['is not the same with a word of their own before it', [parcel], ['Hi', parcel], false],
    ['is the same when both say two things', [parcel, 'Hurry'], [parcel, 'hurry!!'], true],
    ['is not the same said at once and in two messages', [parcel, 'Hurry'], [`${parcel} hurry`], false],
  ])('%s', (_, one, other, same) => {
    expect(normalisedWhole(one)).not.toBeNull();
    expect(normalisedWhole(one) === normalisedWhole(other)).toBe(same);
  });

  test('is not compared where there is too little of it', () => {
    expect(normalisedWhole(['abcdefghijkl'])).toBe('abcdefghijkl');
    expect(normalisedWhole(['abcdefghijk'])).toBeNull();
    expect(normalisedWhole([])).toBeNull();
    expect(normalisedWhole(['hello', 'hi'])).toBeNull();
    expect(normalisedWhole(['https://example.com/a-long-address-with-letters'])).toBeNull();
  });
});

describe('a crowd', () => {
  test('is three addresses with one text, and never two', () => {
    expect(crowdsOf(written(['a', 'a'])).size).toBe(0);
    expect(crowdsOf(written(['a', 'a', 'a', 'b', null])).get('a')?.members).toHaveLength(3);
  });

  test('is shown by its first member, without what is only theirs', () => {
    const first = fakeSender({
      handle: 'ann@example.com',
      knocks: 7,
      textMark: 'a',
      warnings: ['asks-for-code', 'look-alike'],
      resembles: 'Ann',
    });
    expect(shownOf(first)).toEqual({ ...first, knocks: 1, warnings: ['asks-for-code'], resembles: null });
  });

  test('is of three, and at most fifty are decided about in one go', () => {
    expect([fewestOfCrowd, maxDecidedAtOnce]).toEqual([3, 50]);
  });

  test('is none of those of whom nothing is said, as by a Peephole of before', () => {
    const before = written([null, null, null]).map(({ textMark: _, ...sender }) => sender as SenderView);
    expect(crowdsOf(before).size).toBe(0);
  });

  test('takes one place, and leaves nobody out: whoever is of none has a place of their own', () => {
    const marks = fc.array(fc.oneof(fc.constant(null), fc.constantFrom('a', 'b', 'c', 'd')), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(marks, (made) => {
        const senders = [...written(made)].sort(newestFirst);
        const crowds = crowdsOf(senders);
        const places = placesOf(senders, crowds);
        const held = places.flatMap((place) => ('members' in place ? place.members : [place]));
        expect(held.toSorted(newestFirst)).toEqual(senders);
        for (const { id, members } of crowds.values()) {
          expect(members.length).toBeGreaterThanOrEqual(fewestOfCrowd);
          expect(members.every(({ textMark }) => textMark === id)).toBe(true);
          expect(members.toSorted(newestFirst)).toEqual(members);
        }
        // Where its newest stands.
        const firsts = places.map((place) => ('members' in place ? place.members[0] : place));
        expect(firsts.toSorted(newestFirst)).toEqual(firsts);
      }),
    );
  });
});
