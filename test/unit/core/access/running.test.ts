import { describe, expect, test } from 'vitest';
import type { AccessFacts, AccountRuntime } from '#core/access/access-facts.ts';
import {
  isActive,
  isComingUp,
  isPluginLoading,
  isPluginMissing,
  isReceiving,
  isStopped,
  isUnexplained,
  reportedAccounts,
  runsAnywhere,
} from '#core/access/running.ts';
import { facts } from '../../../support/facts.ts';

type Account = NonNullable<NonNullable<Parameters<typeof facts>[0]>['accounts']>[number];

const never: AccountRuntime = { running: false, connected: false, lifecycle: 'unknown', lastError: null };
const stopped: AccountRuntime = { ...never, lifecycle: 'stopped' };

function read(account: Account, runtime?: AccountRuntime | null, applied = true): AccessFacts {
  const { accounts, ...rest } = facts({ accounts: [account] });
  return {
    ...rest,
    applied,
    accounts: accounts.map((one) => (runtime === undefined ? one : { ...one, runtime })),
  };
}

describe('an account that a stop would reach before its start', () => {
  const changing = (runtime: AccountRuntime | null = stopped) => read({ id: 'home' }, runtime, false);

  test.each<[string, AccessFacts, AccessFacts | null]>([
    ['is not reported yet', changing(null), null],
    ['never ran, as after a start of the gateway', read({ id: 'home' }, never), null],
    ['is new in what is being applied', changing(), read({ id: 'work' })],
    ['was switched off until now', changing(), read({ id: 'home', enabled: false }, stopped)],
    ['ran, and is between stop and start', changing(), read({ id: 'home' })],
    [
      'had failed, and is tried again',
      changing(),
      read({ id: 'home' }, { ...stopped, lastError: { kind: 'other', words: 'gone' } }),
    ],
  ])('%s', (_what, now, inEffect) => {
    expect(isComingUp(now, inEffect, 'home')).toBe(true);
  });

  test.each<[string, AccessFacts, AccessFacts | null]>([
    ['somebody had stopped it before the change', changing(), read({ id: 'home' }, stopped)],
    ['it is stopped, and nothing is being applied', read({ id: 'home' }, stopped), null],
    ['it is stopped, and nobody knows what was before', changing(), null],
    ['it is switched off', read({ id: 'home', enabled: false }, null, false), null],
    ['only what runs names it', changing(), read({ id: 'gone' })],
    [
      'the gateway holds it back itself',
      read({ id: 'home' }, { ...never, lastError: { kind: 'breaker', words: 'three crashes' } }),
      null,
    ],
  ])('not when %s', (what, now, inEffect) => {
    expect(isComingUp(now, inEffect, what.startsWith('only') ? 'gone' : 'home')).toBe(false);
  });
});

describe('what the gateway says of an account', () => {
  const ready: AccountRuntime = { ...never, running: true, connected: true, lifecycle: 'ready' };
  const failed: AccountRuntime = { ...stopped, lastError: { kind: 'other', words: 'gone' } };
  const said = (runtime: AccountRuntime | null, account: Account = {}, more: Partial<AccessFacts> = {}) => {
    const lists = { ...read(account, runtime), ...more };
    const [one] = lists.accounts;
    if (one === undefined) throw new Error('no account');
    return Object.entries({
      active: isActive(one),
      receiving: isReceiving(one),
      unexplained: isUnexplained(lists, one),
      stopped: isStopped(lists, one),
    })
      .filter(([, is]) => is)
      .map(([what]) => what);
  };

  test.each<[string, readonly string[], AccountRuntime | null, Account?, Partial<AccessFacts>?]>([
    ['it runs and receives', ['active', 'receiving'], ready],
    ['it is on its way', ['active'], { ...never, lifecycle: 'starting' }],
    ['it runs and never got to its database', ['active'], { ...ready, connected: false }],
    ['it is connected and not ready', ['active'], { ...ready, lifecycle: 'degraded' }],
    ['it was stopped by hand', ['stopped'], stopped],
    ['it failed', [], failed],
    ['it is not reported', [], null],
    ['it never started', ['unexplained'], never],
    ['it was not let start', ['unexplained'], { ...never, lifecycle: 'blocked' }],
    ['it never started, for a reason', [], { ...failed, lifecycle: 'unknown' }],
    ['it never started, and is off', ['stopped'], never, { enabled: false }],
    ['it never started, and another receives in its place', ['stopped'], never, { parkedBy: 'work' }],
    ['it never started, and a change is being applied', ['stopped'], never, {}, { applied: false }],
    ['it never started, and the gateway is loading', ['stopped'], never, {}, { isEarly: true }],
    ['it never started, and the gateway has loaded', ['unexplained'], never, {}, { isEarly: false }],
  ])('%s', (_what, is, ...runtime) => {
    expect(said(...runtime)).toEqual(is);
  });
});

describe('the channel', () => {
  test('runs while any account does, also one that the config does not name', () => {
    const off = { running: false };
    expect(runsAnywhere(facts({ accounts: [off, { id: 'work' }] }))).toBe(true);
    expect(runsAnywhere(facts({ accounts: [off], strays: ['gone'] }))).toBe(true);
    expect(runsAnywhere(facts({ accounts: [off, { id: 'work', running: false }] }))).toBe(false);
    expect(reportedAccounts(facts({ strays: ['gone'] })).map(({ id }) => id)).toEqual(['default', 'gone']);
  });

  const unreported = facts({ isLoaded: false });
  test.each<[string, AccessFacts, 'missing' | 'loading' | null]>([
    ['no account of a channel that is on is reported', unreported, 'missing'],
    ['the same, once the gateway has loaded', { ...unreported, isEarly: false }, 'missing'],
    ['the same, while it may be loading', { ...unreported, isEarly: true }, 'loading'],
    ['a change is being applied', { ...unreported, applied: false }, null],
    ['an account is reported', { ...facts(), isEarly: true }, null],
    [
      'one that the config does not name is',
      { ...unreported, strays: facts({ strays: ['gone'] }).strays },
      null,
    ],
    ['all are off', facts({ isLoaded: false, accounts: [{ enabled: false }] }), null],
    [
      'one of two is on',
      facts({ isLoaded: false, accounts: [{ enabled: false }, { id: 'work' }] }),
      'missing',
    ],
  ])('has its plugin or not: %s', (_what, lists, is) => {
    expect([isPluginMissing(lists), isPluginLoading(lists)]).toEqual([is === 'missing', is === 'loading']);
  });
});
