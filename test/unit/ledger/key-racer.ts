/** A thread that opens the keys of some state directories, each at the same moment as every other such thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { z } from 'zod';
import { openSigningKey } from '../../../src-main/ledger/signing-key.ts';

const { dirs, racers, arrived } = z
  .object({ dirs: z.array(z.string()), racers: z.number(), arrived: z.instanceof(Int32Array) })
  .parse(workerData);

const keys = dirs.map((dir, round) => {
  const all = racers * (round + 1);
  if (Atomics.add(arrived, 0, 1) + 1 === all) Atomics.notify(arrived, 0);
  // Not by sleeping: who wakes up is late.
  while (Atomics.load(arrived, 0) < all);
  return openSigningKey(dir).publicKey;
});
parentPort?.postMessage(keys);
