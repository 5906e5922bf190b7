import { describe, expect, test } from 'vitest';
import { type AccountView, accountViews } from '#core/reconcile/account-view.ts';
import { sentence } from '#core/words/sentence.ts';
import { Words } from '#core/words/words.ts';
import { statusLines } from '../../../src-main/cli/commands/status.ts';
import { good } from '../../../src-main/cli/doctor/check.ts';
import { checkJson } from '../../../src-main/cli/json/check-json.ts';
import { receiptJson } from '../../../src-main/cli/json/receipt-json.ts';
import { silenceJson } from '../../../src-main/cli/json/silence-json.ts';
import { statusJson } from '../../../src-main/cli/json/status-json.ts';
import { Screen } from '../../../src-main/cli/kit/screen.ts';
import { facts } from '../../support/facts.ts';
import { calmStatus } from '../../support/views.ts';

const screen = new Screen({
  width: 200,
  colour: false,
  words: new Words({ locale: 'en-GB', timeZone: 'UTC' }),
  nowMs: 0,
});

/* What programs read: the shapes of the first version, byte for byte, whatever the views behind them become. */

describe('status --json', () => {
  test('has its fields in their order', () => {
    expect(Object.keys(statusJson(calmStatus))).toEqual([
      'version',
      'silence',
      'channel',
      'gateway',
      'messages',
      'ledger',
      'counts',
      'leaks',
      'sharesMainSession',
      'pausedUntil',
      'practice',
      // Added later.
      'accounts',
    ]);
  });

  test('says each account, as a program reads it and in English', () => {
    const accounts = accountViews(facts({ accounts: [{}, { id: 'work', running: false }] }));
    expect(statusJson({ ...calmStatus, accounts }).accounts).toEqual([
      {
        id: 'default',
        state: 'receiving',
        messages: 'this-mac',
        strangers: 'silent',
        setting: 'channels.imessage.allowFrom',
        takesApprovals: true,
        detail:
          'default: receives. It reads the Messages that you see here. Strangers get nothing. (channels.imessage.allowFrom)',
      },
      expect.objectContaining({ id: 'work', state: 'stopped' }),
    ]);
  });

  test('is told per account where there is more than one, and otherwise as ever', () => {
    const lines = (accounts: readonly AccountView[]) =>
      statusLines({ ...calmStatus, accounts }, screen)
        .join(' ')
        .replace(/\s+/g, ' ');
    const one = accountViews(facts({ accounts: [{}] }));
    expect(lines(one)).toBe(lines([]));
    const two = accountViews(facts({ accounts: [{}, { id: 'work', running: false }] }));
    expect(lines(two)).toContain('default: receives.');
    expect(lines(two)).toContain('work: is switched on and does not run.');
  });

  test('says what is wrong in English', () => {
    const detail = sentence('gateway.not-running', { url: 'ws://127.0.0.1:18789' });
    const gateway = { ...calmStatus.gateway, state: 'unreachable', detail } as const;
    expect(JSON.stringify(statusJson({ ...calmStatus, gateway }).gateway)).toBe(
      '{"state":"unreachable","version":"2026.9.6","url":"ws://127.0.0.1:18789",' +
        '"detail":"OpenClaw is not running (nothing listens at ws://127.0.0.1:18789): start OpenClaw.","notes":[]}',
    );
    expect(statusJson(calmStatus).gateway.detail).toBeNull();
  });

  test.each([
    [null, null],
    ['until-resumed', 'until-resumed'],
    [{ untilMs: 0 }, '1970-01-01T00:00:00.000Z'],
  ] as const)('paused %j reads %j', (pause, read) => {
    expect(statusJson({ ...calmStatus, pause }).pausedUntil).toBe(read);
  });
});

test('silence --json holds title and fix of every finding, what to do in one text', () => {
  const finding = { severity: 'red', changes: [], oneStep: true } as const;
  const fixes = [sentence('fix.allowlist', { setting: 'a.b' }), sentence('gateway.other-protocol')];
  const view = {
    state: 'open',
    findings: [
      { ...finding, id: 'wildcard', fixes },
      { ...finding, id: 'not-applied', fixes: [] },
    ],
  } as const;
  expect(JSON.stringify(silenceJson(view))).toBe(
    '{"state":"open","findings":[' +
      '{"id":"wildcard","severity":"red","title":"Anyone can talk to your assistant: the list holds \\"*\\".",' +
      '"fix":"Set a.b to \\"allowlist\\". OpenClaw speaks another protocol than Peephole: update OpenClaw with “openclaw update --channel stable”, or Peephole.","changes":[],"oneStep":true},' +
      '{"id":"not-applied","severity":"red","title":"The gateway has saved a change that it has not applied yet: ' +
      'strangers still meet the old settings.","fix":null,"changes":[],"oneStep":true}]}',
  );
});

test('receipt --json holds what it can’t see as sentences', () => {
  const summary = { month: '2026-11', senders: 1, knocks: 2, replies: 0, blindSpots: ['groups'] } as const;
  expect(receiptJson({ items: [], summary })).toEqual({
    items: [],
    summary: { ...summary, blindSpots: ['Messages in group chats: only direct chats are counted.'] },
  });
  expect(receiptJson({ items: [], summary: null })).toEqual({ items: [], summary: null });
});

test('doctor --json holds each check in the order id, title, ok, found, fix', () => {
  expect(JSON.stringify(checkJson(good('ledger', sentence('doctor.ledger-lines', { count: 1 }))))).toBe(
    '{"id":"ledger","title":"Ledger","ok":true,"found":"1 line, the first one","fix":null}',
  );
});
