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
    !row.fromMe &&
    !row.selfChat &&
    row.itemType === 0 &&
    messageTypes.has(row.associatedType)
  );
}

/**
 * Whether two rows of one sender, in either order, are one message and the preview of its link. The preview is never
 * dated before its text, so a further text after the preview is a knock of its own.
 */
export function isTwin(previous: MessageRow, row: MessageRow): boolean {
  const [text, preview] = row.linkPreview ? [previous, row] : [row, previous];
  const laterMs = preview.atMs - text.atMs;
  return (
    preview.linkPreview && !text.linkPreview && text.key === preview.key && laterMs >= 0 && laterMs <= twinMs
  );
}
