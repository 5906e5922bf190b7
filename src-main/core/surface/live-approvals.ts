import type { AppState } from './app-state.ts';
import type { SenderView } from './sender-view.ts';

/** Approvals with an end that are in force: they end only while Peephole runs (PROMISE-6). */
export function liveApprovals(state: Pick<AppState, 'senders'> | null): readonly SenderView[] {
  return [...(state?.senders.values() ?? [])].filter(
    ({ state: standing, until, decision }) =>
      standing === 'approved' && until !== null && decision?.progress !== 'failed',
  );
}
