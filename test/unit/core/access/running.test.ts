import { describe, expect, test } from 'vitest';
import type { AccessFacts, AccountRuntime } from '#core/access/access-facts.ts';
import { isComingUp } from '#core/access/running.ts';
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
