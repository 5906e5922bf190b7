/**
 * What a knock passes on its way, in this order: its commit is found, its row read, who wrote it known (all by the thread that
 * reads), its row received by the main thread, written into the ledger, and its card made.
 */
export const knockSteps = ['found', 'read', 'known', 'received', 'recorded', 'made'] as const;
export type KnockStep = (typeof knockSteps)[number];

/** The channel of `node:diagnostics_channel` on which steps are published under their names; no text, no address. */
export const knockChannel = 'peephole.knock';
