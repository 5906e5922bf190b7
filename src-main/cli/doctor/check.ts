/** One thing Peephole stands on. */
export interface Check {
  readonly id: string;
  readonly ok: boolean;
  /** What to do, in plain sentences; null: nothing. Also where it is in order but could be better. */
  readonly fix: string | null;
  /** Its name for people. */
  readonly title: string;
  /** What was found, in a few words. */
  readonly found: string;
}

export function good(id: string, title: string, found: string, fix: string | null = null): Check {
  return { id, title, ok: true, found, fix };
}

export function bad(id: string, title: string, found: string, fix: string): Check {
  return { id, title, ok: false, found, fix };
}
