/** A thread that writes decisions into a ledger, and its write-ahead log back, for as long as it is let. */
import { workerData } from 'node:worker_threads';
import { z } from 'zod';
import { openLedger } from '../../../src-main/ledger/open-ledger.ts';
import { decision, progress, startMs } from '../../support/ledger.ts';

/** `counts`: how many are written, and whether it is enough. */
const { dir, counts } = z.object({ dir: z.string(), counts: z.instanceof(Int32Array) }).parse(workerData);

const ledger = openLedger(dir, { now: () => startMs, soon: (run) => void setImmediate(run) });
const goOn = (n: number): void => {
  ledger.appendDecision(decision(`d${n}`, { key: `sender${n}@example.com` }), progress());
  Atomics.store(counts, 0, n);
  if (Atomics.load(counts, 1) === 0) setImmediate(() => goOn(n + 1));
  else ledger.close();
};
goOn(1);
