import { describe, expect, test } from 'vitest';
import { facts } from '../../../support/facts.ts';
import { settle } from '../../../support/fake-clock.ts';
import { fakeMessages } from '../../../support/fake-messages.ts';
import { openConnected, ownerHandle, startMs } from '../../../support/in-process-app.ts';

const alice = '+12125550101';
const lookAlike = '+12135550101';

describe('a card', () => {
  test('is there for who wrote, who was decided about and who is in our group, and for nobody else', async () => {
    const member = '+12125550104';
    const read = facts({
      direct: [ownerHandle, 'accessGroup:peephole'],
      group: [],
      groups: { peephole: [member] },
    });
    const app = await openConnected(read);
    await app.knock(alice);
    await app.give('block', '+12125550105', { add: true });
    const { senders } = await app.keeper.commands.list({});
    expect(senders.map(({ handle }) => handle).toSorted()).toEqual(
      [alice, member, '+12125550105'].toSorted(),
    );
    expect(await app.sender(member)).toMatchObject({
      state: 'approved',
      adopted: true,
      via: 'peephole',
      knocks: 0,
    });
  });

  test('says that nobody knows who is let in while the lists are not read', async () => {
    const app = await openConnected();
    await app.knock(alice);
    expect(await app.sender(alice)).toMatchObject({ accessKnown: true });
    app.gateway.crash();
    expect(await app.sender(alice)).toMatchObject({ accessKnown: false, via: null });
  });

  test('warns of who could be taken for somebody approved, as soon as they are', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.knock(lookAlike);
    expect(await app.sender(lookAlike)).toMatchObject({ resembles: null });
    await app.give('approve', alice);
    await app.knock(lookAlike, 'me again');
    expect(await app.sender(lookAlike)).toMatchObject({ resembles: alice });
  });

  test('warns of who could be taken for a contact', async () => {
    const messages = fakeMessages({ ownKeys: [ownerHandle], contacts: { [alice]: 'Alice' } });
    const app = await openConnected(undefined, messages);
    await app.knock(alice);
    await app.knock(lookAlike);
    expect(await app.sender(alice)).toMatchObject({ contact: 'Alice', group: 'known' });
    expect(await app.sender(lookAlike)).toMatchObject({ resembles: alice });
  });

  test('says of an address that was the owner’s until when, and takes them for the stranger that they are', async () => {
    const lastMs = startMs - 200 * 86_400_000;
    const messages = fakeMessages({
      ownKeys: [ownerHandle],
      before: [
        [alice, lastMs],
        ['once@example.com', null],
      ],
    });
    const app = await openConnected(undefined, messages);
    await app.knock(alice);
    await app.knock('once@example.com');
    await app.knock(lookAlike);
    const until = new Date(lastMs).toISOString();
    expect(await app.sender(alice)).toMatchObject({ wasYours: { until }, shelf: 'waiting', group: 'person' });
    expect(await app.sender('once@example.com')).toMatchObject({ wasYours: { until: null } });
    expect(await app.sender(lookAlike)).toMatchObject({ wasYours: null });
    const { wasYours } = await app.keeper.commands.explain({ handle: alice });
    expect(wasYours).toEqual({ until });
    expect((await app.keeper.commands.explain({ handle: ownerHandle })).wasYours).toBeNull();
    // They can be decided about, which the owner’s own address can’t.
    await app.give('block', alice);
    await app.knock(ownerHandle);
    await expect(app.give('block', ownerHandle)).rejects.toMatchObject({ code: 'is-owner' });
  });

  test('follows when the owner’s addresses change while it runs', async () => {
    const app = await openConnected(undefined, fakeMessages({ ownKeys: [ownerHandle, alice] }));
    await app.knock(lookAlike);
    app.messages.tell({
      type: 'own-addresses',
      own: { now: new Set([alice]), before: new Map([[lookAlike, startMs]]) },
    });
    await settle();
    expect(await app.sender(lookAlike)).toMatchObject({
      wasYours: { until: new Date(startMs).toISOString() },
    });
  });

  test('counts who has the owner’s own Apple ID as known only while it is the owner’s', async () => {
    const messages = fakeMessages({ ownKeys: [ownerHandle], ownerWrote: [alice] });
    const app = await openConnected(undefined, messages);
    await app.knock(alice);
    expect(await app.sender(alice)).toMatchObject({ group: 'known' });
    await app.keeper.commands['set-settings']({ appleId: 'assistant' });
    expect(await app.sender(alice)).toMatchObject({ group: 'person' });
  });
});
