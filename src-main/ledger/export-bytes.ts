import type { ChainCheck } from '#core/log/log-chain.node.ts';
import { ExportCheck } from '#core/log/log-export.node.ts';

/** Longest line that is looked at, bytes; no line of ours comes near it. */
const maxLineBytes = 16 * 1024 * 1024;
const lineFeed = 0x0a;

/**
 * Checks an export byte for byte as it is read: only LF ends a line, and nothing is taken out, or put in place of what is
 * no text, before it is compared.
 */
export class ExportBytes {
  readonly #check = new ExportCheck();
  readonly #text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  #rest: Buffer[] = [];
  #restBytes = 0;

  /** @returns false once something is wrong: nothing further needs to be read. */
  add(chunk: Buffer): boolean {
    let from = 0;
    for (let at = chunk.indexOf(lineFeed); at !== -1; at = chunk.indexOf(lineFeed, from)) {
      const line = Buffer.concat([...this.#rest, chunk.subarray(from, at)]);
      this.#rest = [];
      this.#restBytes = 0;
      from = at + 1;
      if (!this.#check.add(this.#decoded(line))) return false;
    }
    this.#rest.push(chunk.subarray(from));
    this.#restBytes += chunk.length - from;
    return this.#restBytes <= maxLineBytes || this.#check.add(null);
  }

  /** To be asked after the last byte. A line that is not ended is none. */
  result(): ChainCheck {
    if (this.#restBytes > 0) this.#check.add(null);
    return this.#check.result();
  }

  #decoded(bytes: Buffer): string | null {
    try {
      return this.#text.decode(bytes);
    } catch {
      return null;
    }
  }
}
