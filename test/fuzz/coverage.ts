import { type Profiler, Session } from 'node:inspector';

/** Which blocks of our own code have run so far, by V8's own counters. */
export interface Coverage {
  /** Something ran since the last question that never ran before. Nothing is learnt. */
  isNew(): boolean;
  /** The same, and it is known from now on. */
  learn(): boolean;
  stop(): void;
}

/** Counts from now on. @param part of the addresses of the files that are looked at. */
export function startCoverage(part: string): Coverage {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const known = new Set<string>();
  const reached = (): readonly string[] => {
    let found: readonly Profiler.ScriptCoverage[] = [];
    // In the same thread it is answered at once.
    session.post('Profiler.takePreciseCoverage', (_error, answer) => {
      found = answer?.result ?? [];
    });
    return found
      .filter(({ url }) => url.includes(part))
      .flatMap(({ scriptId, functions }) =>
        functions.flatMap(({ ranges }) =>
          ranges.flatMap(({ startOffset, endOffset, count }) =>
            count > 0 ? `${scriptId}:${startOffset}:${endOffset}` : [],
          ),
        ),
      );
  };
  return {
    isNew: () => reached().some((block) => !known.has(block)),
    learn() {
      const before = known.size;
      for (const block of reached()) known.add(block);
      return known.size > before;
    },
    stop() {
      session.post('Profiler.stopPreciseCoverage');
      session.disconnect();
    },
  };
}
