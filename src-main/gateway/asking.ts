import type { GatewayClient } from '@openclaw/gateway-client';
import type { Clock } from '#core/ports/clock.ts';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { requestTimeoutMs } from './client-options.ts';
import { type CallGateway, requestListed } from './methods.ts';
import { type Redact, readRefusal } from './refusal.ts';

/** A gateway that leaves a read unanswered for this long is not known to be there any more (RULE-6.23). */
const staleMs = 5_000;

/** One connection, as far as calls go over it. */
export interface Line {
  readonly client: GatewayClient;
  readonly redact: Redact;
  /** Calls that wait longer than a gateway that is there needs. */
  late: number;
  /** Calls that wait for as long as it takes: a write that the gateway is busy applying. */
  working: number;
}

/** Is told how a line's answers come. */
interface Hearing<L extends Line> {
  /** An answer is overdue: what was said before is not known any more. */
  readonly late: (line: L) => void;
  /** Everything that was overdue has been answered. */
  readonly heard: (line: L) => void;
  /** Not answered for as long as we wait. */
  readonly hangs: (line: L) => void;
}

/** Calls over one connection, and how old what it says is. */
export class Asking<L extends Line> {
  readonly #clock: Clock;
  readonly #hearing: Hearing<L>;

  constructor(clock: Clock, hearing: Hearing<L>) {
    this.#clock = clock;
    this.#hearing = hearing;
  }

  /** @throws GatewayUnavailable, GatewayRefusal */
  async ask(line: L, ...[method, params, timeoutMs]: Parameters<CallGateway>): Promise<unknown> {
    // What waits for as long as it takes says nothing about whether somebody is there.
    const watch = timeoutMs === requestTimeoutMs ? this.#watch(line) : this.#work(line);
    try {
      return await requestListed(line.client, method, params, timeoutMs ?? null);
    } catch (error) {
      const refusal = readRefusal(error, line.redact);
      if (refusal !== null) throw refusal;
      if (error instanceof TypeError) throw error;
      const late = error instanceof Error && 'code' in error && error.code === 'CLIENT_TIMEOUT';
      if (late) this.#hearing.hangs(line);
      throw new GatewayUnavailable(late ? sentence('gateway.late') : sentence('gateway.lost'));
    } finally {
      watch();
    }
  }

  #work(line: L): () => void {
    line.working += 1;
    return () => {
      line.working -= 1;
    };
  }

  #watch(line: L): () => void {
    let isLate = false;
    let cancel = () => {};
    const wait = (): void => {
      cancel = this.#clock.after(staleMs, () => {
        // It does what we asked it to, and answers nobody meanwhile (OC-42).
        if (line.working > 0) return wait();
        isLate = true;
        line.late += 1;
        this.#hearing.late(line);
      });
    };
    wait();
    return () => {
      cancel();
      if (!isLate) return;
      line.late -= 1;
      if (line.late === 0) this.#hearing.heard(line);
    };
  }
}
