import { hash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Decision, DecisionProgress } from '#core/decision/decision.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { KnockRecord, SenderRecord } from '#core/sender/sender-record.ts';
import { openLedger } from '../../src-main/ledger/open-ledger.ts';
import { madeDecision } from './decisions.ts';

/** When made things happen in ledger tests, ms. */
export const startMs = Date.UTC(2026, 10, 24, 12, 0, 0);

/** A state directory of its own (0700), removed when the running test ends. */
export function temporaryStateDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-ledger-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** The real ledger, in `stateDir` or a temporary directory; closed when the running test ends. */
export function testLedger(stateDir = temporaryStateDir(), now: () => number = () => startMs): Ledger {
  const ledger = openLedger(stateDir, { now, soon: setImmediate });
  onTestFinished(() => ledger.close());
  return ledger;
}

/** What it has of all senders, newest first. */
export function recordsOf(ledger: Ledger): readonly SenderRecord[] {
  return ledger.senderKeys().flatMap((key) => ledger.sender(key) ?? []);
}

export function decision(id: string, more: Partial<Decision> = {}): Decision {
  const painted = { revision: 'r1', state: 'waiting', service: 'iMessage', warnings: [] } as const;
  return madeDecision({ id, issuedAtMs: startMs, painted, ...more });
}

export function progress(more: Partial<DecisionProgress> = {}): DecisionProgress {
  return { progress: 'queued', error: null, atMs: startMs, ...more };
}

export function knock(guid: string, more: Partial<KnockRecord> = {}): KnockRecord {
  return {
    guid,
    rowId: 1,
    key: '+12125550101',
    handle: '+12125550101',
    kind: 'phone',
    approvable: true,
    service: 'iMessage',
    atMs: startMs,
    isNew: true,
    filterBucket: 0,
    // Two knocks of a test are two messages, unless it says otherwise.
    mark: hash('sha1', guid, 'buffer').readUInt16LE(),
    ...more,
  };
}
