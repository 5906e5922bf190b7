/**
 * How long the ledger takes to open with 10,000 senders and 5,000 decisions, each confirmed, and how long one decision
 * takes to be written down. Run: node test/bench/ledger-open.ts
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { KnockRecord } from '#core/sender/sender-record.ts';
import { openLedger } from '../../src-main/ledger/open-ledger.ts';
import { readLog } from '../../src-main/ledger/read-log.ts';
import { openSigningKey } from '../../src-main/ledger/signing-key.ts';
import { SqliteLedger } from '../../src-main/ledger/sqlite-ledger.ts';

const senders = 10_000;
const knocksEach = 5;
const decisions = 5_000;
const rounds = 15;

const clock = { now: () => Date.now() };
const dir = mkdtempSync(join(tmpdir(), 'peephole-bench-'));

function timed<T>(work: () => T): { ms: number; result: T } {
  const from = performance.now();
  const result = work();
  return { ms: performance.now() - from, result };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

const say = (what: string, ms: number) => console.log(`${what.padEnd(62)} ${ms.toFixed(1).padStart(8)} ms`);
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
function fill(): void {
  openLedger(dir, clock).close();
  const file = join(dir, 'ledger.sqlite');
  const db = new DatabaseSync(file);
  db.exec('PRAGMA synchronous = OFF');
  const ledger = new SqliteLedger(db, file, clock, openSigningKey(dir));
  const knocks = Array.from({ length: senders * knocksEach }, (_, n) => knock(n, n % senders));
  say(`${knocks.length} knocks in one batch`, timed(() => ledger.recordKnocks(knocks)).ms);
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
}

try {
  fill();
  console.log(`${(statSync(join(dir, 'ledger.sqlite')).size / 1e6).toFixed(1)} MB\n`);
  const opens: number[] = [];
  const loads: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const { ms, result: ledger } = timed(() => openLedger(dir, clock));
    opens.push(ms);
    loads.push(timed(() => [ledger.senders().length, ledger.decisions().length]).ms);
    ledger.close();
  }
  say(`open, median of ${rounds} (goal: under 300)`, median(opens));
  say('open, slowest', Math.max(...opens));
  say('read every sender and every decision', median(loads));

  const log = readLog(dir);
  if (log) say(`verify all ${log.end.lines} lines`, timed(() => log.verify()).ms);
  log?.close();

  const ledger = openLedger(dir, clock);
  const writes = Array.from(
    { length: 200 },
    (_, n) =>
      timed(() => ledger.appendEvent({ kind: 'was-this-you', handle: null, atMs: 0, data: { guid: `${n}` } }))
        .ms,
  );
  say('one durable append, median (this disk)', median(writes));
  say(
    'one knock, median',
    median(Array.from({ length: 200 }, (_, n) => timed(() => ledger.recordKnocks([knock(1e6 + n, n)])).ms)),
  );
  ledger.close();
} finally {
  rmSync(dir, { recursive: true, force: true });
}
