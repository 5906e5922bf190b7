import { describe, expect, test } from 'vitest';
import { channelTrouble } from '#core/reconcile/channel-trouble.ts';
import { channelView } from '#core/reconcile/channel-view.ts';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../../support/facts.ts';

const calm = { stopped: [], held: null, groupIsOurs: true };
type Accounts = NonNullable<Parameters<typeof facts>[0]>['accounts'];

/** What is said of a channel with these accounts, in English. */
function said(accounts: Accounts, unread: string | null = null): string | null {
  const read = facts({ accounts: accounts ?? [] });
  const detail = channelTrouble(
    channelView(read, null, calm),
    read,
    unread === null ? null : sentence('gateway.lost'),
  );
  return detail && english(detail);
}

describe('why the channel does not run', () => {
  test.each([
    ['spawn /opt/imsg ENOENT', 'can’t start imsg for the account default'],
    ['imsg not found (imsg). Install imsg on the Mac', 'can’t start imsg for the account default'],
    ['gateway restart-loop breaker tripped: 3 unclean boot(s)', 'crashed several times in a row'],
    ['imsg cannot access chat.db. Grant Full Disk Access', 'may not read Messages for the account default'],
    ['authorization denied (code: 23)', 'may not read Messages'],
    ['something nobody has seen', 'OpenClaw says of the account default'],
  ])('the gateway’s own words stand beside ours: %s', (lastError, ours) => {
    const text = said([{ running: false, lastError }]);
    expect(text).toContain(lastError);
    expect(text).toContain(ours);
  });

  test('no channel is a state that is said, not silence', () => {
    const read = facts({ configured: false, accounts: [] });
    const detail = channelTrouble(channelView(read, null, calm), read, null);
    expect(detail).toEqual(sentence('problem.no-channel'));
  });

  test('the account that fails is named, not the one that runs', () => {
    const text = said([{ id: 'default' }, { id: 'work', running: false, lastError: 'no such thing' }]);
    expect(text).toBe('OpenClaw says of the account work: “no such thing”.');
  });

  test.each<[string, NonNullable<Accounts>[number], boolean]>([
    ['receives, whatever went wrong with it before', { lastError: 'of an hour ago' }, true],
    ['was stopped', { running: false }, true],
    ['the gateway does not report', {}, false],
    ['is switched off', { running: false, enabled: false, lastError: 'of an hour ago' }, true],
  ])('the account that fails is named, not the one before it that %s', (_what, first, isReported) => {
    const made = facts({ accounts: [first, { id: 'work', running: false, lastError: 'no such thing' }] });
    const accounts = made.accounts.map((one, index) =>
      index === 0 && !isReported ? { ...one, runtime: null } : one,
    );
    const read = { ...made, accounts };
    expect(channelTrouble(channelView(read, null, calm), read, null)).toEqual(
      sentence('channel.failed', { account: 'work', reason: 'no such thing' }),
    );
  });

  test('a plugin that is not loaded is said', () => {
    const read = facts({ isLoaded: false });
    expect(channelTrouble(channelView(read, null, calm), read, null)).toEqual(sentence('problem.not-loaded'));
  });

  test.each<[string, 'on' | 'off', boolean]>([
    ['being turned on', 'on', true],
    ['being turned off', 'off', true],
    ['off', 'off', false],
  ])(
    'a channel that is %s is in no trouble, whatever an account failed with before',
    (_, request, enabled) => {
      const read = facts({ accounts: [{ running: false, enabled, lastError: 'of an hour ago' }] });
      expect(channelTrouble(channelView(read, request, calm), read, null)).toBeNull();
    },
  );

  test.each(['unknown', 'blocked'])(
    'no words of the gateway’s at all, life cycle %s: said so, with what to do',
    (lifecycle) => {
      const made = facts({ accounts: [{ id: 'default' }, { id: 'work', running: false }] });
      const accounts = made.accounts.map((one) =>
        one.id === 'work' && one.runtime ? { ...one, runtime: { ...one.runtime, lifecycle } } : one,
      );
      const read = { ...made, accounts };
      const detail = channelTrouble(channelView(read, null, calm), read, null);
      expect(detail && english(detail)).toContain('account work is switched on and does not receive');
      expect(detail && english(detail)).toContain('openclaw channels status --probe');
    },
  );

  test('a channel that runs, or was switched off, has no trouble', () => {
    expect(said([{ lastError: 'of an hour ago' }])).toBeNull();
    expect(said([{ running: false }])).toBeNull();
  });

  test('lists that could not be read: the reason of that reading', () => {
    const view = channelView(null, null, calm);
    const why = sentence('gateway.config-invalid-because', { reason: 'agents: not valid' });
    expect(channelTrouble(view, null, why)).toBe(why);
    expect(channelTrouble(view, null, null)).toBeNull();
  });
});
