/** Parts of the time that is counted over: so exactly is its edge known. */
const parts = 10;

/** How often something happened lately. Costs the same however often that was. */
export class RecentCount {
  readonly #partMs: number;
  /** The newest last. */
  #counted: { readonly part: number; count: number }[] = [];

  /** @param overMs counts what happened within this time. */
  constructor(overMs: number) {
    this.#partMs = overMs / parts;
  }

  /** @param nowMs wall clock. */
  add(nowMs: number): void {
    const part = this.#part(nowMs);
    const last = this.#counted.at(-1);
    if (last?.part === part) last.count += 1;
    else this.#counted.push({ part, count: 1 });
  }

  read(nowMs: number): number {
    this.#part(nowMs);
    return this.#counted.reduce((sum, { count }) => sum + count, 0);
  }

  /** Forgets what is too old, or of a clock that was set since. */
  #part(nowMs: number): number {
    const part = Math.floor(nowMs / this.#partMs);
    this.#counted = this.#counted.filter((one) => one.part <= part && one.part > part - parts);
    return part;
  }
}
