import { randomUUID } from 'node:crypto';
import type { TakenEntry } from '#core/access/access-facts.ts';
import type { Wanted } from '#core/access/access-plan.ts';
import type { Decision, DecisionProgress, TrackedDecision } from '#core/decision/decision.ts';
import { isSameProblem } from '#core/decision/decision-error.ts';
import { isOwners, type LastVerdict, lastVerdict } from '#core/decision/last-verdict.ts';
import { isUnsettled, noStanding, type Standing, standingOf } from '#core/decision/standing.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { AccessSpan } from '#core/ports/messages.ts';
import type { WriterJournal } from '#core/reconcile/writer-journal.ts';

interface Page {
  readonly decisions: readonly TrackedDecision[];
  readonly standing: Standing;
}

/** Everything the owner decided, by sender: the ledger's decisions, folded and kept in memory. */
export class DecisionStore {
  readonly #ledger: Ledger;
  readonly #pages = new Map<string, Page>();
  /** Key by decision id. */
  readonly #keys = new Map<string, string>();
  /** The newest decision of the owner's own. */
  #lastId: string | null = null;
  /** Called with the key of a sender whose decisions changed. */
  onChange: (key: string) => void = () => {};

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    const byKey = new Map<string, TrackedDecision[]>();
    for (const decision of ledger.decisions()) {
      this.#note(decision);
      const list = byKey.get(decision.key);
      if (list) list.push(decision);
      else byKey.set(decision.key, [decision]);
    }
    for (const [key, decisions] of byKey)
      this.#pages.set(key, { decisions, standing: standingOf(decisions) });
  }

  keys(): Iterable<string> {
    return this.#pages.keys();
  }

  standing(key: string): Standing {
    return this.#pages.get(key)?.standing ?? noStanding;
  }

  find(decisionId: string): TrackedDecision | null {
    const page = this.#pages.get(this.#keys.get(decisionId) ?? '');
    return page?.decisions.find((candidate) => candidate.id === decisionId) ?? null;
  }

  /**
   * Writes a decision down, fsynced, before anyone is told of it.
   * @throws PeepholeError `ledger-full`: nothing was decided.
   */
  append(
    decision: Omit<Decision, 'id'>,
    progress: DecisionProgress,
    journal?: WriterJournal,
  ): TrackedDecision {
    const whole: Decision = { ...decision, id: randomUUID() };
    this.#ledger.appendDecision(whole, progress, journal);
    const tracked: TrackedDecision = { ...whole, ...progress, taken: [] };
    this.#note(tracked);
    const page = this.#pages.get(decision.key);
    this.#set(decision.key, [...(page?.decisions ?? []), tracked]);
    return tracked;
  }

  /** What Undo takes back; null: nothing. */
  lastVerdict(): LastVerdict | null {
    const last = this.#lastId === null ? null : this.find(this.#lastId);
    return last && lastVerdict(last, this.standing(last.key));
  }

  /** Notes how far a decision has come; writing the same again changes nothing. */
  progress(decision: TrackedDecision, progress: DecisionProgress): void {
    const page = this.#pages.get(decision.key);
    const current = page?.decisions.find((candidate) => candidate.id === decision.id);
    if (!page || !current) return;
    if (current.progress === progress.progress && isSameProblem(current.error, progress.error)) return;
    this.#ledger.appendProgress(decision.id, progress);
    this.#replace({ ...current, ...progress });
  }

  /** Remembers which entries of the owner's a block is about to take out. */
  taken(decision: TrackedDecision, taken: readonly TakenEntry[]): void {
    const fresh = taken.filter(
      (entry) =>
        !decision.taken.some(
          (known) =>
            known.raw === entry.raw &&
            known.accountId === entry.accountId &&
            known.list === entry.list &&
            known.groupName === entry.groupName,
        ),
    );
    if (fresh.length === 0) return;
    this.#ledger.appendTaken(decision.id, fresh);
    this.#replace({ ...decision, taken: [...decision.taken, ...fresh] });
  }

  /** Senders whose last decision the gateway has not yet given the answer to. */
  *unsettled(): Iterable<{ key: string; standing: Standing; decision: TrackedDecision }> {
    for (const [key, { standing }] of this.#pages) {
      if (isUnsettled(standing.decision)) yield { key, standing, decision: standing.decision };
    }
  }

  /** Every sender with a decision. */
  *standings(): Iterable<{ key: string; standing: Standing; handle: string }> {
    for (const [key, { standing, decisions }] of this.#pages) {
      yield { key, standing, handle: decisions[decisions.length - 1]?.handle ?? key };
    }
  }

  /** What all decisions together ask of the gateway's lists. */
  wanted(groupIsOurs: boolean): Wanted {
    const approved: { key: string; handle: string; granted: boolean }[] = [];
    const blocked = new Set<string>();
    const dropped = new Set<string>();
    const restore: TakenEntry[] = [];
    for (const { key, standing, handle } of this.standings()) {
      if (standing.state === 'approved') {
        approved.push({ key, handle, granted: standing.decision?.progress !== 'queued' });
        continue;
      }
      dropped.add(key);
      if (standing.state === 'blocked') blocked.add(key);
      if (standing.decision?.progress === 'queued') restore.push(...standing.restore);
    }
    return { approved, blocked, dropped, restore, groupIsOurs };
  }

  /** When this sender had access through us, ms: what they were sent then, the owner did not write. */
  accessSpans(key: string): readonly AccessSpan[] {
    const spans: { fromMs: number; toMs: number | null }[] = [];
    const decisions = this.#pages.get(key)?.decisions ?? [];
    decisions.forEach((decision, index) => {
      const approved = standingOf(decisions.slice(0, index + 1)).state === 'approved';
      const last = spans[spans.length - 1];
      const isOpen = last?.toMs === null;
      if (approved && !isOpen) spans.push({ fromMs: decision.issuedAtMs, toMs: null });
      else if (!approved && isOpen && last) last.toMs = decision.issuedAtMs;
    });
    return spans;
  }

  #note(decision: TrackedDecision): void {
    this.#keys.set(decision.id, decision.key);
    if (isOwners(decision)) this.#lastId = decision.id;
  }

  #replace(decision: TrackedDecision): void {
    const page = this.#pages.get(decision.key);
    if (!page) return;
    this.#set(
      decision.key,
      page.decisions.map((candidate) => (candidate.id === decision.id ? decision : candidate)),
    );
  }

  #set(key: string, decisions: readonly TrackedDecision[]): void {
    this.#pages.set(key, { decisions, standing: standingOf(decisions) });
    this.onChange(key);
  }
}
