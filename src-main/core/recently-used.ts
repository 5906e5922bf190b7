/** So many of many: whoever was not asked for longest makes room. */
export class RecentlyUsed<Value> {
  readonly #atMost: number;
  /** Whoever was asked for last stands last. */
  readonly #values = new Map<string, Value>();

  constructor(atMost: number) {
    this.#atMost = atMost;
  }

  get(key: string): Value | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  /** @returns what made room for it, with its key; null: nothing had to. */
  set(key: string, value: Value): readonly [string, Value] | null {
    this.#values.delete(key);
    this.#values.set(key, value);
    const [longAgo] = this.#values;
    if (this.#values.size <= this.#atMost || longAgo === undefined) return null;
    this.#values.delete(longAgo[0]);
    return longAgo;
  }

  delete(key: string): void {
    this.#values.delete(key);
  }
}
