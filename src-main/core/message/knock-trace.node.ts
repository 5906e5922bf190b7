import { channel } from 'node:diagnostics_channel';

/**
 * What a knock passes on its way, in this order: its commit is found, its row read, who wrote it known (all by the thread that
 * reads), its row received by the main thread, written into the ledger, and its card made.
 */
export const knockSteps = ['found', 'read', 'known', 'received', 'recorded', 'made'] as const;
export type KnockStep = (typeof knockSteps)[number];

/** Steps are published here under their names, and nothing else is: no text, no address. */
export const knockChannel = 'peephole.knock';
const steps = channel(knockChannel);

/** Says that a knock has come so far, to whoever listens in this thread: the benchmark, and otherwise nobody. */
export function reached(step: KnockStep): void {
  steps.publish(step);
}
