import { StringDecoder } from 'node:string_decoder';

/** Cuts a byte stream into lines of UTF-8 without ever holding more than one line and one chunk. */
export class LineSplitter {
  readonly #longest: number;
  readonly #decoder = new StringDecoder('utf8');
  #parts: string[] = [];
  #length = 0;

  /** @param longest longest line, UTF-16 units. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  /** @returns the lines that ended in this chunk, without line ends; null: a line is too long, stop reading. */
  add(chunk: Buffer): readonly string[] | null {
    const pieces = this.#decoder.write(chunk).split('\n');
    const rest = pieces.pop() ?? '';
    const lines: string[] = [];
    for (const piece of pieces) {
      if (!this.#keep(piece)) return null;
      lines.push(this.#parts.join('').replace(/\r$/, ''));
      this.#parts = [];
      this.#length = 0;
    }
    return this.#keep(rest) ? lines : null;
  }

  #keep(piece: string): boolean {
    this.#length += piece.length;
    if (this.#length > this.#longest) return false;
    if (piece !== '') this.#parts.push(piece);
    return true;
  }
}
