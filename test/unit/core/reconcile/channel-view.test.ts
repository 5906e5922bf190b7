import { describe, expect, test } from 'vitest';
import type { AccessFacts, AccountRuntime } from '#core/access/access-facts.ts';
import { channelView, type SwitchRequest } from '#core/reconcile/channel-view.ts';
import type { WriterJournal } from '#core/reconcile/writer-journal.ts';
import { facts } from '../../../support/facts.ts';

const calm: WriterJournal = { stopped: [], held: null, groupIsOurs: true };
const ready: AccountRuntime = {
  running: true,
  connected: true,
  lifecycle: 'ready',
  lastError: null,
};
const stopped: AccountRuntime = { ...ready, running: false, connected: false, lifecycle: 'stopped' };
const starting: AccountRuntime = { ...ready, connected: false, lifecycle: 'starting' };

/** The channel with these accounts; null: the runtime does not list it. */
function channel(
  runtimes: readonly (AccountRuntime | null)[],
  options: { enabled?: boolean; applied?: boolean; request?: SwitchRequest; journal?: WriterJournal } = {},
) {
  const enabled = options.enabled ?? true;
  const read = facts({
    accounts: runtimes.map((_, index) => ({ id: `account-${index}`, enabled })),
    applied: options.applied ?? true,
    rootEnabled: enabled ? null : false,
  });
  const whole: AccessFacts = {
    ...read,
    accounts: read.accounts.map((account, index) => ({ ...account, runtime: runtimes[index] ?? null })),
  };
  return channelView(whole, options.request ?? null, options.journal ?? calm);
}

describe('the channel as read back', () => {
  test('is unknown when nothing was read', () => {
    expect(channelView(null, null, calm)).toEqual({ state: 'unknown', persisted: false, heldBy: null });
  });

  test('is on only when every enabled account is connected and ready, or was stopped by hand beside one that is', () => {
    expect(channel([ready])).toEqual({ state: 'on', persisted: true, heldBy: null });
    expect(channel([ready, ready]).state).toBe('on');
    expect(channel([ready, starting]).state).toBe('starting');
    expect(channel([ready, stopped])).toEqual({ state: 'on', persisted: true, heldBy: null });
    expect(channel([ready, stopped], { request: 'on' }).state).toBe('starting');
    expect(channel([ready, stopped], { applied: false }).state).toBe('starting');
    expect(channel([ready, stopped], { journal: { ...calm, stopped: ['account-1'] } }).state).toBe(
      'starting',
    );
    expect(channel([ready, stopped, starting]).state).toBe('starting');
    expect(channel([ready, null]).state).toBe('starting');
    // Running without having connected: no Full Disk Access looks like this.
    expect(channel([starting])).toEqual({ state: 'starting', persisted: false, heldBy: null });
    expect(channel([{ ...ready, lifecycle: 'draining' }]).state).toBe('starting');
  });

  test('is off only when nothing runs, and for good only when it is switched off in the config', () => {
    expect(channel([stopped], { enabled: false })).toEqual({ state: 'off', persisted: true, heldBy: null });
    expect(channel([null], { enabled: false })).toEqual({ state: 'off', persisted: true, heldBy: null });
    expect(channel([stopped])).toEqual({ state: 'off', persisted: false, heldBy: null });
    expect(channel([stopped], { enabled: false, applied: false }).persisted).toBe(false);
    expect(channel([stopped, ready]).state).not.toBe('off');
  });

  test('is on its way after the owner asked for it', () => {
    expect(channel([ready], { request: 'off' }).state).toBe('stopping');
    expect(channel([stopped], { request: 'off' })).toEqual({
      state: 'stopping',
      persisted: false,
      heldBy: null,
    });
    expect(channel([stopped], { request: 'off', enabled: false, applied: false })).toEqual({
      state: 'off',
      persisted: false,
      heldBy: null,
    });
    expect(channel([ready], { enabled: false }).state).toBe('stopping');
    expect(channel([stopped], { request: 'on' }).state).toBe('starting');
    expect(channel([starting], { request: 'on' }).state).toBe('starting');
  });

  test('says when an account failed', () => {
    const lastError = { kind: 'other', words: 'imsg is not there' } as const;
    const broken = { ...stopped, lastError };
    expect(channel([broken]).state).toBe('error');
    expect(channel([{ ...starting, lastError }]).state).toBe('error');
    // Stopped because the owner, or a removal of ours, wanted it so: no failure.
    expect(channel([broken], { request: 'off' }).state).toBe('stopping');
    expect(channel([broken], { journal: { ...calm, stopped: ['account-0'] } }).state).toBe('off');
    // What an account that is switched off said last does not count.
    expect(channel([broken], { enabled: false }).state).toBe('off');
  });

  test.each([
    ['never started', { ...stopped, lifecycle: 'unknown' }],
    ['running without a life cycle', { ...starting, lifecycle: 'unknown' }],
    ['blocked, without a word', { ...stopped, lifecycle: 'blocked' }],
  ])('an account that is %s, and nobody says why, is a failure of its own', (_, odd) => {
    expect(channel([odd]).state).toBe('error');
    expect(channel([ready, odd]).state).toBe('error');
    // It may be about to start, was not to, or is not to any more.
    expect(channel([odd], { applied: false }).state).not.toBe('error');
    expect(channel([odd], { enabled: false }).state).not.toBe('error');
    expect(channel([odd], { request: 'off' }).state).toBe('stopping');
    const held = { journal: { ...calm, stopped: ['account-0'] } };
    if (!odd.running) expect(channel([odd], held).state).toBe('off');
  });

  test('says when a removal holds it', () => {
    const held = { ...calm, held: { code: 'removal-held', params: { message: 'No.' } } } as const;
    expect(channel([stopped], { journal: held })).toEqual({
      state: 'off',
      persisted: false,
      heldBy: 'removal',
    });
    expect(channel([stopped], { journal: { ...calm, stopped: ['default'] } }).heldBy).toBe('removal');
  });

  test('is not off while an account runs that the config does not name', () => {
    const gone = (strays: readonly string[]) =>
      facts({ accounts: [{ running: false, enabled: false }], strays });
    expect(channelView(gone(['work']), 'off', calm).state).toBe('stopping');
    expect(channelView(gone(['work']), null, calm).state).toBe('stopping');
    expect(channelView(gone([]), null, calm).state).toBe('off');
    const none = facts({ configured: false, accounts: [], strays: ['default'] });
    expect(channelView(none, null, calm).state).toBe('stopping');
  });

  test('an account in whose place another one receives is not waited for', () => {
    const parked = facts({ accounts: [{ running: false, parkedBy: 'work' }, { id: 'work' }] });
    const on = { state: 'on', persisted: true, heldBy: null };
    expect(channelView(parked, 'on', calm)).toEqual(on);
    expect(channelView(parked, null, { ...calm, stopped: ['work'] })).toEqual({ ...on, heldBy: 'removal' });
  });

  test('is not on by what runs beside the accounts of the config', () => {
    const beside = facts({ accounts: [{ running: false }], strays: ['work'] });
    expect(channelView(beside, null, calm)).toEqual({ state: 'starting', persisted: false, heldBy: null });
  });

  test('stays on over a restart only where its settings say so, and are applied', () => {
    const persisted = (input: Parameters<typeof facts>[0]) => channelView(facts(input), null, calm);
    expect(persisted({ rootEnabled: true })).toMatchObject({ state: 'on', persisted: true });
    expect(persisted({ rootEnabled: false })).toMatchObject({ state: 'on', persisted: false });
    expect(persisted({ applied: false })).toMatchObject({ state: 'on', persisted: false });
    expect(persisted({ rootEnabled: false, applied: false })).toMatchObject({
      state: 'on',
      persisted: false,
    });
  });

  test('what an account failed with before it received is no failure of the channel', () => {
    const lastError = { kind: 'other', words: 'of an hour ago' } as const;
    expect(channel([{ ...ready, lastError }, starting])).toEqual({
      state: 'starting',
      persisted: false,
      heldBy: null,
    });
  });

  test.each<[string, AccessFacts, SwitchRequest, string]>([
    ['its plugin is not loaded', facts({ isLoaded: false }), null, 'not-loaded'],
    ['it is being turned on', facts({ accounts: [{ running: false }] }), 'on', 'starting'],
    ['its plugin may be loading', { ...facts({ isLoaded: false }), isEarly: true }, null, 'starting'],
    [
      'nothing runs and it is still switched on',
      facts({ accounts: [{ running: false }] }),
      'off',
      'stopping',
    ],
    ['it is being turned off', facts(), 'off', 'stopping'],
    ['it is switched off and still runs', facts({ accounts: [{ enabled: false }] }), null, 'stopping'],
    ['it failed', facts({ accounts: [{ running: false, lastError: 'exit 1' }] }), null, 'error'],
    [
      'it failed beside one that receives',
      facts({ accounts: [{}, { id: 'work', running: false, lastError: 'exit 1' }] }),
      null,
      'error',
    ],
  ])('nothing will last while %s', (_while, read, request, state) => {
    expect(channelView(read, request, calm)).toEqual({ state, persisted: false, heldBy: null });
  });

  test('is none, and neither on nor off, where OpenClaw has no iMessage channel', () => {
    const none = facts({ configured: false, accounts: [] });
    for (const request of ['on', 'off', null] as const) {
      expect(channelView(none, request, calm)).toEqual({ state: 'none', persisted: true, heldBy: null });
    }
  });

  test('is not loaded when it is switched on and the gateway reports no account at all', () => {
    expect(channel([null]).state).toBe('not-loaded');
    expect(channel([null, null], { request: 'on' }).state).toBe('not-loaded');
    // Right after connecting it may be loading.
    const early = { ...facts({ isLoaded: false }), isEarly: true };
    expect(channelView(early, null, calm).state).toBe('starting');
    // It is being turned off, or turned on at this moment, or one of them is there.
    expect(channel([null], { request: 'off' }).state).toBe('stopping');
    expect(channel([null], { request: 'on', applied: false }).state).toBe('starting');
    expect(channel([null, stopped]).state).toBe('off');
    expect(channel([null], { enabled: false }).state).toBe('off');
  });

  test('without any account it is off', () => {
    expect(channel([]).state).toBe('off');
  });
});
