/** What a figure is counted in. */
export type Unit = 'ms' | 'µs' | 'MB' | 'KB' | 'KB/h' | 'ms/s' | '/s' | '×' | '%' | '';

/** How often something was measured, and what came of it, in the unit of its figure. */
export interface Spread {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** What the project wants of a figure: `of` it is at most, or at least, this much. */
export interface Target {
  readonly of: 'p50' | 'p95' | 'p99' | 'max';
  readonly atMost?: number;
  readonly atLeast?: number;
}

/** One measured thing with its spread: a row of the table. */
export interface Figure {
  /** What was measured, in words. */
  readonly what: string;
  /** Who was measured: Peephole, or what it is compared with. */
  readonly by: string;
  readonly unit: Unit;
  /** Null: could not be measured, and `note` says why. */
  readonly spread: Spread | null;
  /** How many senders were there, where that was chosen. */
  readonly senders?: number;
  readonly target?: Target;
  readonly note?: string;
}

type More = Partial<Pick<Figure, 'by' | 'senders' | 'target' | 'note'>>;

/** Four digits say more than was measured. */
function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/** The spread of what was measured, by nearest rank. @throws Error when nothing was. */
export function spreadOf(values: readonly number[]): Spread {
  if (values.length === 0) throw new Error('nothing was measured');
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) =>
    rounded(sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN);
  return { count: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

/** A figure of Peephole's, unless `by` names another. One value is a spread, too. @throws Error when nothing was measured. */
export function figure(
  what: string,
  unit: Unit,
  values: number | readonly number[],
  more: More = {},
): Figure {
  return {
    what,
    by: 'Peephole',
    unit,
    spread: spreadOf(typeof values === 'number' ? [values] : values),
    ...more,
  };
}

/** A row that says why it is empty. */
export function missing(what: string, by: string, note: string): Figure {
  return { what, by, unit: '', spread: null, note };
}

/** Whether a figure is as it is wanted; null: nothing is wanted of it, or nothing was measured. */
export function isMet({ spread, target }: Figure): boolean | null {
  if (spread === null || target === undefined) return null;
  const value = spread[target.of];
  return value <= (target.atMost ?? Infinity) && value >= (target.atLeast ?? -Infinity);
}

/** `p99 ≤ 50`, or `≤ 50` where only one thing was measured; nothing where nothing is wanted. */
export function targetWords({ spread, target }: Figure): string {
  if (target === undefined) return '';
  const { of, atMost, atLeast } = target;
  const words = atMost === undefined ? `≥ ${atLeast}` : `≤ ${atMost}`;
  return spread?.count === 1 ? words : `${of} ${words}`;
}
