import { describe, expect, test } from 'vitest';
import { facts } from '../../../support/facts.ts';
import { openConnected, ownerHandle } from '../../../support/in-process-app.ts';

const alice = '+12125550101';
const bob = '+12125550102';

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
    await expect(app.keeper.commands.messages({ handle: bob })).rejects.toMatchObject({
      code: 'unknown-sender',
    });
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
