import { describe, expect, test } from 'vitest';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { settle } from '../../../support/fake-clock.ts';
import { openConnected, reopen, startMs } from '../../../support/in-process-app.ts';
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
