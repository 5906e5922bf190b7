import { beforeEach, describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { DecisionProgress } from '#core/decision/decision.ts';
import { type DecisionError, problem } from '#core/decision/decision-error.ts';
import type { GatewayConnectionState } from '#core/ports/gateway.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';
import { GatewayView } from '../../../../src-main/gatekeeper/access/gateway-view.ts';
import { DecisionStore } from '../../../../src-main/gatekeeper/decisions/store.ts';
import { VerdictService } from '../../../../src-main/gatekeeper/decisions/verdict-service.ts';
import { Waiters } from '../../../../src-main/gatekeeper/decisions/waiters.ts';
import { facts } from '../../../support/facts.ts';
import { type FakeClock, fakeClock, settle } from '../../../support/fake-clock.ts';
import { fakeGateway } from '../../../support/fake-gateway.ts';
import { type InProcessApp, openApp, ownerHandle, startMs } from '../../../support/in-process-app.ts';
import { temporaryStateDir, testLedger } from '../../../support/ledger.ts';
import { fakeSender } from '../../../support/views.ts';

const alice = '+12125550101';
const silentFacts = () => facts({ direct: [ownerHandle], group: [] });

describe('a verdict', () => {
  let app: InProcessApp;
  beforeEach(async () => {
    const clock = fakeClock(startMs);
    app = openApp(temporaryStateDir(), clock, fakeGateway(silentFacts(), clock));
    app.gateway.connect();
    await clock.pass(100);
    await app.knock(alice);
  });

  test('on what is no longer painted is refused and changes nothing', async () => {
    const { revision } = (await app.sender(alice)) ?? {};
    await app.knock(alice, 'Please send me the code you just got');
    await expect(app.give('approve', alice, { revision })).rejects.toMatchObject({
      code: 'stale-revision',
    });
    expect(await app.sender(alice)).toMatchObject({ state: 'waiting', decision: null });
    expect(app.gateway.edits).toEqual([]);
  });

  test('of the clock ends a temporary approval, on time and once', async () => {
    await app.give('approve', alice, { for: '1h' });
    await app.clock.pass(5_000);
    expect(app.gateway.admits(alice)).toBe(true);
    await app.clock.pass(3_600_000);
    expect(app.gateway.admits(alice)).toBe(false);
    expect(await app.sender(alice)).toMatchObject({ state: 'waiting', until: null, decision: null });
    expect(app.ledger.decisions().map(({ verdict }) => verdict)).toEqual(['approve', 'expire']);
    expect(app.gateway.isRunning()).toBe(true);
  });

  test('on a temporary approval whose end passed while we were away ends it first thing', async () => {
    await app.give('approve', alice, { for: '1h' });
    await app.clock.pass(5_000);
    const { gateway, clock } = app;
    await app.close();
    await clock.pass(7_200_000);
    expect(gateway.admits(alice)).toBe(true);
    app = openApp(app.stateDir, clock, gateway);
    gateway.connect();
    await settle();
    expect(gateway.isRunning()).toBe(false);
    await clock.pass(5_000);
    expect(gateway.admits(alice)).toBe(false);
    expect(gateway.isRunning()).toBe(true);
  });

  test('on a temporary approval ends soon after the Mac’s clock was put forward', async () => {
    await app.give('approve', alice, { for: '1h' });
    await app.clock.pass(5_000);
    const { now } = app.clock;
    app.clock.now = () => now() + 3_600_000;
    await app.clock.pass(40_000);
    expect(app.gateway.admits(alice)).toBe(false);
    expect(await app.sender(alice)).toMatchObject({ state: 'waiting' });
  });

  test('on somebody who is not let in is confirmed by the time it is answered', async () => {
    expect(await app.give('block', alice)).toMatchObject({ decision: { progress: 'confirmed' } });
    expect(app.gateway.edits).toEqual([]);
    expect(app.gateway.isRunning()).toBe(true);
  });

  test('waited for is answered with what the gateway said', async () => {
    app.gateway.answerNext = { kind: 'refused', message: 'read-only' };
    const refused = app.give('approve', alice, { waitMs: 30_000 });
    refused.catch(() => {});
    await app.clock.pass(5_000);
    await expect(refused).rejects.toMatchObject({ code: 'gateway-refused', message: 'read-only' });
    const confirmed = app.give('approve', alice, { waitMs: 30_000 });
    await app.clock.pass(5_000);
    expect(await confirmed).toMatchObject({ decision: { progress: 'confirmed' } });
  });

  test('on a handle nobody wrote from needs to be added, in full', async () => {
    const other = '+12125550199';
    await expect(app.give('approve', other)).rejects.toMatchObject({ code: 'unknown-sender' });
    await expect(app.give('ignore', other, { add: true })).rejects.toMatchObject({ code: 'usage' });
    await expect(app.give('approve', '5550199', { add: true })).rejects.toMatchObject({
      code: 'not-approvable',
    });
    expect(await app.give('approve', other, { add: true })).toMatchObject({ decision: { handle: other } });
  });
});

const bob = '+12125550102';
const carol = '+12125550103';
const hourMs = 3_600_000;

/** Takes verdicts on these, each painted as given; `waits` is for how long its timers were set, ms. */
function service(cards: readonly SenderView[]) {
  const running = fakeClock(startMs);
  const waits: number[] = [];
  const clock: FakeClock = {
    ...running,
    after(ms, run) {
      waits.push(ms);
      return running.after(ms, run);
    },
  };
  const ledger = testLedger();
  const waiters = new Waiters(clock);
  let readings = 0;
  const gateway: GatewayView = new GatewayView((event) => {
    if (event.type !== 'read-asked') return;
    readings += 1;
    gateway.reading();
    gateway.take(gateway.facts);
    gateway.receive({ type: 'facts', facts: gateway.facts, isWriting: false });
  });
  const decisions = new DecisionStore(ledger, (event) => waiters.receive(event));
  const shown = new Map(cards.map((card) => [card.id, card]));
  const verdicts = new VerdictService({
    decisions,
    gateway,
    waiters,
    clock,
    card: (key) => shown.get(key) ?? null,
    isOwner: (key) => key === ownerHandle,
  });
  const become = (state: GatewayConnectionState, read: AccessFacts | null = null) => {
    const detail = state === 'unauthorized' ? sentence('said.foreign', { text: 'Not let in.' }) : null;
    const connection = { state, version: null, url: 'ws://127.0.0.1:1', detail, notes: [] };
    gateway.receive({ type: 'connection', connection, appliedRevision: null });
    if (read !== null) gateway.take(read);
  };
  const give = (
    verdict: 'approve' | 'ignore' | 'block' | 'revoke' | 'undo',
    handle: string,
    more: Partial<Parameters<VerdictService['give']>[0]> = {},
  ) => verdicts.give({ verdict, handle, source: 'window', ...more });
  return { become, clock, decisions, give, readings: () => readings, verdicts, waits };
}

/** The same at a gateway that reads so. */
function connected(read: AccessFacts = silentFacts(), cards: readonly SenderView[] = everybody) {
  const of = service(cards);
  of.become('connected', read);
  return of;
}

const everybody = [alice, bob].map((handle) => fakeSender({ handle }));
const verdictsOf = ({ decisions }: ReturnType<typeof service>) =>
  decisions.people().map(({ key, standing }) => [key, standing.decision?.verdict]);

describe('what is written down of a verdict', () => {
  test('is what was decided, when, where and on what was painted', async () => {
    const card = fakeSender({ handle: alice, service: 'SMS', warnings: ['asks-for-code'] });
    const of = connected(silentFacts(), [card]);
    const view = await of.give('approve', alice, { for: '1h', source: 'cli', revision: card.revision });
    expect(of.decisions.find(view.id)).toEqual({
      id: view.id,
      key: alice,
      handle: alice,
      verdict: 'approve',
      untilMs: startMs + hourMs,
      issuedAtMs: startMs,
      source: 'cli',
      painted: { revision: card.revision, state: 'waiting', service: 'SMS', warnings: ['asks-for-code'] },
      progress: 'queued',
      error: null,
      atMs: startMs,
      taken: [],
    });
    expect(view).toEqual({
      id: view.id,
      handle: alice,
      verdict: 'approve',
      until: new Date(startMs + hourMs).toISOString(),
      progress: 'queued',
      error: null,
    });
  });

  test('has an end only where an approval was given one', async () => {
    const of = connected();
    expect((await of.give('approve', alice)).until).toBeNull();
    expect((await of.give('block', bob, { for: '1h' })).until).toBeNull();
  });

  test('has nothing painted where somebody was added', async () => {
    const of = connected();
    const { id } = await of.give('block', carol, { add: true });
    expect(of.decisions.find(id)).toMatchObject({ key: carol, handle: carol, painted: null });
  });

  test.each<[string, GatewayConnectionState, 'ignore' | 'block', Partial<DecisionProgress>]>([
    ['ignoring waits for nothing', 'connected', 'ignore', { progress: 'confirmed', error: null }],
    ['not even for a gateway', 'unreachable', 'ignore', { progress: 'confirmed', error: null }],
    ['a block waits for the gateway', 'connected', 'block', { progress: 'queued', error: null }],
    ['which is away', 'unreachable', 'block', { progress: 'queued', error: problem('gateway-away') }],
    [
      'or is not used, which is said',
      'unauthorized',
      'block',
      { progress: 'queued', error: { code: 'gateway-unusable', params: { message: 'Not let in.' } } },
    ],
  ])('says what it waits for: %s (%s)', async (_, state, verdict, progress) => {
    const of = service(everybody);
    of.become(state);
    expect(await of.give(verdict, alice)).toMatchObject(progress);
  });
});

describe('a verdict is refused', () => {
  test('when it lets in and the gateway is not used, for it would be done weeks later', async () => {
    const of = service(everybody);
    of.become('unauthorized');
    await expect(of.give('approve', alice)).rejects.toMatchObject({
      code: 'gateway-refused',
      message: 'Not let in.',
    });
    expect(verdictsOf(of)).toEqual([]);
    of.become('unreachable');
    await of.give('approve', alice);
    expect(verdictsOf(of)).toEqual([[alice, 'approve']]);
  });

  test.each(['ignore', 'revoke', 'undo'] as const)(
    'when it is to add somebody and is %s',
    async (verdict) => {
      const of = connected();
      await expect(of.give(verdict, carol, { add: true })).rejects.toMatchObject({
        code: 'usage',
        sentence: sentence('refuse.add-verdict'),
      });
    },
  );

  test('when it is on nobody who is shown, in the words it was typed in', async () => {
    const of = connected();
    await expect(of.give('block', '+1 212 555 0103')).rejects.toMatchObject({
      code: 'unknown-sender',
      sentence: sentence('refuse.unknown-add', { handle: '+1 212 555 0103' }),
    });
  });

  test('when it is to add what is no whole address', async () => {
    const of = connected();
    await expect(of.give('block', '5550103', { add: true })).rejects.toMatchObject({
      code: 'not-approvable',
      sentence: sentence('refuse.add-address', { handle: '5550103' }),
    });
  });

  test('when it lets in somebody whom the gateway can’t tell from an address that can’t be let in', async () => {
    const collides = fakeSender({ handle: '5550101', id: alice, approvable: true });
    const of = connected(silentFacts(), [collides]);
    await expect(of.give('approve', alice)).rejects.toMatchObject({
      code: 'not-approvable',
      sentence: sentence('refuse.collides', { handle: '5550101' }),
    });
    const simplyNot = connected(silentFacts(), [
      fakeSender({ handle: '5550101', id: alice, approvable: false }),
    ]);
    await expect(simplyNot.give('approve', alice)).rejects.toMatchObject({
      sentence: sentence('refuse.not-approvable', { handle: '5550101' }),
    });
  });

  test('when it blocks the owner', async () => {
    const of = connected(silentFacts(), [fakeSender({ handle: ownerHandle })]);
    await expect(of.give('block', ownerHandle)).rejects.toMatchObject({ code: 'is-owner' });
  });

  test('or not, by who is in our group at the gateway', async () => {
    const of = connected(
      facts({ direct: [ownerHandle, 'accessGroup:peephole'], group: [], groups: { peephole: [alice] } }),
    );
    await expect(of.give('ignore', alice)).rejects.toMatchObject({ code: 'is-approved' });
    await expect(of.give('revoke', bob)).rejects.toMatchObject({ code: 'not-approved' });
    await of.give('revoke', alice);
    await of.give('ignore', bob);
    expect(verdictsOf(of)).toEqual([
      [alice, 'revoke'],
      [bob, 'ignore'],
    ]);
    const unread = service(everybody);
    unread.become('connected');
    await expect(unread.give('revoke', alice)).rejects.toMatchObject({ code: 'not-approved' });
  });
});

describe('the lists are read anew at once', () => {
  const withAlice = () =>
    facts({ direct: [ownerHandle, 'accessGroup:peephole'], group: [], groups: { peephole: [alice] } });

  test.each<[string, 'approve' | 'ignore' | 'block' | 'revoke', string, number]>([
    ['for a block of somebody who is not let in', 'block', bob, 1],
    ['and not for an approval', 'approve', bob, 0],
    ['nor for what is confirmed already', 'ignore', bob, 0],
    ['nor where access is taken away first', 'block', alice, 0],
    ['by whatever takes it away', 'revoke', alice, 0],
  ])('%s: %s', async (_, verdict, handle, readings) => {
    const of = connected(withAlice());
    await of.give(verdict, handle);
    expect(of.readings()).toBe(readings);
  });

  test('but for nobody while they could not be read', async () => {
    const of = service(everybody);
    of.become('connected');
    await of.give('block', bob);
    expect(of.readings()).toBe(0);
  });

  test('once for a crowd, if any of it changes no access', async () => {
    const crowd = [alice, bob].map((handle) => fakeSender({ handle, textMark: 'same' }));
    const of = connected(withAlice(), crowd);
    const members = crowd.map(({ handle, revision }) => ({ handle, revision }));
    const { decisions, refused } = await of.verdicts.giveCrowd({
      verdict: 'block',
      crowd: 'same',
      members,
      source: 'window',
    });
    expect([decisions.map(({ handle }) => handle), refused, of.readings()]).toEqual([[alice, bob], [], 1]);
  });
});

test('a defect of ours is no refusal of one of a crowd', async () => {
  const crowd = [alice, bob].map((handle) => fakeSender({ handle, textMark: 'same' }));
  const of = connected(silentFacts(), crowd);
  Object.defineProperty(of.decisions, 'append', {
    value: () => {
      throw new TypeError('a defect');
    },
  });
  const members = crowd.map(({ handle, revision }) => ({ handle, revision }));
  const given = of.verdicts.giveCrowd({ verdict: 'ignore', crowd: 'same', members, source: 'window' });
  await expect(given).rejects.toThrow('a defect');
});

describe('a verdict that is waited for', () => {
  async function waiting(verdict: 'approve' | 'ignore' = 'approve') {
    const of = connected();
    const given = of.give(verdict, alice, { waitMs: 20_400 });
    const outcome = { state: 'waiting' as unknown };
    given.then(
      (view) => {
        outcome.state = view.progress;
      },
      (error: unknown) => {
        outcome.state = error;
      },
    );
    await settle();
    const id = of.decisions.standing(alice).decision?.id ?? '';
    const come = async (progress: DecisionProgress['progress'], error: DecisionError | null) => {
      of.decisions.progress(id, { progress, error, atMs: startMs });
      await settle();
      return outcome.state;
    };
    return { ...of, come, outcome };
  }

  test('is answered when it is in force', async () => {
    const { come } = await waiting();
    expect(await come('saved', null)).toBe('waiting');
    expect(await come('saved', problem('deferred'))).toBe('waiting');
    expect(await come('confirmed', null)).toBe('confirmed');
  });

  test('is answered at once when it is in force already', async () => {
    expect((await waiting('ignore')).outcome.state).toBe('confirmed');
  });

  test('is answered when it is saved and the rest is the owner’s', async () => {
    const { come } = await waiting();
    expect(await come('queued', problem('not-running'))).toBe('waiting');
    expect(await come('saved', problem('not-running'))).toBe('saved');
  });

  test('is answered as it stands when another one is given', async () => {
    const { give, outcome } = await waiting();
    await give('ignore', bob);
    await settle();
    expect(outcome.state).toBe('waiting');
    await give('block', alice);
    await settle();
    expect(outcome.state).toBe('queued');
  });

  test.each<[DecisionError | null, string, string]>([
    [null, 'gateway-refused', english(sentence('refuse.by-gateway'))],
    [problem('no-channel'), 'not-admitted', english(sentence('problem.no-channel'))],
    [problem('group-name-taken'), 'group-name-taken', english(sentence('problem.group-name-taken'))],
    [{ code: 'told', params: { publicCode: 'of-old', text: 'No.' } }, 'gateway-refused', 'No.'],
    [{ code: 'told', params: { publicCode: null, text: 'No.' } }, 'gateway-refused', 'No.'],
  ])('is refused with why it failed: %o', async (error, code, message) => {
    const { come } = await waiting();
    expect(await come('failed', error)).toMatchObject({ code, message });
  });

  test('is answered with a timeout that says how long', async () => {
    const { clock, outcome } = await waiting();
    await clock.pass(20_400);
    const what = sentence('late.decision', { handle: alice });
    expect(outcome.state).toMatchObject({
      code: 'timeout',
      sentence: sentence('late.not-confirmed', { what, seconds: 20 }),
    });
  });
});

describe('an approval that ends by itself', () => {
  const ends = ({ decisions }: ReturnType<typeof service>) =>
    decisions
      .people()
      .flatMap(({ key, standing: { decision } }) =>
        decision?.verdict === 'expire' ? [[key, decision.issuedAtMs - startMs]] : [],
      );

  test('ends on the millisecond, by a decision of the clock, whatever else is decided just before', async () => {
    const of = connected();
    await of.give('approve', alice, { for: '1h' });
    await of.give('approve', bob);
    await of.clock.pass(hourMs - 1);
    await of.give('block', carol, { add: true });
    expect(ends(of)).toEqual([]);
    await of.clock.pass(1);
    expect(ends(of)).toEqual([[alice, hourMs]]);
    expect(of.decisions.standing(alice).decision).toMatchObject({
      handle: alice,
      untilMs: null,
      source: 'clock',
      painted: null,
      progress: 'queued',
      error: null,
      atMs: startMs + hourMs,
    });
    await of.clock.pass(hourMs);
    expect(ends(of)).toEqual([[alice, hourMs]]);
  });

  test('ends within thirty seconds when the clock was put forward', async () => {
    const of = connected();
    await of.give('approve', alice, { for: '1h' });
    of.clock.sleep(hourMs);
    await of.clock.pass(29_999);
    expect(ends(of)).toEqual([]);
    await of.clock.pass(1);
    expect(ends(of)).toEqual([[alice, hourMs + 30_000]]);
  });

  test('is looked at every thirty seconds, or when the next one ends', async () => {
    const of = connected();
    of.verdicts.start();
    await of.clock.pass(60_000);
    expect(of.waits).toEqual([30_000, 30_000, 30_000]);
    await of.give('approve', alice, { for: '1h' });
    await of.clock.pass(hourMs - 20_000);
    of.waits.length = 0;
    await of.give('block', bob);
    expect(of.waits).toEqual([20_000]);
  });

  test('that is over when we start ends then, and the next look is as ever', async () => {
    const of = connected();
    await of.give('approve', alice, { for: '1h' });
    of.clock.sleep(hourMs);
    of.waits.length = 0;
    of.verdicts.start();
    expect(ends(of)).toEqual([[alice, hourMs]]);
    expect(of.waits).toEqual([30_000]);
  });

  test('is left as it is once Peephole stops', async () => {
    const of = connected();
    await of.give('approve', alice, { for: '1h' });
    of.verdicts.stop();
    await of.give('approve', bob, { for: '1h' });
    await of.clock.pass(2 * hourMs);
    expect(ends(of)).toEqual([]);
  });
});
