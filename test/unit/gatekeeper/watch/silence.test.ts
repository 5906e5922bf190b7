import { describe, expect, test } from 'vitest';
import type { GatewayConnectionState, GatewayEvent } from '#core/ports/gateway.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { entry, facts } from '../../../support/facts.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { fakeGateway } from '../../../support/fake-gateway.ts';
import {
  type InProcessApp,
  openApp,
  openConnected,
  ownerHandle,
  startMs,
} from '../../../support/in-process-app.ts';
import { temporaryStateDir } from '../../../support/ledger.ts';

const paired = ['+12125550101', '+12125550102'];
const stranger = '+12125550103';
const answering = () =>
  facts({ direct: [ownerHandle], accounts: [{ directPolicy: 'pairing', paired }], group: null });

/** Runs while time passes. */
async function during<T>(app: InProcessApp, running: Promise<T>): Promise<T> {
  running.catch(() => {});
  await app.clock.pass(10_000);
  return running;
}

describe('make it silent', () => {
  test('closes the door in one write and keeps everybody who was let in', async () => {
    const app = await openConnected(answering());
    expect(await app.status()).toMatchObject({ silence: { state: 'answering' } });
    const shown = await app.keeper.commands.silence({ action: 'show' });
    expect(shown).toMatchObject({ changed: false, carriedOver: paired });
    expect(app.gateway.edits).toEqual([]);

    const answer = await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    expect(answer).toMatchObject({ changed: true, silence: { state: 'silent' }, canUndo: true });
    expect(app.gateway.edits).toHaveLength(1);
    for (const handle of paired) {
      expect(app.gateway.admits(handle)).toBe(true);
      expect(await app.sender(handle)).toMatchObject({
        state: 'approved',
        decision: { verdict: 'approve', progress: 'confirmed' },
      });
    }
    expect(app.gateway.effective.root.group?.map(({ raw }) => raw)).toEqual([ownerHandle]);
    expect(app.errors).toEqual([]);
  });

  test('a second time changes nothing and says so', async () => {
    const app = await openConnected(answering());
    await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    const again = await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    expect(again).toMatchObject({ changed: false, changes: [], silence: { state: 'silent' } });
    expect(app.gateway.edits).toHaveLength(1);
  });

  test('that the gateway refuses is nowhere called done: no event, no way back, nobody carried over', async () => {
    const app = await openConnected(answering());
    app.gateway.answerNext = { kind: 'refused', message: 'channels is managed in channels.json5' };
    const refused = during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    await expect(refused).rejects.toMatchObject({
      code: 'gateway-refused',
      message: expect.stringContaining('channels.json5'),
    });
    await app.clock.pass(120_000);
    const { items } = await app.keeper.commands.history({});
    expect(items.filter(({ kind }) => kind === 'made-silent')).toEqual([]);
    expect(await app.keeper.commands.silence({ action: 'show' })).toMatchObject({ canUndo: false });
    expect(app.gateway.edits).toHaveLength(1);
    expect(app.ledger.decisions().map(({ progress }) => progress)).toEqual(['failed', 'failed']);
  });

  test('without the paired: the channel is stopped first, and they are out', async () => {
    const app = await openConnected(answering());
    const running = app.keeper.commands.silence({ action: 'apply', dropPaired: true, waitMs: 60_000 });
    running.catch(() => {});
    await app.clock.pass(10);
    expect(app.gateway.isRunning()).toBe(false);
    await during(app, running);
    expect(app.gateway.isRunning()).toBe(true);
    for (const handle of paired) expect(app.gateway.admits(handle)).toBe(false);
  });

  test('a store that can’t be read is refused until the owner goes on without it', async () => {
    const app = await openConnected(
      facts({ direct: [ownerHandle], accounts: [{ directPolicy: 'pairing', paired: null }] }),
    );
    await expect(app.keeper.commands.silence({ action: 'apply' })).rejects.toMatchObject({
      code: 'usage',
    });
    expect(app.gateway.edits).toEqual([]);
    const answer = await during(
      app,
      app.keeper.commands.silence({ action: 'apply', dropPaired: true, waitMs: 60_000 }),
    );
    expect(answer).toMatchObject({ changed: true, silence: { state: 'silent' } });
  });

  test('taken back gives the settings of before when nobody is approved', async () => {
    const app = await openConnected(
      facts({ direct: [ownerHandle], accounts: [{ directPolicy: 'pairing', paired: [] }] }),
    );
    await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    const back = await during(app, app.keeper.commands.silence({ action: 'undo', waitMs: 60_000 }));
    expect(back).toMatchObject({ changed: true, canUndo: false });
    expect(app.gateway.effective.root.direct?.map(({ raw }) => raw)).toEqual([ownerHandle]);
    expect(app.gateway.effective.root.group).toBeNull();
    expect(app.gateway.effective.accounts[0]?.directPolicy).toBe('pairing');
    await expect(app.keeper.commands.silence({ action: 'undo' })).rejects.toMatchObject({
      code: 'nothing-to-undo',
    });
  });

  test('taken back while people are approved keeps our reference and the group senders', async () => {
    const app = await openConnected(answering());
    await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    await during(app, app.keeper.commands.silence({ action: 'undo', waitMs: 60_000 }));
    expect(app.gateway.effective.root.direct?.map(({ raw }) => raw)).toEqual([
      ownerHandle,
      'accessGroup:peephole',
    ]);
    expect(app.gateway.effective.root.group?.map(({ raw }) => raw)).toEqual([ownerHandle]);
    for (const handle of paired) expect(app.gateway.admits(handle)).toBe(true);
  });

  test('is not taken back over somebody else’s edit: the diff is shown', async () => {
    const app = await openConnected(answering());
    await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    app.gateway.change((now) => ({
      ...now,
      root: { ...now.root, direct: [...(now.root.direct ?? []), entry(stranger)] },
    }));
    await app.clock.pass(3_000);
    const undoing = app.keeper.commands.silence({ action: 'undo', waitMs: 60_000 });
    undoing.catch(() => {});
    await app.clock.pass(10_000);
    await expect(undoing).rejects.toMatchObject({
      code: 'gateway-refused',
      message: expect.stringContaining('channels.imessage.allowFrom'),
    });
  });
});

describe('leave', () => {
  const silent = () => facts({ direct: [ownerHandle], group: [] });
  const raws = (app: InProcessApp) => app.gateway.effective.root.direct?.map(({ raw }) => raw);

  /** Somebody is approved, and it is confirmed. */
  async function approved(first = silent()): Promise<InProcessApp> {
    const app = await openConnected(first);
    await app.knock(stranger);
    await app.give('approve', stranger);
    await app.clock.pass(10_000);
    return app;
  }

  test('only says what it would write, when asked to', async () => {
    const app = await approved();
    const { length } = app.gateway.edits;
    const answer = await app.keeper.commands.leave({ dryRun: true });
    expect(answer).toMatchObject({ changed: true, losing: [stranger], closed: [] });
    expect(answer.changes.map(({ path }) => path)).toContain('channels.imessage.allowFrom');
    await app.clock.pass(60_000);
    expect(app.gateway.edits).toHaveLength(length);
    expect(app.gateway.admits(stranger)).toBe(true);
  });

  test('takes our group and every reference to it out, and answers when the gateway runs as before', async () => {
    const app = await approved();
    const { length } = app.gateway.edits;
    const answer = await during(app, app.keeper.commands.leave({}));
    expect(answer).toMatchObject({ changed: true, losing: [stranger], closed: [] });
    expect(app.gateway.edits).toHaveLength(length + 1);
    expect(raws(app)).toEqual([ownerHandle]);
    expect(app.gateway.isRunning()).toBe(true);
    expect(app.gateway.admits(stranger)).toBe(false);
    expect(app.errors).toEqual([]);
  });

  test('puts who is approved onto the owner’s own list, when asked to', async () => {
    const app = await approved();
    const answer = await during(app, app.keeper.commands.leave({ keepApproved: true }));
    expect(answer).toMatchObject({ changed: true, losing: [] });
    expect(raws(app)).toEqual([ownerHandle, stranger]);
    expect(app.gateway.admits(stranger)).toBe(true);
  });

  test('names the list that keeps a reference which lets nobody in', async () => {
    const app = await approved(facts({ direct: [], group: [] }));
    const answer = await during(app, app.keeper.commands.leave({}));
    expect(answer.closed).toEqual(['channels.imessage.allowFrom']);
  });

  test('writes nothing where nothing of ours stands', async () => {
    const app = await openConnected(silent());
    expect(await app.keeper.commands.leave({})).toEqual({
      changed: false,
      changes: [],
      losing: [],
      closed: [],
    });
    expect(app.gateway.edits).toEqual([]);
  });

  test.each([
    { restore: true, policy: 'pairing', canUndo: false, undone: 1 },
    { restore: false, policy: 'allowlist', canUndo: true, undone: 0 },
  ] as const)(
    'restores what "Make it silent" changed: $restore',
    async ({ restore, policy, canUndo, undone }) => {
      const app = await openConnected(
        facts({ direct: [ownerHandle], accounts: [{ directPolicy: 'pairing', paired: [] }] }),
      );
      await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
      await during(app, app.keeper.commands.leave({ restore }));
      expect(app.gateway.effective.accounts[0]?.directPolicy).toBe(policy);
      expect(await app.keeper.commands.silence({ action: 'show' })).toMatchObject({ canUndo });
      const { items } = await app.keeper.commands.history({});
      const lines = items.filter(({ kind }) => kind === 'silence-undone');
      expect(lines.map(({ detail }) => detail?.key)).toEqual(
        Array(undone).fill('event.silence-undone-everything'),
      );
    },
  );

  test('restores nothing over somebody else’s edit, and writes nothing then', async () => {
    const app = await openConnected(
      facts({ direct: [ownerHandle], accounts: [{ directPolicy: 'pairing', paired: [] }] }),
    );
    await during(app, app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 }));
    app.gateway.change((now) => ({
      ...now,
      root: { ...now.root, direct: [...(now.root.direct ?? []), entry(stranger)] },
    }));
    await app.clock.pass(3_000);
    const { length } = app.gateway.edits;
    await expect(app.keeper.commands.leave({ restore: true })).rejects.toMatchObject({
      code: 'gateway-refused',
      message: expect.stringContaining('channels.imessage.allowFrom'),
    });
    expect(app.gateway.edits).toHaveLength(length);
  });

  test.each([
    { waitMs: undefined, afterMs: 15_000 },
    { waitMs: 20_000, afterMs: 20_000 },
  ])(
    'waits $afterMs ms for a gateway that does not apply it, twice: for its answer and for what it runs',
    async ({ waitMs, afterMs }) => {
      const app = await approved();
      app.gateway.applyMs = 600_000;
      let over = false;
      const leaving = app.keeper.commands.leave(waitMs === undefined ? {} : { waitMs });
      const failed = expect(leaving).rejects.toMatchObject({ code: 'timeout' });
      leaving.catch(() => {
        over = true;
      });
      await app.clock.pass(2 * afterMs - 1_000);
      expect(over).toBe(false);
      await app.clock.pass(2_000);
      expect(over).toBe(true);
      await failed;
    },
  );
});

describe('one change after the other', () => {
  test('a second one is refused while the gateway has not answered the first', async () => {
    const app = await openConnected(answering());
    app.gateway.saveMs = 5_000;
    app.gateway.applyMs = 60_000;
    const first = app.keeper.commands.silence({ action: 'apply' });
    await app.clock.pass(100);
    const second = app.keeper.commands.silence({ action: 'apply' });
    second.catch(() => {});
    await app.clock.pass(100);
    await expect(second).rejects.toMatchObject({ code: 'timeout' });
    await app.clock.pass(6_000);
    expect(await first).toMatchObject({ changed: true });
    expect(app.gateway.edits).toHaveLength(1);
  });

  test('without a wait the answer comes when the gateway has had six seconds to say no', async () => {
    const app = await openConnected(answering());
    app.gateway.applyMs = 60_000;
    let answered = false;
    const running = app.keeper.commands.silence({ action: 'apply' });
    void running.then(() => {
      answered = true;
    });
    await app.clock.pass(5_999);
    expect(answered).toBe(false);
    await app.clock.pass(1);
    expect(answered).toBe(true);
    expect((await running).silence.state).not.toBe('silent');
  });

  test('with a wait that is over before the gateway lives by it, that is said', async () => {
    const app = await openConnected(answering());
    app.gateway.applyMs = 60_000;
    const running = app.keeper.commands.silence({ action: 'apply', waitMs: 20_000 });
    const failed = expect(running).rejects.toMatchObject({ code: 'timeout' });
    await app.clock.pass(41_000);
    await failed;
  });

  test('one whose answer was lost with the gateway is not confirmed in time', async () => {
    const app = await openConnected(answering());
    app.gateway.saveMs = 5_000;
    const running = app.keeper.commands.silence({ action: 'apply', waitMs: 60_000 });
    const failed = expect(running).rejects.toMatchObject({ code: 'timeout' });
    await app.clock.pass(100);
    app.gateway.crash();
    await app.clock.pass(61_000);
    await failed;
  });

  test('a group of our name that is somebody else’s stands in the way by that name', async () => {
    const app = await openConnected(
      facts({
        direct: [ownerHandle],
        accounts: [{ directPolicy: 'pairing', paired }],
        groups: { peephole: [stranger] },
        otherType: ['peephole'],
      }),
    );
    await expect(app.keeper.commands.silence({ action: 'apply' })).rejects.toMatchObject({
      code: 'group-name-taken',
    });
  });
});

describe('a gateway that is not there', () => {
  /** A gateway whose connection says what the test says. */
  function said(first = answering()) {
    const clock = fakeClock(startMs);
    const gateway = fakeGateway(first, clock);
    const { start } = gateway;
    let tell: (event: GatewayEvent) => void = () => {};
    gateway.start = (listen) => {
      tell = listen;
      start(listen);
    };
    const app = openApp(temporaryStateDir(), clock, gateway);
    const say = (state: GatewayConnectionState, detail: Sentence | null) => {
      const connection = { state, version: null, url: 'ws://127.0.0.1:1', detail, notes: [] };
      tell({ type: 'connection', connection, appliedRevision: null });
    };
    return { app, say };
  }

  test('and only late is waited for: what it says then is shown', async () => {
    const { app, say } = said();
    say('unreachable', sentence('gateway.late'));
    const showing = app.keeper.commands.silence({ action: 'show' });
    await app.clock.pass(10_000);
    app.gateway.connect();
    await app.clock.pass(100);
    expect(await showing).toMatchObject({ silence: { state: 'answering' }, carriedOver: paired });
  });

  test('and late for longer than 15 s is given up', async () => {
    const { app, say } = said();
    say('unreachable', sentence('gateway.late'));
    let over = false;
    const showing = app.keeper.commands.silence({ action: 'show' });
    const failed = expect(showing).rejects.toMatchObject({ code: 'gateway-refused' });
    showing.catch(() => {
      over = true;
    });
    await app.clock.pass(14_999);
    expect(over).toBe(false);
    await app.clock.pass(1);
    expect(over).toBe(true);
    await failed;
  });

  test('is not waited for any more when Peephole stops', async () => {
    const { app, say } = said();
    say('unreachable', sentence('gateway.late'));
    const showing = app.keeper.commands.silence({ action: 'show' });
    const failed = expect(showing).rejects.toMatchObject({ code: 'not-running' });
    await app.clock.pass(100);
    await app.close();
    await failed;
  });

  test('and is not merely late is waited for by nobody', async () => {
    const { app, say } = said();
    say('unreachable', sentence('gateway.lost'));
    await expect(app.keeper.commands.silence({ action: 'show' })).rejects.toMatchObject({
      code: 'gateway-refused',
      sentence: sentence('refuse.settings-unread'),
    });
  });

  test.each([
    { state: 'incompatible', ids: ['gateway-too-old'] },
    { state: 'unauthorized', ids: [] },
  ] as const)('because it is $state is found to be $ids', async ({ state, ids }) => {
    const app = await openConnected();
    app.gateway.become(state);
    await app.clock.pass(100);
    const { silence } = await app.status();
    expect(silence.findings.map(({ id }) => id)).toEqual(ids);
  });
});

describe('a red finding', () => {
  const open = (on: boolean) => (now: ReturnType<typeof facts>) => ({
    ...now,
    root: { ...now.root, direct: [entry(ownerHandle), ...(on ? [entry('*')] : [])] },
  });

  test('is told once while it stands, also across a lost connection', async () => {
    const app = await openConnected(facts({ direct: [ownerHandle], group: [] }));
    const told = () => app.notices.filter(({ kind }) => kind === 'finding').length;
    app.gateway.change(open(true));
    await app.clock.pass(1_000);
    expect(told()).toBe(1);
    app.gateway.crash();
    app.gateway.connect();
    await app.clock.pass(1_000);
    expect(told()).toBe(1);
  });
});
