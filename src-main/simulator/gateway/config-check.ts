/** The part of OpenClaw's config schema that Peephole can run into, with the refusals' own words (OC-22, OC-35). */
import { isObject, type JsonObject } from './json.ts';

/** One reason why a config is refused, as `details.issues` carries it. */
export interface ConfigIssue {
  readonly path: string;
  readonly message: string;
  readonly allowedValues?: readonly string[];
  readonly allowedValuesHiddenCount?: number;
}

/** What OpenClaw shows of a long list of issues in one message. */
const issuesInMessage = 3;

const plugin = 'invalid config for plugin imessage: ';
const accountKeys = new Set(
  `actions allowFrom attachmentRoots capabilities catchup cliPath configWrites contextVisibility dbPath defaultTo
  dmHistoryLimit dmPolicy dms enabled groupAllowFrom groupPolicy groups healthMonitor heartbeatVisibility historyLimit
  includeAttachments markdown mediaMaxMb name probeTimeoutMs reactionNotifications region remoteAttachmentRoots
  remoteHost responsePrefix sendReadReceipts sendTransport service streaming textChunkLimit`.split(/\s+/),
);
const rootKeys = new Set([...accountKeys, 'accounts', 'defaultAccount']);
const choices: Readonly<Record<string, readonly string[]>> = {
  dmPolicy: ['pairing', 'allowlist', 'open', 'disabled'],
  groupPolicy: ['open', 'disabled', 'allowlist'],
};
const booleans = ['enabled', 'configWrites', 'includeAttachments', 'sendReadReceipts'];
const strings = ['name', 'cliPath', 'dbPath', 'remoteHost', 'region', 'defaultAccount'];
const lists = ['allowFrom', 'groupAllowFrom'];

function quoted(values: readonly string[]): string {
  return values.map((value) => JSON.stringify(value)).join(', ');
}

function checkList(value: unknown, path: string): ConfigIssue[] {
  if (!Array.isArray(value)) return [{ path, message: `${plugin}must be array` }];
  return value.flatMap((entry, index) => {
    if (typeof entry === 'string' || typeof entry === 'number') return [];
    const words = ['must be string', 'must be number', 'must match a schema in anyOf'];
    return words.map((message) => ({ path: `${path}.${index}`, message: plugin + message }));
  });
}

function checkSetting(key: string, value: unknown, path: string): ConfigIssue[] {
  const allowedValues = choices[key];
  if (allowedValues && !allowedValues.includes(value as string)) {
    const message = `${plugin}must be equal to one of the allowed values (allowed: ${quoted(allowedValues)})`;
    return [{ path, message, allowedValues, allowedValuesHiddenCount: 0 }];
  }
  if (booleans.includes(key) && typeof value !== 'boolean')
    return [{ path, message: `${plugin}must be boolean` }];
  if (strings.includes(key) && typeof value !== 'string')
    return [{ path, message: `${plugin}must be string` }];
  return lists.includes(key) ? checkList(value, path) : [];
}

function checkImessage(value: unknown, path: string, keys: ReadonlySet<string>): ConfigIssue[] {
  if (!isObject(value)) return [{ path, message: `${plugin}must be object` }];
  const unknown = Object.keys(value).filter((key) => !keys.has(key));
  const issues = Object.entries(value).flatMap(([key, setting]) => {
    if (key !== 'accounts') return checkSetting(key, setting, `${path}.${key}`);
    if (!isObject(setting)) return [{ path: `${path}.accounts`, message: `${plugin}must be object` }];
    return Object.entries(setting).flatMap(([id, account]) =>
      checkImessage(account, `${path}.accounts.${id}`, accountKeys),
    );
  });
  if (unknown.length === 0) return issues;
  return [...issues, { path, message: `${plugin}must not have additional properties: ${quoted(unknown)}` }];
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

function expected(path: string, what: string, value: unknown): ConfigIssue {
  return { path, message: `Invalid input: expected ${what}, received ${kindOf(value)}` };
}

function checkMembers(value: unknown, path: string): ConfigIssue[] {
  if (!isObject(value)) return [expected(path, 'record', value)];
  return Object.entries(value).flatMap(([channel, members]) => {
    if (!Array.isArray(members)) return [expected(`${path}.${channel}`, 'array', members)];
    return members.flatMap((member, index) =>
      typeof member === 'string' ? [] : [expected(`${path}.${channel}.${index}`, 'string', member)],
    );
  });
}

function checkAccessGroups(value: unknown): ConfigIssue[] {
  if (value === undefined) return [];
  if (!isObject(value)) return [expected('accessGroups', 'record', value)];
  return Object.entries(value).flatMap(([name, group]) => {
    const path = `accessGroups.${name}`;
    if (!isObject(group)) return [expected(path, 'object', group)];
    if (group.type === 'discord.channelAudience') return [];
    if (group.type === 'message.senders') return checkMembers(group.members, `${path}.members`);
    const message = "Invalid discriminator value. Expected 'discord.channelAudience' | 'message.senders'";
    return [{ path: `${path}.type`, message }];
  });
}

/** Everything that is wrong with a config, in OpenClaw's own words. Branches that Peephole never writes are not checked. */
export function checkConfig(config: JsonObject): readonly ConfigIssue[] {
  const channels = config.channels;
  const imessage = isObject(channels) ? channels.imessage : undefined;
  return [
    ...checkAccessGroups(config.accessGroups),
    ...(imessage === undefined ? [] : checkImessage(imessage, 'channels.imessage', rootKeys)),
  ];
}

/** A plugin's issues keep their path as it is; OpenClaw's own put an index into brackets. */
function shownPath({ path, message }: ConfigIssue): string {
  if (message.startsWith(plugin)) return path;
  return path.replace(/\.(\d+)(?=\.|$)/g, '[$1]') || '<root>';
}

/** The refusal's message: the first three issues, and how many more. */
export function invalidConfigMessage(issues: readonly ConfigIssue[]): string {
  const lines = issues.slice(0, issuesInMessage).map((issue) => `${shownPath(issue)}: ${issue.message}`);
  const hidden = issues.length - lines.length;
  const more = hidden > 0 ? ` (+${hidden} more issue${hidden === 1 ? '' : 's'})` : '';
  return `invalid config: ${lines.join('; ')}${more}`;
}
