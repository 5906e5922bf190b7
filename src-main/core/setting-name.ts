/** Where a setting is written: `null` is the channel's root, otherwise the account's id. */
export type Level = string | null;

const names = {
  direct: 'allowFrom',
  group: 'groupAllowFrom',
  directPolicy: 'dmPolicy',
  groupPolicy: 'groupPolicy',
  enabled: 'enabled',
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
