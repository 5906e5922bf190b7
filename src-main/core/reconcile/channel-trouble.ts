import type { AccessFacts, AccountAccess } from '#core/access/access-facts.ts';
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
  if (state === 'not-loaded') return sentence('problem.not-loaded');
  if (state !== 'error') return null;
  const failed = facts.accounts.find((account) => account.enabled && hasFailed(account));
  return failed === undefined ? null : failure(failed.id, failed.runtime?.lastError ?? '');
}

function hasFailed({ runtime }: AccountAccess): boolean {
  return (
    runtime !== null && runtime.lastError !== null && !(runtime.connected && runtime.lifecycle === 'ready')
  );
}

/** What OpenClaw writes of the usual failures (OC-92), and what helps. */
const advice = [
  [/(?:restart|crash)-loop breaker/i, 'channel.breaker'],
  [/imsg not found|\bENOENT\b|command not found/i, 'channel.imsg-missing'],
  [
    /full disk access|authorization denied|not authorized|operation not permitted|\bEPERM\b/i,
    'channel.no-access',
  ],
] as const;

function failure(account: string, reason: string): Sentence {
  const [, key] = advice.find(([pattern]) => pattern.test(reason)) ?? [null, 'channel.failed' as const];
  return sentence(key, { account, reason });
}
