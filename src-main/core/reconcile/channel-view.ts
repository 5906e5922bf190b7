import type { AccessFacts } from '#core/access/access-facts.ts';
import type { WriterJournal } from './writer-journal.ts';

/** The assistant's iMessage channel as every surface shows it. */
export interface ChannelView {
  /** As read back, over all accounts; `error`: switched on and not running. */
  readonly state: 'on' | 'off' | 'starting' | 'stopping' | 'error' | 'unknown';
  /** It will be so after a gateway restart. */
  readonly persisted: boolean;
  /** `removal`: someone was removed and the gateway has not applied it, so the channel stays stopped. */
  readonly heldBy: 'removal' | null;
}

/** What the owner asked of the channel and is not yet read back. */
export type SwitchRequest = 'on' | 'off' | null;

/**
 * The channel as read back (OC-48, OC-49): on is connected and ready, off is stopped everywhere; `persisted`
 * means it will be so after a gateway restart. Never says more than the runtime does, and off, when the owner asked for it,
 * only once the settings say so too.
 */
export function channelView(
  facts: AccessFacts | null,
  request: SwitchRequest,
  journal: WriterJournal,
): ChannelView {
  const heldBy = journal.stopped.length > 0 || journal.held !== null ? 'removal' : null;
  if (facts === null) return { state: 'unknown', persisted: false, heldBy };
  const enabled = facts.accounts.filter((account) => account.enabled);
  const running = facts.accounts.filter((account) => account.runtime?.running);
  const ready = enabled.filter(
    (account) => account.runtime?.connected && account.runtime.lifecycle === 'ready',
  );
  if (running.length === 0) {
    if (request === 'on') return { state: 'starting', persisted: false, heldBy };
    // As long as its settings say on, a gateway may start it again by itself.
    if (request === 'off' && enabled.length > 0) return { state: 'stopping', persisted: false, heldBy };
    const failed = enabled.some((account) => account.runtime?.lastError);
    const state = failed && heldBy === null ? 'error' : 'off';
    return { state, persisted: enabled.length === 0 && facts.applied, heldBy };
  }
  if (request === 'off' || enabled.length === 0) return { state: 'stopping', persisted: false, heldBy };
  if (ready.length === enabled.length) {
    return { state: 'on', persisted: facts.rootEnabled !== false && facts.applied, heldBy };
  }
  const failed = enabled.some((account) => account.runtime?.lastError);
  return { state: failed ? 'error' : 'starting', persisted: false, heldBy };
}
