/** `taken`: which of the owner's entries a block took out; `journal`: what the writer must remember. */
export const logLineTypes = ['decision', 'progress', 'taken', 'event', 'journal'] as const;

/**
 * One line of the hash-chained log, as exported: `hash` covers every other field but `signature`; `previous` is the hash
 * before. `signature`: Ed25519 over the text `peephole-log-line:HASH`, base64url; lines from before the log was signed have
 * none.
 */
export interface LogLine {
  readonly seq: number;
  readonly atMs: number;
  readonly type: (typeof logLineTypes)[number];
  readonly body: unknown;
  readonly previous: string;
  readonly hash: string;
  readonly signature?: string | undefined;
}

/** A line with its body already spelled canonically, as the ledger stores it. */
export interface SpelledLine extends Omit<LogLine, 'body' | 'hash' | 'signature'> {
  readonly bodyJson: string;
}

/** A line as it stands in a log: with its hash and, where the log is signed, its signature. */
export type StoredLine = SpelledLine & Pick<LogLine, 'hash' | 'signature'>;

/** A key that signs a log. */
export interface LogKey {
  /** The 32 bytes of an Ed25519 public key, base64url. */
  readonly publicKey: string;
  /** The line that names it, and the first that it signs; further ones until another key is named. */
  readonly fromLine: number;
}
