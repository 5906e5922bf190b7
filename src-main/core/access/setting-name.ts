/** Where a setting is written: `null` is the channel's root, otherwise the account's id. */
export type Level = string | null;

const names = {
  direct: 'allowFrom',
  group: 'groupAllowFrom',
  directPolicy: 'dmPolicy',
  groupPolicy: 'groupPolicy',
  enabled: 'enabled',
  groups: 'groups',
} as const;

export type SettingKind = keyof typeof names;

/**
 * The name the owner knows a setting by, as it stands in OpenClaw's config: the words of findings, `explain` and error
 * messages. Only a name: `gateway/` reads and writes.
 */
export function settingName(kind: SettingKind, level: Level): string {
  const prefix = level === null ? 'channels.imessage' : `channels.imessage.accounts.${level}`;
  return `${prefix}.${names[kind]}`;
}

/** The name of the list of iMessage members (`shared`: the members for every channel) of one access group. */
export function membersSetting(group: string, shared: boolean): string {
  return `accessGroups.${group}.members.${shared ? '*' : 'imessage'}`;
}

/** Settings outside the lists that say what somebody who is let in may do. */
export const grantSettings = {
  /** Which conversation a direct message goes to. */
  conversation: 'session.dmScope',
  commandOwners: 'commands.ownerAllowFrom',
  configWrites: 'channels.imessage.configWrites',
} as const;
