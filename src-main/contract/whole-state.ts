import type { StateChange, StatePush } from '#core/surface/app-state.ts';
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
