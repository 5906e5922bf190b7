import { describe, expect, test } from 'vitest';
import { openConnected, reopen, startMs } from '../../../support/in-process-app.ts';

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
