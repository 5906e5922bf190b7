/**
 * Reads the text out of `attributedBody`, a typedstream (DB-3.1). Not a general reader: the first string
 * of the stream is the text, and it stands behind a marker that cannot occur before it. Everything else is left alone.
 */

/** Typedstream version 4, "streamtyped", system version 1000. */
const header = Buffer.concat([
  Buffer.from([0x04, 0x0b]),
  Buffer.from('streamtyped'),
  Buffer.from([0x81, 0xe8, 0x03]),
]);

/** The group "+": a string follows. */
const marker = Buffer.from([0x84, 0x01, 0x2b]);

/** Longer texts are cut: nobody reads more of a stranger's message in a menu. In bytes of UTF-8. */
const maxText = 32_768;

/** Bytes of a blob that are enough to find the text and `maxText` of it. */
export const bodyPrefixBytes = 65_536;

interface TextSpan {
  readonly start: number;
  readonly length: number;
}

/** A length below 0x80 is one byte; 0x81 announces a u16, 0x82 a u32, both little-endian. */
function readLength(body: Buffer, at: number): TextSpan | null {
  const first = body[at];
  if (first === undefined) return null;
  if (first < 0x80) return { start: at + 1, length: first };
  if (first === 0x81 && at + 3 <= body.length) return { start: at + 3, length: body.readUInt16LE(at + 1) };
  if (first === 0x82 && at + 5 <= body.length) return { start: at + 5, length: body.readUInt32LE(at + 1) };
  return null;
}

/** The last place at or before `end` that does not cut a character of UTF-8 in two. */
function characterEnd(body: Buffer, start: number, end: number): number {
  let cut = end;
  while (cut > start && ((body[cut] ?? 0) & 0xc0) === 0x80) cut -= 1;
  return cut;
}

/**
 * The text of an `attributedBody`, not sanitised, at most 32 KiB of it. Never throws and never reads out of bounds,
 * whatever the bytes.
 * @param bytes the blob, or its first `bodyPrefixBytes`.
 * @param totalBytes the size of the whole blob when `bytes` is a prefix.
 * @returns null when it is no typedstream, or its text is not wholly inside the blob.
 */
export function parseAttributedBody(bytes: Uint8Array, totalBytes: number = bytes.length): string | null {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (!body.subarray(0, header.length).equals(header)) return null;
  const found = body.indexOf(marker, header.length);
  if (found === -1) return null;
  const span = readLength(body, found + marker.length);
  if (span === null) return null;
  const end = span.start + span.length;
  if (end > totalBytes) return null;
  const readable = Math.min(end, body.length, span.start + maxText);
  return body.toString('utf8', span.start, readable === end ? end : characterEnd(body, span.start, readable));
}
