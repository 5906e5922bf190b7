import { describe, expect, test } from 'vitest';
import type { MessageRow } from '#core/message/message.ts';
import { RecentRows } from '../../../../src-main/gatekeeper/senders/recent-rows.ts';
import { messageRow } from '../../../support/message-row.ts';

const alice = '+12125550101';
const startMs = Date.UTC(2026, 10, 23, 12);

/** A row of theirs, dated so many seconds after the first. */
const row = (rowId: number, text: string | null, change: Partial<MessageRow> = {}) =>
  messageRow({ rowId, guid: `guid-${rowId}`, text, atMs: startMs + rowId * 1_000, ...change });

function having(...rows: readonly MessageRow[]): RecentRows {
  const recent = new RecentRows(alice);
  for (const one of rows) recent.put(one);
  return recent;
}

const guidsOf = (recent: RecentRows) => recent.pack().map(([guid]) => guid);

describe('the newest rows of a sender', () => {
  test('are kept in the order of writing, however they come, the oldest let go beyond forty', () => {
    const ids = Array.from({ length: 42 }, (_, index) => index + 1);
    const recent = having(...ids.toReversed().map((id) => row(id, `No. ${id}`)));
    expect(guidsOf(recent)).toEqual(ids.slice(2).map((id) => `guid-${id}`));
  });

  test('have a row once, as it was last read', () => {
    const recent = having(row(1, 'Hi'), row(2, 'Hello'), row(1, 'Hi there'));
    expect(recent.texts).toEqual(['Hi there', 'Hello']);
    expect(guidsOf(recent)).toEqual(['guid-1', 'guid-2']);
  });

  test('lose the row that is dropped, and no other; one that is not there changes nothing', () => {
    const recent = having(row(1, 'one'), row(2, 'two'), row(3, 'three'));
    recent.drop('guid-2');
    expect(recent.texts).toEqual(['one', 'three']);
    recent.drop('unknown');
    expect(guidsOf(recent)).toEqual(['guid-1', 'guid-3']);
  });

  test('come out of the memory as they were put there', () => {
    const recent = having(
      row(1, 'Please send me the code'),
      row(2, null, { linkPreview: true }),
      row(3, 'Send me the code yourself', { own: 'left' }),
    );
    const packed = recent.pack();
    expect(packed).toEqual([
      ['guid-1', 1, startMs + 1_000, 'Please send me the code', 0, 'asks-for-code'],
      ['guid-2', 2, startMs + 2_000, null, 1],
      // What the owner writes is no warning of anybody.
      ['guid-3', 3, startMs + 3_000, 'Send me the code yourself', 2],
    ]);
    const again = RecentRows.unpack(alice, packed);
    expect(again.pack()).toEqual(packed);
    expect([again.texts, again.signs]).toEqual([['Please send me the code'], ['asks-for-code']]);
    expect(again.before(3)).toEqual(recent.before(3));
  });

  test('name what they wrote before a ROWID, and never what the owner did', () => {
    const recent = having(row(1, 'one'), row(2, 'two'), row(3, 'Yes?', { own: 'left' }), row(4, 'four'));
    expect([1, 2, 4, 5].map((rowId) => recent.before(rowId)?.guid ?? null)).toEqual([
      null,
      'guid-1',
      'guid-2',
      'guid-4',
    ]);
    expect(recent.before(1)).toBeNull();
  });
});

describe('what a sender wrote', () => {
  test('is in order of its date, without what the owner wrote and what has no text', () => {
    const recent = having(
      row(1, 'last', { atMs: startMs + 9_000 }),
      row(2, 'first', { atMs: startMs }),
      row(3, 'Yes?', { own: 'left' }),
      row(4, null),
      row(5, ''),
    );
    expect(recent.texts).toEqual(['first', 'last']);
  });

  test('is the last five texts, each once, where it was said last', () => {
    const recent = having(...['a', 'b', 'c', 'a', 'd', 'e', 'f'].map((text, index) => row(index, text)));
    expect(recent.texts).toEqual(['c', 'a', 'd', 'e', 'f']);
  });

  test('is the same list until a text is another', () => {
    const recent = having(row(1, 'Hi'));
    const { texts } = recent;
    recent.put(row(2, 'Who is this?', { own: 'left' }));
    recent.put(row(3, 'Hi'));
    expect(recent.texts).toBe(texts);
    recent.put(row(4, 'Me'));
    expect(recent.texts).toEqual(['Hi', 'Me']);
    recent.drop('guid-4');
    expect(recent.texts).toEqual(['Hi']);
  });

  test('is in its new order when a text is said again that is also a line of another', () => {
    const recent = having(row(1, 'Hi'), row(2, 'Hi\nHi'));
    expect(recent.preview).toBe('Hi Hi');
    recent.put(row(3, 'Hi'));
    expect(recent.texts).toEqual(['Hi\nHi', 'Hi']);
    expect(recent.preview).toBe('Hi');
  });

  test('is kept as far as it is shown, and not to half of a character', () => {
    const recent = (text: string) => having(row(1, text)).texts;
    expect(recent('a'.repeat(401))).toEqual(['a'.repeat(400)]);
    expect(recent(`${'a'.repeat(399)}😀`)).toEqual(['a'.repeat(399)]);
    expect(recent(`${'a'.repeat(398)}😀b`)).toEqual([`${'a'.repeat(398)}😀`]);
    // What fits is as it was written.
    expect(recent(`${'a'.repeat(399)}\ud83d`)).toEqual([`${'a'.repeat(399)}\ud83d`]);
  });

  test('is shown by its newest text in one line, until there is a newer one or none', () => {
    const recent = having(row(1, 'Hi\nthere'));
    expect(recent.preview).toBe('Hi there');
    recent.put(row(2, 'Hello?'));
    expect(recent.preview).toBe('Hello?');
    recent.drop('guid-1');
    recent.drop('guid-2');
    expect(recent.preview).toBeNull();
    expect(new RecentRows(alice).preview).toBeNull();
  });

  test('warns only by the texts that are kept', () => {
    const recent = having(row(1, 'Send me the code'));
    expect(recent.signs).toEqual(['asks-for-code']);
    for (let id = 2; id <= 6; id += 1) recent.put(row(id, `text ${id}`));
    expect(recent.signs).toEqual([]);
  });
});

describe('the preview of a link', () => {
  const preview = row(2, null, { linkPreview: true });

  test('is part of the text before it, whichever is read first', () => {
    expect(having(row(1, 'https://example.com')).isPartOfAnother(preview)).toBe(true);
    expect(having(preview).partsOf(row(1, 'https://example.com'))).toEqual(['guid-2']);
  });

  test('makes its text no part of anything', () => {
    const text = row(1, 'https://example.com');
    expect(having(preview).isPartOfAnother(text)).toBe(false);
    expect(having(text).partsOf(preview)).toEqual([]);
  });

  test('is no part of itself, or of another preview', () => {
    const other = row(1, null, { linkPreview: true });
    expect(having(preview).isPartOfAnother(preview)).toBe(false);
    expect(having(other).isPartOfAnother(preview)).toBe(false);
    expect(having(other, row(3, 'later')).isPartOfAnother(preview)).toBe(false);
    expect(having(preview).partsOf({ ...preview, linkPreview: false })).toEqual([]);
  });
});

describe('what seems to come from somebody as it was sent to them', () => {
  const said = 'Dinner at eight, as always?';
  const mine = row(1, said, { own: 'left' });
  const double = row(2, said);

  test('is part of what was sent, whichever is read first', () => {
    expect(having(mine).isPartOfAnother(double)).toBe(true);
    expect(having(double).partsOf(mine)).toEqual(['guid-2']);
  });

  test('is found in a text that is longer than what is kept', () => {
    const long = said.repeat(40);
    expect(having(row(1, long, { own: 'left' })).isPartOfAnother(row(2, long))).toBe(true);
    expect(having(row(2, long)).partsOf(row(1, long, { own: 'left' }))).toEqual(['guid-2']);
  });

  test('is theirs where nobody sent it: two texts alike are two', () => {
    expect(having(row(1, said)).isPartOfAnother(double)).toBe(false);
    expect(having(row(1, said)).partsOf(double)).toEqual([]);
  });

  test('takes nothing back of what the owner sent, or of the row itself', () => {
    expect(having(mine).partsOf(row(2, said, { own: 'left' }))).toEqual([]);
    expect(having(double).partsOf({ ...double, own: 'left' })).toEqual([]);
    expect(having(mine).isPartOfAnother(mine)).toBe(false);
  });
});
