import { describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { MessagesSource } from '#core/ports/messages.ts';
import { MessagesUnavailable } from '#core/ports/messages.ts';
import { sentence } from '#core/words/sentence.ts';
import { GatewayView } from '../../../../src-main/gatekeeper/access/gateway-view.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { NamedChats } from '../../../../src-main/gatekeeper/senders/named-chats.ts';
import { facts } from '../../../support/facts.ts';
import { settle } from '../../../support/fake-clock.ts';
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

describe('whose the chats are that groups names', () => {
  type Answer = ReadonlyMap<string, readonly number[]>;
  const rows: GatekeeperEvent = {
    type: 'rows',
    rows: [],
    origin: 'live',
    arrivals: [],
    knocks: [],
    withdrawn: [],
    changed: new Set(),
  };

  function asking(answer: () => Promise<Answer> = async () => new Map([[alice, [7]]])) {
    const asked: (readonly number[])[] = [];
    const events: GatekeeperEvent[] = [];
    const gateway = new GatewayView(() => {});
    const directChats = (chats: readonly number[]) => {
      asked.push(chats);
      return answer();
    };
    const chats = new NamedChats({ directChats }, gateway, (event) => events.push(event));
    const read = async (lists: AccessFacts | null) => {
      gateway.take(lists);
      chats.receive({ type: 'facts', facts: lists, isWriting: false });
      await settle();
    };
    const write = async () => {
      chats.receive(rows);
      await settle();
    };
    return { chats, asked, events, read, write };
  }

  test('is asked when groups names other ones, and when somebody writes; nothing else asks', async () => {
    const { chats, asked, read, write } = asking();
    await read(naming(7, 8));
    expect(asked).toEqual([[7, 8]]);
    await read(naming(8, 7));
    await read(null);
    chats.receive({ type: 'senders', keys: [alice] });
    await settle();
    expect(asked).toEqual([[7, 8]]);
    await write();
    await read(naming(7));
    expect(asked).toEqual([[7, 8], [7, 8], [7]]);
  });

  test('is told in the order of the people, and again only when it is another answer', async () => {
    let answer: Answer = new Map([
      [bob, [8]],
      ['+12125550103', [7]],
      [alice, [7, 9]],
    ]);
    const { events, read, write } = asking(async () => answer);
    await read(naming(7, 8));
    const of = [
      [alice, [7, 9]],
      [bob, [8]],
      ['+12125550103', [7]],
    ];
    expect(events).toEqual([{ type: 'direct-chats', chats: { asked: [7, 8], of } }]);
    answer = new Map([...answer].toReversed());
    await write();
    expect(events).toHaveLength(1);
    answer = new Map([[bob, [8]]]);
    await write();
    expect(events.slice(1)).toEqual([{ type: 'direct-chats', chats: { asked: [7, 8], of: [[bob, [8]]] } }]);
  });

  test('is unknown again once groups names none, and nothing is asked for that', async () => {
    const { asked, events, read, write } = asking();
    await read(naming(7));
    await read(naming());
    await write();
    expect(asked).toEqual([[7]]);
    expect(events.slice(1)).toEqual([{ type: 'direct-chats', chats: { asked: [], of: [] } }]);
  });

  test('is unknown again while Messages can’t be read', async () => {
    let isReadable = true;
    const { events, read, write } = asking(async () => {
      if (isReadable) return new Map([[alice, [7]]]);
      throw new MessagesUnavailable(sentence('messages.stopping'));
    });
    await read(naming(7));
    isReadable = false;
    await write();
    expect(events.slice(1)).toEqual([{ type: 'direct-chats', chats: { asked: [], of: [] } }]);
  });

  test('is asked once more for all who wrote while it was asked, and whoever waits is told when that is answered', async () => {
    const answers = [0, 1, 2].map(() => Promise.withResolvers<Answer>());
    let next = 0;
    const { chats, asked, read, write } = asking(
      () => answers[next++]?.promise ?? Promise.reject(new Error('asked too often')),
    );
    await chats.answered();
    await read(naming(7));
    let isAnswered = false;
    void chats.answered().then(() => {
      isAnswered = true;
    });
    await write();
    await write();
    expect(asked).toHaveLength(1);
    answers[0]?.resolve(new Map());
    await settle();
    expect([asked.length, isAnswered]).toEqual([2, false]);
    answers[1]?.resolve(new Map());
    await settle();
    expect([asked.length, isAnswered]).toEqual([2, true]);
    await write();
    expect(asked).toHaveLength(3);
  });

  test('is asked again after a defect, which is told', async () => {
    const error = new Error('a defect');
    const { asked, events, read, write } = asking(() => Promise.reject(error));
    await read(naming(7));
    expect(events).toEqual([{ type: 'trouble', error }]);
    await write();
    expect(asked).toHaveLength(2);
  });
});
