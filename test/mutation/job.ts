/**
 * What the process that runs the tests is given, and what it answers. A mutant may hang or kill it: what it had answered by
 * then stands in a file, a line for each.
 */

/** A file that has mutants; ids count on from the first. Paths are relative to the root. */
export interface MutatedFile {
  readonly path: string;
  readonly firstId: number;
}

/** One test file, and which of its tests; null: all. */
export interface Selection {
  readonly file: string;
  readonly tests: readonly string[] | null;
  /** After that it hangs. */
  readonly limitMs: number;
}

export interface MutantRun {
  readonly id: number;
  /** The first failure ends it. */
  readonly selections: readonly Selection[];
}

export interface Job {
  readonly root: string;
  readonly files: readonly MutatedFile[];
  /** Where the answers go. */
  readonly answers: string;
  readonly work:
    | { readonly do: 'reach'; readonly tests: readonly string[] }
    | { readonly do: 'mutants'; readonly runs: readonly MutantRun[] };
}

/** Which mutants were reached, by test and beside the tests: while the file was loaded, or its suites prepared. */
export interface Reach {
  readonly file: string;
  readonly ms: number;
  readonly beside: readonly number[];
  readonly tests: readonly {
    readonly id: string;
    readonly ms: number;
    readonly reached: readonly number[];
  }[];
  /** What failed without any mutant. */
  readonly failed: readonly string[];
}

export type Outcome = 'killed' | 'survived' | 'timed-out';

export type Answer =
  | { readonly is: 'reach'; readonly reach: Reach }
  | { readonly is: 'begun'; readonly id: number }
  | { readonly is: 'outcome'; readonly id: number; readonly outcome: Outcome; readonly by: string | null }
  /** Without a mutant these files fail now, though they did not before: the answers since the start are worth nothing. */
  | { readonly is: 'unsound'; readonly failed: readonly string[] }
  | { readonly is: 'end' };

/** The environment variable that names the job's file. */
export const jobVariable = 'PEEPHOLE_MUTATION_JOB';
