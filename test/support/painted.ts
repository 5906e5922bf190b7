import { offersOf } from '#core/surface/offers.ts';
import { revisionOf, type SenderView } from '#core/surface/sender-view.ts';
import { shelfOf } from '#core/surface/shelf.ts';

/** What of a sender's view follows from the rest. */
export type Derived = 'shelf' | 'offers' | 'revision';

/** A whole view of what is given, as `senderView` would make it; whoever was decided about can be undone. */
export function painted(given: Omit<SenderView, Derived>): SenderView {
  const { state, approvable, adopted, via, decision } = given;
  const isUnderWay = decision?.progress === 'queued' || decision?.progress === 'saved';
  return {
    ...given,
    shelf: shelfOf(given),
    offers: offersOf({
      state,
      approvable,
      adopted,
      isOurs: via === 'peephole' || via === null,
      isUnderWay,
      canUndo: decision !== null || state === 'ignored' || state === 'blocked',
    }),
    revision: revisionOf(given),
  };
}
