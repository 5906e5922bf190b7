import type { Clock } from '#core/ports/clock.ts';
import { type AccountState, GatewayUnavailable } from '#core/ports/gateway.ts';

/** How often it is asked, ms: an answer costs the gateway 2 to 8 ms (OC-55). */
const askEveryMs = 50;
/** For how long: a write that is applied takes the channels down and up again within a second (OC-42). */
const watchForMs = 3_000;

/**
 * Tells when a channel has come up after what we did: the gateway pushes nothing of it (OC-55), and who was approved waits for it.
 * Whoever is told reads what is so; a channel that takes longer is found by whoever looks now and then.
 */
export class ReadyWatch {
  readonly #clock: Clock;
  readonly #read: () => Promise<ReadonlyMap<string, AccountState>>;
  readonly #onReady: () => void;
  #untilMs = Number.NEGATIVE_INFINITY;
  #isAsking = false;
  #ready: ReadonlySet<string> = new Set();
  #cancel = (): void => {};

  /**
   * @param clock guarded.
   * @param read asks what runs; rejects with GatewayUnavailable.
   * @param onReady an account is ready that was not when it was asked before, if it was.
   */
  constructor(clock: Clock, read: () => Promise<ReadonlyMap<string, AccountState>>, onReady: () => void) {
    this.#clock = clock;
    this.#read = read;
    this.#onReady = onReady;
  }

  /** Channels may come up from now on. */
  begin(): void {
    this.#untilMs = this.#clock.monotonic() + watchForMs;
    if (this.#isAsking) return;
    this.#ready = new Set();
    this.#cancel();
    this.#askSoon();
  }

  stop(): void {
    this.#untilMs = Number.NEGATIVE_INFINITY;
    this.#cancel();
  }

  #askSoon(): void {
    this.#cancel = this.#clock.after(askEveryMs, () => this.#ask());
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    try {
      const runtime = await this.#read();
      if (this.#clock.monotonic() >= this.#untilMs) return;
      this.#askSoon();
      const ready = [...runtime].flatMap(([id, account]) => (account.ready ? [id] : []));
      const isNew = ready.some((id) => !this.#ready.has(id));
      this.#ready = new Set(ready);
      if (isNew) this.#onReady();
    } catch (error) {
      // Another connection looks at everything anew.
      if (!(error instanceof GatewayUnavailable)) throw error;
    } finally {
      this.#isAsking = false;
    }
  }
}
