/** `taken`: which of the owner's entries a block took out; `journal`: what the writer must remember. */
export const logLineTypes = ['decision', 'progress', 'taken', 'event', 'journal'] as const;

/** One line of the hash-chained log, as exported: `hash` covers every other field; `previous` is the hash before. */
export interface LogLine {
  readonly seq: number;
  readonly atMs: number;
  readonly type: (typeof logLineTypes)[number];
  readonly body: unknown;
  readonly previous: string;
  readonly hash: string;
}
