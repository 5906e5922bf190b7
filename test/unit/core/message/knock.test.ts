import { describe, expect, test } from 'vitest';
import { contentMark, isCompanion, isKnock, isTwin } from '#core/message/knock.ts';
import { messageRow } from '../../../support/message-row.ts';

describe('a knock', () => {
  test.each([
    ['a message', {}],
    ['an attachment without text', { text: null, hasAttachments: true }],
    ['an app message', { associatedType: 2 }],
    ['another app message', { associatedType: 3 }],
    ['an SMS of a service', { handle: '262966', service: 'SMS' as const }],
    ['a link preview (its twin is told apart elsewhere)', { linkPreview: true }],
  ])('is %s', (_name, change) => {
    expect(isKnock(messageRow(change))).toBe(true);
  });

  test.each([
    ['the owner’s own', { own: 'left' as const }],
    ['in a group', { chat: 'group' as const }],
    ['not joined to a chat yet', { chat: 'pending' as const }],
    ['recently deleted', { chat: 'deleted' as const }],
    ['the chat with oneself', { selfChat: true }],
    ['a change of participants', { itemType: 1 }],
    ['a change of name', { itemType: 2 }],
    ['location sharing', { itemType: 4 }],
    ['a sticker', { associatedType: 1000 }],
    ['a tapback', { associatedType: 2000 }],
    ['an emoji tapback', { associatedType: 2006 }],
    ['a tapback taken back', { associatedType: 3001 }],
    ['a poll vote', { associatedType: 4000 }],
    ['from nobody', { handle: null }],
  ])('is not %s', (_name, change) => {
    expect(isKnock(messageRow(change))).toBe(false);
  });
});

describe('a link preview', () => {
  const text = messageRow({ guid: 'text', text: 'look: https://example.com' });
  const later = (ms: number, change = {}) =>
    messageRow({ guid: 'preview', linkPreview: true, atMs: text.atMs + ms, ...change });

  test('is the same knock as its text up to 90 s later', () => {
    expect(isTwin(text, later(0))).toBe(true);
    expect(isTwin(text, later(1_000))).toBe(true);
    expect(isTwin(text, later(90_000))).toBe(true);
    expect(isTwin(text, later(90_001))).toBe(false);
  });

  test('is so also when it arrived before its text', () => {
    expect(isTwin(later(1_000), text)).toBe(true);
  });

  test('does not swallow what is written after it', () => {
    expect(isTwin(later(0), messageRow({ guid: 'next', atMs: text.atMs + 5_000 }))).toBe(false);
  });

  test('is not the twin of another preview, of two plain texts, or of somebody else’s text', () => {
    expect(isTwin(later(0), later(1_000, { guid: 'second' }))).toBe(false);
    expect(isTwin(text, messageRow({ guid: 'again', atMs: text.atMs + 1_000 }))).toBe(false);
    expect(isTwin(text, later(1_000, { handle: '+12125550102' }))).toBe(false);
  });
});

describe('a false companion', () => {
  const ours = messageRow({ own: 'left', text: 'On my way now' });
  const theirs = (change = {}) => messageRow({ text: 'On my way now', ...change });

  test('says the same as what was sent to them, within 3 s of it', () => {
    expect(isCompanion(theirs(), ours)).toBe(true);
    for (const ms of [-3_000, 3_000]) expect(isCompanion(theirs({ atMs: ours.atMs + ms }), ours)).toBe(true);
    for (const ms of [-3_001, 3_001]) expect(isCompanion(theirs({ atMs: ours.atMs + ms }), ours)).toBe(false);
  });

  test('is nobody else’s, and says nothing else', () => {
    expect(isCompanion(theirs({ handle: '+12125550102' }), ours)).toBe(false);
    expect(isCompanion(theirs({ text: 'On my way too' }), ours)).toBe(false);
  });

  test('is no word that two people may well say to each other', () => {
    const says = (text: string | null) =>
      isCompanion(messageRow({ text }), messageRow({ own: 'left', text }));
    expect([says('twelve signs'), says('eleven sign'), says(null)]).toEqual([true, false, false]);
  });
});

describe('the mark of what a message says', () => {
  test('is what the ledger has of it since the first version', () => {
    const mark = (text: string | null, hasAttachments = false) =>
      contentMark(messageRow({ text, hasAttachments }));
    expect([mark('hello'), mark('hello', true), mark('Zoë 🙂'), mark(null), mark(null, true)]).toEqual([
      7483, 63212, 8692, 0, 1,
    ]);
  });

  test('is the same for the same words, and another for others', () => {
    expect(contentMark(messageRow({ text: 'hello' }))).toBe(
      contentMark(messageRow({ text: 'hello', guid: 'again' })),
    );
    expect(contentMark(messageRow({ text: 'hello' }))).not.toBe(contentMark(messageRow({ text: 'hullo' })));
  });

  test('says nothing once they were changed: another row of the same message may still say the first ones', () => {
    expect(contentMark(messageRow({ text: 'hello (edited)', isEdited: true }))).toBe(0);
  });
});
