import { handleKey, stripFilterSuffix } from '#core/message/handle.ts';
import { blockedBucket, type MessageRow, type OwnState, type Service } from '#core/message/message.ts';
import { unixMs } from './apple-time.ts';
import { parseAttributedBody } from './imessage-parser.ts';
import type { Cell, Cells } from './read-only-database.ts';
import { maxText, styles } from './row-query.ts';

const linkBalloon = 'com.apple.messages.URLBalloonProvider';

function stringOrNull(cell: Cell): string | null {
  return typeof cell === 'string' && cell !== '' ? cell : null;
}

/** Sender ids of SMS and RCS can be forged, so what we don't know counts as SMS. Satellite iMessage is iMessage. */
function readService(cells: Cells): Service {
  const name = (stringOrNull(cells.service) ?? stringOrNull(cells.handleService) ?? '').toLowerCase();
  if (name === 'imessage' || name === 'imessagelite') return 'iMessage';
  return name === 'rcs' ? 'RCS' : 'SMS';
}

/** The text as it stands now: on modern macOS `text` is often empty or stale, `attributedBody` is not. */
export function readText({ body, bodyBytes, text }: Cells): string | null {
  const parsed = body instanceof Uint8Array ? parseAttributedBody(body, Number(bodyBytes)) : null;
  return (stringOrNull(parsed) ?? stringOrNull(text))?.slice(0, maxText) ?? null;
}

function chatKind(cells: Cells): 'direct' | 'group' | null {
  if (cells.chat === null) return null;
  if (cells.style === styles.group || (cells.style === null && cells.roomName !== null)) return 'group';
  return 'direct';
}

/** What became of a row, by what Messages says of it now; null: it is somebody else's (DB-1.16). */
export function readOwnState({ fromMe, error, isSent, isDelivered, scheduleType }: Cells): OwnState | null {
  if (fromMe !== 1) return null;
  if (isSent === 1 || isDelivered === 1) return 'left';
  if (error !== 0) return 'failed';
  return scheduleType === 2 ? 'scheduled' : 'waiting';
}

/** What Messages' filter says of a single row (DB-1.12), as the bucket that it stands for. */
const filterActions: ReadonlyMap<unknown, number> = new Map([
  [2, 2],
  [3, 3],
  [4, 4],
]);

/** Messages' own word, the gravest: the owner blocked the chat there, the row is junk, the chat is filtered. */
function readBucket({ isBlackholed, isSpam, filterAction, filterBucket }: Cells): number {
  if (isBlackholed === 1) return blockedBucket;
  if (isSpam === 1) return 2;
  return filterActions.get(filterAction) ?? Math.max(0, Number(filterBucket ?? 0));
}

/** Each address once, spelt as it was met first. */
function distinct(addresses: readonly string[]): readonly string[] {
  return [...new Map(addresses.toReversed().map((one) => [handleKey(one), one])).values()].toReversed();
}

/**
 * Whom a row of a direct chat is from, or went to. The row's own address decides: a chat can have several, and be named
 * after another one (DB-1.17). Many of the owner's rows have none; then the chat says it, when it has only one.
 */
function readParties(cells: Cells, kind: 'direct' | 'group' | null): readonly string[] {
  const sender = stringOrNull(cells.sender);
  if (sender !== null || kind !== 'direct') return sender === null ? [] : [sender];
  const identifier = stringOrNull(cells.chatIdentifier);
  const listed = JSON.parse(typeof cells.participants === 'string' ? cells.participants : '[]') as unknown[];
  const others = listed.filter((one): one is string => typeof one === 'string' && one !== '');
  return distinct(identifier === null ? others : [identifier, ...others]);
}

/** The chat that counts: the direct one where there are several, best one that is named after the row's own address. */
function chatOf(joined: readonly [Cells, ...Cells[]]): Cells {
  const direct = joined.filter((one) => chatKind(one) === 'direct');
  const named = direct.find(
    ({ sender, chatIdentifier }) =>
      typeof sender === 'string' &&
      typeof chatIdentifier === 'string' &&
      handleKey(sender) === handleKey(chatIdentifier),
  );
  return named ?? direct[0] ?? joined[0];
}

/**
 * One message in our words. A message linked to several chats counts for the direct one.
 * @param isOwn whether a key is one of the owner's own addresses.
 * @param undatedMs when a row without a date was written, ms; default: when the row before it was.
 */
export function toMessageRow(
  joined: readonly [Cells, ...Cells[]],
  isOwn: (key: string) => boolean,
  undatedMs: number | null = null,
): MessageRow {
  const cells = chatOf(joined);
  const kind = chatKind(cells);
  const chatIdentifier = stringOrNull(cells.chatIdentifier);
  // Without an address of its own a row may be of any of the chats it is linked to.
  const parties = distinct(
    joined.filter((one) => chatKind(one) === kind).flatMap((one) => readParties(one, kind)),
  );
  const [first] = parties;
  const other = first !== undefined && parties.length === 1 ? first : null;
  const key = other === null ? null : handleKey(other);
  return {
    rowId: Number(cells.rowId),
    guid: String(cells.guid),
    key,
    handle: other === null ? null : stripFilterSuffix(other),
    oneOf: other === null ? parties.map(stripFilterSuffix) : [],
    service: readService(cells),
    atMs: dateOf(cells, undatedMs),
    own: readOwnState(cells),
    chat: cells.deleted === 1 ? 'deleted' : (kind ?? 'pending'),
    chatIdentifier: chatIdentifier === null ? null : stripFilterSuffix(chatIdentifier),
    selfChat: kind !== 'group' && key !== null && isOwn(key),
    itemType: Number(cells.itemType ?? 0),
    associatedType: Number(cells.associatedType ?? 0),
    linkPreview: cells.balloon === linkBalloon,
    text: readText(cells),
    isEdited: cells.edited === 1,
    hasAttachments: cells.attachments === 1,
    filterBucket: readBucket(cells),
    destination: stringOrNull(cells.destination),
  };
}

/** Whether Messages says when the row was written. */
export function isDated({ appleMs }: Cells): boolean {
  return typeof appleMs === 'number';
}

function dateOf({ appleMs, appleMsBefore }: Cells, undatedMs: number | null): number {
  if (typeof appleMs === 'number') return unixMs(appleMs);
  if (undatedMs !== null) return undatedMs;
  return unixMs(typeof appleMsBefore === 'number' ? appleMsBefore : 0);
}

/**
 * A row whose chat never came: what it counts as (RULE-4.5).
 * @param joined the same cells.
 */
export function settled(row: MessageRow, joined: readonly [Cells, ...Cells[]]): MessageRow {
  if (row.chat !== 'pending') return row;
  return { ...row, chat: stringOrNull(joined[0].rooms) === null ? 'direct' : 'group' };
}

/** A number that differs, but for one case in four thousand million, when anything about the row differs. */
export function fingerprint(row: MessageRow): number {
  let hash = 0x811c9dc5;
  const text = Object.values(row).join('\u0000');
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}
