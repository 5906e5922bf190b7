import { app } from 'electron';
import type { MoveOutcome } from '#contract/bridge.ts';
import type { Clock } from '#core/ports/clock.ts';

/** How long macOS may take to say that it opens the new version once this one has ended, ms. */
const handOverMs = 10_000;

/** How long after macOS announced the end of the session a quit is part of it, ms. */
const logOutMs = 60_000;

export interface EndingDeps {
  readonly clock: Clock;
  /** Asks the owner what there is to ask. @returns whether it may end. */
  readonly ask: () => Promise<boolean>;
  /** The question stands on the window, which may have been closed over it. */
  readonly showQuestion: () => void;
  /** Ends everything. @param left whether banners stay, for the run that follows by itself. */
  readonly endAll: (left: 'stay' | 'go') => Promise<void>;
}

/** How the app ends, whoever wants it to: the owner, macOS, a new version, a move. It asks once, and ends once. */
export class Ending {
  readonly #deps: EndingDeps;
  #stage: 'none' | 'asking' | 'moving' | 'ending' = 'none';
  /** Hears that macOS would have us quit when we are ending already. */
  #onAskedAgain: () => void = () => {};
  /** Monotonic, ms; null: the session goes on. */
  #sessionEndsAtMs: number | null = null;

  constructor(deps: EndingDeps) {
    this.#deps = deps;
  }

  /** macOS says that the session ends. Another app may call that off. */
  sessionEnds(): void {
    this.#sessionEndsAtMs = this.#deps.clock.monotonic();
  }

  /**
   * Before the app quits.
   * @returns true: let it quit. Otherwise it quits by itself when everything has ended, or the owner chose to stay.
   */
  beforeQuit(): boolean {
    const { clock, showQuestion } = this.#deps;
    // Holding this up would call the log-out off. What was decided is on disk already.
    if (this.#sessionEndsAtMs !== null && clock.monotonic() - this.#sessionEndsAtMs < logOutMs) {
      void this.end('stay');
      return true;
    }
    if (this.#stage === 'none') void this.#askToEnd();
    else if (this.#stage === 'asking') showQuestion();
    else this.#onAskedAgain();
    return false;
  }

  async #askToEnd(): Promise<void> {
    if (await this.mayEnd()) await this.end('go');
  }

  /** What quitting asks. Until it ends, this one goes on: macOS may not take the new version. */
  async mayEnd(): Promise<boolean> {
    if (this.#stage !== 'none') return false;
    this.#stage = 'asking';
    const may = await this.#deps.ask();
    this.#stage = 'none';
    return may;
  }

  /** Moves the app, which nothing else may end meanwhile. The moved one goes on at once with what this one did: nothing is asked. */
  moveBy(move: () => MoveOutcome): MoveOutcome {
    if (this.#stage !== 'none') return 'failed';
    this.#stage = 'moving';
    const outcome = move();
    this.#stage = 'none';
    if (outcome === 'moved') void this.end('stay');
    return outcome;
  }

  /** Ends for a new version. macOS has noted down to open it once it has us quit (MAC-12.4): not waited for for ever. */
  handOver(): void {
    const handedOver = new Promise<void>((resolve) => {
      this.#onAskedAgain = resolve;
      this.#deps.clock.after(handOverMs, resolve);
    });
    void this.end('stay', handedOver);
  }

  /** Ends everything, then the process. @param first what the process waits for, too. */
  async end(left: 'stay' | 'go', first?: Promise<void>): Promise<void> {
    if (this.#stage === 'ending') return;
    this.#stage = 'ending';
    await this.#deps.endAll(left);
    await first;
    app.exit(0);
  }
}
