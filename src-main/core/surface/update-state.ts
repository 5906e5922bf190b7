/*
 * Where a Peephole that can update itself stands. Nothing of it is kept: the next start knows nothing, and asks nobody until
 * the owner does.
 */

/** What the owner can have done; nothing of it happens by itself (PROMISE-10). */
export const updateSteps = ['check', 'download', 'restart'] as const;
export type UpdateStep = (typeof updateSteps)[number];

/**
 * Why a step did not work. `unreachable`: nobody answered, or no longer; `unreadable`: what was answered says no version;
 * `damaged`: what came is not what was published; `no-space`: the disk is full; `refused`: macOS did not take it (another
 * signature, no right to write); `unknown`: the log has it.
 */
export type UpdateTrouble = 'unreachable' | 'unreadable' | 'damaged' | 'no-space' | 'refused' | 'unknown';

/** `current`: nothing newer is published. `percent` is whole, 0 to 100. */
export type UpdateState =
  | { readonly kind: 'idle' | 'checking' | 'current' }
  | { readonly kind: 'available' | 'ready' | 'restarting'; readonly version: string }
  | { readonly kind: 'downloading'; readonly version: string; readonly percent: number }
  | { readonly kind: 'failed'; readonly trouble: UpdateTrouble };

const stepsOf: Readonly<Record<UpdateState['kind'], readonly UpdateStep[]>> = {
  idle: ['check'],
  checking: [],
  current: ['check'],
  // Something newer still may have come since.
  available: ['download', 'check'],
  downloading: [],
  ready: ['restart'],
  restarting: [],
  failed: ['check'],
};

/** The step that is offered; null: one is under way. */
export function offeredStep({ kind }: UpdateState): UpdateStep | null {
  return stepsOf[kind][0] ?? null;
}

/** Whether a step can be taken now: a second press, or one from another place, may come too late. */
export function mayTake(step: UpdateStep, { kind }: UpdateState): boolean {
  return stepsOf[kind].includes(step);
}
