import type { MessageRow } from './message.ts';

/** Plain messages and the two kinds of app message; tapbacks, stickers and votes are none (DB-1.9). */
const messageTypes: ReadonlySet<number> = new Set([0, 2, 3]);

/** A text and the preview of its link are two rows, at most this far apart (DB-1.10). */
const twinMs = 90_000;

/**
 * Whether a row is somebody wanting in (RULE-4.4). A row whose chat is still `pending` is not one yet: it
 * comes again once the join has landed, or as `direct` when it never does.
 */
export function isKnock(row: MessageRow): boolean {
  return (
    row.chat === 'direct' &&
    row.key !== null &&
    row.own === null &&
    !row.selfChat &&
    row.itemType === 0 &&
    messageTypes.has(row.associatedType)
  );
}

/** What a message is compared with others of the same sender by. */
export type Compared = Pick<MessageRow, 'guid' | 'rowId' | 'key' | 'atMs' | 'text' | 'linkPreview'>;

/**
 * Whether two rows of one sender, in either order, are one message and the preview of its link. The preview is never
 * dated before its text, so a further text after the preview is a knock of its own.
 */
export function isTwin(previous: Compared, row: Compared): boolean {
  const [text, preview] = row.linkPreview ? [previous, row] : [row, previous];
  const laterMs = preview.atMs - text.atMs;
  return (
    preview.linkPreview && !text.linkPreview && text.key === preview.key && laterMs >= 0 && laterMs <= twinMs
  );
}

/** What leaves this Mac is at times written a second time, as if the other person had said it, this soon (DB-2.14), */
const companionMs = 3_000;
/** and never a word that two people may well say to each other. */
const minCompanionText = 12;

/** Whether a row that seems to come from somebody is the false companion of one that was sent to them. */
export function isCompanion(theirs: Compared, ours: Compared): boolean {
  return (
    theirs.key === ours.key &&
    theirs.text !== null &&
    theirs.text.length >= minCompanionText &&
    theirs.text === ours.text &&
    Math.abs(theirs.atMs - ours.atMs) <= companionMs
  );
}

/**
 * Sixteen bits of what a message says: with sender and date enough to know it when Messages writes it again under another
 * guid (DB-2.13), and far too few to learn from the ledger what was said.
 * @returns 0 for what was changed or taken back: it says nothing of what another row of the same message says.
 */
export function contentMark({
  text,
  isEdited,
  hasAttachments,
}: Pick<MessageRow, 'text' | 'isEdited' | 'hasAttachments'>): number {
  if (isEdited) return 0;
  let hash = hasAttachments ? 1 : 0;
  for (const char of text ?? '') hash = (Math.imul(hash, 31) + (char.codePointAt(0) ?? 0)) | 0;
  return (hash ^ (hash >>> 16)) & 0xffff;
}
