/** The access runner by itself: what it asks of a gateway that answers when the test says so, and what it tells the others. */
import { describe, expect, test } from 'vitest';
import type { AccessFacts, EditOutcome } from '#core/access/access-facts.ts';
import { PeepholeError } from '#core/errors.ts';
import { type AccountState, type Gateway, GatewayUnavailable } from '#core/ports/gateway.ts';
import { comingUpMs, gatherMs, readEveryMs, restEveryMs, tryAgainMs, watchMs } from '#core/reconcile/pace.ts';
import { sentence } from '#core/words/sentence.ts';
import { AccessRunner } from '../../../../src-main/gatekeeper/access/access-runner.ts';
import { ChannelSwitch } from '../../../../src-main/gatekeeper/access/channel-switch.ts';
import { GatewayView } from '../../../../src-main/gatekeeper/access/gateway-view.ts';
import { Onlookers } from '../../../../src-main/gatekeeper/access/onlookers.ts';
import { DecisionStore } from '../../../../src-main/gatekeeper/decisions/store.ts';
import { EventStream } from '../../../../src-main/gatekeeper/events/event-stream.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { SteadyLedger } from '../../../../src-main/gatekeeper/record/steady-ledger.ts';
import { madeDecision } from '../../../support/decisions.ts';
import { facts } from '../../../support/facts.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import { ownerHandle } from '../../../support/in-process-app.ts';
import { testLedger } from '../../../support/ledger.ts';

const alice = '+12125550101';
const queued = { progress: 'queued', error: null, atMs: 1 } as const;
const gone = () => new GatewayUnavailable(sentence('gateway.lost'));
const full = () => new PeepholeError('ledger-full', sentence('said.foreign', { text: 'full' }));
const runs = (running: boolean, ready = running): ReadonlyMap<string, AccountState> =>
  new Map([['default', { running, ready, restarting: false }]]);

interface Call {
  readonly what: string;
  readonly with: unknown;
  readonly answer: (answer: unknown) => Promise<void>;
  readonly fail: (error: unknown) => Promise<void>;
}

function alone() {
  const clock = fakeClock(1_000_000);
  const events: GatekeeperEvent[] = [];
  const stream = new EventStream(() => {});
  const { emit } = stream;
  const calls: Call[] = [];
  const ask = (what: string, given: unknown = null): Promise<never> => {
    const answer = Promise.withResolvers<never>();
    calls.push({
      what,
      with: given,
      answer: (value) => {
        answer.resolve(value as never);
        return settle();
      },
      fail: (error) => {
        answer.reject(error);
        return settle();
      },
    });
    return answer.promise;
  };
  const gateway: Gateway = {
    start: () => {},
    reconnectNow: () => {},
    connectAnew: () => {},
    readAccess: () => ask('readAccess'),
    readRuntime: () => ask('readRuntime'),
    stopChannel: (id) => ask('stopChannel', id),
    startChannel: (id) => ask('startChannel', id),
    readConversations: async () => [],
    edit: (edit) => ask('edit', edit),
    stop: async () => {},
  };
  const ledger = new SteadyLedger(testLedger(), clock, emit);
  const view = new GatewayView(emit);
  const channel = new ChannelSwitch(ledger, view, clock, emit);
  const decisions = new DecisionStore(ledger, emit);
  const onlookers = new Onlookers(clock, emit);
  const runner = new AccessRunner({ gateway, view, decisions, channel, onlookers, ledger, clock, emit });
  stream.deliverTo([view, runner, channel, { receive: (event) => void events.push(event) }]);
  const connection = (state: 'connected' | 'unreachable') =>
    emit({
      type: 'connection',
      connection: { state, version: null, url: '', detail: null, notes: [] },
      appliedRevision: null,
    });
  const call = (what: string): Call => {
    const at = calls.findIndex((one) => one.what === what);
    const [found] = at < 0 ? [] : calls.splice(at, 1);
    if (found === undefined) throw new Error(`${what} was not asked: ${calls.map((one) => one.what)}`);
    return found;
  };
  const told = (type: GatekeeperEvent['type']) => events.filter((event) => event.type === type);
  return {
    clock,
    ledger,
    view,
    decisions,
    channel,
    onlookers,
    runner,
    emit,
    connection,
    call,
    told,
    /** What is asked and not answered. */
    open: () => calls.map(({ what }) => what),
    /** The lists as they are read: all that is open is answered with these. */
    read: (lists: AccessFacts | null = silent()) => call('readAccess').answer(lists),
  };
}

const silent = (change: Parameters<typeof facts>[0] = {}) =>
  facts({ direct: [ownerHandle], group: [], ...change });

/** Connected, with lists that were read, and everything that comes up has come up. */
async function rested(lists = silent()) {
  const one = alone();
  one.connection('connected');
  await one.read(lists);
  for (let passed = 0; passed < comingUpMs; passed += readEveryMs) {
    await one.clock.pass(readEveryMs);
    while (one.open().includes('readRuntime')) await one.call('readRuntime').answer(runs(true));
    while (one.open().includes('readAccess')) await one.read(lists);
  }
  expect(one.open()).toEqual([]);
  return one;
}

describe('lists that nobody said anything of', () => {
  const member = facts({
    direct: [ownerHandle, 'accessGroup:peephole'],
    group: [],
    groups: { peephole: [alice] },
  });
  const another = { ...facts({ direct: ['+12125550199'], group: [] }), baseHash: 'another' };
  const block = madeDecision({ key: alice, handle: alice, verdict: 'block' });

  /** Goes on for so long, ms: every reading is answered with these lists, and whatever else is asked with yes. */
  async function goOn(one: Awaited<ReturnType<typeof rested>>, lists: AccessFacts, forMs: number) {
    for (let passed = 0; passed <= forMs; passed += 100) {
      while (one.open().includes('readRuntime')) await one.call('readRuntime').answer(runs(false));
      while (one.open().includes('stopChannel')) await one.call('stopChannel').answer(undefined);
      while (one.open().includes('readAccess')) await one.read(lists);
      if (passed < forMs) await one.clock.pass(100);
    }
  }
  const factsTold = (one: Awaited<ReturnType<typeof rested>>) =>
    one.told('facts').map((event) => (event.type === 'facts' ? (event.facts?.baseHash ?? null) : null));

  test('are not known, however often they come: nobody’s removal is told to be in force', async () => {
    const one = await rested(member);
    one.decisions.append(block, queued);
    await settle();
    await goOn(one, another, 4_500);
    expect(factsTold(one).at(-1)).toBeNull();
    expect(one.decisions.people()[0]?.standing.decision).toMatchObject({
      verdict: 'block',
      progress: 'queued',
    });
    await goOn(one, member, 500);
    expect(one.call('edit').with).toMatchObject({ ourMembers: [] });
  });

  test('are known once they have stood for a while', async () => {
    const one = await rested(member);
    one.emit({ type: 'read-asked' });
    await goOn(one, another, 4_500);
    expect(factsTold(one)).not.toContain('another');
    await goOn(one, another, 1_000);
    expect(factsTold(one).at(-1)).toBe('another');
  });

  test('are known as soon as somebody says that the config changed', async () => {
    const one = await rested(member);
    one.emit({ type: 'read-asked' });
    await goOn(one, another, 0);
    expect(factsTold(one).at(-1)).toBeNull();
    expect(one.view.unread).toEqual(sentence('gateway.contradicts'));
    one.emit({ type: 'config-changed', hash: 'another' });
    await goOn(one, another, 0);
    expect(factsTold(one).at(-1)).toBe('another');
    expect(one.view.unread).toBeNull();
  });
});

describe('a connection', () => {
  test('has the lists read once, however often it is said', async () => {
    const one = alone();
    await one.clock.pass(60_000);
    expect(one.open()).toEqual([]);
    one.connection('connected');
    one.connection('connected');
    expect(one.open()).toEqual(['readAccess']);
    await one.read();
    expect(one.told('facts')).toMatchObject([{ facts: { configured: true }, isWriting: false }]);
  });

  test('that is lost takes with it what was read and asked, and is said once', async () => {
    const one = alone();
    one.connection('connected');
    const late = one.call('readAccess');
    one.connection('unreachable');
    one.connection('unreachable');
    expect(one.told('facts')).toEqual([{ type: 'facts', facts: null, isWriting: false }]);
    await late.answer(silent());
    expect(one.told('answer')).toEqual([]);
    expect(one.told('facts')).toHaveLength(1);
    await one.clock.pass(60_000);
    expect(one.open()).toEqual([]);
  });

  test('on which the lists can’t be read is asked again; only a defect of ours is trouble', async () => {
    const one = alone();
    one.connection('connected');
    await one.call('readAccess').fail(gone());
    expect(one.told('facts')).toMatchObject([{ facts: null }]);
    expect(one.told('trouble')).toEqual([]);
    await one.clock.pass(tryAgainMs);
    await one.call('readAccess').fail(new Error('a defect'));
    expect(one.told('trouble')).toMatchObject([{ error: { message: 'a defect' } }]);
    await one.clock.pass(tryAgainMs);
    expect(one.open()).toEqual(['readAccess']);
  });
});

describe('whoever stops it', () => {
  test('is asked nothing more, whatever comes', async () => {
    const one = await rested();
    one.runner.stop();
    one.emit({ type: 'read-asked' });
    one.emit({ type: 'config-changed', hash: null });
    one.emit({ type: 'time' });
    await one.clock.pass(3 * restEveryMs);
    expect(one.open()).toEqual([]);
  });

  test('may do so before anything was connected', () => {
    expect(() => alone().runner.stop()).not.toThrow();
  });

  test('does not hear what is answered then', async () => {
    const one = alone();
    one.connection('connected');
    one.runner.stop();
    await one.read();
    expect(one.told('answer')).toEqual([]);
  });
});

describe('a decision', () => {
  const given = (one: Awaited<ReturnType<typeof rested>>, verdict: 'approve' | 'block') =>
    one.decisions.append(madeDecision({ verdict }), queued);

  test('to let somebody in gathers others for 50 ms, and is looked at then', async () => {
    const one = await rested();
    given(one, 'approve');
    await one.clock.pass(49);
    expect(one.open()).toEqual([]);
    await one.clock.pass(1);
    expect(one.open()).toEqual(['readAccess']);
  });

  test('to keep somebody out is looked at in the same moment', async () => {
    const one = await rested();
    given(one, 'block');
    expect(one.open()).toEqual(['readAccess']);
  });

  test.each([
    ['not new', { isNew: false }],
    ['further on already', { progress: 'saved' }],
    ['carried over by the write that is being sent', { source: 'carried-over' }],
  ] as const)('that is %s is no reason to look', async (_, change) => {
    const one = await rested();
    const { isNew = true, ...more } = { ...change } as { isNew?: boolean };
    const decision = { ...madeDecision({ verdict: 'block' }), ...queued, taken: [], ...more };
    one.emit({ type: 'decision', isNew, decision });
    await one.clock.pass(1_000);
    expect(one.open()).toEqual([]);
  });

  test('that can’t be written down is not sent, and is tried again', async () => {
    const one = await rested();
    given(one, 'approve');
    const { catchUp } = one.ledger;
    one.ledger.catchUp = () => {
      throw full();
    };
    await one.clock.pass(gatherMs);
    await one.read();
    expect(one.open()).toEqual([]);
    expect(one.told('trouble')[0]).toMatchObject({ error: { code: 'ledger-full' } });
    expect(one.told('write-sent')).toEqual([]);
    one.ledger.catchUp = catchUp;
    await one.clock.pass(tryAgainMs);
    await one.read();
    expect(one.open()).toEqual(['edit']);
    expect(one.told('write-sent')).toHaveLength(1);
  });

  test('is written once, and what is read while it is says so', async () => {
    const one = await rested();
    given(one, 'approve');
    await one.clock.pass(gatherMs);
    await one.read();
    const write = one.call('edit');
    expect(write.with).toMatchObject({ ourMembers: [alice] });
    await one.clock.pass(1_000);
    await one.read();
    expect(one.told('facts').at(-1)).toMatchObject({ isWriting: true });
    expect(one.open().filter((what) => what === 'edit')).toEqual([]);
    await write.answer({ kind: 'applied', hash: null } satisfies EditOutcome);
    expect(one.open()).toEqual(['readAccess']);
    await one.read(silent({ groups: { 'peephole-approved': [alice] } }));
    expect(one.told('facts').at(-1)).toMatchObject({ isWriting: false });
  });

  test('whose write is not answered may be there all the same: it is read before it is written again', async () => {
    const one = await rested();
    given(one, 'approve');
    await one.clock.pass(gatherMs);
    await one.read();
    await one.call('edit').fail(new Error('no answer'));
    expect(one.told('trouble')).toMatchObject([{ error: { message: 'no answer' } }]);
    expect(one.open()).toEqual(['readAccess']);
  });
});

describe('what the owner asks for', () => {
  test('is looked at at once: to know, to try again, to make it silent', async () => {
    const one = await rested();
    one.emit({ type: 'read-asked' });
    expect(one.open()).toEqual(['readAccess']);
    await one.read();
    one.emit({ type: 'retry-asked' });
    expect(one.open()).toEqual(['readAccess']);
    await one.read();
    one.emit({ type: 'config-changed', hash: null });
    expect(one.open()).toEqual(['readAccess']);
    await one.read();
    one.emit({ type: 'change-asked', change: { kind: 'make-silent', dropPaired: true } });
    expect(one.open()).toEqual(['readAccess']);
  });

  test('is not the only reason to look: the gateway says that its channel is ready', async () => {
    const one = await rested();
    one.emit({ type: 'channel-ready' });
    expect(one.open()).toEqual(['readAccess']);
  });

  test('is done with when it has ended', async () => {
    const one = await rested(silent({ accounts: [{ directPolicy: 'pairing' }] }));
    one.emit({ type: 'change-asked', change: { kind: 'make-silent', dropPaired: true } });
    await one.read(silent({ accounts: [{ directPolicy: 'pairing' }] }));
    await one.call('edit').answer({ kind: 'refused', message: 'no' } satisfies EditOutcome);
    expect(one.told('change-ended')).toMatchObject([{ outcome: { kind: 'refused' } }]);
    while (one.open().includes('readAccess'))
      await one.read(silent({ accounts: [{ directPolicy: 'pairing' }] }));
    await one.clock.pass(2 * tryAgainMs);
    expect(one.open().filter((what) => what === 'edit')).toEqual([]);
    expect(one.told('change-ended')).toHaveLength(1);
  });

  test('the channel off: it is stopped, and that is told, with what failed of it', async () => {
    const one = await rested();
    const turned = one.channel.turn(false).catch((error: unknown) => error);
    await settle();
    expect(one.open()).toEqual(['readRuntime', 'stopChannel']);
    await one.call('stopChannel').fail(new Error('a defect'));
    expect(one.told('channel-stopped')).toEqual([{ type: 'channel-stopped', failed: true }]);
    expect(one.told('trouble')).toMatchObject([{ error: { message: 'a defect' } }]);
    expect(await turned).toMatchObject({ code: 'gateway-refused' });
  });

  test('the channel off: nothing that was stopped before is started by us', async () => {
    const one = await rested();
    one.ledger.setJournal({ stopped: ['default'], held: null, groupIsOurs: true });
    const turned = one.channel.turn(false);
    await settle();
    expect(one.ledger.journal()).toEqual({ stopped: [], held: null, groupIsOurs: true });
    await one.call('stopChannel').answer(undefined);
    await turned;
    expect(one.told('channel-stopped')).toEqual([{ type: 'channel-stopped', failed: false }]);
  });
});

describe('what runs, while somebody looks', () => {
  test.each<[string, ReadonlyMap<string, AccountState>, boolean]>([
    ['as it was', runs(true), false],
    ['stopped', runs(false), true],
    ['running, and not ready', runs(true, false), true],
    ['not listed any more', new Map(), true],
    [
      'one more',
      new Map([...runs(true), ['other', { running: true, ready: true, restarting: false }]]),
      true,
    ],
  ])('%s: the lists are read when it differs from them', async (_, now, isRead) => {
    const one = await rested();
    one.onlookers.begin();
    while (one.open().includes('readAccess')) await one.read();
    await one.clock.pass(tryAgainMs);
    await one.call('readRuntime').answer(now);
    expect(one.open()).toEqual(isRead ? ['readAccess'] : []);
  });

  test('an account that is reported neither time is no difference', async () => {
    const made = silent({ accounts: [{}, { id: 'dead', running: false }] });
    const lists = {
      ...made,
      accounts: made.accounts.map((one) => (one.id === 'dead' ? { ...one, runtime: null } : one)),
    };
    const one = await rested(lists);
    one.onlookers.begin();
    while (one.open().includes('readAccess')) await one.read(lists);
    await one.clock.pass(tryAgainMs);
    await one.call('readRuntime').answer(runs(true));
    expect(one.open()).toEqual([]);
  });

  test('an answer that does not come says nothing', async () => {
    const one = await rested();
    one.onlookers.begin();
    while (one.open().includes('readAccess')) await one.read();
    await one.clock.pass(tryAgainMs);
    await one.call('readRuntime').fail(gone());
    expect(one.open()).toEqual([]);
    expect(one.told('trouble')).toEqual([]);
  });
});

describe('a removal', () => {
  const member = (change: Parameters<typeof facts>[0] = {}) =>
    silent({ ...change, direct: [ownerHandle, 'accessGroup:peephole'], groups: { peephole: [alice] } });
  const block = (one: Awaited<ReturnType<typeof rested>>) =>
    one.decisions.append(madeDecision({ key: alice, handle: alice, verdict: 'block' }), queued);
  const ours = { stopped: ['default'], held: null, groupIsOurs: true };

  /** Reads these lists and stops what is to be stopped, until something else is asked. */
  async function goOn(one: Awaited<ReturnType<typeof rested>>, lists: AccessFacts) {
    for (let turn = 0; turn < 20; turn += 1) {
      if (one.open().includes('readRuntime')) await one.call('readRuntime').answer(runs(false));
      if (one.open().includes('stopChannel')) await one.call('stopChannel').answer(undefined);
      if (one.open().includes('readAccess')) await one.read(lists);
    }
  }

  test('is no switching off: nobody is told that the channel was', async () => {
    const one = await rested(member());
    one.ledger.setJournal({ stopped: [], held: null, groupIsOurs: true });
    block(one);
    await one.call('stopChannel').answer(undefined);
    expect(one.ledger.journal()).toEqual(ours);
    await one.call('readRuntime').answer(runs(true));
    expect(one.told('channel-stopped')).toEqual([]);
  });

  test('stops also what ran, or was about to, and nobody had named', async () => {
    const one = await rested(member());
    block(one);
    await one.call('stopChannel').answer(undefined);
    const state = { running: false, ready: false, restarting: false };
    await one.call('readRuntime').answer(
      new Map([
        ['default', { ...state, running: true }],
        ['runs', { ...state, running: true }],
        ['restarts', { ...state, restarting: true }],
        ['rests', state],
      ]),
    );
    expect(one.open()).toEqual(['readRuntime', 'stopChannel', 'stopChannel']);
    expect([one.call('stopChannel').with, one.call('stopChannel').with]).toEqual(['runs', 'restarts']);
    expect(one.ledger.journal().stopped).toEqual(['default', 'runs', 'restarts']);
  });

  test('that the gateway does not answer keeps what was stopped in mind', async () => {
    const one = await rested(member());
    one.ledger.setJournal({ stopped: [], held: null, groupIsOurs: true });
    block(one);
    await one.call('stopChannel').fail(gone());
    await one.call('readRuntime').fail(gone());
    expect(one.told('trouble')).toEqual([]);
    expect(one.ledger.journal()).toEqual(ours);
    expect(one.open()).toEqual(['readAccess']);
  });

  describe('that the gateway refuses', () => {
    const idle = member({ accounts: [{ running: false }] });

    /** The channel is held. */
    async function held() {
      const one = await rested(member());
      one.ledger.setJournal({ stopped: [], held: null, groupIsOurs: true });
      block(one);
      await one.call('stopChannel').answer(undefined);
      await one.call('readRuntime').answer(runs(true));
      await goOn(one, idle);
      await one.call('edit').answer({ kind: 'refused', message: 'read-only' } satisfies EditOutcome);
      await goOn(one, idle);
      expect(one.ledger.journal()).toMatchObject({
        stopped: ['default'],
        held: { code: 'removal-held', params: { message: 'read-only' } },
      });
      return one;
    }

    test('is started anyway when the owner turns the channel on', async () => {
      const one = await held();
      await one.channel.turn(true);
      expect(one.ledger.journal()).toEqual({ stopped: [], held: null, groupIsOurs: true });
      await goOn(one, idle);
      expect(one.open()).toEqual(['startChannel']);
    });

    test('stays in force when the owner turns the channel off, whoever turns it on again', async () => {
      const one = await held();
      void one.channel.turn(false).catch(() => {});
      await settle();
      await goOn(one, member({ accounts: [{ running: false, enabled: false }], rootEnabled: false }));
      expect(one.told('channel-ended')).toHaveLength(1);
      one.emit({ type: 'read-asked' });
      await one.read(member());
      expect(one.open()).toEqual(['readRuntime', 'stopChannel']);
    });
  });

  test('is sent whatever the disk says', async () => {
    const one = await rested(member());
    one.ledger.setJournal({ stopped: [], held: null, groupIsOurs: true });
    block(one);
    one.ledger.catchUp = () => {
      throw full();
    };
    await one.call('stopChannel').answer(undefined);
    await one.call('readRuntime').answer(runs(true));
    await goOn(one, member({ accounts: [{ running: false }] }));
    expect(one.call('edit').with).toEqual({ ourMembers: [] });
    expect(one.told('write-sent')).toEqual([{ type: 'write-sent' }]);
  });
});

describe('starting', () => {
  const idle = silent({ accounts: [{ running: false }] });

  async function turnedOn() {
    const one = await rested(idle);
    await one.channel.turn(true);
    await one.read(idle);
    return one;
  }

  test('asks for the account by its name, and reads at once when that was answered', async () => {
    const one = await turnedOn();
    expect(one.open()).toEqual(['startChannel']);
    const start = one.call('startChannel');
    expect(start.with).toBe('default');
    await start.answer(undefined);
    expect(one.open()).toEqual(['readAccess']);
    await one.read(silent());
    expect(one.told('channel-ended')).toEqual([{ type: 'channel-ended' }]);
    expect([one.channel.request, one.channel.failure]).toEqual([null, null]);
  });

  test('that was not answered is read a moment later', async () => {
    const one = await turnedOn();
    await one.call('startChannel').fail(gone());
    expect(one.open()).toEqual([]);
    await one.clock.pass(watchMs);
    expect(one.open()).toEqual(['readAccess']);
  });

  test('is what a removal that is in force ends with', async () => {
    const one = await rested(idle);
    one.ledger.setJournal({ stopped: ['default'], held: null, groupIsOurs: false });
    one.emit({ type: 'read-asked' });
    await one.read(idle);
    await one.call('startChannel').answer(undefined);
    await one.read();
    expect(one.ledger.journal()).toEqual({ stopped: [], held: null, groupIsOurs: false });
  });
});

describe('an approval', () => {
  const named = { id: 7, setting: 'channels.imessage.groups["7"]', wantsMention: false };
  const lists = (members: readonly string[], namedChats: readonly (typeof named)[] = []) =>
    facts({
      direct: [ownerHandle, 'accessGroup:peephole'],
      group: [],
      groups: { peephole: members },
      accounts: [{ namedChats }],
    });
  const approved = (one: Awaited<ReturnType<typeof rested>>, progress: 'saved' | 'confirmed') => {
    one.ledger.setJournal({ stopped: [], held: null, groupIsOurs: true });
    one.decisions.append(madeDecision({ key: alice, handle: alice }), { ...queued, progress });
  };
  const standing = (one: Awaited<ReturnType<typeof rested>>) => one.decisions.people()[0]?.standing.decision;

  test('that waits to know whose the named chats are is judged as soon as Messages says so', async () => {
    const one = await rested(lists([alice], [named]));
    approved(one, 'saved');
    one.emit({ type: 'read-asked' });
    await one.read(lists([alice], [named]));
    expect(standing(one)).toMatchObject({ progress: 'saved', error: { code: 'chats-unread', params: {} } });
    one.emit({ type: 'direct-chats', chats: { asked: [7], of: [] } });
    expect(standing(one)).toMatchObject({ progress: 'confirmed', error: null });
  });

  test('that is gone at the gateway ends there, once two readings have said so', async () => {
    const one = await rested(lists([]));
    approved(one, 'confirmed');
    one.emit({ type: 'read-asked' });
    await one.read(lists([]));
    expect(standing(one)).toMatchObject({ verdict: 'approve' });
    expect(one.open()).toEqual([]);
    await one.clock.pass(watchMs);
    await one.read(lists([]));
    expect(standing(one)).toMatchObject({ verdict: 'taken-away', source: 'gateway', progress: 'confirmed' });
  });
});

describe('a change of settings', () => {
  const answering = silent({ accounts: [{ groupPolicy: 'open' }] });
  const change = { kind: 'make-silent', dropPaired: true } as const;

  /** The channel is stopped for it, as it takes access: answers until it is sent, or for so long, ms. */
  async function send(one: Awaited<ReturnType<typeof rested>>, forMs = 1_000) {
    for (let passed = 0; passed <= forMs && !one.open().includes('edit'); passed += 100) {
      while (one.open().includes('readRuntime')) await one.call('readRuntime').answer(runs(false));
      while (one.open().includes('stopChannel')) await one.call('stopChannel').answer(undefined);
      while (one.open().includes('readAccess')) await one.read(answering);
      await one.clock.pass(100);
    }
  }

  test('whose write is not answered ends so: nobody knows', async () => {
    const one = await rested(answering);
    one.emit({ type: 'change-asked', change });
    await send(one);
    await one.call('edit').fail(gone());
    expect(one.told('trouble')).toEqual([]);
    expect(one.told('change-ended')).toEqual([
      { type: 'change-ended', outcome: { kind: 'unknown', message: '' } },
    ]);
  });

  test('whose gateway goes away ends: lost before it was sent, unknown after', async () => {
    const before = await rested(answering);
    before.emit({ type: 'change-asked', change });
    before.connection('unreachable');
    expect(before.told('change-ended')).toEqual([{ type: 'change-ended', outcome: 'lost' }]);
    const after = await rested(answering);
    after.emit({ type: 'change-asked', change });
    await send(after);
    after.connection('unreachable');
    expect(after.told('change-ended')).toEqual([
      { type: 'change-ended', outcome: { kind: 'unknown', message: '' } },
    ]);
  });

  test('that lets nobody in is not sent either before its way back is on the disk', async () => {
    const one = await rested(answering);
    const { catchUp } = one.ledger;
    one.ledger.catchUp = () => {
      throw full();
    };
    one.emit({ type: 'change-asked', change });
    await send(one);
    expect(one.told('write-sent')).toEqual([]);
    one.ledger.catchUp = catchUp;
    await one.clock.pass(tryAgainMs);
    await send(one);
    expect(one.open()).toContain('edit');
  });
});

describe('what could not be asked', () => {
  test('says why the lists are not known, where it was they that were asked for', async () => {
    const one = alone();
    one.connection('connected');
    await one.call('readAccess').fail(gone());
    expect(one.view.unread).toEqual(sentence('gateway.lost'));
    const defect = alone();
    defect.connection('connected');
    await defect.call('readAccess').fail(new Error('a defect'));
    expect(defect.view.unread).toBeNull();
    const stopping = alone();
    stopping.ledger.setJournal({ stopped: ['default'], held: null, groupIsOurs: true });
    stopping.connection('connected');
    await stopping.call('readRuntime').fail(gone());
    expect(stopping.view.unread).toBeNull();
  });

  test('on a connection that is gone says nothing any more', async () => {
    const one = alone();
    one.connection('connected');
    const late = one.call('readAccess');
    one.connection('unreachable');
    one.connection('connected');
    await late.fail(new Error('a defect'));
    expect(one.told('facts')).toEqual([{ type: 'facts', facts: null, isWriting: false }]);
    expect(one.open()).toEqual(['readAccess']);
  });
});

test('switching off is told also where nothing was known of what there is to stop', async () => {
  const one = alone();
  one.connection('connected');
  const turned = one.channel.turn(false);
  await settle();
  await one.call('readRuntime').answer(runs(true));
  expect(one.told('channel-stopped')).toEqual([]);
  await one.call('stopChannel').answer(undefined);
  await one.call('readRuntime').answer(runs(false));
  expect(one.told('channel-stopped')).toEqual([{ type: 'channel-stopped', failed: false }]);
  await expect(turned).resolves.toBeUndefined();
});

test('a journal that can’t be read keeps nothing from being looked at again', async () => {
  const one = await rested();
  const journal = one.ledger.journal.bind(one.ledger);
  one.ledger.journal = () => {
    throw full();
  };
  expect(() => one.emit({ type: 'time' })).not.toThrow();
  one.emit({ type: 'channel-ready' });
  expect(one.open()).toEqual([]);
  one.ledger.journal = journal;
  await one.clock.pass(tryAgainMs);
  expect(one.open()).toEqual(['readAccess']);
  await one.read();
  one.emit({ type: 'read-asked' });
  expect(one.open()).toEqual(['readAccess']);
});
