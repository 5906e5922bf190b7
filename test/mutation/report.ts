import type { Outcome } from './job.ts';
import type { Mutant } from './mutants.ts';

/** What became of one mutant. */
export type Fate = Outcome | 'not-covered';

export interface Judged {
  readonly path: string;
  readonly mutant: Mutant;
  readonly fate: Fate;
  /** What is taken out, as it stands in the file. */
  readonly was: string;
}

export interface Figures {
  readonly all: number;
  readonly killed: number;
  readonly timedOut: number;
  readonly survived: number;
  readonly notCovered: number;
  /** Killed or timed out, of all; in percent, one decimal. Null: there are none. */
  readonly score: number | null;
}

export interface Report {
  readonly all: Figures;
  /** By the folder that has a floor. */
  readonly parts: Readonly<Record<string, Figures & { readonly floor: number }>>;
  /** Said to be equivalent by a comment, and not counted. */
  readonly equivalent: number;
  readonly files: Readonly<Record<string, Figures>>;
  /** What hangs is counted as killed, and listed all the same: a test should have noticed it sooner. */
  readonly unkilled: readonly {
    readonly at: string;
    readonly operator: string;
    readonly fate: Fate;
    readonly was: string;
    readonly became: string;
  }[];
}

/** The lowest score that is good enough, in percent. */
const floors: Readonly<Record<string, number>> = { 'src-main/core/': 90, 'src-main/gatekeeper/': 85 };

export function reportOn(judged: readonly Judged[], equivalent: number): Report {
  const byFile = Object.groupBy(judged, ({ path }) => path);
  const parts = Object.entries(floors).flatMap(([part, floor]) => {
    const own = judged.filter(({ path }) => path.startsWith(part));
    return own.length === 0 ? [] : [[part, { ...figuresOf(own), floor }] as const];
  });
  return {
    all: figuresOf(judged),
    parts: Object.fromEntries(parts),
    equivalent,
    files: Object.fromEntries(Object.entries(byFile).map(([path, own = []]) => [path, figuresOf(own)])),
    unkilled: judged
      .filter(({ fate }) => fate !== 'killed')
      .map(({ path, mutant, fate, was }) => ({
        at: `${path}:${mutant.line}`,
        operator: mutant.operator,
        fate,
        was: oneLine(was),
        became: oneLine(mutant.replacement),
      })),
  };
}

/** Names of the parts that are below their floor. */
export function belowFloor({ parts }: Report): readonly string[] {
  return Object.entries(parts).flatMap(([part, { score, floor }]) =>
    score !== null && score < floor ? [part] : [],
  );
}

function figuresOf(judged: readonly Judged[]): Figures {
  const count = (fate: Fate) => judged.filter((one) => one.fate === fate).length;
  const [killed, timedOut] = [count('killed'), count('timed-out')];
  return {
    all: judged.length,
    killed,
    timedOut,
    survived: count('survived'),
    notCovered: count('not-covered'),
    // Never rounded up to a floor.
    score: judged.length === 0 ? null : Math.floor((1_000 * (killed + timedOut)) / judged.length) / 10,
  };
}

/** What no test failed at, then a line for each file, for each part and for all. */
export function linesOf({ unkilled, files, parts, all, equivalent }: Report): readonly string[] {
  return [
    ...unkilled.map(
      ({ at, operator, fate, was, became }) => `${at}: ${fate}, ${operator}: ${was} → ${became}`,
    ),
    ...Object.entries(files).map(([path, figures]) => lineOf(path, figures)),
    ...Object.entries(parts).map(
      ([part, figures]) => `${lineOf(part, figures)}, at least ${figures.floor} %`,
    ),
    `${lineOf('all', all)}, ${equivalent} equivalent`,
  ];
}

function lineOf(name: string, { all, killed, timedOut, survived, notCovered, score }: Figures): string {
  return `${name}: ${score ?? '–'} % of ${all}: ${killed} killed, ${timedOut} timed out, ${survived} survived, ${notCovered} not covered`;
}

function oneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line === '' ? '(nothing)' : line;
}
