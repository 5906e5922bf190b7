import { describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { MessageRow } from '#core/message/message.ts';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { MessagesUnavailable } from '#core/ports/messages.ts';
import type { StateChange } from '#core/surface/app-state.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../../support/facts.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import { fakeGateway } from '../../../support/fake-gateway.ts';
import { fakeMessages } from '../../../support/fake-messages.ts';
import {
  type InProcessApp,
  openApp,
  openConnected,
  ownerHandle,
  reopen,
  startMs,
} from '../../../support/in-process-app.ts';
import { temporaryStateDir, testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const pairingReply = `OpenClaw: access not configured.

Your iMessage sender id: ${alice}
Pairing code:

PBA9LYSF

Ask the bot owner to approve with:

openclaw pairing approve imessage PBA9LYSF
`;
const apology = '⚠️ OpenClaw couldn’t produce or deliver a reply. Try again.';
const hourMs = 3_600_000;

/** How often the history asks the owner whether a reply was theirs. */
async function questions(app: InProcessApp): Promise<number> {
  const { items } = await app.keeper.commands.history({});
  return items.filter(({ kind }) => kind === 'was-this-you').length;
}

/** The gateway says this from its next reading on, and tells nobody that it does. */
function readsAs(app: InProcessApp, edit: (now: AccessFacts) => AccessFacts): void {
  const { readAccess } = app.gateway;
  app.gateway.readAccess = async () => edit(await readAccess());
}

const paired = (handle: string) => (now: AccessFacts) => ({
  ...now,
  accounts: now.accounts.map((one) => ({ ...one, directPolicy: 'pairing' as const, paired: [handle] })),
});

describe('leaks', () => {
  test('a pairing code that left this Mac is an alarm, once, until the owner clears it', async () => {
    const app = await openConnected();
    await app.knock(alice);
    const row = await app.row({ handle: alice, own: 'left', text: pairingReply });
    const { leaks } = await app.status();
    expect(leaks).toMatchObject([{ handle: alice, kind: 'pairing-code' }]);
    expect(app.notices.filter(({ kind }) => kind === 'leak')).toHaveLength(1);

    const next = await reopen(app);
    next.messages.deliverHistory(row);
    await next.clock.pass(100);
    expect((await next.status()).leaks).toEqual(leaks);
    await next.keeper.commands.leaks({ clear: leaks[0]?.id ?? '' });
    expect((await next.status()).leaks).toEqual([]);
    expect(await next.keeper.commands.leaks({})).toMatchObject({
      items: [{ handle: alice, clearedAt: expect.any(String) }],
    });
    await expect(next.keeper.commands.leaks({ clear: 'nothing' })).rejects.toMatchObject({ code: 'usage' });
  });

  test('a text whose addressee is not known to be let in is judged when the lists are read', async () => {
    const app = await openConnected();
    app.gateway.crash();
    const text = '⚠️ OpenClaw couldn’t produce or deliver a reply. Try again.';
    await app.row({ handle: bob, own: 'left', text });
    expect((await app.status()).leaks).toEqual([]);
    app.gateway.connect();
    await app.clock.pass(1_000);
    expect((await app.status()).leaks).toMatchObject([{ handle: bob, kind: 'openclaw-text' }]);
  });

  test('the same text to somebody approved is none', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    await app.row({
      handle: alice,
      own: 'left',
      text: '⚠️ OpenClaw couldn’t produce or deliver a reply. Try again.',
    });
    expect((await app.status()).leaks).toEqual([]);
  });

  test('a reply right after a knock is a question in the history, never an alarm', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.clock.pass(4_000);
    await app.row({ handle: alice, own: 'left', text: 'Who is this?' });
    expect((await app.status()).leaks).toEqual([]);
    const { items } = await app.keeper.commands.history({});
    expect(items.filter(({ kind }) => kind === 'was-this-you')).toHaveLength(1);
  });

  test('a reply that the gateway itself vouches for is an alarm', async () => {
    const app = await openConnected();
    await app.knock(alice);
    app.gateway.conversations = [{ participants: [alice], updatedAtMs: app.clock.now() + 5_000 }];
    await app.clock.pass(4_000);
    await app.row({ handle: alice, own: 'left', text: 'Hello! How can I help you today?' });
    expect((await app.status()).leaks).toMatchObject([{ handle: alice, kind: 'reply' }]);
  });

  test('a gateway that does not answer keeps nobody from being shown', async () => {
    const app = await openConnected();
    await app.knock(alice);
    const answer = Promise.withResolvers<never>();
    app.gateway.readAccess = () => answer.promise;
    await app.row({ handle: alice, own: 'left', text: 'who is this?' });
    await app.knock(bob);
    const shown = await app.sender(bob);
    answer.reject(new GatewayUnavailable(sentence('gateway.lost')));
    expect(shown).toMatchObject({ state: 'waiting' });
  });

  test('an alarm is over when Messages says that it failed after all, and is back when it left', async () => {
    const app = await openConnected();
    const code = { handle: alice, text: pairingReply, atMs: startMs, guid: 'code', rowId: 40 };
    await app.row({ ...code, own: 'waiting' });
    expect((await app.status()).leaks).toEqual([]);
    await app.row({ ...code, own: 'left' });
    expect((await app.status()).leaks).toMatchObject([{ handle: alice, kind: 'pairing-code' }]);
    await app.row({ ...code, own: 'failed' });
    expect((await app.status()).leaks).toEqual([]);
    const next = await reopen(app);
    expect((await next.status()).leaks).toEqual([]);
    await next.row({ ...code, own: 'left' });
    expect((await next.status()).leaks).toHaveLength(1);
  });

  test('one that Messages writes again under another guid is told of once', async () => {
    const app = await openConnected();
    for (const guid of ['one', 'two', 'three'])
      await app.row({ handle: alice, own: 'left', text: pairingReply, atMs: startMs, guid });
    expect((await app.status()).leaks).toHaveLength(1);
    const next = await reopen(app);
    await next.row({ handle: alice, own: 'left', text: pairingReply, atMs: startMs, guid: 'four' });
    expect((await next.status()).leaks).toHaveLength(1);
  });

  test('two rows of one message that are read at one go are told of once', async () => {
    const app = await openConnected();
    const sent = { handle: alice, own: 'left', text: pairingReply, atMs: startMs } as const;
    app.messages.deliver(
      messageRow({ ...sent, guid: 'one', rowId: 41 }),
      messageRow({ ...sent, guid: 'two', rowId: 42 }),
    );
    await settle();
    expect((await app.status()).leaks).toHaveLength(1);
  });

  test('two that left in one moment are two, whatever else is the same', async () => {
    const app = await openConnected();
    for (const [guid, text] of [
      ['one', pairingReply],
      ['two', pairingReply.replaceAll('PBA9LYSF', 'QX7KM2TN')],
    ] as const)
      await app.row({ handle: alice, own: 'left', text, atMs: startMs, guid });
    expect((await app.status()).leaks).toHaveLength(2);
    const next = await reopen(app);
    await next.row({ handle: alice, own: 'left', text: pairingReply, atMs: startMs, guid: 'three' });
    expect((await next.status()).leaks).toHaveLength(2);
  });

  test('names every address it may have gone to where Messages does not say to which', async () => {
    const app = await openConnected();
    await app.row({
      handle: null,
      oneOf: [alice, 'alice@example.com'],
      own: 'left',
      text: pairingReply,
      chatIdentifier: alice,
    });
    expect((await app.status()).leaks).toMatchObject([
      { handle: `${alice}, alice@example.com`, place: 'one-of' },
    ]);
  });

  test('what was sent before Peephole is no alarm', async () => {
    const app = await openConnected();
    await app.row({ handle: alice, own: 'left', text: pairingReply, atMs: startMs - 86_400_000 });
    expect((await app.status()).leaks).toEqual([]);
  });
});

describe('since when', () => {
  test.each([
    {
      origin: 'live',
      what: 'an hour before Peephole first ran, by a clock that may be wrong',
      beforeMs: hourMs,
      told: 1,
    },
    { origin: 'live', what: 'longer before than clocks differ', beforeMs: hourMs + 1, told: 0 },
    { origin: 'history', what: 'at the moment when Peephole first ran', beforeMs: 0, told: 1 },
    { origin: 'history', what: 'before Peephole first ran', beforeMs: 1, told: 0 },
  ] as const)('what left $what is told of $told times ($origin)', async ({ origin, beforeMs, told }) => {
    const app = await openConnected();
    const row = messageRow({ handle: alice, own: 'left', text: pairingReply, atMs: startMs - beforeMs });
    if (origin === 'live') app.messages.deliver(row);
    else app.messages.deliverHistory(row);
    await settle();
    expect((await app.status()).leaks).toHaveLength(told);
    expect(app.errors).toEqual([]);
  });

  test('what waited for the lists is judged as what came while we watched', async () => {
    const app = await openConnected();
    app.gateway.crash();
    await app.row({ handle: bob, own: 'left', text: apology, atMs: startMs - hourMs });
    app.gateway.connect();
    await app.clock.pass(1_000);
    expect((await app.status()).leaks).toMatchObject([{ handle: bob, kind: 'openclaw-text' }]);
  });

  test('what waits for the lists is judged once they are read, in the order in which it left', async () => {
    const app = await openConnected();
    app.gateway.crash();
    await app.row({ handle: alice, own: 'left', text: apology });
    await app.row({ handle: bob, own: 'left', text: apology });
    await app.clock.pass(1_000);
    app.gateway.connect();
    await app.clock.pass(1_000);
    expect((await app.status()).leaks).toMatchObject([{ handle: bob }, { handle: alice }]);
    expect(app.errors).toEqual([]);
  });
});

describe('the same message', () => {
  test('asks once whether it was the owner, however often Messages writes it, and after a restart', async () => {
    const app = await openConnected();
    await app.knock(alice);
    const reply = { handle: alice, own: 'left', text: 'Who is this?', atMs: startMs + 4_000 } as const;
    for (const guid of ['one', 'one', 'two']) await app.row({ ...reply, guid });
    expect(await questions(app)).toBe(1);
    const next = await reopen(app);
    await next.knock(alice, 'hello again');
    for (const guid of ['one', 'three']) await next.row({ ...reply, guid });
    expect(await questions(next)).toBe(1);
    await next.row({ ...reply, guid: 'four', text: 'Who are you?' });
    expect(await questions(next)).toBe(2);
  });

  test('is known by address and date where an older Peephole told of it and made no mark', async () => {
    const stateDir = temporaryStateDir();
    const ledger = testLedger(stateDir);
    const sentAt = new Date(startMs + 1_000).toISOString();
    const leak = { kind: 'pairing-code', place: 'direct', display: alice, sentAt } as const;
    const atMs = startMs + 1_000;
    ledger.appendEvent({ kind: 'leak', handle: alice, atMs, data: { id: 'old', guid: 'before', ...leak } });
    ledger.appendEvent({ kind: 'leak', handle: null, atMs, data: { id: 'nobody', guid: 'other', ...leak } });
    ledger.appendEvent({ kind: 'was-this-you', handle: bob, atMs, data: { guid: 'first', sentAt } });
    ledger.appendEvent({ kind: 'was-this-you', handle: bob, atMs, data: { guid: 'second' } });
    ledger.close();
    const clock = fakeClock(startMs);
    const app = openApp(stateDir, clock, fakeGateway(facts({ direct: [ownerHandle], group: [] }), clock));
    app.gateway.connect();
    await clock.pass(1_000);
    await app.row({ handle: alice, own: 'left', text: pairingReply, atMs, guid: 'after' });
    expect((await app.status()).leaks).toEqual([
      { id: 'nobody', handle: '', place: 'direct', at: sentAt, kind: 'pairing-code' },
      { id: 'old', handle: alice, place: 'direct', at: sentAt, kind: 'pairing-code' },
    ]);
    await app.knock(bob);
    await app.row({ handle: bob, own: 'left', text: 'Who is this?', atMs, guid: 'again' });
    await app.row({ handle: bob, own: 'left', text: 'Who are you?', guid: 'second' });
    expect(await questions(app)).toBe(2);
    expect(app.errors).toEqual([]);
  });

  test('keeps nobody from starting when the log tells of the end of an alarm that it does not know', async () => {
    const stateDir = temporaryStateDir();
    const ledger = testLedger(stateDir);
    for (const kind of ['leak-cleared', 'leak-withdrawn'] as const)
      ledger.appendEvent({ kind, handle: alice, atMs: startMs, data: { id: 'lost' } });
    ledger.close();
    const clock = fakeClock(startMs);
    const app = openApp(stateDir, clock, fakeGateway(facts({ direct: [ownerHandle], group: [] }), clock));
    expect(await app.keeper.commands.leaks({})).toEqual({ items: [] });
  });
});

describe('an alarm', () => {
  test('is told of with everything that is known, newest first, cleared or not', async () => {
    const app = await openConnected();
    await app.row({ handle: alice, own: 'left', text: pairingReply, atMs: startMs + 10 });
    await app.row({ handle: bob, own: 'left', text: pairingReply, atMs: startMs + 20 });
    const ofAlice = { handle: alice, place: 'direct', at: new Date(startMs + 10).toISOString() };
    const ofBob = { handle: bob, place: 'direct', at: new Date(startMs + 20).toISOString() };
    const id = expect.any(String);
    const kind = 'pairing-code';
    const { leaks } = await app.status();
    expect(leaks).toEqual([
      { id, kind, ...ofBob },
      { id, kind, ...ofAlice },
    ]);
    await app.clock.pass(1_000);
    const cleared = await app.keeper.commands.leaks({ clear: leaks[0]?.id });
    const clearedAt = new Date(app.clock.now()).toISOString();
    expect(cleared.items).toEqual([
      { id, kind, ...ofBob, clearedAt },
      { id, kind, ...ofAlice, clearedAt: null },
    ]);
    expect((await app.status()).leaks).toEqual([{ id, kind, ...ofAlice }]);
    const { items } = await app.keeper.commands.history({ handle: bob });
    expect(items.map((item) => [item.kind, item.handle])).toEqual([
      ['leak-cleared', bob],
      ['leak', bob],
    ]);
    await expect(app.keeper.commands.leaks({ clear: leaks[0]?.id })).rejects.toMatchObject({ code: 'usage' });
  });

  test('that is cleared, or taken back, leaves the screen at once', async () => {
    const app = await openConnected();
    const code = { handle: alice, text: pairingReply, guid: 'code', rowId: 90 };
    await app.row({ ...code, own: 'left' });
    await app.row({ handle: bob, own: 'left', text: pairingReply });
    const shown: number[] = [];
    const end = app.keeper.follow(({ status }: StateChange) => {
      if (status !== undefined) shown.push(status.leaks.length);
    });
    await settle();
    const { leaks } = await app.status();
    await app.keeper.commands.leaks({ clear: leaks[0]?.id });
    await settle();
    await app.row({ ...code, own: 'failed' });
    await settle();
    end();
    expect(shown).toEqual([2, 1, 0]);
    const { items } = await app.keeper.commands.history({ handle: alice });
    expect(items.map((item) => [item.kind, item.handle])).toEqual([
      ['leak-withdrawn', alice],
      ['leak', alice],
    ]);
  });

  test('is taken back once, and so is the one after it', async () => {
    const app = await openConnected();
    const code = { handle: alice, text: pairingReply, atMs: startMs, guid: 'code', rowId: 91 };
    for (const own of ['left', 'failed', 'failed', 'left', 'failed'] as const)
      await app.row({ ...code, own });
    const { items } = await app.keeper.commands.history({ handle: alice });
    expect(items.map(({ kind }) => kind)).toEqual(['leak-withdrawn', 'leak', 'leak-withdrawn', 'leak']);
    expect(await app.keeper.commands.leaks({})).toEqual({ items: [] });
  });
});

describe('where it went', () => {
  const ofNobody = { handle: null, key: null } as const;
  test.each<{ what: string; row: Partial<MessageRow>; place: string; handle: string; display: string }>([
    {
      what: 'one who is not let in',
      row: { handle: alice },
      place: 'direct',
      handle: alice,
      display: '+1 212 555 0101',
    },
    {
      what: 'one who is let in',
      row: { handle: '+12125550109' },
      place: 'address',
      handle: '+12125550109',
      display: '+1 212 555 0109',
    },
    {
      what: 'the owner’s own address',
      row: { handle: ownerHandle, selfChat: true },
      place: 'self',
      handle: ownerHandle,
      display: '+1 212 555 0100',
    },
    {
      what: 'one of several',
      row: { ...ofNobody, oneOf: [alice, bob], chatIdentifier: alice },
      place: 'one-of',
      handle: `${alice}, ${bob}`,
      display: `${alice}, ${bob}`,
    },
    {
      what: 'a group',
      row: { ...ofNobody, chat: 'group', chatIdentifier: 'chat123' },
      place: 'group',
      handle: 'chat123',
      display: 'chat123',
    },
    {
      what: 'an address that only the chat names',
      row: { ...ofNobody, chatIdentifier: 'chat456' },
      place: 'address',
      handle: 'chat456',
      display: 'chat456',
    },
    {
      what: 'nobody whom Messages names',
      row: { ...ofNobody, chatIdentifier: null },
      place: 'address',
      handle: '',
      display: '',
    },
  ])('a pairing code to $what', async ({ row, place, handle, display }) => {
    const app = await openConnected(facts({ direct: [ownerHandle, '+12125550109'], group: [] }));
    await app.row({ own: 'left', text: pairingReply, ...row });
    expect((await app.status()).leaks).toMatchObject([{ kind: 'pairing-code', place, handle }]);
    const { items } = await app.keeper.commands.history({});
    expect(items.find(({ kind }) => kind === 'leak')?.detail).toMatchObject({
      params: { to: { key: `event.leak-${place}`, params: { handle: display } } },
    });
    expect(app.errors).toEqual([]);
  });

  test('a pairing code of which nobody knows whether its addressee is let in went to an address', async () => {
    const app = await openConnected();
    app.gateway.crash();
    await app.row({ handle: alice, own: 'left', text: pairingReply });
    expect((await app.status()).leaks).toMatchObject([{ handle: alice, place: 'address' }]);
  });
});

describe('who was let in', () => {
  /** A group of the owner's; nobody knows which of them it is for. */
  const inGroup = { handle: null, key: null, chat: 'group', chatIdentifier: 'chat123' } as const;
  const off = { groupPolicy: 'disabled' } as const;

  test.each([
    { what: 'nobody may speak in groups', lists: { group: [] }, alarms: 1 },
    { what: 'somebody may speak in groups', lists: { group: [ownerHandle] }, alarms: 0 },
    { what: 'groups are switched off', lists: { group: [ownerHandle], accounts: [off] }, alarms: 1 },
    {
      what: 'somebody may speak in groups of one of the accounts',
      lists: { group: [ownerHandle], accounts: [{ id: 'one', ...off }, { id: 'two' }] },
      alarms: 0,
    },
  ])('a text of OpenClaw’s in a group where $what makes $alarms alarms', async ({ lists, alarms }) => {
    const app = await openConnected(facts({ direct: [ownerHandle], ...lists }));
    await app.row({ ...inGroup, own: 'left', text: apology });
    expect((await app.status()).leaks.map(({ place }) => place)).toEqual(Array(alarms).fill('group'));
    expect(app.errors).toEqual([]);
  });

  test('what went to a group is judged once the lists are read', async () => {
    const app = await openConnected();
    app.gateway.crash();
    await app.row({ ...inGroup, own: 'left', text: apology });
    expect((await app.status()).leaks).toEqual([]);
    app.gateway.connect();
    await app.clock.pass(1_000);
    expect((await app.status()).leaks).toMatchObject([{ handle: 'chat123', place: 'group' }]);
    expect(app.errors).toEqual([]);
  });

  test.each([
    { what: 'a moment before the approval', ms: -1, alarms: 1 },
    { what: 'at the approval', ms: 0, alarms: 0 },
    { what: 'at the end of it', ms: 60_000, alarms: 0 },
    { what: 'a moment after the end', ms: 60_001, alarms: 1 },
  ])('a text of OpenClaw’s that left $what makes $alarms alarms', async ({ ms, alarms }) => {
    const app = await openConnected();
    await app.knock(alice);
    await app.give('approve', alice);
    const approvedAtMs = app.clock.now();
    await app.clock.pass(60_000);
    await app.give('revoke', alice);
    await app.clock.pass(60_000);
    await app.row({ handle: alice, own: 'left', text: apology, atMs: approvedAtMs + ms });
    expect((await app.status()).leaks).toHaveLength(alarms);
  });

  test('an approval counts from when it was given, whatever the gateway makes of it', async () => {
    const app = await openConnected();
    await app.knock(alice);
    app.gateway.answerNext = { kind: 'refused', message: 'a test says so' };
    await app.give('approve', alice);
    await app.row({ handle: alice, own: 'left', text: apology });
    expect((await app.status()).leaks).toEqual([]);
    expect(app.errors).toEqual([]);
  });

  test('of several addresses: an alarm unless all are let in, and nothing while one is not known', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    const text = { handle: null, key: null, own: 'left', text: apology } as const;
    await app.row({ ...text, oneOf: [alice, ownerHandle] });
    expect((await app.status()).leaks).toEqual([]);
    app.gateway.crash();
    await app.row({ ...text, oneOf: [alice, bob] });
    expect((await app.status()).leaks).toEqual([]);
    app.gateway.connect();
    await app.clock.pass(1_000);
    expect((await app.status()).leaks).toMatchObject([{ handle: `${alice}, ${bob}`, place: 'one-of' }]);
  });

  test('nobody knows at a gateway without an iMessage account', async () => {
    const app = await openConnected(facts({ accounts: [] }));
    await app.row({ handle: alice, own: 'left', text: apology });
    expect((await app.status()).leaks).toEqual([]);
    expect(app.errors).toEqual([]);
  });

  test('by a code since the lists were read: they are read again before anything is said', async () => {
    const app = await openConnected();
    readsAs(app, paired(bob));
    app.messages.deliver(
      messageRow({ handle: ownerHandle, own: 'left', text: apology, guid: 'one', rowId: 1, atMs: startMs }),
      messageRow({ handle: bob, own: 'left', text: apology, guid: 'two', rowId: 2, atMs: startMs }),
    );
    await settle();
    expect((await app.status()).leaks).toEqual([]);
  });

  test('the lists are read again once, not over and over, for what is dated ahead and they can’t tell', async () => {
    const app = await openConnected(facts({ accounts: [{ directPolicy: 'pairing', paired: null }] }));
    const reads = () => app.gateway.calls.filter((call) => call === 'readAccess').length;
    const before = reads();
    await app.row({ handle: bob, own: 'left', text: apology, atMs: startMs + hourMs });
    expect(reads()).toBe(before + 1);
    expect((await app.status()).leaks).toEqual([]);
  });

  test('the lists are read again for nothing that is older than they are, and for nobody whom they let in', async () => {
    const app = await openConnected();
    const reads = () => app.gateway.calls.filter((call) => call === 'readAccess').length;
    const before = reads();
    await app.row({ handle: bob, own: 'left', text: apology, atMs: startMs - 1 });
    await app.row({ handle: ownerHandle, own: 'left', text: apology });
    expect(reads()).toBe(before);
    await app.row({ handle: bob, own: 'left', text: 'On my way.' });
    expect(reads()).toBe(before + 1);
  });
});

describe('whether the owner wrote', () => {
  const reply = { handle: alice, own: 'left', text: 'Who is this?' } as const;

  test('is not asked about somebody in the address book, or written to before', async () => {
    const carol = '+12125550104';
    const messages = fakeMessages({ ownKeys: [ownerHandle], contacts: { [alice]: 'Alice' } });
    const app = await openConnected(undefined, messages);
    await app.row({ handle: bob, own: 'left', text: 'Hi Bob', atMs: startMs - 86_400_000 });
    for (const handle of [alice, bob, carol]) {
      await app.knock(handle);
      await app.row({ ...reply, handle });
    }
    const { items } = await app.keeper.commands.history({});
    const asked = items.filter(({ kind }) => kind === 'was-this-you').map(({ handle }) => handle);
    expect(asked).toEqual([carol]);
    expect(app.errors).toEqual([]);
  });

  test('is asked of each reply to one knock, also when that is dated later than they are', async () => {
    const app = await openConnected();
    await app.row({ handle: alice, atMs: startMs + 60_000, rowId: 1 });
    app.messages.deliver(
      messageRow({ ...reply, guid: 'first', rowId: 2, atMs: startMs + 1_000 }),
      messageRow({ ...reply, guid: 'then', rowId: 3, atMs: startMs + 2_000, text: 'Hello?' }),
    );
    await settle();
    expect(await questions(app)).toBe(2);
  });

  test('is told by what they wrote before the knock, and not while the sender was let in', async () => {
    const app = await openConnected();
    await app.knock(alice);
    const approvedAtMs = app.clock.now();
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    await app.row({ ...reply, text: 'This is the assistant.' });
    await app.clock.pass(5_000);
    await app.give('revoke', alice);
    const revokedAtMs = app.clock.now();
    await app.clock.pass(60_000);
    const asked: unknown[] = [];
    const { ownerWrote } = app.messages;
    app.messages.ownerWrote = (queries) => {
      asked.push(...queries.flatMap(({ key, spans }) => (spans.length > 1 ? [{ key, spans }] : [])));
      return ownerWrote(queries);
    };
    await app.knock(alice, 'Are you there?');
    const knockedAtMs = app.clock.now();
    await app.clock.pass(1_000);
    await app.row(reply);
    const spans = [
      { fromMs: approvedAtMs, toMs: revokedAtMs },
      { fromMs: knockedAtMs, toMs: null },
    ];
    expect(asked).toEqual([{ key: alice, spans }]);
    expect(await questions(app)).toBe(1);
  });

  test.each([
    { what: 'can’t be read', error: new MessagesUnavailable(sentence('messages.opening')), logged: 0 },
    { what: 'fails otherwise', error: new Error('a defect'), logged: 1 },
  ])('is not asked while Messages $what', async ({ error, logged }) => {
    const app = await openConnected();
    const { ownerWrote } = app.messages;
    app.messages.ownerWrote = async (queries) => {
      if (queries.some(({ spans }) => spans.length > 0)) throw error;
      return ownerWrote(queries);
    };
    await app.knock(alice);
    await app.row(reply);
    expect(await questions(app)).toBe(0);
    expect(app.errors).toEqual(Array(logged).fill(error));
  });

  test.each([
    { what: 'is gone', error: new GatewayUnavailable(sentence('gateway.lost')), logged: 0 },
    { what: 'answers what nobody understands', error: new Error('a defect'), logged: 1 },
  ])('is asked though the gateway that could vouch for a reply $what', async ({ error, logged }) => {
    const app = await openConnected();
    app.gateway.readConversations = () => Promise.reject(error);
    await app.knock(alice);
    await app.row(reply);
    expect(await questions(app)).toBe(1);
    expect(app.errors).toEqual(Array(logged).fill(error));
  });
});
