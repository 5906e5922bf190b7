import type { AccessFacts, AccountAccess } from '#core/access/access-facts.ts';
import { isReceiving, isUnexplained } from '#core/access/running.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { ChannelView } from './channel-view.ts';

/** The channel with what is wrong with it. */
export interface ChannelStatus extends ChannelView {
  /** Why it does not run, or can't be told: the gateway's own words and what to do; null: nothing is wrong. */
  readonly detail: Sentence | null;
}

/**
 * Why the channel is as it is. The gateway's words never decide what is so, only which advice stands beside them.
 * @param unread why the lists could not be read on this connection; null: they were, or there is no connection.
 */
export function channelTrouble(
  { state }: ChannelView,
  facts: AccessFacts | null,
  unread: Sentence | null,
): Sentence | null {
  if (facts === null) return unread;
  if (state === 'none') return sentence('problem.no-channel');
  if (state === 'not-loaded') return sentence('problem.not-loaded');
  if (state !== 'error') return null;
  const failures = facts.accounts.flatMap((account) =>
    account.enabled ? (failureOf(facts, account) ?? []) : [],
  );
  return failures[0] ?? null;
}

/** Why this account does not receive, in the gateway's own words and ours; null: it does, is on its way, or was stopped. */
export function failureOf(facts: AccessFacts, account: AccountAccess): Sentence | null {
  if (isUnexplained(facts, account)) return sentence('channel.unexplained', { account: account.id });
  const error = account.runtime?.lastError ?? null;
  if (error === null || isReceiving(account)) return null;
  return sentence(advice[error.kind], { account: account.id, reason: error.words });
}

const advice = {
  breaker: 'channel.breaker',
  'imsg-missing': 'channel.imsg-missing',
  'no-access': 'channel.no-access',
  other: 'channel.failed',
} as const;
