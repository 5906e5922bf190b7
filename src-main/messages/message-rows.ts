import { handleKey, stripFilterSuffix } from '#core/message/handle.ts';
import type { MessageRow, Service } from '#core/message/message.ts';
import { unixMs } from './apple-time.ts';
import { parseAttributedBody } from './imessage-parser.ts';
import type { Cell, Cells } from './read-only-database.ts';
import { styles } from './row-query.ts';

/** Longer texts are cut, in UTF-16 units: more is never shown, and never needed to judge one. */
const maxText = 8_192;
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

/**
 * One message in our words. A message linked to several chats counts for the direct one.
 * @param isOwn whether a key is one of the owner's own addresses.
 */
export function toMessageRow(
  joined: readonly [Cells, ...Cells[]],
  isOwn: (key: string) => boolean,
): MessageRow {
  const cells = joined.find((one) => chatKind(one) === 'direct') ?? joined[0];
  const fromMe = cells.fromMe === 1;
  const kind = chatKind(cells);
  const chatIdentifier = stringOrNull(cells.chatIdentifier);
  const sender = stringOrNull(cells.sender);
  // Many of the owner's rows carry no handle, so a direct chat says whom they went to.
  const other =
    kind === 'direct' ? (fromMe ? (chatIdentifier ?? sender) : (sender ?? chatIdentifier)) : sender;
  const key = other === null ? null : handleKey(other);
  return {
    rowId: Number(cells.rowId),
    guid: String(cells.guid),
    key,
    handle: other === null ? null : stripFilterSuffix(other),
    service: readService(cells),
    atMs: unixMs(cells.appleMs === null ? null : Number(cells.appleMs)),
    fromMe,
    chat: cells.deleted === 1 ? 'deleted' : (kind ?? 'pending'),
    chatIdentifier: chatIdentifier === null ? null : stripFilterSuffix(chatIdentifier),
    selfChat: kind !== 'group' && key !== null && isOwn(key),
    itemType: Number(cells.itemType ?? 0),
    associatedType: Number(cells.associatedType ?? 0),
    linkPreview: cells.balloon === linkBalloon,
    text: readText(cells),
    hasAttachments: cells.attachments === 1,
    filterBucket: Number(cells.filterBucket ?? 0),
    destination: stringOrNull(cells.destination),
  };
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
