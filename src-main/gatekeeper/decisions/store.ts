import { randomUUID } from 'node:crypto';
import type { TakenEntry } from '#core/access/access-facts.ts';
import type { Decision, DecisionProgress, TrackedDecision } from '#core/decision/decision.ts';
import { isSameProblem } from '#core/decision/decision-error.ts';
import { isOwners, type LastVerdict, lastVerdict } from '#core/decision/last-verdict.ts';
import { noStanding, type Standing, standingOf } from '#core/decision/standing.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { AccessSpan } from '#core/ports/messages.ts';
import type { Decided } from '#core/reconcile/wanted.ts';
import type { OwnersDecisions } from '../access/owners-decisions.ts';
import type { Emit } from '../events/gatekeeper-event.ts';

interface Page {
  readonly decisions: readonly TrackedDecision[];
  readonly standing: Standing;
}

/** Everything the owner decided, by sender: the ledger's decisions, folded and kept in memory. */
export class DecisionStore implements OwnersDecisions {
  readonly #ledger: Ledger;
  readonly #emit: Emit;
  readonly #pages = new Map<string, Page>();
  /** Key by decision id. */
  readonly #keys = new Map<string, string>();
  /** The newest decision of the owner's own. */
  #lastId: string | null = null;
  /** null: to be gathered again. */
  #people: readonly Decided[] | null = null;

  constructor(ledger: Ledger, emit: Emit) {
    this.#ledger = ledger;
    this.#emit = emit;
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

  /** Whether this sender was ever approved, however that ended. */
  wasLetIn(key: string): boolean {
    return this.#pages.get(key)?.decisions.some(({ verdict }) => verdict === 'approve') ?? false;
  }

  find(decisionId: string): TrackedDecision | null {
    const page = this.#pages.get(this.#keys.get(decisionId) ?? '');
    return page?.decisions.find((candidate) => candidate.id === decisionId) ?? null;
  }

  /** Every sender with a decision; the same array until one of them changes. */
  people(): readonly Decided[] {
    this.#people ??= [...this.#pages].map(([key, { standing, decisions }]) => ({
      key,
      standing,
      handle: decisions.at(-1)?.handle ?? key,
    }));
    return this.#people;
  }

  /**
   * Writes a decision down, fsynced, before anyone is told of it.
   * @throws PeepholeError `ledger-full`: nothing was decided.
   */
  append(decision: Omit<Decision, 'id'>, progress: DecisionProgress): TrackedDecision {
    const whole: Decision = { ...decision, id: randomUUID() };
    this.#ledger.appendDecision(whole, progress);
    const tracked: TrackedDecision = { ...whole, ...progress, taken: [] };
    this.#note(tracked);
    const page = this.#pages.get(decision.key);
    this.#set(decision.key, [...(page?.decisions ?? []), tracked]);
    this.#emit({ type: 'decision', decision: tracked, isNew: true });
    return tracked;
  }

  /** What Undo takes back; null: nothing. */
  lastVerdict(): LastVerdict | null {
    const last = this.#lastId === null ? null : this.find(this.#lastId);
    return last && lastVerdict(last, this.standing(last.key));
  }

  /** Notes how far a decision has come; writing the same again changes nothing. @throws PeepholeError `ledger-full` */
  progress(decisionId: string, progress: DecisionProgress): void {
    const current = this.find(decisionId);
    if (current === null) return;
    if (current.progress === progress.progress && isSameProblem(current.error, progress.error)) return;
    this.#ledger.appendProgress(decisionId, progress);
    this.#replace({ ...current, ...progress });
  }

  /** Remembers which entries of the owner's a block is about to take out. @throws PeepholeError `ledger-full` */
  taken(decisionId: string, taken: readonly TakenEntry[]): void {
    const decision = this.find(decisionId);
    const fresh = taken.filter(
      (entry) => decision?.taken.some((known) => isSameEntry(known, entry)) === false,
    );
    if (decision === null || fresh.length === 0) return;
    this.#ledger.appendTaken(decisionId, fresh);
    this.#replace({ ...decision, taken: [...decision.taken, ...fresh] });
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
    const decisions = page.decisions.map((known) => (known.id === decision.id ? decision : known));
    this.#set(decision.key, decisions);
    this.#emit({ type: 'decision', decision, isNew: false });
  }

  #set(key: string, decisions: readonly TrackedDecision[]): void {
    this.#pages.set(key, { decisions, standing: standingOf(decisions) });
    this.#people = null;
  }
}

function isSameEntry(one: TakenEntry, other: TakenEntry): boolean {
  return (
    one.raw === other.raw &&
    one.accountId === other.accountId &&
    one.list === other.list &&
    one.groupName === other.groupName
  );
}
