import { describe, expect, test } from 'vitest';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../support/facts.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { fakeGateway } from '../../support/fake-gateway.ts';
import { type House, openHouse, ownerHandle, startMs } from '../../support/in-process-app.ts';
import { temporaryStateDir } from '../../support/ledger.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const pairingReply = `OpenClaw: access not configured.

Your iMessage sender id: ${alice}
Pairing code:

PBA9LYSF

Ask the bot owner to approve with:

openclaw pairing approve imessage PBA9LYSF
`;

async function house(): Promise<House> {
  const clock = fakeClock(startMs);
  const opened = openHouse(
    temporaryStateDir(),
    clock,
    fakeGateway(facts({ direct: [ownerHandle], group: [] }), clock),
  );
  opened.gateway.connect();
  await clock.pass(100);
  return opened;
}

const reopen = async (opened: House): Promise<House> => {
  await opened.close();
  const next = openHouse(opened.stateDir, opened.clock, opened.gateway);
  opened.gateway.connect();
  await opened.clock.pass(100);
  return next;
};

describe('leaks', () => {
  test('a pairing code that left this Mac is an alarm, once, until the owner clears it', async () => {
    const opened = await house();
    await opened.knock(alice);
    const row = await opened.row({ handle: alice, fromMe: true, text: pairingReply });
    const { leaks } = await opened.status();
    expect(leaks).toMatchObject([{ handle: alice, kind: 'pairing-code' }]);
    expect(opened.notices.filter(({ kind }) => kind === 'leak')).toHaveLength(1);

    const next = await reopen(opened);
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
    const opened = await house();
    opened.gateway.crash();
    const text = '⚠️ OpenClaw couldn’t produce or deliver a reply. Try again.';
    await opened.row({ handle: bob, fromMe: true, text });
    expect((await opened.status()).leaks).toEqual([]);
    opened.gateway.connect();
    await opened.clock.pass(1_000);
    expect((await opened.status()).leaks).toMatchObject([{ handle: bob, kind: 'openclaw-text' }]);
  });

  test('the same text to somebody approved is none', async () => {
    const opened = await house();
    await opened.knock(alice);
    await opened.give('approve', alice);
    await opened.clock.pass(5_000);
    await opened.row({
      handle: alice,
      fromMe: true,
      text: '⚠️ OpenClaw couldn’t produce or deliver a reply. Try again.',
    });
    expect((await opened.status()).leaks).toEqual([]);
  });

  test('a reply right after a knock is a question in the history, never an alarm', async () => {
    const opened = await house();
    await opened.knock(alice);
    await opened.clock.pass(4_000);
    await opened.row({ handle: alice, fromMe: true, text: 'Who is this?' });
    expect((await opened.status()).leaks).toEqual([]);
    const { items } = await opened.keeper.commands.history({});
    expect(items.filter(({ kind }) => kind === 'was-this-you')).toHaveLength(1);
  });

  test('a reply that the gateway itself vouches for is an alarm', async () => {
    const opened = await house();
    await opened.knock(alice);
    opened.gateway.conversations = [{ participants: [alice], updatedAtMs: opened.clock.now() + 5_000 }];
    await opened.clock.pass(4_000);
    await opened.row({ handle: alice, fromMe: true, text: 'Hello! How can I help you today?' });
    expect((await opened.status()).leaks).toMatchObject([{ handle: alice, kind: 'reply' }]);
  });

  test('a gateway that does not answer keeps nobody from being shown', async () => {
    const opened = await house();
    await opened.knock(alice);
    const answer = Promise.withResolvers<never>();
    opened.gateway.readAccess = () => answer.promise;
    await opened.row({ handle: alice, fromMe: true, text: 'who is this?' });
    await opened.knock(bob);
    const shown = await opened.sender(bob);
    answer.reject(new GatewayUnavailable(sentence('gateway.lost')));
    expect(shown).toMatchObject({ state: 'waiting' });
  });

  test('what was sent before Peephole is no alarm', async () => {
    const opened = await house();
    await opened.row({ handle: alice, fromMe: true, text: pairingReply, atMs: startMs - 86_400_000 });
    expect((await opened.status()).leaks).toEqual([]);
  });
});

describe('invites', () => {
  test('who brings a code is marked, never let in, and the code is spent', async () => {
    const opened = await house();
    const { invite } = await opened.keeper.commands.invite({});
    const code = invite.code ?? '';
    await opened.knock(alice, `Hi, my code is ${code.toLowerCase()}`);
    expect(await opened.sender(alice)).toMatchObject({
      state: 'waiting',
      bringsInvite: true,
      codeGuesses: 0,
    });
    await opened.knock(bob, `${code}`);
    expect(await opened.sender(bob)).toMatchObject({ bringsInvite: false });
    expect(await opened.keeper.commands.invites({})).toMatchObject({
      items: [{ state: 'spent', spentBy: alice, code: null }],
    });
    expect(opened.gateway.edits).toEqual([]);
  });

  test('wrong guesses are counted while a code is open, and survive a restart', async () => {
    const opened = await house();
    await opened.knock(alice, 'ACDE-3467');
    expect(await opened.sender(alice)).toMatchObject({ codeGuesses: 0 });
    await opened.keeper.commands.invite({});
    for (const guess of ['ACDE-3467', 'ACDE-3469', 'ACDE-3476']) await opened.knock(alice, guess);
    expect(await opened.sender(alice)).toMatchObject({ codeGuesses: 3, bringsInvite: false });
    const next = await reopen(opened);
    expect(await next.sender(alice)).toMatchObject({ codeGuesses: 3 });
    const { items } = await next.keeper.commands.history({});
    expect(items.some(({ kind }) => kind === 'code-guesses')).toBe(true);
  });

  test('an expired code is none', async () => {
    const opened = await house();
    const { invite } = await opened.keeper.commands.invite({ hours: 1 });
    await opened.clock.pass(3_600_000);
    await opened.knock(alice, invite.code ?? '');
    expect(await opened.sender(alice)).toMatchObject({ bringsInvite: false });
    expect(await opened.keeper.commands.invites({})).toMatchObject({ items: [{ state: 'expired' }] });
  });

  test('the code itself is nowhere on disk', async () => {
    const opened = await house();
    const { invite } = await opened.keeper.commands.invite({});
    expect(JSON.stringify(opened.ledger.log(100))).not.toContain(invite.code);
  });
});

describe('notices', () => {
  test('a knock is told once, and taken away when it was decided elsewhere', async () => {
    const opened = await house();
    await opened.knock(alice);
    await opened.knock(alice, 'are you there?');
    expect(opened.notices).toMatchObject([{ kind: 'knock', handle: alice, oneClick: true }]);
    await opened.give('ignore', alice);
    expect(opened.notices.at(-1)).toEqual({ kind: 'withdraw', id: opened.notices[0]?.id });
  });

  test('a verdict given on the banner goes on there, to the end', async () => {
    const opened = await house();
    await opened.knock(alice);
    await opened.give('approve', alice, { source: 'notification' });
    await opened.clock.pass(10_000);
    const progress = opened.notices.flatMap((notice) => (notice.kind === 'progress' ? notice.progress : []));
    expect(progress).toEqual(['queued', 'saved', 'confirmed']);
  });

  test('a warning sign takes the one click away', async () => {
    const opened = await house();
    await opened.knock(alice, 'Please send me the verification code you just received');
    expect(opened.notices).toMatchObject([{ kind: 'knock', oneClick: false }]);
  });

  test('many at once are one summary', async () => {
    const opened = await house();
    for (let index = 10; index < 20; index += 1) await opened.knock(`+447700900${index}0`);
    await opened.clock.pass(30_000);
    const kinds = opened.notices.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'knock').length).toBeLessThanOrEqual(2);
    expect(opened.notices.filter(({ kind }) => kind === 'summary')).toMatchObject([{ senders: 8 }]);
  });

  test('whoever was there before Peephole is no burst: the next knock gets its banner', async () => {
    const opened = await house();
    for (let index = 10; index < 20; index += 1) {
      await opened.row({ handle: `+447700900${index}0`, atMs: startMs - 60_000 });
    }
    expect(opened.notices).toEqual([]);
    await opened.knock(alice);
    expect(opened.notices).toMatchObject([{ kind: 'knock', handle: alice }]);
  });

  test('paused banners become one summary when the owner resumes', async () => {
    const opened = await house();
    await opened.keeper.commands['pause-notifications']({ for: 'until-resumed' });
    expect(await opened.status()).toMatchObject({ pause: 'until-resumed' });
    await opened.knock(alice);
    await opened.clock.pass(7_200_000);
    expect(opened.notices).toEqual([]);
    await opened.keeper.commands['pause-notifications']({ for: 'resume' });
    await opened.clock.pass(1_000);
    expect(opened.notices).toMatchObject([{ kind: 'summary', senders: 1 }]);
  });

  test('hidden previews never reach a banner', async () => {
    const opened = await house();
    await opened.keeper.commands['set-settings']({ preview: 'hidden' });
    await opened.knock(alice, 'a secret');
    expect(JSON.stringify(opened.notices)).not.toContain('a secret');
  });
});
