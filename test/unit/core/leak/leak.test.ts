import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatewaySpokeWith, judgeOutgoing, type OutgoingContext, soonMs } from '#core/leak/leak.ts';
import type { MessageRow } from '#core/message/message.ts';
import { messageRow } from '../../../support/message-row.ts';
import { ordinaryTexts, otherOpenClawTexts, pairingReplies } from '../../../support/openclaw-texts.ts';

const stranger = '+12125550101';
const self = 'owner@example.com';
const noon = Date.UTC(2026, 10, 24, 12);

const sent = (text: string | null, row: Partial<MessageRow> = {}): MessageRow =>
  messageRow({ rowId: 7, guid: 'G-7', atMs: noon, own: 'left', text, ...row });

const notLetIn: OutgoingContext = { wasLetIn: false, knockedAtMs: null, isKnown: false, gatewaySpoke: false };
const letIn: OutgoingContext = { ...notLetIn, wasLetIn: true };

function textFrom(issue: string): string {
  const text = [...pairingReplies, ...otherOpenClawTexts].find(({ from }) => from.includes(issue))?.text;
  if (text === undefined) throw new Error(`no fixture for ${issue}`);
  return text;
}

describe('the shapes that have leaked', () => {
  test.each<[string, string, Partial<MessageRow>, OutgoingContext]>([
    ['#26982, a pairing code although the policy was allowlist', 'pairing-code', {}, notLetIn],
    [
      '#2551, a command’s error to somebody from years ago',
      'openclaw-text',
      {},
      { ...notLetIn, isKnown: true, knockedAtMs: Date.UTC(2016, 4, 1) },
    ],
    [
      '#128430, a pairing code in the chat with oneself, let in or not',
      'pairing-code',
      { handle: self, selfChat: true },
      letIn,
    ],
    [
      '#151266, an error text in a family group that nobody is let in to',
      'openclaw-text',
      { chat: 'group', key: null, handle: null, chatIdentifier: 'chat1870' },
      notLetIn,
    ],
  ])('%s: an alarm', (shape, kind, row, context) => {
    const issue = /#\d+/.exec(shape)?.[0] ?? '';
    expect(judgeOutgoing(sent(textFrom(issue), row), context)).toEqual({ type: 'alarm', kind });
  });
});

describe('who it went to', () => {
  const error = otherOpenClawTexts[0]?.text ?? '';
  const code = pairingReplies[0]?.text ?? '';

  test('people who are let in may be sent errors, but never a code', () => {
    expect(judgeOutgoing(sent(error), letIn)).toBeNull();
    expect(judgeOutgoing(sent(code), letIn)).toEqual({ type: 'alarm', kind: 'pairing-code' });
  });

  test('while the lists are not read an error text is undecided, a code is not', () => {
    const unknown = { ...notLetIn, wasLetIn: null };
    expect(judgeOutgoing(sent(error), unknown)).toEqual({ type: 'undecided' });
    expect(judgeOutgoing(sent(code), unknown)).toEqual({ type: 'alarm', kind: 'pairing-code' });
  });

  test('what the gateway vouches for is an alarm whatever it says, to people who are not let in', () => {
    const spoke = { ...notLetIn, gatewaySpoke: true };
    expect(judgeOutgoing(sent('Sure, happy to help!'), spoke)).toEqual({ type: 'alarm', kind: 'reply' });
    expect(judgeOutgoing(sent(null), spoke)).toEqual({ type: 'alarm', kind: 'reply' });
    expect(judgeOutgoing(sent('Sure!'), { ...spoke, wasLetIn: true })).toBeNull();
    expect(judgeOutgoing(sent('Sure!'), { ...spoke, wasLetIn: null })).toBeNull();
  });

  test('what they wrote themselves, tapbacks and group events are nothing', () => {
    const spoke = { ...notLetIn, gatewaySpoke: true };
    expect(judgeOutgoing(sent(code, { own: null }), spoke)).toBeNull();
    expect(judgeOutgoing(sent(null, { associatedType: 2000 }), spoke)).toBeNull();
    expect(judgeOutgoing(sent(null, { itemType: 1 }), spoke)).toBeNull();
  });
});

describe('the gateway vouches for a row', () => {
  const conversation = { participants: [stranger], updatedAtMs: noon - 1000 };

  test('when a conversation with its addressee went on when it left', () => {
    expect(gatewaySpokeWith([conversation], sent('Sure!'))).toBe(true);
    expect(gatewaySpokeWith([{ ...conversation, updatedAtMs: noon + 3_600_000 }], sent('Sure!'))).toBe(true);
  });

  test('not when that is over, is with somebody else, or nobody knows whom the row went to', () => {
    expect(gatewaySpokeWith([{ ...conversation, updatedAtMs: noon - 61_000 }], sent('Sure!'))).toBe(false);
    expect(gatewaySpokeWith([{ ...conversation, participants: [self] }], sent('Sure!'))).toBe(false);
    expect(gatewaySpokeWith([conversation], sent('Sure!', { key: null }))).toBe(false);
    expect(gatewaySpokeWith([], sent('Sure!'))).toBe(false);
  });
});

describe('timing', () => {
  const answered = (ms: number, rest: Partial<OutgoingContext> = {}) =>
    judgeOutgoing(sent('Who is this?'), { ...notLetIn, knockedAtMs: noon - ms, ...rest });

  test('a reply within seconds of a stranger’s knock is a question, never an alarm', () => {
    expect(answered(0)).toEqual({ type: 'event', kind: 'was-this-you' });
    expect(answered(soonMs)).toEqual({ type: 'event', kind: 'was-this-you' });
    expect(answered(soonMs + 1)).toBeNull();
    // Written after the knock by ROWID, and dated before it by another clock.
    expect(answered(-120_000)).toEqual({ type: 'event', kind: 'was-this-you' });
    expect(answered(-600_001)).toBeNull();
    // Nobody knows whether they are let in: nothing is asked until the lists were read.
    expect(answered(1000, { wasLetIn: null })).toEqual({ type: 'undecided' });
  });

  test('not for people the owner knows or lets in, nor in groups or to oneself', () => {
    const soon = { ...notLetIn, knockedAtMs: noon - 1000 };
    expect(answered(1000, { isKnown: true })).toBeNull();
    expect(answered(1000, { wasLetIn: true })).toBeNull();
    expect(judgeOutgoing(sent('Hi', { chat: 'group' }), soon)).toBeNull();
    expect(judgeOutgoing(sent('Hi', { selfChat: true }), soon)).toBeNull();
  });
});

describe('what did not leave', () => {
  test.each(['waiting', 'failed', 'scheduled'] as const)('is no alarm while it is %s', (own) => {
    for (const { text } of pairingReplies) expect(judgeOutgoing(sent(text, { own }), notLetIn)).toBeNull();
  });
});

describe('false alarms', () => {
  test('none in a made month: the owner writes by hand to friends, strangers, groups and themselves', () => {
    // 30 days × up to 40 messages, some within seconds of a knock; texts as people write them, quotes of OpenClaw too.
    const quotes = [...pairingReplies, ...otherOpenClawTexts].map(({ text }) => `> ${text}\nWhat is this?`);
    const texts = [...ordinaryTexts, ...quotes];
    const message = fc.record({
      text: fc.constantFrom<string | null>(...texts, null),
      agoMs: fc.option(fc.integer({ min: 0, max: 3_600_000 }), { nil: null }),
      wasLetIn: fc.constantFrom(true, false, null),
      isKnown: fc.boolean(),
      chat: fc.constantFrom<MessageRow['chat']>('direct', 'group', 'pending', 'deleted'),
      selfChat: fc.boolean(),
    });
    const month = fc.array(fc.array(message, { minLength: 10, maxLength: 40 }), {
      minLength: 30,
      maxLength: 30,
    });
    fc.assert(
      fc.property(month, (days) => {
        for (const { text, agoMs, chat, selfChat, ...rest } of days.flat()) {
          const context = {
            ...rest,
            knockedAtMs: agoMs === null ? null : noon - agoMs,
            gatewaySpoke: false,
          };
          const finding = judgeOutgoing(sent(text, { chat, selfChat }), context);
          expect(finding?.type).not.toBe('alarm');
        }
      }),
      { numRuns: 20 },
    );
  });
});
