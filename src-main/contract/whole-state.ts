import { type AppState, applyPush, type StateChange, type StatePush } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';

/** Ids that are read in one go. */
const pageSize = 500;

/** A change with everybody in it: for whoever keeps the state in the same process. */
export function wholePush({ senders, changed, ...change }: StateChange): StatePush {
  const ids = new Set(changed);
  if (change.base === null) {
    for (let after: Parameters<typeof senders.page>[0] = null; ; ) {
      const page = senders.page(after, pageSize);
      for (const id of page.ids) ids.add(id);
      after = page.next;
      if (after === null) break;
    }
  }
  const shown: SenderView[] = [];
  const removed: string[] = [];
  for (const id of ids) {
    const card = senders.card(id);
    if (card === null) removed.push(id);
    else shown.push(card);
  }
  return { ...change, senders: shown, removed };
}

/**
 * `applyPush` for whoever keeps no state that it was given: senders are changed where they are, so that a push costs what it
 * brings, however many there are.
 */
export function applyInPlace(state: AppState | null, push: StatePush): AppState | null {
  const { revision, base, status, settings, lastVerdict } = push;
  if (state === null || base === null) return applyPush(state, push);
  if (state.revision !== base) return null;
  // Made by `applyPush`, and nobody else's.
  const senders = state.senders as Map<string, SenderView>;
  for (const sender of push.senders) senders.set(sender.id, sender);
  for (const id of push.removed) senders.delete(id);
  return { revision, status, settings, lastVerdict, senders };
}
