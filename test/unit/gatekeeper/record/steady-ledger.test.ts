import { describe, expect, test } from 'vitest';
import type { TakenEntry } from '#core/access/access-facts.ts';
import { PeepholeError } from '#core/errors.ts';
import type { LedgerEvent } from '#core/log/event-catalogue.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { sentence } from '#core/words/sentence.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { SteadyLedger } from '../../../../src-main/gatekeeper/record/steady-ledger.ts';
import { facts } from '../../../support/facts.ts';
import { type FakeClock, fakeClock, settle } from '../../../support/fake-clock.ts';
import { fillDisk } from '../../../support/full-disk.ts';
import { openConnected, ownerHandle, reopen } from '../../../support/in-process-app.ts';
import { decision, knock, progress, startMs, testLedger } from '../../../support/ledger.ts';
import { calm } from '../../../support/machine.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const hourMs = 3_600_000;

async function withTemporary() {
  const app = await openConnected();
  await app.knock(alice);
  await app.give('approve', alice, { for: '1h' });
  await app.clock.pass(5_000);
  expect(app.gateway.admits(alice)).toBe(true);
  return app;
}

describe.each(['ledger-full', 'state-unusable'] as const)('while the disk says %s', (code) => {
  test('an approval whose time is over ends at the gateway all the same, and is written down later, once', async () => {
    const app = await withTemporary();
    const free = fillDisk(app.ledger, code);
    await app.clock.pass(hourMs + 60_000);
    expect(app.gateway.admits(alice)).toBe(false);
    expect(await app.sender(alice)).toMatchObject({ state: 'waiting', decision: null });
    // Nobody else pays for it: the channel runs again.
    expect(app.gateway.isRunning()).toBe(true);
    expect(app.errors.length).toBeGreaterThan(0);
    for (const error of app.errors) expect(error).toMatchObject({ code });

    free();
    await app.clock.pass(10_000);
    const ends = app.ledger.decisionsOf(alice).filter(({ verdict }) => verdict === 'expire');
    expect(ends).toMatchObject([{ progress: 'confirmed' }]);
    expect((await app.status()).ledger.state).toBe('writing');
  });

  test('a crash before it is written down changes nothing', async () => {
    const app = await withTemporary();
    fillDisk(app.ledger, code);
    await app.clock.pass(hourMs + 60_000);
    const next = await reopen(app);
    await next.clock.pass(10_000);
    expect(next.gateway.admits(alice)).toBe(false);
    expect(await next.sender(alice)).toMatchObject({ state: 'waiting' });
  });

  test('nothing the owner asks for is accepted, and nobody is let in by what is only remembered', async () => {
    const app = await withTemporary();
    await app.knock(bob);
    const free = fillDisk(app.ledger, code);
    await expect(app.give('approve', bob)).rejects.toMatchObject({ code });
    await app.clock.pass(30_000);
    expect(app.gateway.admits(bob)).toBe(false);
    free();
    await app.give('approve', bob);
    await app.clock.pass(5_000);
    expect(app.gateway.admits(bob)).toBe(true);
  });

  test('status says so, whoever met it, until the disk takes something again', async () => {
    const app = await openConnected();
    await app.knock(bob);
    const free = fillDisk(app.ledger, code);
    await expect(app.give('ignore', bob)).rejects.toMatchObject({ code });
    expect((await app.status()).ledger).toMatchObject({
      state: code === 'ledger-full' ? 'full' : 'error',
      detail: expect.anything(),
    });
    await app.clock.pass(60_000);
    expect((await app.status()).ledger.state).not.toBe('writing');
    free();
    await app.clock.pass(6_000);
    expect((await app.status()).ledger).toEqual({ state: 'writing', detail: null });
  });

  test('a summary that falls due is told, and the next knock is heard', async () => {
    const app = await openConnected();
    for (const last of [3, 4, 5, 6, 7]) await app.knock(`+1212555010${last}`);
    const free = fillDisk(app.ledger, code);
    await app.clock.pass(12_000);
    expect(app.notices.filter(({ kind }) => kind === 'summary')).toHaveLength(1);
    free();
    await app.clock.pass(hourMs);
    await app.knock(bob);
    expect(app.notices.at(-1)).toMatchObject({ kind: 'knock', handle: bob });
  });

  test('a gateway that goes away while a decision waits is found again', async () => {
    const app = await openConnected(facts({ direct: [ownerHandle], group: [] }));
    await app.knock(alice);
    app.gateway.saveMs = 60_000;
    await app.give('approve', alice);
    await app.clock.pass(1_000);
    const free = fillDisk(app.ledger, code);
    app.gateway.crash();
    await settle();
    free();
    app.gateway.saveMs = 0;
    app.gateway.connect();
    await app.clock.pass(15_000);
    expect((await app.sender(alice))?.decision).toMatchObject({ progress: 'confirmed' });
  });
});

describe('a ledger that is damaged while Peephole runs', () => {
  test('takes nothing more, whatever happens to go well, and is called damaged until the next start', async () => {
    const app = await withTemporary();
    await app.knock(bob);
    const free = fillDisk(app.ledger, 'ledger-corrupt');
    await expect(app.give('ignore', bob)).rejects.toMatchObject({ code: 'ledger-corrupt' });
    free();
    const before = app.ledger.log(1_000).length;
    await app.clock.pass(60_000);
    for (const verdict of ['ignore', 'approve', 'block'] as const)
      await expect(app.give(verdict, bob)).rejects.toMatchObject({ code: 'ledger-corrupt' });
    expect((await app.status()).ledger).toMatchObject({ state: 'error', detail: expect.anything() });
    expect(await app.sender(bob)).toMatchObject({ state: 'waiting', decision: null });
    expect(app.gateway.admits(bob)).toBe(false);
    // What ends access needs no disk.
    await app.clock.pass(hourMs);
    expect(app.gateway.admits(alice)).toBe(false);
    expect(app.ledger.log(1_000)).toHaveLength(before);
  });

  test('is told as damage, also when the disk was in trouble before', async () => {
    const app = await withTemporary();
    await app.knock(bob);
    const free = fillDisk(app.ledger, 'state-unusable');
    await expect(app.give('ignore', bob)).rejects.toMatchObject({ code: 'state-unusable' });
    free();
    const why = sentence('ledger.damaged-in-use', { path: 'ledger.sqlite' });
    Object.defineProperty(app.ledger, 'appendDecision', {
      value: () => {
        throw new PeepholeError('ledger-corrupt', why);
      },
    });
    await expect(app.give('ignore', bob)).rejects.toMatchObject({ code: 'ledger-corrupt' });
    expect((await app.status()).ledger).toEqual({ state: 'error', detail: why });
  });
});

const full = sentence('said.foreign', { text: 'full' });
const damaged = sentence('ledger.damaged-in-use', { path: 'ledger.sqlite' });
const expiry = (id: string) => decision(id, { verdict: 'expire', source: 'clock', painted: null });
const resembling = (resembles: string): LedgerEvent => ({
  kind: 'look-alike',
  handle: alice,
  atMs: startMs,
  data: { key: alice, resembles },
});

/** A steady ledger on a disk of its own; `waits` is for how long its timers were set, ms. */
function steady() {
  const running = fakeClock(startMs);
  const waits: number[] = [];
  const clock: FakeClock = {
    ...running,
    after(ms, run) {
      waits.push(ms);
      return running.after(ms, run);
    },
  };
  const disk = testLedger();
  const events: GatekeeperEvent[] = [];
  const ledger = new SteadyLedger(disk, clock, (event) => events.push(event));
  const said = () =>
    events.map((event) => {
      if (event.type === 'ledger-health') return event.health.state;
      return event.type === 'trouble' && event.error instanceof PeepholeError ? event.error.code : event.type;
    });
  return { clock, disk, events, ledger, said, waits };
}

/** This call of the disk fails from now on. @returns the end of it. */
function failing(disk: Ledger, name: keyof Ledger, error: Error): () => void {
  const value = () => {
    throw error;
  };
  Object.defineProperty(disk, name, { configurable: true, value });
  return () => void Reflect.deleteProperty(disk, name);
}

const idsOf = (ledger: Ledger) => ledger.decisions().map(({ id }) => id);

describe('the ledger of whatever runs by itself', () => {
  test('reads and writes what is on the disk, and says nothing while all goes well', () => {
    const { disk, ledger, said, waits } = steady();
    ledger.recordKnocks([knock('g1')]);
    ledger.appendDecision(decision('d1'), progress());
    ledger.appendProgress('d1', progress({ progress: 'saved' }));
    ledger.appendEvent(resembling(bob));
    ledger.setSetting('a', '1');
    expect(ledger.keepSetting('b', '2')).toBeNull();
    ledger.setJournal({ ...calm, groupIsOurs: true });
    expect(ledger.installId).toBe(disk.installId);
    expect(ledger.counted('g1')).toEqual({ key: alice });
    expect(ledger.senderKeys()).toEqual([alice]);
    expect(ledger.sender(alice)).toEqual(disk.sender(alice));
    expect(ledger.sender(alice)).toMatchObject({ knocks: 1 });
    expect(ledger.decisions()).toMatchObject([{ id: 'd1', progress: 'saved' }]);
    expect(ledger.decisionsOf(alice)).toEqual(ledger.decisions());
    expect(ledger.decisionsOf(bob)).toEqual([]);
    expect(ledger.events(['look-alike'])).toMatchObject([{ kind: 'look-alike', handle: alice }]);
    expect([ledger.setting('a'), ledger.setting('b'), ledger.setting('c')]).toEqual(['1', '2', null]);
    expect(disk.journal()).toEqual({ ...calm, groupIsOurs: true });
    expect(ledger.log(2)).toEqual(disk.log(2));
    expect(ledger.log(2)).toHaveLength(2);
    expect(ledger.recordKnocks([], ['g1'])).toMatchObject([{ key: alice, knocks: 0 }]);
    expect([said(), waits]).toEqual([[], []]);
  });

  test('writes in its order what a full disk refused, five seconds later, and then asks no more', async () => {
    const { clock, disk, events, ledger, waits } = steady();
    ledger.appendDecision(decision('d1', { verdict: 'block' }), progress());
    const free = fillDisk(disk);
    ledger.appendDecision(expiry('d2'), progress());
    ledger.appendProgress('d2', progress({ progress: 'saved' }));
    const taken: TakenEntry = { accountId: null, list: 'direct', groupName: null, raw: alice, index: 0 };
    ledger.appendTaken('d1', [taken]);
    free();
    await clock.pass(4_999);
    expect(idsOf(disk)).toEqual(['d1']);
    await clock.pass(1);
    expect(disk.decisions()).toMatchObject([
      { id: 'd1', taken: [taken] },
      { id: 'd2', progress: 'saved' },
    ]);
    await clock.pass(60_000);
    expect(waits).toEqual([5_000, 5_000]);
    // It took something: there was no need to write anything only to see that.
    expect(disk.setting('disk-asked-at')).toBeNull();
    const health = (state: 'full' | 'writing') => ({
      type: 'ledger-health',
      health: { state, detail: state === 'full' ? full : null },
    });
    const trouble = { type: 'trouble', error: expect.objectContaining({ code: 'ledger-full' }) };
    expect(events).toEqual([health('full'), trouble, trouble, trouble, health('writing')]);
  });

  test('asks again for as long as the disk refuses', async () => {
    const { clock, disk, ledger, said, waits } = steady();
    const free = fillDisk(disk);
    ledger.appendDecision(expiry('d1'), progress());
    await clock.pass(12_000);
    free();
    await clock.pass(3_000);
    expect(idsOf(disk)).toEqual(['d1']);
    expect(waits).toEqual([5_000, 5_000, 5_000, 5_000]);
    expect(said()).toEqual(['full', 'ledger-full', 'ledger-full', 'ledger-full', 'writing']);
  });

  test('writes what was refused before anything new', () => {
    const { disk, ledger } = steady();
    const free = fillDisk(disk);
    ledger.appendDecision(expiry('d1'), progress());
    ledger.appendDecision(expiry('d2'), progress());
    free();
    ledger.appendDecision(decision('d3'), progress());
    expect(idsOf(disk)).toEqual(['d1', 'd2', 'd3']);
  });

  test.each(['approve', 'ignore', 'block', 'revoke', 'undo'] as const)(
    'writes the owner’s %s or refuses it, and then never writes it',
    async (verdict) => {
      const { clock, disk, ledger } = steady();
      const free = fillDisk(disk);
      expect(() => ledger.appendDecision(decision('d1', { verdict }), progress())).toThrow(PeepholeError);
      free();
      await clock.pass(10_000);
      expect(idsOf(disk)).toEqual([]);
    },
  );

  test.each(['expire', 'taken-away'] as const)('keeps %s, which no disk may hold up', async (verdict) => {
    const { clock, disk, ledger } = steady();
    const free = fillDisk(disk);
    ledger.appendDecision({ ...expiry('d1'), verdict }, progress());
    free();
    await clock.pass(5_000);
    expect(idsOf(disk)).toEqual(['d1']);
  });

  test('asks a disk that refused the owner until it takes something, whoever asks meanwhile', async () => {
    const { clock, disk, ledger, said, waits } = steady();
    const free = fillDisk(disk);
    expect(() => ledger.setSetting('a', '1')).toThrow(PeepholeError);
    await clock.pass(3_000);
    ledger.catchUp();
    free();
    await clock.pass(2_000);
    expect(said()).toEqual(['full', 'writing']);
    expect(disk.setting('disk-asked-at')).toBe(String(startMs + 5_000));
    await clock.pass(60_000);
    expect(waits).toEqual([5_000, 5_000]);
    expect(disk.setting('disk-asked-at')).toBe(String(startMs + 5_000));
  });

  test('says what the disk says to a setting that is in force anyway, and writes it later', async () => {
    const { clock, disk, ledger } = steady();
    const free = fillDisk(disk);
    expect(ledger.keepSetting('a', '1')).toMatchObject({ code: 'ledger-full' });
    free();
    await clock.pass(5_000);
    expect(disk.setting('a')).toBe('1');
  });

  test('keeps a thousand events while the disk refuses, and everything that decides', async () => {
    const { clock, disk, ledger } = steady();
    const free = fillDisk(disk);
    // Room that decisions take is none of theirs.
    ledger.appendDecision(expiry('d1'), progress());
    for (let index = 0; index < 1_001; index += 1) ledger.appendEvent(resembling(`${index}`));
    free();
    const written: unknown[] = [];
    Object.defineProperty(disk, 'appendEvent', {
      value: ({ data }: LedgerEvent<'look-alike'>) => written.push(data.resembles),
    });
    await clock.pass(5_000);
    expect(written).toEqual(Array.from({ length: 1_000 }, (_, index) => `${index}`));
    expect(idsOf(disk)).toEqual(['d1']);
  });

  test('keeps more than a thousand steps of decisions', async () => {
    const { clock, disk, ledger } = steady();
    const free = fillDisk(disk);
    for (let index = 0; index < 1_001; index += 1) ledger.appendProgress(`${index}`, progress());
    free();
    const written: string[] = [];
    Object.defineProperty(disk, 'appendProgress', { value: (id: string) => written.push(id) });
    await clock.pass(5_000);
    expect(written).toEqual(Array.from({ length: 1_001 }, (_, index) => `${index}`));
  });

  test('notes of whom the owner was told; while the disk refuses, as if it had', async () => {
    const { clock, disk, ledger } = steady();
    ledger.recordKnocks([knock('g1')]);
    expect(ledger.noteNotified([alice], 5)).toMatchObject([
      { key: alice, notifiedAtMs: 5, notifications: 1 },
    ]);
    expect(disk.sender(alice)).toMatchObject({ notifiedAtMs: 5, notifications: 1 });
    const before = disk.sender(alice);
    const free = fillDisk(disk);
    expect(ledger.noteNotified([alice, bob], 7)).toEqual([{ ...before, notifiedAtMs: 7, notifications: 2 }]);
    expect(disk.sender(alice)).toEqual(before);
    free();
    await clock.pass(5_000);
    expect(disk.sender(alice)).toMatchObject({ notifiedAtMs: 7, notifications: 2 });
  });

  test('knows the newest journal, whether or not it is written', async () => {
    const { clock, disk, ledger } = steady();
    expect(ledger.journal()).toEqual(disk.journal());
    const free = fillDisk(disk);
    ledger.setJournal({ ...calm, stopped: ['a'] });
    ledger.appendDecision(expiry('d1'), progress());
    expect(ledger.journal()).toEqual({ ...calm, stopped: ['a'] });
    ledger.appendDecision(expiry('d2'), progress(), { ...calm, stopped: ['b'] });
    expect(ledger.journal()).toEqual({ ...calm, stopped: ['b'] });
    free();
    await clock.pass(5_000);
    expect(disk.journal()).toEqual({ ...calm, stopped: ['b'] });
  });

  test('says each trouble of the disk once, and another one when it is another', () => {
    const { disk, events, ledger } = steady();
    const refusedWith = (code: 'ledger-full' | 'state-unusable', why = full) => {
      const free = failing(disk, 'setSetting', new PeepholeError(code, why));
      expect(() => ledger.setSetting('a', '1')).toThrow(PeepholeError);
      free();
    };
    refusedWith('ledger-full');
    refusedWith('ledger-full');
    refusedWith('state-unusable');
    refusedWith('state-unusable', damaged);
    expect(events).toEqual(
      [
        { state: 'full', detail: full },
        { state: 'error', detail: full },
        { state: 'error', detail: damaged },
      ].map((health) => ({ type: 'ledger-health', health })),
    );
  });

  test('leaves a defect of ours to whoever called, and blames no disk for it', () => {
    const { disk, ledger, said, waits } = steady();
    failing(disk, 'appendProgress', new TypeError('a defect'));
    expect(() => ledger.appendProgress('d1', progress())).toThrow('a defect');
    expect([said(), waits]).toEqual([[], []]);
  });

  test('that can’t be read says so, and is asked until it takes something', async () => {
    const { clock, disk, ledger, said } = steady();
    const mend = failing(disk, 'log', new PeepholeError('state-unusable', full));
    expect(() => ledger.log(1)).toThrow(PeepholeError);
    mend();
    ledger.log(1);
    expect(said()).toEqual(['error']);
    await clock.pass(5_000);
    expect(said()).toEqual(['error', 'writing']);
  });

  test('that is damaged is told of once, takes nothing more and is asked no more', async () => {
    const { clock, disk, events, ledger, said, waits } = steady();
    const corrupt = () => new PeepholeError('ledger-corrupt', damaged);
    const mend = failing(disk, 'decisions', corrupt());
    expect(() => ledger.decisions()).toThrow(PeepholeError);
    failing(disk, 'log', corrupt());
    expect(() => ledger.log(1)).toThrow(PeepholeError);
    failing(disk, 'sender', new PeepholeError('ledger-full', full));
    expect(() => ledger.sender(alice)).toThrow(PeepholeError);
    mend();
    expect(ledger.keepSetting('a', '1')).toMatchObject({ code: 'ledger-corrupt' });
    expect(() => ledger.setSetting('a', '1')).toThrow(PeepholeError);
    await clock.pass(60_000);
    ledger.close();
    expect(disk.setting('a')).toBeNull();
    expect(said()).toEqual(['error', 'ledger-corrupt']);
    expect(events[0]).toEqual({ type: 'ledger-health', health: { state: 'error', detail: damaged } });
    expect(waits).toEqual([]);
  });

  test('writes at its end what the disk takes by then', () => {
    const { disk, ledger } = steady();
    const free = fillDisk(disk);
    ledger.appendDecision(expiry('d1'), progress());
    free();
    ledger.close();
    expect(idsOf(disk)).toEqual(['d1']);
  });

  test('asks nothing of the disk once it has ended', async () => {
    const { clock, disk, ledger, waits } = steady();
    const free = fillDisk(disk);
    ledger.appendDecision(expiry('d1'), progress());
    ledger.close();
    free();
    await clock.pass(60_000);
    expect(idsOf(disk)).toEqual([]);
    expect(waits).toEqual([5_000]);
  });
});
