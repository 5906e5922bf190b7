import type { Clock } from '#core/ports/clock.ts';
import { mayTake, type UpdateState, type UpdateStep } from '#core/surface/update-state.ts';
import type { ErrorSink } from '../../ipc/dispatch.ts';
import { updateTrouble } from './update-trouble.ts';

/** How long nothing may be heard, ms: Electron's requests have no time limit of their own (MAC-12.3). */
const patienceMs = { check: 30_000, download: 60_000, restart: 600_000 } as const satisfies Record<
  UpdateStep,
  number
>;

/** What does the updating: update-engine.ts, which is loaded when it is first needed. */
export interface UpdateEngine {
  /** Asks what is published. @returns a version newer than this one; null: there is none. */
  check(): Promise<string | null>;
  /** Downloads what `check` found, and compares its checksum. @param onPercent hears a whole number now and then. */
  download(onPercent: (percent: number) => void): Promise<void>;
  /** Breaks a download off. */
  cancel(): void;
  /**
   * Hands what was downloaded to macOS, which compares who signed it.
   * @param onQuit macOS took it: what is open is to be closed at once, while this runs.
   * @param onRefused macOS did not take it.
   */
  install(onQuit: () => void, onRefused: (error: Error) => void): void;
  /** Nothing more is heard of it. */
  discard(): void;
}

export interface UpdatesOptions {
  readonly clock: Clock;
  readonly load: () => Promise<UpdateEngine>;
  readonly onChange: (state: UpdateState) => void;
  /** Asks the owner what quitting asks. @returns false: they stay. */
  readonly mayQuit: () => Promise<boolean>;
  /** macOS took the new version, and waits for the end of this one. */
  readonly onQuit: () => void;
  readonly onError: ErrorSink;
}

/** Nobody answered in time. */
class TooSlow extends Error {
  readonly code = 'ETIMEDOUT';
}

/**
 * A copy that updates itself, a step at a time: each is taken by the owner, and until the first nothing is loaded and nobody is
 * asked (PROMISE-10).
 */
export class Updates {
  readonly #options: UpdatesOptions;
  #state: UpdateState = { kind: 'idle' };
  #engine: UpdateEngine | null = null;
  #stopWaiting: () => void = () => {};

  constructor(options: UpdatesOptions) {
    this.#options = options;
  }

  get state(): UpdateState {
    return this.#state;
  }

  /** Begins a step; one that can't be taken now is none. What becomes of it is the state. */
  take(step: UpdateStep): void {
    if (!mayTake(step, this.#state)) return;
    const steps = {
      check: () => this.#check(),
      download: () => this.#download(),
      restart: () => this.#restart(),
    };
    steps[step]().catch((error: unknown) => this.#fail(step, error));
  }

  /** The app ends. */
  end(): void {
    this.#stopWaiting();
    this.#engine?.cancel();
  }

  async #check(): Promise<void> {
    this.#become({ kind: 'checking' });
    this.#engine ??= await this.#options.load();
    const engine = this.#engine;
    const version = await this.#within('check', () => engine.check());
    this.#become(version === null ? { kind: 'current' } : { kind: 'available', version });
  }

  async #download(): Promise<void> {
    const engine = this.#engine;
    if (this.#state.kind !== 'available' || engine === null) return;
    const { version } = this.#state;
    this.#become({ kind: 'downloading', version, percent: 0 });
    await this.#within('download', (heard) =>
      engine.download((percent) => {
        heard();
        if (this.#state.kind === 'downloading') this.#become({ kind: 'downloading', version, percent });
      }),
    );
    this.#become({ kind: 'ready', version });
  }

  async #restart(): Promise<void> {
    const engine = this.#engine;
    if (this.#state.kind !== 'ready' || engine === null) return;
    const { version } = this.#state;
    this.#become({ kind: 'restarting', version });
    if (!(await this.#options.mayQuit())) {
      this.#become({ kind: 'ready', version });
      return;
    }
    await this.#within(
      'restart',
      () =>
        new Promise<void>((resolve, reject) => {
          const onQuit = (): void => {
            resolve();
            this.#options.onQuit();
          };
          engine.install(onQuit, reject);
        }),
    );
  }

  /** @param work is given what is called whenever something was heard. @throws TooSlow when nothing was for too long. */
  #within<T>(step: UpdateStep, work: (heard: () => void) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const heard = (): void => {
        this.#stopWaiting();
        this.#stopWaiting = this.#options.clock.after(patienceMs[step], () => reject(new TooSlow()));
      };
      heard();
      void work(heard)
        .then(resolve, reject)
        .finally(() => this.#stopWaiting());
    });
  }

  #fail(step: UpdateStep, error: unknown): void {
    this.#stopWaiting();
    this.#options.onError(error);
    if (step === 'download') this.#engine?.cancel();
    if (error instanceof TooSlow) {
      // It would go on waiting for the same answer.
      this.#engine?.discard();
      this.#engine = null;
    }
    this.#become({ kind: 'failed', trouble: updateTrouble(step, error) });
  }

  #become(state: UpdateState): void {
    this.#state = state;
    this.#options.onChange(state);
  }
}
