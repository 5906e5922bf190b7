import { describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { MessagesSource } from '#core/ports/messages.ts';
import { MessagesUnavailable } from '#core/ports/messages.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../../support/facts.ts';
import { fakeMessages } from '../../../support/fake-messages.ts';
import { openConnected, ownerHandle } from '../../../support/in-process-app.ts';

const alice = '+12125550101';
const bob = '+12125550102';

/** The owner alone is let in, and `groups` names these chats. */
function naming(...ids: readonly number[]): AccessFacts {
  const namedChats = ids.map((id) => ({
    id,
    setting: `channels.imessage.groups["${id}"]`,
    wantsMention: false,
  }));
  return facts({ direct: [ownerHandle], group: [ownerHandle], accounts: [{ namedChats }] });
}

const open = (read: AccessFacts, chats: Record<string, number[]>, change: Partial<MessagesSource> = {}) =>
  openConnected(read, { ...fakeMessages({ ownKeys: [ownerHandle], chats }), ...change });

describe('an approval of somebody whose direct chat groups names', () => {
  test('is not confirmed and says why, as explain does; the other one is', async () => {
    const app = await open(naming(7), { [alice]: [7], [bob]: [8] });
    await app.knock(alice);
    await app.knock(bob);
    await app.give('approve', alice);
    await app.give('approve', bob);
    await app.clock.pass(5_000);
    const setting = 'channels.imessage.groups["7"]';
    expect((await app.sender(alice))?.decision).toMatchObject({
      progress: 'saved',
      error: { code: 'chat-as-group', params: { setting } },
    });
    expect((await app.sender(bob))?.decision).toMatchObject({ progress: 'confirmed', error: null });
    const said = app.keeper.commands.explain({ handle: alice });
    await app.clock.pass(1_000);
    expect((await said).dm).toEqual({ allowed: false, rule: 'chat-as-group', setting });
    expect(app.errors).toEqual([]);
  });

  test('is confirmed by itself once the entry is gone', async () => {
    const app = await open(naming(7), { [alice]: [7] });
    await app.knock(alice);
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    expect((await app.sender(alice))?.decision?.progress).toBe('saved');
    app.gateway.change((read) => ({
      ...read,
      accounts: read.accounts.map((account) => ({ ...account, namedChats: [] })),
    }));
    await app.clock.pass(15_000);
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed', error: null });
  });

  test('is not known while Messages can’t be read, and is once it can', async () => {
    let isReadable = false;
    const app = await open(
      naming(7),
      {},
      {
        directChats: async () => {
          if (isReadable) return new Map();
          throw new MessagesUnavailable(sentence('messages.stopping'));
        },
      },
    );
    await app.knock(alice);
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    expect((await app.sender(alice))?.decision).toMatchObject({
      progress: 'saved',
      error: { code: 'chats-unread' },
    });
    isReadable = true;
    await app.clock.pass(15_000);
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed', error: null });
    expect(app.errors).toEqual([]);
  });

  test('counts a chat that is theirs only since they wrote in it', async () => {
    const chats: Record<string, number[]> = {};
    const app = await open(naming(7), chats);
    chats[alice] = [7];
    await app.knock(alice);
    await app.give('approve', alice);
    await app.clock.pass(5_000);
    expect((await app.sender(alice))?.decision).toMatchObject({ error: { code: 'chat-as-group' } });
  });

  test('nothing is asked of Messages while groups names none', async () => {
    let asked = 0;
    const app = await open(naming(), {}, { directChats: async () => new Map([[String(++asked), []]]) });
    await app.knock(alice);
    await app.clock.pass(15_000);
    expect(asked).toBe(0);
  });
});
