import type { Figure } from './figure.ts';

/** What a part is asked for. */
export interface Asked {
  /** Size of the made database, for parts that are run on each. */
  readonly messages: number;
  /** Also what takes long (`--large`). */
  readonly isLarge: boolean;
}

/** Measures one part of the benchmark. @throws Error when it can't be measured here. */
export type Part = (asked: Asked) => Promise<readonly Figure[]>;

/** What a part measures, and whether it is run on each of the made databases. */
interface About {
  readonly about: string;
  readonly onDatabases: boolean;
}

/** Every part by its name, in the order in which they are run and shown. */
export const abouts = {
  knock: {
    about: 'A message is committed → it is seen: by Peephole, the floor, polls, another library',
    onDatabases: true,
  },
  rest: { about: 'What a minute costs in which nothing happens', onDatabases: true },
  start: {
    about: 'First and second start: listens, first state, complete list, longest stall',
    onDatabases: true,
  },
  window: {
    about: 'The window in Chromium: painted, scrolled, searched, and the size of its script',
    onDatabases: false,
  },
  parser: { about: 'The text of an `attributedBody`: ours and two libraries', onDatabases: false },
  decisions: {
    about: 'A verdict → queued, → confirmed beside a bare patch; 1 to 1,000 at once',
    onDatabases: false,
  },
  brake: {
    about: 'A block is queued, the channel is switched off → the real gateway has stopped',
    onDatabases: false,
  },
  ledger: { about: 'The ledger: opening it with 10,000 senders, one durable line', onDatabases: false },
  flood: { about: 'A flood: memory, a planted person shown, the list answered', onDatabases: false },
} as const satisfies Readonly<Record<string, About>>;

export type PartName = keyof typeof abouts;

export function isPartName(name: string): name is PartName {
  return Object.hasOwn(abouts, name);
}

/** Every name, in that order. */
export const partNames: readonly PartName[] = Object.keys(abouts).filter(isPartName);
