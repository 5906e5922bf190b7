import { existsSync, readFileSync, statSync } from 'node:fs';

/** A file of JSON lines that another process adds to, read further each time; a line that is still being written is left for the next time. */
export class JsonLines<T> {
  readonly #path: string;
  readonly #lines: T[] = [];
  #readBytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Everything so far, oldest first; nothing while the file is missing. */
  all(): readonly T[] {
    if (!existsSync(this.#path) || statSync(this.#path).size === this.#readBytes) return this.#lines;
    const added = readFileSync(this.#path).subarray(this.#readBytes);
    const whole = added.subarray(0, added.lastIndexOf('\n') + 1);
    this.#readBytes += whole.length;
    for (const line of whole.toString('utf8').split('\n').slice(0, -1)) {
      this.#lines.push(JSON.parse(line) as T);
    }
    return this.#lines;
  }
}
