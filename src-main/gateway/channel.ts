import type { Clock } from '#core/ports/clock.ts';
import { type AccountState, GatewayUnavailable } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { accountIdOf } from './access-config.ts';
import { startAnswer, stopAnswer } from './answers.ts';
import { type CallGateway, channelId } from './methods.ts';
import { answered, parseAnswer, readStatus } from './read-access.ts';
import { GatewayRefusal } from './refusal.ts';

/** A stop that is sent while a change is being applied is answered when that is done (OC-52). */
const actionTimeoutMs = 30_000;

/**
 * A gateway whose iMessage plugin is not loaded knows no such channel and refuses: there is nothing to stop or start.
 * It has no code for that, so what runs is asked instead of its words.
 */
async function runsAfter(call: CallGateway, accountId: string): Promise<boolean | null> {
  return (await readRuntime(call)).get(accountId)?.running ?? null;
}

/** A channel that is just coming up may outlive one stop (OC-53): it is stopped again. */
const stopAttempts = 50;
const stopAgainMs = 100;

/** Stops one account at once, also during a run of the agent. @throws GatewayUnavailable when it did not stop. */
export async function stopChannel(call: CallGateway, clock: Clock, accountId: string): Promise<void> {
  for (let attempt = 1; !(await stopOnce(call, accountId)); attempt += 1) {
    if (attempt === stopAttempts) throw new GatewayUnavailable(sentence('gateway.not-stopped'));
    await new Promise<void>((resolve) => clock.after(stopAgainMs, resolve));
  }
}

/** @returns whether the gateway says that it does not run. */
async function stopOnce(call: CallGateway, accountId: string): Promise<boolean> {
  try {
    const answer = await call('channels.stop', { channel: channelId, accountId }, actionTimeoutMs);
    return parseAnswer('channels.stop', stopAnswer, answer).stopped;
  } catch (error) {
    if (error instanceof GatewayRefusal && !(await runsAfter(call, accountId))) return true;
    return answered(Promise.reject(error));
  }
}

/**
 * Starts one account. @returns false when the gateway skipped it (disabled), or has no such account: it would start
 * one that nobody set up (OC-85).
 * @throws GatewayUnavailable
 */
export async function startChannel(call: CallGateway, accountId: string): Promise<boolean> {
  if (!(await readRuntime(call)).has(accountId)) return false;
  try {
    const answer = await call('channels.start', { channel: channelId, accountId }, actionTimeoutMs);
    return parseAnswer('channels.start', startAnswer, answer).started;
  } catch (error) {
    if (error instanceof GatewayRefusal && (await runsAfter(call, accountId)) === null) return false;
    return answered(Promise.reject(error));
  }
}

/** What runs right now, by account id. @throws GatewayUnavailable */
export async function readRuntime(call: CallGateway): Promise<ReadonlyMap<string, AccountState>> {
  const { channelAccounts } = await readStatus(call);
  return new Map(
    (channelAccounts.imessage ?? []).map((account) => [
      accountIdOf(account.accountId),
      {
        running: account.running,
        // `running` alone may be a channel that never got to its database (OC-49).
        ready: account.connected && account.lifecycle === 'ready',
        restarting: account.restartPending || account.lifecycle === 'starting',
      },
    ]),
  );
}
