import type { AccessFacts, AccountAccess, AccountRuntime } from './access-facts.ts';

/** An account as the gateway reports it, whether or not its saved config names it. */
export interface ReportedAccount {
  readonly id: string;
  /** null: the gateway does not report it. */
  readonly runtime: AccountRuntime | null;
}

/** Every account that the saved config names, or that the gateway reports beside them (OC-38). */
export function reportedAccounts(facts: AccessFacts): readonly ReportedAccount[] {
  return [...facts.accounts, ...facts.strays];
}

/** Whether it runs, or is about to: what is to be stopped, and what keeps the channel from being off. */
export function isActive({ runtime }: Pick<ReportedAccount, 'runtime'>): boolean {
  return runtime !== null && (runtime.running || runtime.lifecycle === 'starting');
}

/** Whether it receives (OC-49): running alone may be an account that never got to its database, or is parked (OC-54). */
export function isReceiving({ runtime }: Pick<ReportedAccount, 'runtime'>): boolean {
  return runtime?.connected === true && runtime.lifecycle === 'ready';
}

/** What the gateway says of an account that it never started, or did not let start. */
const unexplained: readonly string[] = ['unknown', 'blocked'];

/**
 * Switched on, not receiving, neither on its way nor stopped by anybody, and the gateway gives no reason: one that it never
 * started, or whose life cycle it does not tell (OC-55). While it loads, or applies a change, it may be about to.
 */
export function isUnexplained(facts: AccessFacts, account: AccountAccess): boolean {
  const { enabled, parkedBy, runtime } = account;
  if (!facts.applied || facts.isEarly === true || !enabled || parkedBy !== null) return false;
  return runtime !== null && runtime.lastError === null && unexplained.includes(runtime.lifecycle);
}

/** Switched on and stopped by hand: at rest, without an error, until somebody starts it, or the gateway anew. */
export function isStopped(facts: AccessFacts, account: AccountAccess): boolean {
  const { runtime } = account;
  if (runtime === null || runtime.lastError !== null) return false;
  return !isActive(account) && !isUnexplained(facts, account);
}

/**
 * Whether it is about to run and does not say so yet: by a change that is being applied, or because it never ran so far (OC-127).
 * A stop that comes before its start keeps it from starting, and nobody else had stopped it.
 * @param inEffect the lists that the running gateway lives by; null: not known.
 */
export function isComingUp(facts: AccessFacts, inEffect: AccessFacts | null, id: string): boolean {
  const account = facts.accounts.find((one) => one.id === id);
  if (account === undefined || !account.enabled) return false;
  if (isNew(account.runtime)) return true;
  if (facts.applied || inEffect === null) return false;
  const before = inEffect.accounts.find((one) => one.id === id);
  if (before === undefined || !before.enabled || isActive(before) || before.parkedBy !== null) return true;
  // Enabled and at rest without an error: somebody had stopped it.
  return before.runtime === null || before.runtime.lastError !== null;
}

/** It never ran; one with an error is held back by the gateway itself. */
function isNew(runtime: AccountRuntime | null): boolean {
  return (
    runtime === null || (!runtime.running && runtime.lifecycle === 'unknown' && runtime.lastError === null)
  );
}

/** Whether any account of the channel runs: only when none does is it off. */
export function runsAnywhere(facts: AccessFacts): boolean {
  return reportedAccounts(facts).some(isActive);
}

/** The config switches iMessage on, and yet the gateway reports no account of it: its plugin is not loaded (OC-101). */
export function isPluginMissing(facts: AccessFacts): boolean {
  return facts.isEarly !== true && isUnreported(facts);
}

/** The same, and it may be about to be loaded. */
export function isPluginLoading(facts: AccessFacts): boolean {
  return facts.isEarly === true && isUnreported(facts);
}

function isUnreported(facts: AccessFacts): boolean {
  if (!facts.applied || !facts.accounts.some(({ enabled }) => enabled)) return false;
  return reportedAccounts(facts).every(({ runtime }) => runtime === null);
}
