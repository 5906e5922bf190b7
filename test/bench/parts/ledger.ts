import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { KnockRecord } from '#core/sender/sender-record.ts';
import { openLedger } from '../../../src-main/ledger/open-ledger.ts';
import { readLog } from '../../../src-main/ledger/read-log.ts';
import { openSigningKey } from '../../../src-main/ledger/signing-key.ts';
import { SqliteLedger } from '../../../src-main/ledger/sqlite-ledger.ts';
import { inScratch } from '../kit/bench-cache.ts';
import { figure } from '../kit/figure.ts';
import type { Part } from '../kit/part.ts';

const senders = 10_000;
const knocksEach = 5;
const decisions = 5_000;
const rounds = 15;

const clock = { now: () => Date.now(), soon: setImmediate };

function timed<T>(work: () => T): { ms: number; result: T } {
  const from = performance.now();
  const result = work();
  return { ms: performance.now() - from, result };
}

const address = (n: number) => `sender${n}@example.com`;

function knock(n: number, sender: number): KnockRecord {
  const handle = address(sender);
  return {
    guid: `guid-${sender}-${n}`,
    rowId: n,
    key: handle,
    handle,
    kind: 'email',
    approvable: true,
    service: 'iMessage',
    atMs: Date.now() - n * 1000,
    isNew: true,
    filterBucket: 0,
    mark: n % 65_536,
  };
}

/** Fills without waiting for the disk each time: what is measured is opening. */
function fill(dir: string): number {
  openLedger(dir, clock).close();
  const file = join(dir, 'ledger.sqlite');
  const db = new DatabaseSync(file);
  db.exec('PRAGMA synchronous = OFF');
  const ledger = new SqliteLedger(db, file, clock, openSigningKey(dir));
  const knocks = Array.from({ length: senders * knocksEach }, (_, n) => knock(n, n % senders));
  const { ms } = timed(() => ledger.recordKnocks(knocks));
  for (let n = 0; n < decisions; n += 1) {
    const key = address(n % senders);
    const painted = { revision: `r${n}`, state: 'waiting', service: 'iMessage', warnings: [] } as const;
    const decision = { key, handle: key, verdict: 'approve', untilMs: null, source: 'cli', painted } as const;
    const id = crypto.randomUUID();
    ledger.appendDecision(
      { ...decision, id, issuedAtMs: Date.now() },
      { progress: 'queued', error: null, atMs: Date.now() },
    );
    for (const progress of ['saved', 'confirmed'] as const)
      ledger.appendProgress(id, { progress, error: null, atMs: Date.now() });
  }
  ledger.close();
  return ms;
}

function measure(dir: string) {
  const filled = fill(dir);
  const opens: number[] = [];
  const loads: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { ms, result: ledger } = timed(() => openLedger(dir, clock));
    opens.push(ms);
    loads.push(timed(() => [ledger.senderKeys().length, ledger.decisions().length]).ms);
    ledger.close();
  }
  const log = readLog(dir);
  const verified = log === null ? [] : [timed(() => log.verify()).ms];
  const lines = log?.end.lines ?? 0;
  log?.close();
  const ledger = openLedger(dir, clock);
  const appends = Array.from(
    { length: 200 },
    (_, n) =>
      timed(() => ledger.appendEvent({ kind: 'was-this-you', handle: null, atMs: 0, data: { guid: `${n}` } }))
        .ms,
  );
  const single = Array.from(
    { length: 200 },
    (_, n) => timed(() => ledger.recordKnocks([knock(1e6 + n, n)])).ms,
  );
  ledger.close();
  return [
    figure('ledger of 5,000 decisions: opened', 'ms', opens, { senders, target: { of: 'p50', atMost: 300 } }),
    figure('… every sender and decision read', 'ms', loads, { senders }),
    ...(verified.length === 0
      ? []
      : [figure(`… all ${lines.toLocaleString('en')} lines of the log verified`, 'ms', verified)]),
    figure('one durable line of the log, on this disk', 'ms', appends),
    figure('one knock written down', 'ms', single),
    figure('50,000 knocks written down at once', 'ms', filled),
  ];
}

/** How long the ledger takes to open, to be read, and to be written to. */
export const ledger: Part = () => inScratch(async (dir) => measure(dir));
