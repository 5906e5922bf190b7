import { describe, expect, test } from 'vitest';
import { readEvent, rememberedEvent, writtenEvent } from '#core/log/event-catalogue.schema.ts';
import { type EventKind, eventKinds, eventSentence, type LedgerEvent } from '#core/log/event-catalogue.ts';
import { type EventLook, eventLook } from '#core/log/event-look.ts';
import { english } from '#core/words/english.ts';

const atMs = Date.UTC(2026, 10, 24, 12);
const key = '+12125550101';
const about = { handle: key, atMs };
const counted = { key, count: 12 };
const alarm = { id: 'l1', guid: 'g1', sentAt: '2026-11-24T12:00:00.000Z' };

type Sample<K extends EventKind> = readonly [LedgerEvent<K>, string, EventLook['severity']];

/** Every kind of event, what the history says of it, and whether the owner should look at it. */
const every: { readonly [K in EventKind]: Sample<K> } = {
  'ledger-begun': [
    { kind: 'ledger-begun', handle: null, atMs, data: { installId: 'i1' } },
    'Peephole began a new, empty ledger.',
    'info',
  ],
  'log-signed': [
    { kind: 'log-signed', handle: null, atMs, data: { publicKey: 'k1' } },
    'From here on the log is signed with a key of this Peephole’s own.',
    'info',
  ],
  'log-key-replaced': [
    { kind: 'log-key-replaced', handle: null, atMs, data: { publicKey: 'k2' } },
    'The key that signed the log until here is gone: a new one signs from here on. If you did not move or restore Peephole’s files, somebody else has changed them.',
    'suspicious',
  ],
  'ledger-set-aside': [
    { kind: 'ledger-set-aside', handle: null, atMs, data: { path: '/old' } },
    'The ledger before this one could not be used and is kept at /old. What was decided there is not known here.',
    'suspicious',
  ],
  'access-lost': [
    { kind: 'access-lost', handle: null, atMs, data: { what: 'group', approvals: 2 } },
    'Somebody removed the access group "peephole" at the gateway: 2 approvals ended.',
    'suspicious',
  ],
  'blocked-taken-off': [
    { kind: 'blocked-taken-off', ...about, data: { list: 'direct' } },
    'direct: a blocked handle was on a list again and was taken off.',
    'suspicious',
  ],
  'stranger-taken-off': [
    { kind: 'stranger-taken-off', ...about, data: {} },
    'A member of our access group whom nobody approved here was taken off.',
    'suspicious',
  ],
  'settings-changed': [
    {
      kind: 'settings-changed',
      handle: null,
      atMs,
      data: {
        changes: [
          { path: 'channels.imessage.dmPolicy', before: 'allowlist', after: 'open' },
          { path: 'channels.imessage.allowFrom', before: null, after: ['*', 5] },
        ],
      },
    },
    'Somebody else changed channels.imessage.dmPolicy, channels.imessage.allowFrom at the gateway.',
    'suspicious',
  ],
  'made-silent': [
    { kind: 'made-silent', handle: null, atMs, data: { settings: ['a.b', 'c.d'] } },
    'Made silent: a.b, c.d.',
    'info',
  ],
  'silence-undone': [
    { kind: 'silence-undone', handle: null, atMs, data: { gives: 'everything' } },
    'Took “Make it silent” back: the settings are as they were before it.',
    'info',
  ],
  leak: [
    {
      kind: 'leak',
      ...about,
      data: { ...alarm, kind: 'pairing-code', place: 'direct', display: '+1 212 555 0101' },
    },
    'A pairing code was sent to +1 212 555 0101, who is not let in.',
    'suspicious',
  ],
  'leak-cleared': [{ kind: 'leak-cleared', ...about, data: { id: 'l1' } }, 'The alarm was cleared.', 'info'],
  'leak-withdrawn': [
    { kind: 'leak-withdrawn', ...about, data: { id: 'l1' } },
    'Messages says now that it did not leave this Mac. The alarm is over.',
    'info',
  ],
  'code-withdrawn': [
    { kind: 'code-withdrawn', ...about, data: { key: '+12125550101', guid: 'g1', inviteId: 'i1' } },
    'The message with the invite code was your own. The invite is open again.',
    'info',
  ],
  'was-this-you': [
    { kind: 'was-this-you', ...about, data: { guid: 'g1' } },
    'A reply left this Mac seconds after they wrote. Was this you?',
    'suspicious',
  ],
  'invite-created': [
    {
      kind: 'invite-created',
      handle: null,
      atMs,
      data: { id: 'i1', salt: 's', hash: 'h', expiresAtMs: atMs, hours: 24 },
    },
    'An invite code was made, good for 24 h.',
    'info',
  ],
  'invite-spent': [
    { kind: 'invite-spent', ...about, data: { key, guid: 'g1', id: 'i1' } },
    'Brought an invite code. It is spent.',
    'info',
  ],
  'code-guess': [
    { kind: 'code-guess', ...about, data: { key, guid: 'g1' } },
    'Tried an invite code that is not one.',
    'suspicious',
  ],
  flood: [{ kind: 'flood', ...about, data: counted }, '12 messages within 10 minutes.', 'suspicious'],
  'knocks-after-block': [
    { kind: 'knocks-after-block', ...about, data: counted },
    '12 messages since they were blocked.',
    'suspicious',
  ],
  'code-guesses': [
    { kind: 'code-guesses', ...about, data: counted },
    '12 wrong invite codes tried.',
    'suspicious',
  ],
  'look-alike': [
    { kind: 'look-alike', ...about, data: { key, resembles: 'alice@example.com' } },
    'Looks like alice@example.com, but is not.',
    'suspicious',
  ],
  'many-strangers': [
    { kind: 'many-strangers', handle: null, atMs, data: { key: '', count: 20 } },
    '20 new senders wrote within 10 minutes.',
    'suspicious',
  ],
  'more-of-a-kind': [
    { kind: 'more-of-a-kind', handle: null, atMs, data: { of: 'code-guess', count: 197 } },
    '197 more within the hour: code guess.',
    'suspicious',
  ],
};
const table = Object.values(every).map(
  ([event, said, severity]) => [event.kind, event, said, severity] as const,
);

const stored = (body: unknown): unknown => JSON.parse(JSON.stringify(body));

describe('every kind of event', () => {
  test('is known by its name, and by no other', () => {
    expect(eventKinds.toSorted()).toEqual(Object.keys(every).toSorted());
  });

  test.each(table)('%s is said, and looked at as it deserves', (kind, event, said, severity) => {
    expect(english(eventSentence(event))).toBe(said);
    expect(eventLook(kind).severity).toBe(severity);
  });

  test.each(table)(
    '%s comes back from the ledger as it was written down, and nothing beside it',
    (_, event) => {
      expect(readEvent(stored(writtenEvent(event)))).toEqual(event);
      const more = Object.assign(structuredClone(event), { text: 'secret' });
      Object.assign(more.data, { text: 'secret' });
      expect(writtenEvent(more)).toEqual(event);
    },
  );

  test.each(table)('%s as an older Peephole told it keeps its text', (_, { data, ...rest }) => {
    const detail = 'As it was said then.';
    expect(readEvent(stored({ ...rest, detail, data }))).toEqual({ ...rest, detail });
    expect(readEvent(stored({ ...rest, detail }))).toEqual({ ...rest, detail });
  });
});

describe('where a leak went', () => {
  test.each([
    ['openclaw-text', 'group', 'chat1870', 'One of OpenClaw’s own messages was sent to the group chat1870.'],
    ['reply', 'self', key, `A reply of your assistant was sent to your own address ${key}.`],
  ] as const)('%s, %s', (kind, place, display, said) => {
    const data = { ...alarm, kind, place, display };
    expect(english(eventSentence({ kind: 'leak', handle: display, atMs, data }))).toBe(said);
  });
});

describe('what is no event of this version', () => {
  test('is shown as it is, and looked at', () => {
    const body = { kind: 'from-tomorrow', handle: null, atMs, detail: 'Something new.' };
    const read = readEvent(body);
    expect(read).toEqual(body);
    expect(eventLook(read.kind)).toEqual({ severity: 'suspicious', icon: 'warning' });
    const { detail: _, ...untold } = body;
    expect(readEvent({ ...untold, data: { n: 1 } })).toEqual({ ...untold, detail: '' });
  });

  test('is not taken for one', () => {
    expect(() => readEvent({ handle: null, atMs, detail: '' })).toThrow();
    expect(() => readEvent('leak')).toThrow();
  });
});

describe('what programs remember', () => {
  test('an older line holds as much as they need', () => {
    const body = {
      kind: 'flood',
      handle: key,
      atMs,
      detail: '12 messages within 10 minutes.',
      data: { key },
    };
    expect(rememberedEvent(['flood', 'leak'], body)).toEqual({
      kind: 'flood',
      handle: key,
      atMs,
      data: { key },
    });
  });

  test('a line that does not hold it, or is of another kind, is left out', () => {
    expect(rememberedEvent(['flood'], { kind: 'flood', handle: key, atMs, data: {} })).toBeNull();
    expect(rememberedEvent(['flood'], { kind: 'leak', handle: key, atMs, data: { key } })).toBeNull();
    expect(rememberedEvent(['flood'], null)).toBeNull();
  });
});
