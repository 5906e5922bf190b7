import type {
  AccessFacts,
  AccessGroup,
  AccessLists,
  AccountAccess,
  DirectPolicy,
  GroupPolicy,
} from '#core/access/access-facts.ts';
import { settingName } from '#core/access/setting-name.ts';
import type { AccountSource } from './account-messages.ts';
import { type ConfigObject, isObject, objectAt } from './config-file.ts';
import { readEntries } from './entries.ts';
import { channelId } from './methods.ts';

/** What the config alone says of one account. */
export type ConfiguredAccount = Omit<AccountAccess, 'runtime' | 'paired' | 'messages' | 'parkedBy'> & {
  /** Its name in the config, where it is written; null: the root stands for it. */
  readonly configKey: string | null;
  readonly source: AccountSource;
};

type CommandSenders = NonNullable<AccessFacts['commandSenders']> | null;

/** What the config alone says of who is let in. */
export interface AccessConfig
  extends Pick<
    AccessFacts,
    'configured' | 'rootEnabled' | 'root' | 'groups' | 'defaultAccountId' | 'sharesMainSession'
  > {
  readonly accounts: readonly ConfiguredAccount[];
  readonly commandOwners: readonly string[];
  readonly commandSenders: CommandSenders;
  readonly channelConfigWrites: boolean;
}

/** The gateway's spelling of an account id: lower case, other signs become dashes (its account-id module). */
export function accountIdOf(configKey: string): string {
  const id = configKey
    .trim()
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  return id === '' ? 'default' : id;
}

/** @param parsed the same level of the file, not substituted. */
function listsOf(level: ConfigObject, parsed: ConfigObject): AccessLists {
  return {
    direct: readEntries(level.allowFrom, parsed.allowFrom),
    group: readEntries(level.groupAllowFrom, parsed.groupAllowFrom),
  };
}

/** Anything the plugin does not know counts as `pairing` to it, and what is not set too (its `normalizeDmPolicy`). */
function directPolicy(value: unknown): DirectPolicy {
  return value === 'open' || value === 'allowlist' || value === 'disabled' ? value : 'pairing';
}

function groupPolicy(value: unknown): GroupPolicy {
  return value === 'open' || value === 'disabled' ? value : 'allowlist';
}

function hasValue(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value !== undefined && value !== null;
}

/** The names of the accounts, as the plugin counts them: the root is one when it names a source or there is no other. */
function accountKeys(channel: ConfigObject): readonly (string | null)[] {
  const named = Object.keys(objectAt(channel, 'accounts')).filter((key) => key !== '');
  const isRootOne = hasValue(channel.cliPath) || hasValue(channel.dbPath) || named.length === 0;
  return isRootOne && !named.some((key) => accountIdOf(key) === 'default') ? [null, ...named] : named;
}

/**
 * What the plugin finds under an account's id: its very name, else one that differs in case only. Of a name with other signs
 * (`Home Two`) it finds nothing, so that the root's settings count for that account (OC-93).
 */
function ownSettings(channel: ConfigObject, key: string | null): ConfigObject {
  if (key === null) return {};
  const accounts = objectAt(channel, 'accounts');
  const id = accountIdOf(key);
  if (Object.hasOwn(accounts, id)) return objectAt(accounts, id);
  const alike = Object.keys(accounts).find((name) => name.trim().toLowerCase() === id);
  return alike === undefined ? {} : objectAt(accounts, alike);
}

function readAccount(
  channel: ConfigObject,
  { written, parsed }: { readonly written: ConfigObject; readonly parsed: ConfigObject },
  defaults: ConfigObject,
  key: string | null,
): ConfiguredAccount {
  const own = ownSettings(channel, key);
  const ownWritten = ownSettings(written, key);
  const setBy = (name: string): 'root' | 'account' | null => {
    if (ownWritten[name] !== undefined) return 'account';
    return written[name] === undefined ? null : 'root';
  };
  return {
    id: key === null ? 'default' : accountIdOf(key),
    configKey: key,
    enabled: channel.enabled !== false && own.enabled !== false,
    directPolicy: directPolicy(own.dmPolicy ?? channel.dmPolicy),
    groupPolicy: groupPolicy(own.groupPolicy ?? channel.groupPolicy ?? defaults.groupPolicy),
    directPolicySetBy: setBy('dmPolicy'),
    groupPolicySetBy: setBy('groupPolicy'),
    ...groupChats(channel, own, key === null ? null : accountIdOf(key)),
    own: listsOf(own, ownSettings(parsed, key)),
    source: {
      cliPath: textOf(own.cliPath) ?? textOf(channel.cliPath),
      dbPath: textOf(own.dbPath) ?? textOf(channel.dbPath),
      remoteHost: textOf(own.remoteHost) ?? textOf(channel.remoteHost),
    },
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}

function readGroups(config: ConfigObject, file: ConfigObject): readonly AccessGroup[] {
  return Object.entries(objectAt(config, 'accessGroups')).flatMap(([name, group]) => {
    if (!isObject(group)) return [];
    const members = objectAt(group, 'members');
    const parsed = objectAt(file, 'accessGroups', name, 'members');
    return {
      name,
      isSenderList: group.type === 'message.senders',
      members: readEntries(members[channelId], parsed[channelId]) ?? [],
      sharedMembers: readEntries(members['*'], parsed['*']) ?? [],
    };
  });
}

function defaultAccountId(channel: ConfigObject, accounts: readonly ConfiguredAccount[]): string {
  const preferred = typeof channel.defaultAccount === 'string' ? accountIdOf(channel.defaultAccount) : null;
  const ids = accounts.map((account) => account.id);
  if (preferred !== null && ids.includes(preferred)) return preferred;
  return ids.includes('default') ? 'default' : (ids.toSorted()[0] ?? 'default');
}

/** A list of texts and numbers as `normalizeStringEntries` of OpenClaw reads it; null: not set. */
function textsOf(written: unknown): readonly string[] | null {
  if (!Array.isArray(written)) return null;
  return written.map((entry) => String(entry ?? '').trim()).filter((entry) => entry !== '');
}

/**
 * Owners written for iMessage, or for no channel in particular (`resolveOwnerAllowFromList`). A channel in front counts as
 * one only when that channel is loaded: of others the whole text is the owner, which is nobody here.
 */
function readCommandOwners(config: ConfigObject, loadedChannels: readonly string[]): readonly string[] {
  const owners = textsOf(objectAt(config, 'commands').ownerAllowFrom) ?? [];
  return owners
    .flatMap((owner) => {
      const at = owner.indexOf(':');
      const channel = owner.slice(0, at).toLowerCase();
      if (at > 0 && (channel === channelId || channel === 'imsg')) return owner.slice(at + 1).trim() || [];
      return at > 0 && loadedChannels.includes(channel) ? [] : owner;
    })
    .filter((owner) => owner !== '*');
}

/** The list for commands of this channel, else of every channel (`resolveCommandsAllowFromList`); null: none. */
function readCommandSenders(config: ConfigObject): CommandSenders {
  const lists = objectAt(config, 'commands', 'allowFrom');
  const own = textsOf(lists[channelId]);
  if (own !== null) return { setting: `commands.allowFrom.${channelId}`, entries: own };
  const shared = textsOf(lists['*']);
  return shared === null ? null : { setting: 'commands.allowFrom["*"]', entries: shared };
}

/** How the plugin spells a chat's number: of another spelling, a guid or an address it finds nothing in `groups` (OC-90). */
const chatNumber = /^[1-9]\d{0,15}$/;

/** Whether the plugin answers in any group, or in those that `groups` names, and which these are (`resolveChannelGroups`). */
function groupChats(
  channel: ConfigObject,
  own: ConfigObject,
  id: string | null,
): Pick<AccountAccess, 'groupChats' | 'namedChats'> {
  const isOnly = Object.keys(objectAt(channel, 'accounts')).length <= 1;
  const inherits = !isObject(own.groups) || (isOnly && Object.keys(own.groups).length === 0);
  const groups = objectAt(inherits ? channel : own, 'groups');
  const isAny = Object.keys(groups).length === 0 || Object.hasOwn(groups, '*');
  const setting = settingName('groups', inherits ? null : id);
  const forAll = objectAt(groups, '*').requireMention;
  const namedChats = Object.entries(groups).flatMap(([chat, settings]) => {
    if (!chatNumber.test(chat) || !isObject(settings)) return [];
    const mention = typeof settings.requireMention === 'boolean' ? settings.requireMention : forAll;
    return { id: Number(chat), setting: `${setting}["${chat}"]`, wantsMention: mention !== false };
  });
  return { groupChats: isAny ? 'any' : 'listed', namedChats };
}

/** `/config` and `/allowlist` may write: allowed as commands, and not forbidden to this channel (docs, config-channels/commands). */
function allowsConfigWrites(
  config: ConfigObject,
  channel: ConfigObject,
  keys: readonly (string | null)[],
): boolean {
  if (objectAt(config, 'commands').config !== true) return false;
  return keys.some((key) => {
    const own = key === null ? undefined : objectAt(channel, 'accounts', key).configWrites;
    return (own ?? channel.configWrites) !== false;
  });
}

/**
 * Reads who is let in from OpenClaw's config.
 * @param config with the schema's defaults filled in.
 * @param source as its owner wrote it: what is not there is not set.
 * @param loadedChannels ids of the channels that the gateway runs.
 * @param file the file's own text, parsed and not substituted; default: not known.
 */
export function readAccessConfig(
  config: ConfigObject,
  source: ConfigObject,
  loadedChannels: readonly string[] = [],
  file: ConfigObject = {},
): AccessConfig {
  const channel = objectAt(config, 'channels', channelId);
  const written = objectAt(source, 'channels', channelId);
  const parsed = objectAt(file, 'channels', channelId);
  const configured = isObject(objectAt(source, 'channels')[channelId]);
  const keys = configured ? accountKeys(channel) : [];
  const defaults = objectAt(config, 'channels', 'defaults');
  const accounts = keys.map((key) => readAccount(channel, { written, parsed }, defaults, key));
  const dmScope = objectAt(config, 'session').dmScope;
  return {
    configured,
    rootEnabled: typeof written.enabled === 'boolean' ? written.enabled : null,
    root: listsOf(written, parsed),
    accounts,
    groups: readGroups(config, file),
    defaultAccountId: defaultAccountId(channel, accounts),
    sharesMainSession: dmScope === undefined || dmScope === 'main',
    commandOwners: readCommandOwners(config, loadedChannels),
    commandSenders: readCommandSenders(config),
    channelConfigWrites: allowsConfigWrites(config, channel, keys),
  };
}
