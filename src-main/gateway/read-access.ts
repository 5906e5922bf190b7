import type { z } from 'zod';
import type { AccessFacts, AccountAccess, AccountRuntime } from '#core/access/access-facts.ts';
import { isReceiving } from '#core/access/running.ts';
import type { Clock } from '#core/ports/clock.ts';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { type AccessConfig, accountIdOf, type ConfiguredAccount, readAccessConfig } from './access-config.ts';
import { readAccountError } from './account-error.ts';
import {
  type AccountSource,
  type MessagesHere,
  parkedAccounts,
  resolveMessages,
} from './account-messages.ts';
import {
  type AccountStatus,
  type ConfigAnswer,
  configAnswer,
  configRevision,
  type PairingAnswer,
  pairingAnswer,
  type StatusAnswer,
  statusAnswer,
} from './answers.ts';
import { objectAt } from './config-file.ts';
import type { GatewaySession } from './hello.ts';
import { type CallGateway, channelId } from './methods.ts';
import type { PairedKeys } from './pairing-store.ts';
import { cleanIssues, GatewayRefusal } from './refusal.ts';

/** Somebody who writes the config faster than we can read it leaves nothing certain to say. */
const attempts = 10;

/** Where the config names each account, by the id we use; null: at the root. */
export type AccountKeys = ReadonlyMap<string, string | null>;

export interface AccessReading {
  readonly facts: AccessFacts;
  readonly accountKeys: AccountKeys;
}

/** The answer has another form than we know: a newer or older gateway. */
export class UnknownAnswer extends GatewayUnavailable {}

/** @throws UnknownAnswer when the answer has another form: nothing is claimed on the part that fits. */
export function parseAnswer<T>(method: string, schema: z.ZodType<T>, answer: unknown): T {
  const parsed = schema.safeParse(answer);
  if (parsed.success) return parsed.data;
  const where = parsed.error.issues[0]?.path.join('.') ?? '';
  throw new UnknownAnswer(sentence('gateway.unknown-answer', { method, where }));
}

/** A refused read is no answer. @throws GatewayUnavailable */
export async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof GatewayRefusal) {
      throw new GatewayUnavailable(sentence('gateway.refused', { reason: error.message }), error.answer);
    }
    throw error;
  }
}

async function readConfig(call: CallGateway): Promise<ConfigAnswer> {
  const answer = parseAnswer('config.get', configAnswer, await answered(call('config.get', {})));
  if (!answer.valid) throw invalidConfig(answer);
  if (isTooMuch(answer)) throw tooManyAccounts();
  return answer;
}

/** Far more than an owner has; each is worked through on the main thread, every few seconds. */
const maxAccounts = 100;
const maxGroups = 1_000;

const tooManyAccounts = (): UnknownAnswer => new UnknownAnswer(sentence('gateway.too-many-accounts'));

function isTooMuch({ config }: ConfigAnswer): boolean {
  const count = (...path: readonly string[]): number => Object.keys(objectAt(config, ...path)).length;
  return count('channels', channelId, 'accounts') > maxAccounts || count('accessGroups') > maxGroups;
}

/** The gateway goes on with the config it had; what the file says now counts for nothing, and is said so (OC-83). */
function invalidConfig({ issues: found }: ConfigAnswer): GatewayUnavailable {
  const issues = cleanIssues(found, (text) => text);
  const [first] = issues;
  const message = first === undefined ? '' : `${first.path}: ${first.message}`;
  const answer = {
    code: 'CONFIG_INVALID',
    detail: null,
    retryable: null,
    retryAfterMs: null,
    message,
    issues,
  };
  return new GatewayUnavailable(
    first === undefined
      ? sentence('gateway.config-invalid-now')
      : sentence('gateway.config-invalid-because', { reason: message }),
    answer,
  );
}

/** What the saved config is known by at this moment, valid or not. @throws GatewayUnavailable */
export async function readConfigHash(call: CallGateway): Promise<string> {
  return parseAnswer('config.get', configRevision, await answered(call('config.get', {}))).hash;
}

/** @throws GatewayUnavailable */
export async function readStatus(call: CallGateway): Promise<StatusAnswer> {
  const status = parseAnswer('channels.status', statusAnswer, await answered(call('channels.status', {})));
  if ((status.channelAccounts.imessage ?? []).length > maxAccounts) throw tooManyAccounts();
  return status;
}

/**
 * A release whose accounts have no life cycle can't say that a channel is on (OC-49): nothing could be confirmed. One that
 * was never started has none on any release, also when no iMessage is set up at all (OC-55).
 */
function toldByLifecycle(status: StatusAnswer): StatusAnswer {
  const accounts = status.channelAccounts.imessage ?? [];
  const isTold = accounts.some(({ lifecycle }) => lifecycle !== 'unknown');
  if (isTold || !accounts.some(({ running }) => running)) return status;
  throw new UnknownAnswer(
    sentence('gateway.unknown-answer', { method: 'channels.status', where: 'lifecycle' }),
  );
}

/** The queue is news, not safety: without an answer it is unknown. */
async function readQueue(call: CallGateway): Promise<PairingAnswer | null> {
  try {
    return pairingAnswer.safeParse(await call('channels.pairing.list', { channel: channelId })).data ?? null;
  } catch (error) {
    if (error instanceof GatewayRefusal) return null;
    throw error;
  }
}

function sameConfig(one: ConfigAnswer, other: ConfigAnswer): boolean {
  return (
    one.hash === other.hash &&
    one.configRevisionHash === other.configRevisionHash &&
    one.appliedConfigHash === other.appliedConfigHash
  );
}

/**
 * Reads everything about who is let in, in one go and of one config: when it changed meanwhile, all is read again.
 * Takes 5 to 15 ms on an idle gateway.
 * @param readPaired who was let in by pairing code, by the state directory.
 * @throws GatewayUnavailable
 */
export async function readAccess(
  call: CallGateway,
  session: GatewaySession,
  clock: Clock,
  here: MessagesHere,
  readPaired: (stateDir: string) => PairedKeys | null,
): Promise<AccessReading> {
  let before = await readConfig(call);
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const [status, queue] = await Promise.all([readStatus(call).then(toldByLifecycle), readQueue(call)]);
    const paired = readPaired(session.stateDir);
    const after = await readConfig(call);
    if (sameConfig(before, after)) {
      return assemble(after, status, { queue, paired, session, here, readAtMs: clock.now() });
    }
    before = after;
  }
  throw new GatewayUnavailable(sentence('gateway.config-changes'));
}

function runtimeOf(status: AccountStatus): AccountRuntime {
  const { running, connected, lifecycle } = status;
  return { running, connected, lifecycle, lastError: readAccountError(status.lastError ?? null) };
}

/** What it runs with; what it was set up with since, counts when it is started again. */
function sourceOf({ source }: ConfiguredAccount, status: AccountStatus | undefined): AccountSource {
  if (!status?.running || !status.cliPath) return source;
  return { ...source, cliPath: status.cliPath.trim(), dbPath: status.dbPath?.trim() || null };
}

/** What an answer is assembled from, beside config and status. */
interface Around {
  readonly queue: PairingAnswer | null;
  readonly paired: PairedKeys | null;
  readonly session: GatewaySession;
  readonly here: MessagesHere;
  readonly readAtMs: number;
}

function assemble(
  answer: ConfigAnswer,
  status: StatusAnswer,
  { queue, paired, session, here, readAtMs }: Around,
): AccessReading {
  const config = readAccessConfig(
    answer.config,
    answer.sourceConfig,
    status.channelOrder,
    answer.parsed ?? {},
  );
  const statuses = new Map(
    (status.channelAccounts.imessage ?? []).map((one) => [accountIdOf(one.accountId), one]),
  );
  const runtimes = new Map([...statuses].map(([id, one]) => [id, runtimeOf(one)]));
  const parked = parkedAccounts(config.accounts, here.home, (id) =>
    isReceiving({ runtime: runtimes.get(id) ?? null }),
  );
  const account = (configured: ConfiguredAccount): AccountAccess => {
    const { configKey: _, source: __, ...access } = configured;
    const its = statuses.get(access.id);
    return {
      ...access,
      messages: resolveMessages(sourceOf(configured, its), here),
      parkedBy: parked.get(access.id) ?? null,
      runtime: runtimes.get(access.id) ?? null,
      paired: paired === null ? null : (paired.get(access.id) ?? []),
    };
  };
  return {
    accountKeys: new Map(config.accounts.map(({ id, configKey }) => [id, configKey])),
    facts: {
      readAtMs,
      bootId: session.bootId,
      baseHash: answer.hash,
      applied: answer.configRevisionHash === answer.appliedConfigHash,
      revision: answer.configRevisionHash,
      appliedRevision: answer.appliedConfigHash,
      configured: config.configured,
      rootEnabled: config.rootEnabled,
      root: config.root,
      accounts: config.accounts.map(account),
      strays: [...statuses].flatMap(([id, its]) =>
        config.accounts.some((one) => one.id === id) ? [] : { id, runtime: runtimeOf(its) },
      ),
      defaultAccountId: config.defaultAccountId,
      groups: config.groups,
      sharesMainSession: config.sharesMainSession,
      commandOwnerConfigured: queue?.commandOwnerConfigured ?? config.commandOwners.length > 0,
      commandOwners: config.commandOwners,
      commandSenders: config.commandSenders,
      channelConfigWrites: config.channelConfigWrites,
      pairingQueue: queue === null ? null : readPending(queue, config),
    },
  };
}

function readPending(queue: PairingAnswer, config: AccessConfig): AccessFacts['pairingQueue'] {
  const pending = new Map(config.accounts.map(({ id }) => [id, 0]));
  for (const { accountId } of queue.requests) {
    const id = accountIdOf(accountId);
    pending.set(id, (pending.get(id) ?? 0) + 1);
  }
  return { pending, limit: queue.limits.pendingPerAccount };
}
