/**
 * Who gets through, as OpenClaw's iMessage plugin decides it (OC-19, OC-22 to OC-24, OC-43, OC-46; measured side by side in
 * test/gateway/simulator-differential.long.ts). Written from what OpenClaw does, on purpose not from core/access: the
 * practice gateway stands for the real one, so the two must be free to disagree.
 */
import { isObject, type JsonObject, objectAt } from './json.ts';

/** One message, as far as access is concerned. */
export interface Arrival {
  /** `handle.id` as it stands in chat.db. */
  readonly sender: string;
  readonly group: boolean;
  /** The chat's ROWID, guid and identifier: a group entry may name the group instead of a person. */
  readonly chatId: number | null;
  readonly chatGuid: string;
  readonly chatIdentifier: string;
}

/** `code`: the sender is answered with a pairing code. */
export type Outcome = 'agent' | 'code' | 'dropped';

const servicePrefixes = ['imessage:', 'sms:', 'auto:'];
const chatPrefixes = {
  id: ['chat_id:', 'chatid:', 'chat:'],
  guid: ['chat_guid:', 'chatguid:', 'guid:'],
  identifier: ['chat_identifier:', 'chatidentifier:', 'chatident:'],
} as const;
const phoneLike = /^(?:tel:)?[+\d\s().-]+$/i;
const bareChatIdentifier = /^[0-9a-f]{32}$/i;

function afterPrefix(text: string, prefixes: readonly string[]): string | null {
  const lower = text.toLowerCase();
  const prefix = prefixes.find((candidate) => lower.startsWith(candidate));
  return prefix === undefined ? null : text.slice(prefix.length).trim();
}

type Entry =
  | { readonly names: 'handle'; readonly value: string }
  | { readonly names: keyof typeof chatPrefixes; readonly value: string };

/** What an allow-list entry, or a sender, stands for. */
export function readEntry(raw: string): Entry {
  const text = raw.trim();
  const bare = afterPrefix(text, servicePrefixes);
  if (bare !== null) return readEntry(bare);
  for (const names of ['id', 'guid', 'identifier'] as const) {
    const value = afterPrefix(text, chatPrefixes[names]);
    if (value !== null) return { names, value };
  }
  if (text.includes('@')) return { names: 'handle', value: text.toLowerCase() };
  if (bareChatIdentifier.test(text)) return { names: 'identifier', value: text.toLowerCase() };
  const digits = phoneLike.test(text) ? text.replace(/\D/g, '') : '';
  return { names: 'handle', value: digits === '' ? text.replace(/\s+/g, '') : `+${digits}` };
}

function stringEntries(list: unknown): string[] {
  return Array.isArray(list) ? list.map((entry) => String(entry).trim()).filter((entry) => entry !== '') : [];
}

function matches(entry: string, arrival: Arrival): boolean {
  const { names, value } = readEntry(entry);
  if (value === '') return false;
  if (names === 'handle') return value === readEntry(arrival.sender).value;
  // Naming a conversation opens that group; it never opens a direct chat.
  if (!arrival.group) return false;
  if (names === 'id') return value === String(arrival.chatId);
  return value === (names === 'guid' ? arrival.chatGuid : arrival.chatIdentifier);
}

function inGroup(config: JsonObject, name: string, arrival: Arrival): boolean {
  const group = objectAt(objectAt(config, 'accessGroups'), name);
  if (group.type !== 'message.senders') return false;
  const members = objectAt(group, 'members');
  return [...stringEntries(members['*']), ...stringEntries(members.imessage)].some(
    (member) => member === '*' || matches(member, arrival),
  );
}

function listed(config: JsonObject, list: readonly string[], arrival: Arrival): boolean {
  return list.some((entry) => {
    if (entry === '*') return true;
    if (entry.startsWith('accessGroup:')) return inGroup(config, entry.slice(12).trim(), arrival);
    return matches(entry, arrival);
  });
}

/** The settings in force for one account: its own over the channel's. */
export function accountSettings(config: JsonObject, accountId: string): JsonObject {
  const { accounts, ...root } = objectAt(objectAt(config, 'channels'), 'imessage');
  return { ...root, ...(isObject(accounts) ? objectAt(accounts, accountId) : {}) };
}

function judgeGroup(config: JsonObject, settings: JsonObject, arrival: Arrival): Outcome {
  const policy = settings.groupPolicy ?? objectAt(objectAt(config, 'channels'), 'defaults').groupPolicy;
  if (policy === 'disabled') return 'dropped';
  if (policy === 'open') return 'agent';
  // Unset, the direct list stands in: the trap of OC-8.
  const list = stringEntries(settings.groupAllowFrom ?? settings.allowFrom);
  return listed(config, list, arrival) ? 'agent' : 'dropped';
}

/**
 * What happens to a message, by the config that is applied.
 * @param paired entries of the pairing store for this account; they count under `pairing` only.
 */
export function judge(
  config: JsonObject,
  accountId: string,
  arrival: Arrival,
  paired: readonly string[],
): Outcome {
  const settings = accountSettings(config, accountId);
  if (arrival.group) return judgeGroup(config, settings, arrival);
  const policy = settings.dmPolicy ?? 'pairing';
  if (policy === 'disabled') return 'dropped';
  const list = stringEntries(settings.allowFrom);
  if (listed(config, list, arrival)) return 'agent';
  if (policy !== 'pairing') return 'dropped';
  return listed(config, paired, arrival) ? 'agent' : 'code';
}
