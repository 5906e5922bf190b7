import { describe, expect, test } from 'vitest';
import type { MessageRow } from '#core/message/message.ts';
import { DecisionStore } from '../../../../src-main/gatekeeper/decisions/store.ts';
import { StrangerEvents } from '../../../../src-main/gatekeeper/record/stranger-events.ts';
import { InviteStore } from '../../../../src-main/gatekeeper/senders/invites.ts';
import { madeDecision } from '../../../support/decisions.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { openConnected, reopen, startMs } from '../../../support/in-process-app.ts';
import { progress, testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';

const alice = '+12125550101';
const bob = '+12125550102';

describe('invites', () => {
  test('who brings a code is marked, never let in, and the code is spent', async () => {
    const app = await openConnected();
    const { invite } = await app.keeper.commands.invite({});
    const code = invite.code ?? '';
    await app.knock(alice, `Hi, my code is ${code.toLowerCase()}`);
    expect(await app.sender(alice)).toMatchObject({
      state: 'waiting',
      bringsInvite: true,
      codeGuesses: 0,
    });
    await app.knock(bob, `${code}`);
    expect(await app.sender(bob)).toMatchObject({ bringsInvite: false });
    expect(await app.keeper.commands.invites({})).toMatchObject({
      items: [{ state: 'spent', spentBy: alice, code: null }],
    });
    expect(app.gateway.edits).toEqual([]);
  });

  test('wrong guesses are counted while a code is open, and survive a restart', async () => {
    const app = await openConnected();
    await app.knock(alice, 'ACDE-3467 before');
    expect(await app.sender(alice)).toMatchObject({ codeGuesses: 0 });
    await app.keeper.commands.invite({});
    for (const guess of ['ACDE-3467', 'ACDE-3469', 'ACDE-3476']) await app.knock(alice, guess);
    expect(await app.sender(alice)).toMatchObject({ codeGuesses: 3, bringsInvite: false });
    const next = await reopen(app);
    expect(await next.sender(alice)).toMatchObject({ codeGuesses: 3 });
    const { items } = await next.keeper.commands.history({});
    expect(items.some(({ kind }) => kind === 'code-guesses')).toBe(true);
  });

  test('an expired code is none', async () => {
    const app = await openConnected();
    const { invite } = await app.keeper.commands.invite({ hours: 1 });
    await app.clock.pass(3_600_000);
    await app.knock(alice, invite.code ?? '');
    expect(await app.sender(alice)).toMatchObject({ bringsInvite: false });
    expect(await app.keeper.commands.invites({})).toMatchObject({ items: [{ state: 'expired' }] });
  });

  test('the code itself is nowhere on disk', async () => {
    const app = await openConnected();
    const { invite } = await app.keeper.commands.invite({});
    expect(JSON.stringify(app.ledger.log(100))).not.toContain(invite.code);
  });

  test('are open again when the message turns out to be the owner’s own', async () => {
    const app = await openConnected();
    const { invite } = await app.keeper.commands.invite({});
    const row = { handle: alice, text: invite.code, guid: 'passed-on', rowId: 30, atMs: startMs };
    await app.row(row);
    expect(await app.sender(alice)).toMatchObject({ bringsInvite: true, knocks: 1 });
    await app.row({ ...row, own: 'left' });
    expect(await app.sender(alice)).toBeUndefined();
    expect((await app.keeper.commands.invites({})).items).toMatchObject([{ state: 'open', spentBy: null }]);
    const next = await reopen(app);
    await next.row({ ...row, guid: 'brought', atMs: startMs + 1, text: invite.code });
    expect(await next.sender(alice)).toMatchObject({ bringsInvite: true });
  });
});

/** Open on a ledger of its own. */
function inviteStore(ledger = testLedger(), clock = fakeClock(startMs)) {
  const decisions = new DecisionStore(ledger, () => {});
  const open = () => new InviteStore(ledger, decisions, clock, new StrangerEvents(ledger, clock));
  const store = open();
  const tell = (knocks: readonly MessageRow[], withdrawn: readonly string[] = []) =>
    store.receive({
      type: 'rows',
      rows: [],
      origin: 'live',
      arrivals: [],
      knocks,
      withdrawn,
      changed: new Set(),
    });
  let count = 0;
  const write = (text: string | null, change: Partial<MessageRow> = {}) => {
    const row = messageRow({ guid: `guid-${++count}`, atMs: clock.now(), text, ...change });
    tell([row]);
    return row;
  };
  return { ledger, clock, decisions, store, open, tell, write };
}

const wrong = 'ACDE-3467';
const ofNobody = { bringsInvite: false, codeGuesses: 0 };

describe('a code', () => {
  test('is said once, with how long it is good, and never again', async () => {
    const { store, clock } = inviteStore();
    const first = store.create(24);
    expect(first).toEqual({
      id: first.id,
      code: expect.stringMatching(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/),
      createdAt: new Date(startMs).toISOString(),
      expiresAt: new Date(startMs + 86_400_000).toISOString(),
      state: 'open',
      spentBy: null,
    });
    await clock.pass(1_000);
    const second = store.create(1);
    expect(store.list()).toEqual([
      { ...second, code: null },
      { ...first, code: null },
    ]);
  });

  test.each([
    ['two minutes before it was made: clocks differ', -120_000, true],
    ['longer before', -120_001, false],
    ['just before it ends', 3_600_000 - 1, true],
    ['when it ends', 3_600_000, false],
  ])('counts in a message that is dated %s', (_name, afterMs, brings) => {
    const { store, write } = inviteStore();
    const { code } = store.create(1);
    write(code, { atMs: startMs + afterMs });
    expect(store.standingOf(alice)).toEqual({ bringsInvite: brings, codeGuesses: 0 });
  });

  test('counts beside a wrong one, and the wrong one is no guess then', () => {
    const { store, write } = inviteStore();
    const { code } = store.create(1);
    write(`${wrong} or ${code}`);
    expect(store.standingOf(alice)).toEqual({ bringsInvite: true, codeGuesses: 0 });
  });

  test.each([
    ['approve', false],
    ['block', false],
    ['ignore', true],
  ] as const)('of somebody with the verdict %s is read: %s', (verdict, isRead) => {
    const { store, write, decisions } = inviteStore();
    decisions.append(madeDecision({ verdict }), progress({ progress: 'confirmed' }));
    const { code } = store.create(1);
    write(code);
    expect(store.standingOf(alice).bringsInvite).toBe(isRead);
    expect(store.list()).toMatchObject([{ state: isRead ? 'spent' : 'open' }]);
  });

  test('is spent for good: a restart does not open it', () => {
    const { store, write, open } = inviteStore();
    const { code } = store.create(1);
    write(code);
    const next = open();
    expect(next.list()).toMatchObject([{ state: 'spent', spentBy: alice }]);
    expect(next.standingOf(alice)).toEqual({ bringsInvite: true, codeGuesses: 0 });
  });

  test('of which nothing else is remembered does not keep Peephole from starting', () => {
    const { ledger, open } = inviteStore();
    const data = { key: alice, guid: 'one', id: 'unknown' };
    ledger.appendEvent({ kind: 'invite-spent', handle: alice, atMs: startMs, data });
    expect(open().list()).toEqual([]);
  });
});

describe('a message while a code is open', () => {
  test('is read once, however often it comes', () => {
    const { store, write, tell } = inviteStore();
    const { code } = store.create(1);
    store.create(1);
    // The other code is open still: this one would be a wrong guess by now.
    tell([write(code)]);
    expect(store.standingOf(alice)).toEqual({ bringsInvite: true, codeGuesses: 0 });
    const guess = write(wrong, { handle: bob });
    tell([guess]);
    expect(store.standingOf(bob)).toEqual({ bringsInvite: false, codeGuesses: 1 });
  });

  test.each([
    ['has no text', null, {}],
    ['comes from nobody', wrong, { handle: null }],
    ['says nothing like a code', 'Hello there, how are you?', {}],
  ])('is nothing when it %s', (_name, text, change) => {
    const { store, write, ledger } = inviteStore();
    store.create(1);
    write(text, change);
    expect(store.standingOf(alice)).toEqual(ofNobody);
    expect(ledger.events(['code-guess', 'invite-spent'])).toEqual([]);
  });

  test('is a wrong guess up to fifty times', () => {
    const { store, write } = inviteStore();
    store.create(1);
    for (let count = 0; count < 52; count += 1) write(wrong);
    expect(store.standingOf(alice)).toEqual({ bringsInvite: false, codeGuesses: 50 });
    expect(store.standingOf(bob)).toEqual(ofNobody);
  });

  test('that is not theirs after all was no guess, and is taken back once', () => {
    const { store, write, tell, ledger, open } = inviteStore();
    store.create(1);
    write(wrong);
    const guess = write(wrong);
    tell([], [guess.guid, 'unknown']);
    tell([], [guess.guid]);
    expect(store.standingOf(alice)).toEqual({ bringsInvite: false, codeGuesses: 1 });
    expect(open().standingOf(alice)).toEqual({ bringsInvite: false, codeGuesses: 1 });
    expect(ledger.events(['code-withdrawn']).map(({ data }) => data)).toEqual([
      { key: alice, guid: guess.guid, inviteId: null },
    ]);
  });

  test('that brought a code and is not theirs opens the code again', () => {
    const { store, write, tell, open } = inviteStore();
    const { code } = store.create(1);
    const brought = write(code);
    tell([], [brought.guid]);
    for (const one of [store, open()]) {
      expect(one.list()).toMatchObject([{ state: 'open', spentBy: null }]);
      expect(one.standingOf(alice)).toEqual(ofNobody);
    }
  });
});
