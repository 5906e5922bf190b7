import { beforeEach, describe, expect, test } from 'vitest';
import type { Input, Output } from '#contract/contract.ts';
import { crowdsOf } from '#core/surface/crowds.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { fillDisk } from '../../../support/full-disk.ts';
import { type InProcessApp, openConnected, reopen } from '../../../support/in-process-app.ts';

const parcel = 'Your parcel is waiting, see https://example.com/';
const person = '+12125550199';
/** Made numbers of the crowd. */
const number = (index: number): string => `+121255501${String(index + 10)}`;

async function crowdOf(app: InProcessApp) {
  const { senders } = await app.keeper.commands.list({});
  const [crowd] = crowdsOf(senders).values();
  if (crowd === undefined) throw new Error('there is no crowd');
  return crowd;
}

const asPainted = (members: readonly SenderView[]) =>
  members.map(({ handle, revision }) => ({ handle, revision }));

async function decide(
  app: InProcessApp,
  verdict: 'ignore' | 'block',
  painted: { readonly id: string; readonly members: readonly SenderView[] },
  more: Partial<Input<'crowd-verdict'>> = {},
): Promise<Output<'crowd-verdict'>> {
  return app.keeper.commands['crowd-verdict']({
    verdict,
    crowd: painted.id,
    members: asPainted(painted.members),
    source: 'window',
    ...more,
  });
}

const states = async (app: InProcessApp): Promise<Readonly<Record<string, string>>> =>
  Object.fromEntries(
    (await app.keeper.commands.list({})).senders.map(({ handle, state }) => [handle, state]),
  );

describe('a crowd', () => {
  let app: InProcessApp;
  beforeEach(async () => {
    app = await openConnected();
    for (let index = 0; index < 5; index += 1) await app.knock(number(index), `${parcel}${index}`);
    await app.knock(person, 'Hi, it is Sam from the allotment');
  });

  test('is everybody who wrote the same, and nobody else', async () => {
    const { members } = await crowdOf(app);
    expect(members.map(({ handle }) => handle).toSorted()).toEqual([0, 1, 2, 3, 4].map(number));
    expect(await app.sender(person)).toMatchObject({ textMark: expect.any(String) });
  });

  test('says nothing of what they wrote, and is called otherwise by the next run', async () => {
    const { id } = await crowdOf(app);
    expect(id).toMatch(/^[\w-]{8}$/);
    const next = await reopen(app);
    for (let index = 0; index < 3; index += 1) await next.knock(number(index), `${parcel}${index}`);
    expect((await crowdOf(next)).id).not.toBe(id);
  });

  test('loses whoever writes a word of their own, brings an invite or turns out to be known', async () => {
    const { invite } = await app.keeper.commands.invite({});
    await app.knock(number(0), 'It is Sam, sorry about that, my phone was hacked');
    await app.knock(number(1), `${invite.code}`);
    const { members } = await crowdOf(app);
    expect(members.map(({ handle }) => handle).toSorted()).toEqual([2, 3, 4].map(number));
    expect((await app.sender(number(1)))?.bringsInvite).toBe(true);
  });

  test('is ignored together: each is a decision with what was painted and where it was said', async () => {
    const painted = await crowdOf(app);
    const answer = await decide(app, 'ignore', painted, { source: 'cli' });
    expect(answer.refused).toEqual([]);
    expect(answer.decisions.map(({ verdict, progress }) => `${verdict} ${progress}`)).toEqual(
      painted.members.map(() => 'ignore confirmed'),
    );
    expect(
      app.ledger.decisions().map(({ handle, source, painted: seen }) => [handle, source, seen?.revision]),
    ).toEqual(painted.members.map(({ handle, revision }) => [handle, 'cli', revision]));
    expect((await states(app))[person]).toBe('waiting');
    expect(app.gateway.edits).toEqual([]);
  });

  test('is blocked together, in no write while none of them is let in, and confirmed by one reading', async () => {
    const readings = () => app.gateway.calls.filter((call) => call === 'readAccess').length;
    const before = readings();
    const answer = await decide(app, 'block', await crowdOf(app));
    expect(answer.decisions.map(({ progress }) => progress)).toEqual(Array(5).fill('confirmed'));
    expect(readings() - before).toBeLessThanOrEqual(2);
    expect(app.gateway.edits).toEqual([]);
    expect(app.gateway.isRunning()).toBe(true);
  });

  test('whoever joined after it was painted is not decided about', async () => {
    const painted = await crowdOf(app);
    await app.knock(number(7), `${parcel}7`);
    await decide(app, 'block', painted);
    expect(await states(app)).toMatchObject({
      [number(4)]: 'blocked',
      [number(7)]: 'waiting',
      [person]: 'waiting',
    });
  });

  test('whoever changed meanwhile is left as they are, and said one by one', async () => {
    const painted = await crowdOf(app);
    await app.give('approve', number(0));
    await app.give('ignore', number(1));
    await app.knock(number(2), 'Please send me the code you just got');
    await app.knock(number(3), 'Sam');
    const { decisions, refused } = await decide(app, 'block', painted);
    expect(decisions.map(({ handle }) => handle)).toEqual([number(4)]);
    expect(refused.map(({ handle, error }) => [handle, error.code]).toSorted()).toEqual(
      [0, 1, 2, 3].map((index) => [number(index), 'stale-revision']),
    );
    expect(refused[0]?.error.message).toContain(refused[0]?.handle ?? '-');
    expect(await states(app)).toMatchObject({
      [number(0)]: 'approved',
      [number(1)]: 'ignored',
      [number(2)]: 'waiting',
      [number(3)]: 'waiting',
    });
  });

  test('whoever is of it still but painted otherwise is left as they are', async () => {
    const painted = await crowdOf(app);
    await app.row({ handle: number(2), text: `${parcel}again`, service: 'SMS' });
    expect((await crowdOf(app)).members).toHaveLength(5);
    const { decisions, refused } = await decide(app, 'ignore', painted);
    expect(decisions).toHaveLength(4);
    expect(refused).toMatchObject([{ handle: number(2), error: { code: 'stale-revision' } }]);
  });

  test('nobody outside of it is decided about under its name', async () => {
    const { id } = await crowdOf(app);
    const sam = await app.sender(person);
    if (sam === undefined) throw new Error('Sam did not write');
    const { refused } = await decide(app, 'block', { id, members: [sam] });
    expect(refused.map(({ error }) => error.code)).toEqual(['stale-revision']);
    const nobody = { ...sam, handle: '+12125550177' };
    expect((await decide(app, 'block', { id, members: [nobody] })).refused).toMatchObject([
      { handle: nobody.handle, error: { code: 'unknown-sender' } },
    ]);
  });

  test('undone one by one, they are one crowd again', async () => {
    const { members, id } = await crowdOf(app);
    await decide(app, 'block', { id, members });
    for (const { handle } of members) await app.give('undo', handle);
    expect(await crowdOf(app)).toMatchObject({ id });
    expect((await crowdOf(app)).members).toHaveLength(5);
  });

  test('when the disk is full nobody is decided about, and each is said', async () => {
    const painted = await crowdOf(app);
    const free = fillDisk(app.ledger);
    const { decisions, refused } = await decide(app, 'ignore', painted);
    free();
    expect(decisions).toEqual([]);
    expect(refused.map(({ error }) => error.code)).toEqual(Array(5).fill('ledger-full'));
    expect(Object.values(await states(app))).toEqual(Array(6).fill('waiting'));
  });
});
