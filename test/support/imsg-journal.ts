import { existsSync, readFileSync, statSync } from 'node:fs';

/** One line of the stand-in's journal: what the gateway's plugin did with `imsg`, oldest first. */
export type ImsgEntry =
  /** The plugin receives from now on. */
  | { readonly type: 'subscribed'; readonly atMs: number; readonly sinceRowId: number | null }
  /** A message row was handed to the plugin. */
  | { readonly type: 'handed'; readonly atMs: number; readonly rowId: number }
  /** The plugin asked for something that the other person can notice: a text, a typing bubble, a read receipt. */
  | {
      readonly type: 'outgoing';
      readonly atMs: number;
      readonly method: 'send' | 'typing' | 'read';
      /** The direct chat's handle or the group's chat identifier. */
      readonly to: string;
      readonly text: string | null;
      readonly params: Readonly<Record<string, unknown>>;
    };

export type Outgoing = Extract<ImsgEntry, { type: 'outgoing' }>;

/** A journal that is read further each time; a line that is still being written is left for the next time. */
export class ImsgJournal {
  readonly #path: string;
  readonly #entries: ImsgEntry[] = [];
  #readBytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  /** Everything so far. */
  entries(): readonly ImsgEntry[] {
    if (!existsSync(this.#path) || statSync(this.#path).size === this.#readBytes) return this.#entries;
    const added = readFileSync(this.#path).subarray(this.#readBytes);
    const whole = added.subarray(0, added.lastIndexOf('\n') + 1);
    this.#readBytes += whole.length;
    for (const line of whole.toString('utf8').split('\n').slice(0, -1)) {
      this.#entries.push(JSON.parse(line) as ImsgEntry);
    }
    return this.#entries;
  }
}
