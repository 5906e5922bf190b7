import { expect, test } from 'vitest';
import type { EditOutcome } from '#core/access/access-facts.ts';
import { PeepholeError } from '#core/errors.ts';
import type { Records, SilenceRecords } from '#core/reconcile/step.ts';
import { silenceRecordSetting } from '#core/silence/silence-undo.ts';
import { sentence } from '#core/words/sentence.ts';
import { StepRecords } from '../../../../src-main/gatekeeper/access/step-records.ts';
import { DecisionStore } from '../../../../src-main/gatekeeper/decisions/store.ts';
import type { GatekeeperEvent } from '../../../../src-main/gatekeeper/events/gatekeeper-event.ts';
import { SteadyLedger } from '../../../../src-main/gatekeeper/record/steady-ledger.ts';
import { madeDecision } from '../../../support/decisions.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { testLedger } from '../../../support/ledger.ts';

const [alice, bob] = ['+12125550101', '+12125550102'] as const;
const nowMs = 1_000_000;
const nothing: Records = { taken: [], putBack: [], strangers: [], silence: null };
const quiet = { stopped: [], held: null, groupIsOurs: false };
const stopping = { ...quiet, stopped: ['default'] };
const queued = { progress: 'queued', error: null, atMs: 1 } as const;
const full = () => {
  throw new PeepholeError('ledger-full', sentence('said.foreign', { text: 'full' }));
};

function records() {
  const events: GatekeeperEvent[] = [];
  const emit = (event: GatekeeperEvent) => void events.push(event);
  const clock = fakeClock(nowMs);
  const disk = testLedger();
  const ledger = new SteadyLedger(disk, clock, emit);
  const decisions = new DecisionStore(ledger, emit);
  const lines = () => ledger.log(50).map(({ body }) => body);
  return { one: new StepRecords(decisions, ledger, clock, emit), ledger, disk, decisions, events, lines };
}

const silence: SilenceRecords = {
  edit: { lists: [{ accountId: null, list: 'direct', entries: [] }] },
  restore: { lists: [{ accountId: null, list: 'direct', entries: [alice, bob] }] },
  carriedOver: [alice, bob],
  changes: [{ path: 'channels.imessage.dmPolicy', before: 'pairing', after: 'allowlist' }],
};

test('a journal is written when it is another one', () => {
  const { one, ledger, disk } = records();
  one.keep(stopping);
  expect(ledger.journal()).toEqual(stopping);
  disk.setJournal = full;
  one.keep(stopping);
  expect(() => one.keep(quiet)).not.toThrow();
});

test('what only says why the channel is stopped is said where it can’t be written, and goes on', () => {
  const { one, events, ledger } = records();
  ledger.setJournal = full;
  one.keepOrSay(stopping);
  expect(events.filter(({ type }) => type === 'trouble')).toMatchObject([{ error: { code: 'ledger-full' } }]);
  expect(() => one.keep(stopping)).toThrow(PeepholeError);
});

test('an approval that somebody else ended is a decision of theirs; that many are gone is said once', () => {
  const { one, decisions, lines } = records();
  for (const handle of [alice, bob]) decisions.append(madeDecision({ key: handle, handle }), queued);
  one.endApprovals(decisions.people(), null, 'saved');
  expect(decisions.people()).toMatchObject(
    [alice, bob].map((key) => ({
      key,
      standing: {
        decision: {
          verdict: 'taken-away',
          source: 'gateway',
          progress: 'saved',
          error: null,
          issuedAtMs: nowMs,
          untilMs: null,
        },
      },
    })),
  );
  expect(JSON.stringify(lines())).not.toContain('access-lost');
  one.endApprovals([], 'group', 'confirmed');
  expect(lines()[0]).toMatchObject({ kind: 'access-lost', data: { what: 'group', approvals: 0 } });
});

test('whom a write takes off is written down before it, each under its own name', () => {
  const { one, decisions, lines, ledger } = records();
  decisions.append(madeDecision({ verdict: 'block' }), queued);
  const [id = ''] = ledger.decisions().map(({ id }) => id);
  const taken = { accountId: null, list: 'direct', groupName: null, raw: alice, index: 0 } as const;
  one.beforeWrite(
    {
      ...nothing,
      putBack: [{ handle: bob, list: 'direct' }],
      taken: [{ decisionId: id, entry: taken }],
      strangers: ['somebody@example.com'],
    },
    stopping,
    false,
  );
  expect(ledger.journal()).toEqual(stopping);
  expect(ledger.decisions()).toMatchObject([{ taken: [taken] }]);
  const said = lines().map((body) => JSON.stringify(body));
  expect(said.some((line) => line.includes('blocked-taken-off') && line.includes(bob))).toBe(true);
  expect(
    said.some((line) => line.includes('stranger-taken-off') && line.includes('somebody@example.com')),
  ).toBe(true);
});

test('what lets somebody in waits for the disk, what takes away does not', () => {
  const { one, ledger } = records();
  let caughtUp = 0;
  ledger.catchUp = () => {
    caughtUp += 1;
  };
  one.beforeWrite(nothing, quiet, false);
  expect(caughtUp).toBe(0);
  one.beforeWrite(nothing, quiet, true);
  expect(caughtUp).toBe(1);
});

test('making it silent carries over whom the lists let in, but nobody twice', () => {
  const { one, decisions } = records();
  decisions.append(madeDecision(), { ...queued, progress: 'confirmed' });
  one.beforeWrite({ ...nothing, silence }, quiet, true);
  expect(decisions.people()).toMatchObject([
    { key: alice, standing: { decision: { source: 'cli' } } },
    {
      key: bob,
      standing: {
        decision: { verdict: 'approve', source: 'carried-over', progress: 'queued', issuedAtMs: nowMs },
      },
    },
  ]);
});

test('making it silent that carries nobody over decides about nobody', () => {
  const { one, decisions, ledger } = records();
  one.beforeWrite({ ...nothing, silence: { ...silence, carriedOver: null } }, quiet, true);
  expect(decisions.people()).toEqual([]);
  expect(ledger.setting(silenceRecordSetting)).toBe(
    JSON.stringify({ edit: silence.edit, restore: silence.restore }),
  );
});

test('whoever is carried over is approved for good, under the handle that the lists have', () => {
  const { one, ledger } = records();
  one.beforeWrite({ ...nothing, silence: { ...silence, carriedOver: ['Bob@Example.com'] } }, quiet, true);
  expect(ledger.decisions()).toMatchObject([
    {
      key: 'bob@example.com',
      handle: 'Bob@Example.com',
      verdict: 'approve',
      untilMs: null,
      painted: null,
      progress: 'queued',
      error: null,
      atMs: nowMs,
    },
  ]);
});

test('how far decisions have come is noted with the time', () => {
  const { one, decisions, ledger } = records();
  decisions.append(madeDecision(), queued);
  const [id = ''] = ledger.decisions().map((decision) => decision.id);
  const error = { code: 'deferred', params: {} } as const;
  one.settle([{ decisionId: id, progress: 'saved', error }]);
  expect(ledger.decisions()).toMatchObject([{ progress: 'saved', error, atMs: nowMs }]);
});

test('a change that was not Make it silent ends without a word', () => {
  const { one, lines, ledger } = records();
  one.beforeWrite(nothing, quiet, true);
  one.endChange({ kind: 'applied', hash: null });
  one.endChange({ kind: 'refused', message: 'no' });
  expect(
    lines()
      .map((body) => JSON.stringify(body))
      .join(),
  ).not.toContain('made-silent');
  expect(ledger.setting(silenceRecordSetting)).toBeNull();
});

test('a change that is refused where there was no way back before leaves none', () => {
  const { one, ledger } = records();
  one.beforeWrite({ ...nothing, silence }, quiet, true);
  one.endChange({ kind: 'refused', message: 'no' });
  expect(ledger.setting(silenceRecordSetting)).toBe('');
});

test('somebody who was approved and is not any more is carried over', () => {
  const { one, decisions } = records();
  decisions.append(madeDecision(), { ...queued, progress: 'confirmed' });
  decisions.append(madeDecision({ verdict: 'revoke' }), { ...queued, progress: 'confirmed' });
  one.beforeWrite({ ...nothing, silence: { ...silence, carriedOver: [alice] } }, quiet, true);
  expect(decisions.people()).toMatchObject([
    { key: alice, standing: { decision: { source: 'carried-over' } } },
  ]);
});

const way = JSON.stringify({ edit: silence.edit, restore: silence.restore });

test.each<[string, EditOutcome | 'lost' | null, string, boolean]>([
  ['applied: it is said, and the way back stays', { kind: 'applied', hash: null }, way, true],
  ['refused: the way back is the one before', { kind: 'refused', message: 'no' }, 'before', false],
  ['lost: nobody knows, and the way back stays', 'lost', way, false],
  ['never sent: the same', null, way, false],
])('a change that was %s', (_, outcome, kept, isSaid) => {
  const { one, ledger, lines } = records();
  ledger.setSetting(silenceRecordSetting, 'before');
  one.beforeWrite({ ...nothing, silence }, quiet, true);
  expect(ledger.setting(silenceRecordSetting)).toBe(way);
  one.endChange(outcome);
  expect(ledger.setting(silenceRecordSetting)).toBe(kept);
  const made = lines().filter((body) => JSON.stringify(body).includes('made-silent'));
  expect(made).toHaveLength(isSaid ? 1 : 0);
  if (isSaid) expect(made[0]).toMatchObject({ data: { settings: ['channels.imessage.dmPolicy'] } });
  // It is over: what ends next is something else.
  one.endChange({ kind: 'refused', message: 'no' });
  expect(ledger.setting(silenceRecordSetting)).toBe(kept);
});

test('a change that is sent once more and refused leaves the way back that was there before the first', () => {
  const { one, ledger } = records();
  ledger.setSetting(silenceRecordSetting, 'before');
  one.beforeWrite({ ...nothing, silence }, quiet, true);
  one.beforeWrite({ ...nothing, silence }, quiet, true);
  one.endChange({ kind: 'refused', message: 'no' });
  expect(ledger.setting(silenceRecordSetting)).toBe('before');
});
