import { describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { listenTo, newChatDb } from './support.ts';

const key = '+12125550101';
const hourMs = 3_600_000;

describe('the owner’s own addresses', () => {
  it('come from accounts and destinations, never from short codes or from last_addressed_handle', async () => {
    const db = await newChatDb({ owner: { phone: '+447700900123', email: 'Owner@Example.com' } });
    await db.receive({ handle: key, text: 'hi', columns: { destination_caller_id: '+447700900124' } });
    await db.receive({ handle: '29234', text: 'code', columns: { destination_caller_id: '29234' } });
    await db.send({ to: key, text: 'hi', columns: { account: 'P:+447700900125' } });
    await db.send({ to: key, text: 'hi', columns: { account: 'E:' } });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect([...heard.own().now].toSorted()).toEqual(['+447700900124', '+447700900125', 'owner@example.com']);
  });

  it('are told anew when they change while it reads, the older ones as the owner’s of before', async () => {
    const dayMs = 24 * hourMs;
    const db = await newChatDb({ owner: { phone: '+447700900123', email: 'owner@example.com' } });
    for (const n of [1, 2, 3, 4])
      await db.receive({ handle: key, text: `hi ${n}`, atMs: Date.now() - (200 + n) * dayMs });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(heard.own()).toEqual({ now: new Set(['+447700900123', 'owner@example.com']), before: new Map() });
    for (const n of [1, 2, 3, 4])
      await db.receive({
        handle: key,
        text: `to another account ${n}`,
        columns: { account: 'E:new@example.com', destination_caller_id: 'new@example.com' },
      });
    const own = await waitFor('the new address', () => heard.own().now.has('new@example.com') && heard.own());
    await waitFor('the older ones', () => heard.own().before.size === 2);
    expect([...own.now]).toContain('new@example.com');
    expect([...heard.own().before.keys()].toSorted()).toEqual(['+447700900123', 'owner@example.com']);
    for (const untilMs of heard.own().before.values())
      expect(Math.abs((untilMs ?? 0) - (Date.now() - 201 * dayMs))).toBeLessThan(hourMs);
  });

  it('make a chat with them a self-chat', async () => {
    const db = await newChatDb({ owner: { phone: '+447700900123', email: 'owner@example.com' } });
    await db.selfChat('note');
    await db.receive({ handle: key, text: 'not self' });
    const heard = listenTo(db.path);
    await heard.caughtUp();
    expect(heard.rows().map(({ selfChat }) => selfChat)).toEqual([true, true, false]);
  });
});
