import type { AccessEdit, EditOutcome } from '#core/access/access-facts.ts';
import type { GatewayAnswer } from '#core/access/gateway-answer.ts';
import { ourGroupName } from '#core/access/our-group.ts';
import type { Clock } from '#core/ports/clock.ts';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { hashAfterPatch } from './answers.ts';
import { type CallGateway, channelId } from './methods.ts';
import { type AccountKeys, readConfigHash } from './read-access.ts';
import { GatewayRefusal } from './refusal.ts';

type Json = { [key: string]: unknown };

/**
 * A write is answered when it is applied: while an agent run is active that is put off for up to five minutes, and then carried out
 * (OC-6). One that is not answered by then never will be, and must not stand in the way of every other.
 */
const answerWithinMs = 7 * 60_000;

/** One JSON merge patch, and the lists in it by exact path: a list may only lose entries when it is named. */
interface Patch {
  readonly raw: Json;
  readonly replacePaths: readonly string[];
}

/** An object in which every name is only a name: accounts and groups are called what their owner likes, `__proto__` too. */
function emptyObject(): Json {
  return Object.create(null);
}

function setAt(target: Json, path: readonly string[], value: unknown): void {
  const [key = '', ...rest] = path;
  if (rest.length === 0) target[key] = value;
  else {
    const inner = Object.hasOwn(target, key) ? (target[key] as Json) : emptyObject();
    target[key] = inner;
    setAt(inner, rest, value);
  }
}

/** Where the config writes what belongs to an account; the root for `null` and for the account that is the root. */
function levelPath(accountId: string | null, keys: AccountKeys): readonly string[] {
  const key = accountId === null ? null : keys.get(accountId);
  const root = ['channels', channelId];
  // An account we have never read is written under its own id: the gateway refuses what it does not know.
  return accountId === null || key === null ? root : [...root, 'accounts', key ?? accountId];
}

/** An edit of ours as one `config.patch` (OC-34). */
export function toPatch(edit: AccessEdit, keys: AccountKeys): Patch {
  const raw = emptyObject();
  const replacePaths: string[] = [];
  const setList = (path: readonly string[], entries: readonly (string | number)[] | null): void => {
    setAt(raw, path, entries);
    replacePaths.push(path.join('.'));
  };
  if (edit.ourMembers === null) {
    setAt(raw, edit.isLastGroup === true ? ['accessGroups'] : ['accessGroups', ourGroupName], null);
    for (const key of [channelId, '*'])
      replacePaths.push(['accessGroups', ourGroupName, 'members', key].join('.'));
  } else if (edit.ourMembers) {
    setAt(raw, ['accessGroups', ourGroupName, 'type'], 'message.senders');
    setList(['accessGroups', ourGroupName, 'members', channelId], edit.ourMembers);
  }
  for (const { name, shared, entries } of edit.otherGroups ?? []) {
    setList(['accessGroups', name, 'members', shared ? '*' : channelId], entries);
  }
  for (const { accountId, list, entries } of edit.lists ?? []) {
    setList([...levelPath(accountId, keys), list === 'direct' ? 'allowFrom' : 'groupAllowFrom'], entries);
  }
  for (const { accountId, directPolicy, groupPolicy } of edit.policies ?? []) {
    const level = levelPath(accountId, keys);
    if (directPolicy !== undefined) setAt(raw, [...level, 'dmPolicy'], directPolicy);
    if (groupPolicy !== undefined) setAt(raw, [...level, 'groupPolicy'], groupPolicy);
  }
  if (edit.enabled !== undefined) setAt(raw, ['channels', channelId, 'enabled'], edit.enabled);
  return { raw, replacePaths };
}

/** What is known of a refused write beside the answer. */
export interface AfterRefusal {
  /** The config's hash is another one than the write stood on; null: it could not be read. */
  readonly changed: boolean | null;
  /** We sent a later write meanwhile. */
  readonly isOvertaken: boolean;
}

/**
 * What a refused `config.patch` means (OC-35, OC-123). Conflicts and what was saved but not applied have no code of their own, so
 * the config itself is asked: what it holds afterwards says more than any words about it.
 */
export function outcomeOf(answer: GatewayAnswer, after: AfterRefusal): EditOutcome {
  const { code, message, retryable, retryAfterMs } = answer;
  if (retryAfterMs !== null) return { kind: 'rate-limited', retryAfterMs };
  if (after.changed === null) return { kind: 'unknown', message, answer };
  const isUnable = code === 'UNAVAILABLE';
  if (after.changed) {
    if (!isUnable) return { kind: 'conflict' };
    return after.isOvertaken ? { kind: 'superseded' } : { kind: 'not-applied', message, answer };
  }
  return isUnable && retryable !== false
    ? { kind: 'unknown', message, answer }
    : { kind: 'refused', message, answer };
}

/**
 * When the config is asked after a refusal, ms. A write is judged by the file as it is, but `config.get` goes on with what stood there
 * before until the gateway's own watcher has seen a change: up to 0.3 s on 2026.9.6, up to 1 s on 2026.9.3 (OC-126).
 */
const askedAtMs = [0, 300, 700, 1_500];

/** Whether the config is another one than the write stood on; null: it can't be read. */
async function hasChanged(
  call: CallGateway,
  baseHash: string,
  clock: Pick<Clock, 'after'>,
): Promise<boolean | null> {
  let changed: boolean | null = null;
  for (const [index, atMs] of askedAtMs.entries()) {
    const waitMs = atMs - (askedAtMs[index - 1] ?? 0);
    if (waitMs > 0) await new Promise<void>((resolve) => clock.after(waitMs, resolve));
    const hash = await readConfigHash(call).catch(() => null);
    if (hash === null) continue;
    changed = hash !== baseHash;
    if (changed) break;
  }
  return changed;
}

/**
 * Writes one edit. Waits as long as the gateway needs, at most seven minutes. Never throws: without an answer it is `unknown`.
 * @param isOvertaken whether another write of ours was sent since.
 */
export async function writeAccess(
  call: CallGateway,
  edit: AccessEdit,
  baseHash: string,
  keys: AccountKeys,
  clock: Pick<Clock, 'after'>,
  isOvertaken: () => boolean = () => false,
): Promise<EditOutcome> {
  const { raw, replacePaths } = toPatch(edit, keys);
  if (Object.keys(raw).length === 0) return { kind: 'applied', hash: baseHash };
  try {
    const answer = await call(
      'config.patch',
      { raw: JSON.stringify(raw), baseHash, replacePaths },
      answerWithinMs,
    );
    return { kind: 'applied', hash: hashAfterPatch(answer, baseHash) };
  } catch (error) {
    if (error instanceof GatewayRefusal) {
      const { answer } = error;
      // The rate limit says when to come back; whatever the config holds meanwhile.
      const changed = answer.retryAfterMs === null ? await hasChanged(call, baseHash, clock) : null;
      return outcomeOf(answer, { changed, isOvertaken: isOvertaken() });
    }
    return { kind: 'unknown', message: error instanceof GatewayUnavailable ? error.message : '' };
  }
}
