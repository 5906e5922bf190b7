import type { TrackedDecision } from '#core/decision/decision.ts';
import type { LeakView } from '#core/leak/leak.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { SenderMemory } from '#core/ports/sender-memory.ts';
import type { Arrival } from '#core/sender/arrival.ts';
import type { FindingView } from '#core/silence/finding.ts';
import { Crowd } from '#core/surface/crowd.ts';
import { fewestOfCrowd } from '#core/surface/crowds.ts';
import type { Notice } from '#core/surface/notice.ts';
import {
  floodSenders,
  heldUntil,
  quieting,
  type Signs,
  signsOf,
  soundDue,
  standsOut,
} from '#core/surface/quieting.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { shelves } from '#core/surface/shelf.ts';
import type { DecisionStore } from '../decisions/store.ts';
import type { GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';
import type { SenderRoster } from '../senders/roster.ts';
import { listOf } from './card-prints.ts';
import type { SettingsStore } from './settings.ts';

const hourMs = 3_600_000;
/** As many times as any rule looks at. */
const soundsKept = 6;
/** People named in a summary. */
const maxNamed = 3;
/** Of those in a summary, so many are noted as told of: the budget alone keeps the rest quiet. */
const maxNoted = 500;

/** Where those stand who are still to be decided about: neither let in nor kept out. */
const undecidedLists = shelves.filter((shelf) => shelf !== 'approved' && shelf !== 'blocked').map(listOf);

export interface NoticePublisherDeps {
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly decisions: DecisionStore;
  readonly roster: SenderRoster;
  readonly settings: SettingsStore;
  /** One sender as painted. */
  readonly painted: (key: string) => SenderView | null;
  /** Keeps whom the next summary counts. */
  readonly memory: SenderMemory;
}

/** Whether the owner is looking, and whether this Mac is awake. */
export interface Attention {
  readonly windowFocused: boolean;
  readonly awake: boolean;
}

/**
 * Tells the owner what is new, and no more than that (RULE-7.1 to RULE-7.4): who gets a banner, what becomes a summary, and
 * which banner is no longer true. Closing a banner never comes back here.
 */
export class NoticePublisher implements Part {
  readonly #deps: NoticePublisherDeps;
  readonly #listeners = new Set<(notice: Notice) => void>();
  /** Banners about a knock that are still true, by key: a surface that comes later shows them too. */
  readonly #knocks = new Map<string, Notice>();
  readonly #crowd = new Crowd();
  /** The newest, oldest first: nothing here grows with the number of senders. */
  #soundsAtMs: readonly number[] = [];
  #firstKnocksAtMs: readonly number[] = [];
  #attention: Attention = { windowFocused: false, awake: true };
  #dueMs = Number.POSITIVE_INFINITY;
  #cancelSummary: () => void = () => {};

  constructor(deps: NoticePublisherDeps) {
    this.#deps = deps;
  }

  /** Calls `listener` with what is still true, then with everything new. @returns the end of it. */
  subscribe(listener: (notice: Notice) => void): () => void {
    this.#listeners.add(listener);
    for (const notice of this.#knocks.values()) listener(notice);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  attend(attention: { readonly [K in keyof Attention]?: Attention[K] | undefined }): void {
    this.#attention = {
      windowFocused: attention.windowFocused ?? this.#attention.windowFocused,
      awake: attention.awake ?? this.#attention.awake,
    };
  }

  receive(event: GatekeeperEvent): void {
    switch (event.type) {
      case 'rows':
        this.#arrived(event.arrivals, event.origin);
        this.#left(event.changed);
        break;
      case 'decision':
        this.#decided(event.decision.key);
        break;
      case 'leak':
        this.#leak(event.leak);
        break;
      case 'finding':
        this.#finding(event.finding);
        break;
      case 'settings':
        this.#settingsChanged();
        break;
    }
  }

  /** Somebody knocked. */
  #arrived(arrivals: readonly Arrival[], origin: 'history' | 'live'): void {
    for (const arrival of arrivals) {
      // Of history nothing is told: thousands of cards are not made for it.
      if (!arrival.record.isNew) continue;
      const sender = this.#deps.painted(arrival.record.key);
      if (sender !== null) this.#judge(arrival, sender, origin);
    }
  }

  /** It turned out that these never wrote: a banner about them is no longer true. */
  #left(keys: ReadonlySet<string>): void {
    for (const key of keys) {
      if (this.#deps.roster.record(key) !== null) continue;
      const notice = this.#knocks.get(key);
      this.#deps.memory.ungather(key);
      this.#knocks.delete(key);
      if (notice !== undefined) this.#send({ kind: 'withdraw', id: notice.id });
    }
  }

  /** A decision on this sender was made, or has come further. */
  #decided(key: string): void {
    const notice = this.#knocks.get(key);
    const { decision } = this.#deps.decisions.standing(key);
    this.#deps.memory.ungather(key);
    if (notice === undefined || decision === null) return;
    if (decision.source === 'notification' && isBannerVerdict(decision.verdict)) {
      this.#follow(key, notice, decision, decision.verdict);
    } else {
      this.#knocks.delete(key);
      this.#send({ kind: 'withdraw', id: notice.id });
    }
  }

  #leak(leak: LeakView): void {
    const sound = this.#mayBeHeard();
    this.#send({ kind: 'leak', id: `leak:${leak.id}`, leakId: leak.id, display: leak.handle, ...sound });
  }

  #finding({ id }: FindingView): void {
    this.#send({ kind: 'finding', id: `finding:${id}`, finding: id, ...this.#mayBeHeard() });
  }

  /** An alarm is always shown; with a sound while the hour has one left. */
  #mayBeHeard(): { readonly sound?: false } {
    const nowMs = this.#deps.clock.now();
    if (soundDue(this.#soundsAtMs, nowMs, true) !== null) return { sound: false };
    this.#sounded(nowMs);
    return {};
  }

  #sounded(nowMs: number): void {
    this.#soundsAtMs = [...this.#soundsAtMs, nowMs].slice(-soundsKept);
  }

  /** Pause and quiet hours may have changed: a summary may be due now. */
  #settingsChanged(): void {
    if (this.#deps.memory.hasGathered()) this.#scheduleAt(this.#deps.clock.now());
  }

  stop(): void {
    this.#cancelSummary();
  }

  #judge({ record: then, row, previousAtMs }: Arrival, sender: SenderView, origin: 'history' | 'live'): void {
    const nowMs = this.#deps.clock.now();
    // As it is now: what was shown since the knock was read counts.
    const record = this.#deps.roster.record(then.key) ?? then;
    const newcomer = { handle: sender.handle, kind: kindOf(sender.kind), text: row.text };
    const isNewcomer = previousAtMs === null && record.isNew;
    if (isNewcomer) this.#crowd.add(newcomer, nowMs);
    const signs: Signs = {
      bringsInvite: sender.bringsInvite,
      isKnown: sender.group === 'known',
      kind: newcomer.kind,
      hasWarnings: sender.warnings.length > 0,
      resembles: sender.resembles !== null,
      isOneOfCrowd: this.#crowd.isOneOf(newcomer, nowMs),
    };
    const answer = quieting({
      nowMs,
      settings: this.#deps.settings.current,
      knock: { atMs: row.atMs, origin, previousAtMs },
      sender: {
        state: sender.state,
        group: sender.group,
        isNew: record.isNew,
        notifiedAtMs: record.notifiedAtMs,
        notifications: record.notifications,
      },
      soundsAtMs: this.#soundsAtMs,
      standsOut: standsOut(signs),
      firstKnocksAtMs: this.#firstKnocksAtMs,
      ...this.#attention,
    });
    // History is no event: whoever knocks right after the first start still gets a banner.
    if (isNewcomer) this.#firstKnocksAtMs = [...this.#firstKnocksAtMs, nowMs].slice(-floodSenders);
    if (answer.show === 'banner') this.#banner(record.key, sender, nowMs);
    else if (answer.show === 'summary') {
      this.#deps.memory.gather(record.key, signsOf(signs));
      // Fixed by the first that is gathered: whoever comes after makes it neither earlier nor later. Until the owner
      // resumes nothing is due: `settingsChanged` says when they do.
      if (answer.dueMs !== null && this.#dueMs === Number.POSITIVE_INFINITY) this.#scheduleAt(answer.dueMs);
    }
  }

  #banner(key: string, sender: SenderView, nowMs: number): void {
    const { preview } = this.#deps.settings.current;
    const notice: Notice = {
      kind: 'knock',
      id: `knock:${key}`,
      handle: sender.handle,
      display: sender.display,
      service: sender.service,
      revision: sender.revision,
      preview: { hidden: null, masked: sender.preview, full: this.#deps.roster.lastText(key) }[preview],
      oneClick: sender.approvable && sender.warnings.length === 0,
      bringsInvite: sender.bringsInvite,
    };
    this.#knocks.set(key, notice);
    this.#sounded(nowMs);
    this.#deps.roster.update(this.#deps.ledger.noteNotified([key], nowMs));
    this.#send(notice);
  }

  #follow(
    key: string,
    notice: Notice,
    decision: TrackedDecision,
    verdict: 'approve' | 'ignore' | 'block',
  ): void {
    const { progress, error } = decision;
    const display = this.#deps.painted(key)?.display ?? decision.handle;
    if (progress === 'confirmed' || progress === 'failed') this.#knocks.delete(key);
    this.#send({ kind: 'progress', id: notice.id, display, verdict, progress, error });
  }

  #scheduleAt(dueMs: number): void {
    this.#cancelSummary();
    this.#dueMs = dueMs;
    // No longer than a timer can wait; whether it is still held then, the settings say.
    const delayMs = Math.min(dueMs - this.#deps.clock.now(), 24 * hourMs);
    this.#cancelSummary = this.#deps.clock.after(Math.max(0, delayMs), () => this.#summarise());
  }

  #summarise(): void {
    const { clock, roster, ledger, memory, settings, painted } = this.#deps;
    const nowMs = clock.now();
    this.#dueMs = Number.POSITIVE_INFINITY;
    if (!memory.hasGathered()) return;
    const held = heldUntil(settings.current, nowMs);
    if (held !== null) {
      if (held.untilMs !== null) this.#scheduleAt(held.untilMs);
      return;
    }
    const due = soundDue(this.#soundsAtMs, nowMs, false);
    if (due !== null) {
      this.#scheduleAt(due);
      return;
    }
    const { count, best, alike } = memory.takeGathered(undecidedLists, maxNoted);
    if (count === 0) return;
    roster.update(ledger.noteNotified(best, nowMs));
    this.#sounded(nowMs);
    const crowd = alike !== null && alike.count >= fewestOfCrowd ? alike : null;
    const named = (crowd?.bestOfOthers ?? best)
      .slice(0, maxNamed)
      .flatMap((key) => painted(key)?.display ?? []);
    this.#send({
      kind: 'summary',
      id: 'summary',
      senders: count,
      named,
      ...(crowd && { crowd: crowd.count }),
    });
  }

  #send(notice: Notice): void {
    for (const listener of [...this.#listeners]) listener(notice);
  }
}

function kindOf(kind: SenderView['kind']): Signs['kind'] {
  return kind === 'phone' || kind === 'email' ? kind : 'other';
}

function isBannerVerdict(verdict: string): verdict is 'approve' | 'ignore' | 'block' {
  return verdict === 'approve' || verdict === 'ignore' || verdict === 'block';
}
