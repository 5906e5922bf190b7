import type { Handle } from '#core/message/handle.ts';
import { countingAccounts, defaultAccount, effectiveGroup, judgeGroup } from './access.ts';
import type { AccessFacts, AccountAccess } from './access-facts.ts';
import { type DirectChats, judgeMessage, type MessageRuling } from './named-chats.ts';
import { grantSettings, settingName } from './setting-name.ts';

/** Stable id of what decides; `rule.<id>` of the catalogue says it. */
export type Rule =
  | MessageRuling['rule']
  | 'not-read'
  | 'no-account'
  | 'channel-off'
  | 'parked'
  | 'no-command-owner'
  | 'command-owner-unknown'
  | 'command-owner'
  | 'not-command-owner'
  | 'command-listed'
  | 'not-command-listed'
  | 'depends-on-spelling';

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
 * @param chats whose the chats are that `groups` names, as Messages says.
 */
export function explain(facts: AccessFacts | null, handle: Handle, chats: DirectChats): Explanation {
  if (facts === null) {
    const command = { ...unread, ownerOnly: null };
    return { handle: handle.handle, dm: unread, group: unread, command, accounts: [] };
  }
  const accounts = ordered(facts).map((account) => explainAccount(facts, account, handle, chats));
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

function explainAccount(
  facts: AccessFacts,
  account: AccountAccess,
  handle: Handle,
  chats: DirectChats,
): AccountExplanation {
  const off = channelOff(facts, account);
  const dm = off ?? answer(judgeMessage(facts, account, handle.key, chats));
  return {
    accountId: account.id,
    dm,
    group: off ?? explainGroup(facts, account, handle.key),
    command: explainCommand(facts, dm, handle),
  };
}

const answer = ({ allowed, rule, setting }: MessageRuling): Answer => ({ allowed, rule, setting });

/** A channel that does not run answers nobody; what it is sent meanwhile is answered later (OC-50). */
function channelOff(facts: AccessFacts, account: AccountAccess): Answer | null {
  if (!account.enabled) {
    const level = facts.rootEnabled === false ? null : account.id;
    return { allowed: false, rule: 'channel-off', setting: settingName('enabled', level) };
  }
  if (!account.runtime?.running) return { allowed: false, rule: 'channel-off', setting: null };
  // It says that it runs, and another account receives in its place (OC-54).
  return account.parkedBy === null ? null : { allowed: false, rule: 'parked', setting: null };
}

function explainGroup(facts: AccessFacts, account: AccountAccess, key: string): Answer {
  const ruling = judgeGroup(facts, account, key);
  const list = effectiveGroup(facts, account);
  const dependsOnChat = (setting: string): Answer => ({ allowed: null, rule: 'depends-on-chat', setting });
  // Whoever writes in a listed chat is let in there, and nowhere else.
  if (ruling.rule === 'not-listed' && list.entries.some(({ kind }) => kind === 'chat')) {
    return dependsOnChat(ruling.setting);
  }
  if (ruling.allowed && account.groupChats === 'listed') return dependsOnChat(settingName('groups', null));
  return answer(ruling);
}

/**
 * `commands.allowFrom` is the only rule where it is set. Else, without a command owner, everyone who is let in may use
 * ordinary commands, and nobody those of an owner; with one, only the owner may use commands at all (OC-63).
 */
function explainCommand(facts: AccessFacts, dm: Answer, handle: Handle): CommandAnswer {
  if (dm.allowed !== true) return { ...dm, ownerOnly: dm.allowed };
  const owners = facts.commandOwners ?? null;
  const isOwner = owners === null ? null : isNamed(owners, handle);
  if (facts.commandSenders) {
    const { entries, setting } = facts.commandSenders;
    const allowed = entries.includes('*') || isNamed(entries, handle);
    const rule = named(allowed, 'command-listed', 'not-command-listed');
    return { allowed, rule, setting, ownerOnly: allowed === true ? isOwner : allowed };
  }
  const setting = grantSettings.commandOwners;
  if (owners === null) return { allowed: null, rule: 'command-owner-unknown', setting, ownerOnly: null };
  if (owners.length === 0) return { allowed: true, rule: 'no-command-owner', setting, ownerOnly: false };
  const rule = named(isOwner, 'command-owner', 'not-command-owner');
  return { allowed: isOwner, rule, setting, ownerOnly: isOwner };
}

/** The rule behind an answer about a name; unknown only where the sender may be spelled otherwise. */
function named(allowed: boolean | null, yes: Rule, no: Rule): Rule {
  if (allowed === null) return 'depends-on-spelling';
  return allowed ? yes : no;
}

/**
 * Whether one of these texts is the sender, letter by letter (OC-91); null: only the case differs, and an address keeps that
 * in which the other side wrote it.
 */
function isNamed(entries: readonly string[], { handle }: Handle): boolean | null {
  if (entries.includes(handle)) return true;
  const folded = handle.toLowerCase();
  return entries.some((entry) => entry.toLowerCase() === folded) ? null : false;
}
