/** Gets what went wrong where nobody waits for an answer: for the log, never with message text. */
export type Report = (error: unknown) => void;

/**
 * Makes a callback for a timer or a listener out of `run`. It never throws, nor does a promise of it reject unheard: what
 * goes wrong is reported, and whoever called goes on. The only way in for whatever runs by itself
 * (`test/unit/guarded.test.ts` holds it): one listener in trouble must not end the program that keeps strangers out.
 */
export type Guard = <Args extends readonly unknown[]>(
  run: (...args: Args) => unknown,
) => (...args: Args) => void;

/** @param report what it throws itself is lost: there is nobody left to tell. */
export function makeGuard(report: Report): Guard {
  const say = (error: unknown): void => {
    try {
      report(error);
    } catch {
      // A log that fails is no reason to end.
    }
  };
  return (run) =>
    (...args) => {
      try {
        const outcome = run(...args);
        if (outcome instanceof Promise) outcome.catch(say);
      } catch (error) {
        say(error);
      }
    };
}
