import { describe, expect, test } from 'vitest';
import type { MessageRow } from '#core/message/message.ts';
import { facts } from '../../../support/facts.ts';
import { fakeMessages } from '../../../support/fake-messages.ts';
import { openConnected, ownerHandle } from '../../../support/in-process-app.ts';
import { messageRow } from '../../../support/message-row.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const carol = '+12125550103';

describe('what can be looked up', () => {
  test('the history of one sender, newest first', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.knock(bob);
    await app.give('ignore', alice);
    await app.give('ignore', bob);
    await app.clock.pass(1_000);
    await app.give('block', alice);
    await app.clock.pass(5_000);
    const { items } = await app.keeper.commands.history({ handle: alice });
    expect(items.map(({ kind }) => kind)).toEqual(['block', 'ignore']);
    expect((await app.keeper.commands.history({ limit: 1 })).items).toHaveLength(1);
  });

  test('what somebody wrote, and nothing of somebody who never did', async () => {
    const app = await openConnected();
    await app.knock(alice, 'first');
    await app.knock(alice, 'second');
    const { items } = await app.keeper.commands.messages({ handle: alice, limit: 1 });
    expect(items).toMatchObject([{ text: 'second', attachments: false }]);
    // An attachment alone has no text, nor has one that is written with nothing to see; a tapback is no message.
    await app.row({ handle: alice, text: null, hasAttachments: true });
    await app.row({ handle: alice, text: '\u200b' });
    await app.row({ handle: alice, associatedType: 2000, text: 'Loved “hello”' });
    const { items: all } = await app.keeper.commands.messages({ handle: alice, limit: 5 });
    expect(all.map(({ text, attachments }) => [text, attachments])).toEqual([
      ['first', false],
      ['second', false],
      [null, true],
      [null, false],
    ]);
    await expect(app.keeper.commands.messages({ handle: bob })).rejects.toMatchObject({
      code: 'unknown-sender',
    });
  });

  test('how much left this Mac to everybody, who wrote last first, and the month of those who are not let in', async () => {
    const app = await openConnected(facts({ direct: [ownerHandle, bob], group: [] }));
    await app.knock(alice);
    await app.knock(carol);
    await app.clock.pass(1_000);
    await app.knock(bob);
    await app.clock.pass(1_000);
    await app.knock(alice);
    await app.row({ handle: alice, own: 'left', text: 'hello' });
    await app.row({ handle: bob, own: 'left', text: 'hello' });
    const { items, summary } = await app.keeper.commands.receipt({});
    expect(items.map(({ handle, knocks, sent }) => [handle, knocks, sent])).toEqual([
      [alice, 2, 1],
      [bob, 1, 1],
      [carol, 1, 0],
    ]);
    expect(summary).toMatchObject({ month: '2026-11', senders: 2, knocks: 3, replies: 1 });
    const one = await app.keeper.commands.receipt({ handle: alice });
    expect(one.items.map(({ handle }) => handle)).toEqual([alice]);
    expect(one.summary).toBeNull();
  });

  test('who was ever sent a pairing code, newest first', async () => {
    const code =
      'OpenClaw: access not configured. Pairing code: PBA9LYSF Ask the bot owner to approve with: openclaw pairing approve imessage PBA9LYSF';
    const sent = (atMs: number, change: Partial<MessageRow>) =>
      messageRow({ own: 'left', text: code, atMs, ...change });
    const rows = [
      sent(1_000, { handle: alice }),
      sent(2_000, { handle: bob, text: 'LLM request failed.' }),
      sent(3_000, { handle: null, oneOf: [alice, bob], chatIdentifier: 'chat7', chat: 'group' }),
      sent(4_000, { handle: null, chatIdentifier: 'chat8', chat: 'group' }),
      sent(5_000, { handle: null, chatIdentifier: null }),
      sent(6_000, { handle: ownerHandle, selfChat: true }),
      sent(7_000, { handle: bob, text: null }),
      sent(8_000, { handle: null, oneOf: [carol], chatIdentifier: 'chat9', chat: 'group' }),
    ];
    const since: number[] = [];
    const openClawRows = async (sinceMs: number) => {
      since.push(sinceMs);
      return rows;
    };
    const app = await openConnected(undefined, { ...fakeMessages({ ownKeys: [ownerHandle] }), openClawRows });
    since.length = 0;
    const { items } = await app.keeper.commands.exposure({});
    expect(items).toEqual([
      { handle: carol, at: '1970-01-01T00:00:08.000Z', kind: 'group' },
      { handle: ownerHandle, at: '1970-01-01T00:00:06.000Z', kind: 'self' },
      { handle: '', at: '1970-01-01T00:00:05.000Z', kind: 'direct' },
      { handle: 'chat8', at: '1970-01-01T00:00:04.000Z', kind: 'group' },
      { handle: `${alice}, ${bob}`, at: '1970-01-01T00:00:03.000Z', kind: 'group' },
      { handle: alice, at: '1970-01-01T00:00:01.000Z', kind: 'direct' },
    ]);
    // Since ever.
    expect(since).toEqual([0]);
  });

  test('how much left this Mac to somebody, withheld when the gateway reads another database', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.row({ handle: alice, own: 'left', text: 'hello' });
    expect(await app.keeper.commands.receipt({ handle: alice })).toMatchObject({
      items: [{ handle: alice, sent: 1 }],
    });
    const elsewhere = await openConnected(
      facts({
        direct: [ownerHandle],
        group: [],
        accounts: [{ messages: { kind: 'another-file', path: '/other.db' } }],
      }),
    );
    await elsewhere.knock(alice);
    const { items } = await elsewhere.keeper.commands.receipt({ handle: alice });
    expect(items).toMatchObject([{ handle: alice, sent: null }]);
  });
});
