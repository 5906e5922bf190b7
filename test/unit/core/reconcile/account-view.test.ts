import { describe, expect, test } from 'vitest';
import type { AccessFacts, AccountAccess } from '#core/access/access-facts.ts';
import { accountViews } from '#core/reconcile/account-view.ts';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';
import { facts } from '../../../support/facts.ts';

const owner = '+12125550100';
type Change = Partial<Omit<AccountAccess, 'runtime'>> & {
  readonly runtime?: Partial<AccountAccess['runtime']>;
};

/** Two accounts, the second one changed. */
function read(change: Change, input: NonNullable<Parameters<typeof facts>[0]>['accounts'] = []): AccessFacts {
  const made = facts({ direct: [owner], group: [], accounts: [{}, { id: 'work', ...input[0] }] });
  const accounts = made.accounts.map((one, index) => {
    if (index === 0) return one;
    const { runtime, ...rest } = change;
    const its = runtime === undefined ? one.runtime : one.runtime && { ...one.runtime, ...runtime };
    return { ...one, ...rest, runtime: its };
  });
  return { ...made, accounts };
}

const work = (found: AccessFacts) => accountViews(found)[1];

describe('each account in words', () => {
  test.each<[string, Change, string]>([
    ['receiving', {}, 'work: receives.'],
    [
      'parked',
      { parkedBy: 'default' },
      'default has the same Messages, and OpenClaw reads them for that one alone.',
    ],
    [
      'off',
      { enabled: false, runtime: { running: false, connected: false, lifecycle: 'stopped' } },
      'is switched off.',
    ],
    [
      'stopped',
      { runtime: { running: false, connected: false, lifecycle: 'stopped' } },
      'switched on and does not run.',
    ],
    [
      'unexplained',
      { runtime: { running: false, connected: false, lifecycle: 'unknown' } },
      'does not receive, and OpenClaw gives no reason',
    ],
    [
      'unexplained',
      { runtime: { running: true, connected: false, lifecycle: 'unknown' } },
      'does not receive, and OpenClaw gives no reason',
    ],
    [
      'unexplained',
      { runtime: { running: false, connected: false, lifecycle: 'blocked' } },
      'does not receive, and OpenClaw gives no reason',
    ],
    ['starting', { runtime: { running: true, connected: false, lifecycle: 'recovering' } }, 'is starting.'],
    ['starting', { runtime: { connected: false, lifecycle: 'starting' } }, 'is starting.'],
    [
      'failed',
      {
        runtime: {
          running: false,
          connected: false,
          lifecycle: 'stopped',
          lastError: { kind: 'imsg-missing', words: 'spawn imsg ENOENT' },
        },
      },
      'can’t start imsg for the account work',
    ],
  ])('%s', (state, change, words) => {
    const view = work(read(change));
    expect(view).toMatchObject({ id: 'work', state });
    expect(view && english(view.detail)).toContain(words);
  });

  test.each<[string, Change, ReturnType<typeof sentence>]>([
    ['receives', {}, sentence('account.receiving')],
    [
      'is switched off, whatever it failed with before',
      {
        enabled: false,
        runtime: {
          running: false,
          connected: false,
          lifecycle: 'stopped',
          lastError: { kind: 'other', words: 'exit 1' },
        },
      },
      sentence('account.off'),
    ],
    [
      'does not receive, and nobody says why',
      { runtime: { running: false, connected: false, lifecycle: 'blocked' } },
      sentence('account.unexplained'),
    ],
  ])('one line says all of it: one that %s', (_what, change, state) => {
    expect(work(read(change))?.detail).toEqual(
      sentence('account.line', {
        account: 'work',
        state,
        messages: sentence('account.messages-this-mac'),
        strangers: sentence('account.strangers-silent'),
        setting: 'channels.imessage.allowFrom',
      }),
    );
  });

  test('an account that the gateway does not report', () => {
    const made = read({});
    const accounts = made.accounts.map((one) => ({ ...one, runtime: null }));
    expect(work({ ...made, accounts })?.state).toBe('unreported');
  });

  test('one that runs until its being switched off is applied is not called off', () => {
    expect(work(read({ enabled: false }))?.state).toBe('receiving');
  });

  test.each<[AccountAccess['messages'], string, boolean]>([
    [{ kind: 'this-mac' }, 'the Messages that you see here', true],
    [{ kind: 'another-mac', host: 'bot@mini' }, 'the Messages of bot@mini', false],
    [{ kind: 'another-mac', host: null }, 'another Mac’s Messages', false],
    [{ kind: 'another-file', path: '/Users/bot/chat.db' }, '/Users/bot/chat.db', false],
    [{ kind: 'unknown' }, 'can’t be told', false],
  ])('whose Messages: %j, and whether approvals go there', (messages, words, takesApprovals) => {
    const view = work(read({ messages }));
    expect(view).toMatchObject({ messages: messages.kind, takesApprovals });
    expect(view && english(view.detail)).toContain(words);
  });

  test('what strangers get, and by which list, is each account’s own', () => {
    const [root, own] = accountViews(read({ directPolicy: 'open' }, [{ direct: ['*'] }]));
    expect(root).toMatchObject({ strangers: 'silent', setting: 'channels.imessage.allowFrom' });
    expect(own).toMatchObject({ strangers: 'open', setting: 'channels.imessage.accounts.work.allowFrom' });
    expect(work(read({ directPolicy: 'pairing' }))?.strangers).toBe('answering');
    expect(work(read({ groupPolicy: 'open' }))?.strangers).toBe('open');
  });

  test('lists that were not read are no accounts', () => {
    expect(accountViews(null)).toEqual([]);
  });
});
