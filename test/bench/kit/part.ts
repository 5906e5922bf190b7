import type { Figure } from './figure.ts';

/** What a part is asked for. */
export interface Asked {
  /** Size of the made database, for parts that are run on each. */
  readonly messages: number;
  /** Also what takes long (`--large`). */
  readonly isLarge: boolean;
}

/** One part of the benchmark, as `npm run bench -- NAME` runs it. */
export interface Part {
  /** What it measures, in a few words. */
  readonly about: string;
  /** Whether it is run on each of the made databases. */
  readonly onDatabases: boolean;
  /** @throws Error when it can't be measured here. */
  measure(asked: Asked): Promise<readonly Figure[]>;
}
