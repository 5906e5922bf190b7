import type { Handle } from '#core/message/handle.ts';
import {
  countingAccounts,
  defaultAccount,
  effectiveGroup,
  judgeDirect,
  judgeGroup,
  type Ruling,
} from './access.ts';
import type { AccessFacts, AccountAccess } from './access-facts.ts';
import { grantSettings, settingName } from './setting-name.ts';

/** Stable id of what decides; `rule.<id>` of the catalogue says it. */
export type Rule =
  | Ruling['rule']
  | 'not-read'
  | 'no-account'
  | 'channel-off'
  | 'depends-on-chat'
  | 'no-command-owner'
  | 'command-owner-unknown'
  | 'command-owner'
  | 'not-command-owner';

/** What would happen, by which rule and setting. `allowed` null: it can't be told, and `rule` says why. */
export interface Answer {
  /** null: it can't be told. */
  readonly allowed: boolean | null;
  /** Why. */
  readonly rule: Rule;
  /** As in OpenClaw's config; null: no setting decides this. */
  readonly setting: string | null;
}

export interface CommandAnswer extends Answer {
  /** Commands that only a command owner may use, like /config; null: it can't be told. */
  readonly ownerOnly: boolean | null;
}

/** What would become of what one handle sends to one account. */
export interface AccountExplanation {
  /** As in OpenClaw's config. */
  readonly accountId: string;
  /** A direct message. */
  readonly dm: Answer;
  /** A message in a group. */
  readonly group: Answer;
  /** Ordinary commands in a direct message, like /status. */
  readonly command: CommandAnswer;
}

/** The answer for the account that comes first, and every account's. */
export interface Explanation extends Omit<AccountExplanation, 'accountId'> {
  /** Whom it is about, as the gateway would be told. */
  readonly handle: string;
  /** Every account that counts, the default one first. */
  readonly accounts: readonly AccountExplanation[];
}

const unread: Answer = { allowed: null, rule: 'not-read', setting: null };

/**
 * A dry run: what the gateway, as last read, would do with a direct message, a group message and a command of this
 * handle. The account that lets them in comes first, otherwise the default one.
 * @param facts null when the lists were not read on this connection.
 */
export function explain(facts: AccessFacts | null, handle: Handle): Explanation {
  if (facts === null) {
    const command = { ...unread, ownerOnly: null };
    return { handle: handle.handle, dm: unread, group: unread, command, accounts: [] };
  }
  const accounts = ordered(facts).map((account) => explainAccount(facts, account, handle.key));
  const none: Answer = { allowed: false, rule: 'no-account', setting: settingName('enabled', null) };
  const first = accounts.find(({ dm }) => dm.allowed) ??
    accounts[0] ?? { dm: none, group: none, command: { ...none, ownerOnly: false } };
  const group = accounts.find((one) => one.group.allowed)?.group ?? first.group;
  return { handle: handle.handle, dm: first.dm, group, command: first.command, accounts };
}

/** Counting accounts, the default one first. */
function ordered(facts: AccessFacts): readonly AccountAccess[] {
  const first = defaultAccount(facts)?.id;
  return countingAccounts(facts).toSorted((a, b) => Number(b.id === first) - Number(a.id === first));
}

function explainAccount(facts: AccessFacts, account: AccountAccess, key: string): AccountExplanation {
  const off = channelOff(facts, account);
  const dm = off ?? answer(judgeDirect(facts, account, key));
  return {
    accountId: account.id,
    dm,
    group: off ?? explainGroup(facts, account, key),
    command: explainCommand(facts, dm, key),
  };
}

const answer = ({ allowed, rule, setting }: Ruling): Answer => ({ allowed, rule, setting });

/** A channel that does not run answers nobody; what it is sent meanwhile is answered later (OC-50). */
function channelOff(facts: AccessFacts, account: AccountAccess): Answer | null {
  if (!account.enabled) {
    const level = facts.rootEnabled === false ? null : account.id;
    return { allowed: false, rule: 'channel-off', setting: settingName('enabled', level) };
  }
  return account.runtime?.running ? null : { allowed: false, rule: 'channel-off', setting: null };
}

function explainGroup(facts: AccessFacts, account: AccountAccess, key: string): Answer {
  const ruling = judgeGroup(facts, account, key);
  const list = effectiveGroup(facts, account);
  if (ruling.rule !== 'not-listed' || !list.entries.some(({ kind }) => kind === 'chat'))
    return answer(ruling);
  // Whoever writes in a listed chat is let in there, and nowhere else.
  return { allowed: null, rule: 'depends-on-chat', setting: ruling.setting };
}

/**
 * Without a command owner everyone who is let in may use ordinary commands, and nobody those of an owner; with one, only
 * the owner may use commands at all (OC-63).
 */
function explainCommand(facts: AccessFacts, dm: Answer, key: string): CommandAnswer {
  if (dm.allowed !== true) return { ...dm, ownerOnly: dm.allowed };
  const setting = grantSettings.commandOwners;
  if (facts.commandOwnerConfigured === false) {
    return { allowed: true, rule: 'no-command-owner', setting, ownerOnly: false };
  }
  const owners = facts.commandOwnerConfigured ? (facts.commandOwners ?? null) : null;
  if (owners === null) return { allowed: null, rule: 'command-owner-unknown', setting, ownerOnly: null };
  const isOwner = owners.includes(key);
  const rule = isOwner ? 'command-owner' : 'not-command-owner';
  return { allowed: isOwner, rule, setting, ownerOnly: isOwner };
}
