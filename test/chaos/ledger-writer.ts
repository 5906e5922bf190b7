/**
 * A process to be killed: opens the ledger of a state directory and writes decisions until it is told to end, saying each
 * one on stdout once the ledger has acknowledged it.   node ledger-writer.ts STATE_DIR PREFIX COUNT
 */
import { writeSync } from 'node:fs';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Decision } from '#core/decision/decision.ts';
import { openLedger } from '../../src-main/ledger/open-ledger.ts';

const [stateDir = '', prefix = '', count = '0'] = process.argv.slice(2);
const ledger = openLedger(stateDir, { now: () => Date.now(), soon: setImmediate });
writeSync(1, `open ${ledger.installId}\n`);
for (let n = 0; n < Number(count); n += 1) {
  const id = `${prefix}-${n}`;
  const key = `sender${n % 7}@example.com`;
  const decision: Decision = {
    id,
    key,
    handle: key,
    verdict: 'block',
    untilMs: null,
    issuedAtMs: Date.now(),
    source: 'cli',
    painted: null,
  };
  ledger.recordKnocks([
    {
      guid: id,
      rowId: n,
      key,
      handle: key,
      kind: 'email',
      approvable: true,
      service: 'iMessage',
      atMs: Date.now(),
      isNew: true,
      filterBucket: 0,
      // What two of them write in one millisecond is not the same message read again.
      mark: prefix.charCodeAt(0) * 100_000 + n,
    },
  ]);
  const journal = { stopped: [id], held: null, groupIsOurs: true };
  ledger.appendDecision(decision, { progress: 'queued', error: null, atMs: Date.now() }, journal);
  writeSync(1, `decided ${id}\n`);
  ledger.appendTaken(id, [{ accountId: null, list: 'direct', groupName: null, raw: key, index: n }]);
  writeSync(1, `taken ${id}\n`);
  ledger.appendProgress(id, { progress: 'confirmed', error: null, atMs: Date.now() });
  writeSync(1, `confirmed ${id}\n`);
  // The -wal is written back between two turns: it is to be killed in there, too.
  await breathe();
  writeSync(1, `turned ${id}\n`);
}
ledger.close();
