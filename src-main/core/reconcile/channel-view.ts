import type { AccessFacts, AccountAccess } from '#core/access/access-facts.ts';
import {
  isActive,
  isPluginLoading,
  isPluginMissing,
  isReceiving,
  isStopped,
  isUnexplained,
  reportedAccounts,
} from '#core/access/running.ts';
import type { WriterJournal } from './writer-journal.ts';

/** The assistant's iMessage channel as every surface shows it. */
export interface ChannelView {
  /**
   * As read back, over all accounts; `error`: switched on, and not receiving although nobody stopped it. `none`: OpenClaw has no iMessage channel;
   * `not-loaded`: it has one, and its iMessage plugin is not loaded.
   */
  readonly state: 'on' | 'off' | 'starting' | 'stopping' | 'error' | 'none' | 'not-loaded' | 'unknown';
  /** It will be so after a gateway restart. */
  readonly persisted: boolean;
  /** `removal`: someone was removed and the gateway has not applied it, so the channel stays stopped. */
  readonly heldBy: 'removal' | null;
}

/** What the owner asked of the channel and is not yet read back. */
export type SwitchRequest = 'on' | 'off' | null;

/**
 * The channel as read back (OC-48, OC-49): on is connected and ready, but for accounts that somebody stopped, off is stopped everywhere, also what only runs and is
 * not in the config (OC-38); `persisted`
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
  // In place of a parked one another receives (OC-54).
  const needed = enabled.filter(({ parkedBy }) => parkedBy === null);
  if (!reportedAccounts(facts).some(isActive)) {
    if (!facts.configured) return { state: 'none', persisted: facts.applied, heldBy };
    if (isPluginMissing(facts) && request !== 'off') return { state: 'not-loaded', persisted: false, heldBy };
    if (request === 'on' || (request === null && isPluginLoading(facts))) {
      return { state: 'starting', persisted: false, heldBy };
    }
    // As long as its settings say on, a gateway may start it again by itself.
    if (request === 'off' && enabled.length > 0) return { state: 'stopping', persisted: false, heldBy };
    const state = hasFailed(facts) && heldBy === null ? 'error' : 'off';
    return { state, persisted: enabled.length === 0 && facts.applied, heldBy };
  }
  if (request === 'off' || enabled.length === 0) return { state: 'stopping', persisted: false, heldBy };
  const isAsIntended = request === null && heldBy === null && facts.applied;
  const isSettled = (one: AccountAccess) => isReceiving(one) || (isAsIntended && isStopped(facts, one));
  if (needed.some(isReceiving) && needed.every(isSettled)) {
    return { state: 'on', persisted: facts.rootEnabled !== false && facts.applied, heldBy };
  }
  return { state: hasFailed(facts) ? 'error' : 'starting', persisted: false, heldBy };
}

/** An account that is switched on does not receive, with the gateway's reason, or without any. */
function hasFailed(facts: AccessFacts): boolean {
  return facts.accounts.some(
    (account) =>
      account.enabled &&
      !isReceiving(account) &&
      (account.runtime?.lastError || isUnexplained(facts, account)),
  );
}
