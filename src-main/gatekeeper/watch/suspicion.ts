import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { Arrival } from '#core/sender/arrival.ts';
import {
  floodKnocks,
  floodMs,
  manyStrangers,
  type Suspicion,
  type SuspicionKind,
  suspicionsOf,
} from '#core/sender/suspicion.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { DecisionStore } from '../decisions/store.ts';
import type { GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';
import type { StrangerEvents } from '../record/stranger-events.ts';
import { RecentCount } from './recent-count.ts';

const kinds = ['flood', 'knocks-after-block', 'code-guesses', 'look-alike', 'many-strangers'] as const;

/** Senders whose knocks are remembered. */
const maxWatched = 10_000;

export interface SuspicionWatchDeps {
  readonly ledger: Ledger;
  readonly events: StrangerEvents;
  readonly clock: Clock;
  readonly decisions: DecisionStore;
  /** One sender as painted. */
  readonly painted: (key: string) => SenderView | null;
}

/** Writes down what is suspicious about who knocks, each as often as the owner should read it. */
export class SuspicionWatch implements Part {
  readonly #deps: SuspicionWatchDeps;
  /** What was told of a sender, by key; `''` is everybody. */
  readonly #told = new Map<string, { kind: SuspicionKind; atMs: number }[]>();
  /** When senders knocked, by key, as far back as any rule looks. */
  readonly #knocks = new Map<string, number[]>();
  readonly #firstKnocks = new RecentCount(floodMs);

  constructor(deps: SuspicionWatchDeps) {
    this.#deps = deps;
    for (const { kind, atMs, data } of deps.ledger.events(kinds)) this.#note(data.key, kind, atMs);
  }

  receive(event: GatekeeperEvent): void {
    if (event.type === 'rows') this.#judge(event.arrivals);
  }

  /** New knocks, after their cards were made. */
  #judge(arrivals: readonly Arrival[]): void {
    const nowMs = this.#deps.clock.now();
    for (const { record, row, previousAtMs } of arrivals) {
      if (!record.isNew) continue;
      if (previousAtMs === null) this.#firstKnocks.add(nowMs);
      const sender = this.#deps.painted(record.key);
      if (sender) this.#judgeSender(record.key, sender, row.atMs, nowMs);
    }
    const times = (this.#told.get('') ?? []).map(({ atMs }) => atMs);
    const many = manyStrangers(this.#firstKnocks.read(nowMs), times, nowMs);
    if (many) this.#tell('', null, many, nowMs);
  }

  #judgeSender(key: string, sender: SenderView, knockedAtMs: number, nowMs: number): void {
    const standing = this.#deps.decisions.standing(key);
    const blockedAtMs = standing.state === 'blocked' ? (standing.decision?.issuedAtMs ?? null) : null;
    const knocks = [...(this.#knocks.get(key) ?? []), knockedAtMs]
      .filter((atMs) => nowMs - atMs < floodMs || (blockedAtMs !== null && atMs > blockedAtMs))
      .slice(-floodKnocks * 10);
    // Who knocked last stands last; whoever has not for long makes room.
    this.#knocks.delete(key);
    this.#knocks.set(key, knocks);
    const [longAgo] = this.#knocks.keys();
    if (this.#knocks.size > maxWatched && longAgo !== undefined) this.#knocks.delete(longAgo);
    const activity = {
      isApproved: sender.state === 'approved',
      knocksAtMs: knocks,
      blockedAtMs,
      codeGuesses: sender.codeGuesses,
      resembles: sender.resembles,
    };
    for (const suspicion of suspicionsOf(activity, this.#told.get(key) ?? [], nowMs)) {
      this.#tell(key, sender.handle, suspicion, nowMs);
    }
  }

  #tell(key: string, handle: string | null, suspicion: Suspicion, atMs: number): void {
    const { events } = this.#deps;
    if (suspicion.kind === 'look-alike') {
      const { kind, resembles } = suspicion;
      events.append({ kind, handle, atMs, data: { key, resembles } });
    } else {
      const { kind, count } = suspicion;
      events.append({ kind, handle, atMs, data: { key, count } });
    }
    this.#note(key, suspicion.kind, atMs);
  }

  #note(key: string, kind: SuspicionKind, atMs: number): void {
    const told = this.#told.get(key) ?? [];
    told.push({ kind, atMs });
    this.#told.set(key, told);
  }
}
