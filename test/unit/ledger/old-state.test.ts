import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { decisionVerdicts, progresses } from '#core/decision/decision.ts';
import { eventKinds } from '#core/log/event-catalogue.ts';
import { eventLook } from '#core/log/event-look.ts';
import { historyItems } from '#core/log/history.ts';
import { readLine } from '#core/log/log-body.schema.ts';
import { DecisionStore } from '../../../src-main/gatekeeper/decisions/store.ts';
import { StrangerEvents } from '../../../src-main/gatekeeper/record/stranger-events.ts';
import { InviteStore } from '../../../src-main/gatekeeper/senders/invites.ts';
import { SettingsStore } from '../../../src-main/gatekeeper/state/settings.ts';
import { openForReading } from '../../../src-main/ledger/database.ts';
import { schemaVersion } from '../../../src-main/ledger/migrate.ts';
import { migrations } from '../../../src-main/ledger/schema.ts';
import { startMs, temporaryStateDir, testLedger } from '../../support/ledger.ts';
import { oldHistory, oldState, oldStateDir } from '../../support/old-state.ts';
import { printed } from '../../support/printed.ts';

const sha256 = (text: string): string => hash('sha256', text, 'hex');

function versionOf(stateDir: string): number {
  const db = openForReading(join(stateDir, 'ledger.sqlite'));
  try {
    return schemaVersion(db);
  } finally {
    db.close();
  }
}

/** A state directory of an older Peephole after this one has been started on it. */
function migrated(): string {
  const dir = oldStateDir();
  testLedger(dir).close();
  return dir;
}

describe('the state directory of an older Peephole', () => {
  test('holds everything that one could write down', () => {
    const rows = oldHistory.map((row) => JSON.parse(row));
    const kinds = new Set(rows.map(({ kind }) => kind));
    // What only a later version writes.
    const since = ['code-withdrawn', 'leak-withdrawn', 'log-key-replaced', 'log-signed', 'more-of-a-kind'];
    expect([...eventKinds, ...decisionVerdicts].filter((kind) => !kinds.has(kind)).toSorted()).toEqual(since);
    expect(new Set(rows.map(({ progress }) => progress))).toEqual(new Set([null, ...progresses]));
    expect(versionOf(oldStateDir())).toBe(1);
  });

  test('is brought to this version, and its log stays what it was, line for line', async () => {
    const dir = migrated();
    expect(versionOf(dir)).toBe(migrations.length);
    const { lines } = oldState.verify;
    const exported = (await printed(dir, 'export')).split('\n');
    // One line more, which begins the signatures, and so another end; what stood there is signed through that line's chain.
    const before = exported.slice(0, lines);
    const hash: unknown = JSON.parse(before.at(-1) ?? '').hash;
    const oldEnd = JSON.stringify({ hash, lines, type: 'end' });
    expect(sha256([...before, oldEnd, ''].join('\n'))).toBe(oldState.export);
    expect(before.some((line) => line.includes('"signature"'))).toBe(false);
    const added = JSON.parse(exported[lines] ?? '');
    expect(added).toMatchObject({ seq: lines + 1, previous: hash, body: { kind: 'log-signed' } });
    expect(JSON.parse(await printed(dir, 'verify', '--json'))).toEqual({
      ...oldState.verify,
      lines: lines + 1,
      keys: [{ publicKey: added.body.data.publicKey, fromLine: lines + 1 }],
      isOwnKey: true,
    });
    expect(await printed(dir, 'verify')).toContain(`Signed from line ${lines + 1} on.`);
  });

  test('is verified as it is, too: nothing in it is signed', async () => {
    const dir = oldStateDir();
    expect(JSON.parse(await printed(dir, 'verify', '--json'))).toEqual({
      ...oldState.verify,
      keys: [],
      isOwnKey: null,
    });
    expect(await printed(dir, 'verify')).toContain('It is not signed.');
    expect(sha256(await printed(dir, 'export'))).toBe(oldState.export);
  });

  test.each([
    ['before it is migrated', oldStateDir, []],
    ['afterwards, below the line that begins the signatures', migrated, ['log-signed']],
  ])('shows the same history %s: the same rows and sentences in the same order', async (_, make, newer) => {
    const text = await printed(make(), 'history', '--json', '--limit', '100000');
    const { items, ...rest } = JSON.parse(text);
    expect(items.slice(0, newer.length).map(({ kind }: { kind: string }) => kind)).toEqual(newer);
    const old = items.slice(newer.length);
    expect(old.map((item: unknown) => JSON.stringify(item))).toEqual(oldHistory);
    expect(sha256(text.replace(JSON.stringify(items), JSON.stringify(old)))).toBe(oldState.history);
    expect(rest).toEqual({ ok: true });
  });

  test('is read by people too: every sentence of it', async () => {
    const text = await printed(migrated(), 'history', '--limit', '100000');
    const said = new Set<string>(oldHistory.map((row) => JSON.parse(row).detail));
    // A terminal is never given what turns text around.
    const shown = text.replaceAll(/[\u2068\u2069]/g, '');
    expect([...said].filter((detail) => !shown.includes(detail))).toEqual([]);
  });

  test('can be gone on with: decisions stand, alarms and codes are remembered, settings hold', () => {
    const dir = migrated();
    const ledger = testLedger(dir);
    const decisions = new DecisionStore(ledger, () => {});
    const standings = [...decisions.keys()].toSorted().map((key) => {
      const { state, untilMs, decision, restore } = decisions.standing(key);
      return { key, state, untilMs, decision: decision?.id ?? null, restore };
    });
    // An undo of an approval that the gateway did not follow counts all the same; the older Peephole went back to the approval.
    const undone = { key: 'person2@example.com', state: 'waiting', untilMs: null };
    expect(standings).toEqual(
      oldState.standings.map((one) => (one.key === undone.key ? { ...one, ...undone } : one)),
    );

    const nowMs = Math.max(...oldState.invites.map(({ createdAt }) => Date.parse(createdAt)));
    const clock = { now: () => nowMs, monotonic: () => 0, after: () => () => {}, soon: () => {} };
    expect(new InviteStore(ledger, decisions, clock, new StrangerEvents(ledger, clock)).list()).toEqual(
      oldState.invites,
    );

    const rows = oldHistory.map((row) => JSON.parse(row));
    for (const kind of ['leak', 'leak-cleared', 'was-this-you', 'flood', 'many-strangers'] as const) {
      const told = rows.filter((row) => row.kind === kind).toReversed();
      expect(ledger.events([kind]).map(({ handle }) => handle)).toEqual(told.map(({ handle }) => handle));
    }
    expect(new SettingsStore(ledger).current).toEqual({
      appleId: 'assistant',
      notifyKnown: true,
      preview: 'full',
      quietHours: { from: '22:00', to: '07:00' },
      pause: 'until-resumed',
      showCount: false,
      leftClick: 'panel',
      sound: true,
      showInDock: false,
      shortcut: 'none',
      onboarded: true,
      firstRunStep: 0,
      moveDeclined: false,
      programsRead: false,
    });
  });

  test('takes new lines after the old ones, and both are verified and shown', async () => {
    const dir = migrated();
    const ledger = testLedger(dir);
    const data = { installId: ledger.installId };
    ledger.appendEvent({ kind: 'ledger-begun', handle: null, atMs: startMs, data });
    ledger.setSetting('another', '1');
    ledger.close();
    expect(JSON.parse(await printed(dir, 'verify', '--json'))).toMatchObject({
      ...oldState.verify,
      lines: oldState.verify.lines + 2,
      keys: [{ fromLine: oldState.verify.lines + 1 }],
    });
    const { items } = JSON.parse(await printed(dir, 'history', '--json', '--limit', '100000'));
    expect(items[0]).toMatchObject({ kind: 'ledger-begun', detail: 'Peephole began a new, empty ledger.' });
    expect(items.slice(2).map((item: unknown) => JSON.stringify(item))).toEqual(oldHistory);
  });

  test('is left alone by whoever only looks at it', async () => {
    const dir = oldStateDir();
    const before = readFileSync(join(dir, 'ledger.sqlite'));
    for (const command of ['history', 'export', 'verify']) await printed(dir, command);
    expect(readFileSync(join(dir, 'ledger.sqlite')).equals(before)).toBe(true);
  });
});

test('the history of a new install holds nothing that the owner should look at', () => {
  const dir = temporaryStateDir();
  const ledger = testLedger(dir);
  const items = historyItems(ledger.log(100).map(readLine));
  expect(items.map(({ type, kind }) => [type, kind])).toEqual([['event', 'ledger-begun']]);
  const looks = items.map((item) => (item.type === 'event' ? eventLook(item.kind) : null));
  expect(looks).toMatchObject([{ severity: 'info', icon: 'info' }]);
});
