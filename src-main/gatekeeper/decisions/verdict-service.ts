import type { Input, Output } from '#contract/contract.ts';
import type { AnswerError } from '#contract/envelope.ts';
import { judgeSender } from '#core/access/access.ts';
import { approvalEnd } from '#core/decision/approval-length.ts';
import type { TrackedDecision, Verdict } from '#core/decision/decision.ts';
import { type DecisionError, problemSentence, publicCodeOf } from '#core/decision/decision-error.ts';
import type { DecisionView } from '#core/decision/decision-view.ts';
import { isUnsettled, type Standing } from '#core/decision/standing.ts';
import { checkVerdict } from '#core/decision/verdict-rules.ts';
import { errorCodes, PeepholeError } from '#core/errors.ts';
import { type Handle, readHandle, readTypedHandle } from '#core/message/handle.ts';
import type { Clock } from '#core/ports/clock.ts';
import { isOurMember, isUpToOwner } from '#core/reconcile/settle.ts';
import { awayBecause } from '#core/reconcile/settling.ts';
import { isMaybeLetIn } from '#core/reconcile/stopping.ts';
import { decisionView, type SenderView } from '#core/surface/sender-view.ts';
import { sentence } from '#core/words/sentence.ts';
import type { GatewayView } from '../access/gateway-view.ts';
import { ApprovalClock } from './approval-clock.ts';
import type { DecisionStore } from './store.ts';
import type { Waiters } from './waiters.ts';

/** Temporary approvals end within this much awake time (PROMISE-6), however the wall clock jumps. */
const expiryCheckMs = 30_000;

export interface VerdictServiceDeps {
  readonly decisions: DecisionStore;
  readonly gateway: GatewayView;
  readonly waiters: Waiters;
  readonly clock: Clock;
  /** Everybody who has a card: who wrote, who was decided about, who is in our group at the gateway. */
  readonly card: (key: string) => SenderView | null;
  readonly isOwner: (key: string) => boolean;
}

/** Takes the owner's verdicts: checks, writes down, carries out, waits; and ends approvals whose time is over. */
export class VerdictService {
  readonly #deps: VerdictServiceDeps;
  #cancelExpiry: () => void = () => {};
  readonly #approvals: ApprovalClock;
  #stopped = false;

  constructor(deps: VerdictServiceDeps) {
    this.#deps = deps;
    this.#approvals = new ApprovalClock(deps.clock);
  }

  /**
   * Gives a verdict. Resolves once it is on disk (queued), or with `waitMs` once the gateway has given its answer.
   * @throws PeepholeError every refusal of RULE-3.7, `stale-revision`, `ledger-full`, `timeout`.
   */
  async give(input: Input<'verdict'>): Promise<DecisionView> {
    const decision = this.#decide(input, this.#find(input));
    await this.#confirmAtOnce([decision]);
    this.#expireInTime();
    const settled = input.waitMs === undefined ? decision : await this.#settled(decision, input.waitMs);
    return this.#viewOf(settled);
  }

  /**
   * Gives one verdict on those of a crowd that were painted, each judged by themselves (RULE-4.8): who is not of this crowd any
   * more, or is painted otherwise, is left as they are. Resolves once all that stand are on disk.
   * @throws PeepholeError never: what was refused, the disk's no among it, is in the answer.
   */
  async giveCrowd(input: Input<'crowd-verdict'>): Promise<Output<'crowd-verdict'>> {
    const { verdict, crowd, source } = input;
    const decided: TrackedDecision[] = [];
    const refused: { handle: string; error: AnswerError }[] = [];
    for (const { handle, revision } of input.members) {
      try {
        const found = this.#find({ handle, verdict });
        if (this.#deps.card(found.key)?.textMark !== crowd) throw stale(found);
        decided.push(this.#decide({ verdict, handle, revision, source }, found));
      } catch (error) {
        if (!(error instanceof PeepholeError)) throw error;
        const { code, message, sentence: said } = error;
        refused.push({ handle, error: { code, message, sentence: said } });
      }
    }
    await this.#confirmAtOnce(decided);
    return { decisions: decided.map((decision) => this.#viewOf(decision)), refused };
  }

  /** Checks a verdict, and writes it down. @throws PeepholeError every refusal of RULE-3.7, `stale-revision`, `ledger-full`. */
  #decide(input: Input<'verdict'>, handle: Handle): TrackedDecision {
    const { verdict } = input;
    const { decisions, gateway, clock } = this.#deps;
    const { key } = handle;
    const view = this.#deps.card(key);
    if (input.revision !== undefined && input.revision !== view?.revision) throw stale(handle);
    const now = clock.now();
    const { facts } = gateway;
    checkVerdict(verdict, {
      handle,
      standing: decisions.standing(key),
      ruling: facts ? judgeSender(facts, key) : null,
      isMember: facts !== null && isOurMember(facts, key),
      isOwner: this.#deps.isOwner(key),
      collides: view?.approvable === true && !readHandle(view.handle).approvable,
      nowMs: now,
    });
    // Kept, it would let somebody in weeks later; what takes access away is kept, and says why it waits.
    if (verdict === 'approve' && gateway.obstacle !== null) {
      throw new PeepholeError('gateway-refused', gateway.obstacle);
    }
    return decisions.append(
      {
        key,
        handle: handle.handle,
        verdict,
        untilMs: verdict === 'approve' && input.for !== undefined ? approvalEnd(input.for, now) : null,
        issuedAtMs: now,
        source: input.source,
        painted: view && {
          revision: view.revision,
          state: view.state,
          service: view.service,
          warnings: view.warnings,
        },
      },
      // Ignoring changes nothing at the gateway, so there is nothing to wait for.
      { progress: verdict === 'ignore' ? 'confirmed' : 'queued', error: this.#waitsFor(verdict), atMs: now },
    );
  }

  /** Decisions that change no access are confirmed at once: one reading is enough for all of them. */
  async #confirmAtOnce(made: readonly TrackedDecision[]): Promise<void> {
    const { decisions, gateway } = this.#deps;
    const changesNothing = (decision: TrackedDecision): boolean =>
      isUnsettled(decision) &&
      decisions.standing(decision.key).state !== 'approved' &&
      !isMaybeLetIn(gateway.readState, decision.key);
    if (gateway.facts !== null && made.some(changesNothing)) await gateway.fresh();
  }

  /** How far a decision is by now. */
  #viewOf(decision: TrackedDecision): DecisionView {
    return decisionView(this.#deps.decisions.find(decision.id) ?? decision);
  }

  /** Ends what is over, and whatever will be in its time. */
  start(): void {
    this.#expireInTime();
  }

  /** Looks again in time, and before that ends what is over: whatever comes of it, the next look is certain. */
  #expireInTime(): void {
    if (this.#stopped) return;
    this.#cancelExpiry();
    const delayMs = this.#nextEndMs();
    this.#cancelExpiry = this.#deps.clock.after(delayMs, () => this.#expireInTime());
    this.#expire();
  }

  /** Ends temporary approvals whose time is over, each by a decision of the clock; no disk keeps anybody in. */
  #expire(): void {
    const { decisions, clock } = this.#deps;
    const now = clock.now();
    for (const { key, standing, handle } of decisions.people()) {
      if (this.#leftMs(standing) > 0) continue;
      decisions.append(
        { key, handle, verdict: 'expire', untilMs: null, issuedAtMs: now, source: 'clock', painted: null },
        { progress: 'queued', error: null, atMs: now },
      );
    }
  }

  /** Awake time until the next approval ends, ms. */
  #nextEndMs(): number {
    let nextMs = expiryCheckMs;
    for (const { standing } of this.#deps.decisions.people()) {
      const leftMs = this.#leftMs(standing);
      if (leftMs > 0) nextMs = Math.min(nextMs, leftMs);
    }
    return nextMs;
  }

  #leftMs({ decision, untilMs }: Standing): number {
    return decision === null || untilMs === null
      ? Number.POSITIVE_INFINITY
      : this.#approvals.left(decision, untilMs);
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelExpiry();
  }

  /** The handle a verdict is about: someone who wrote, a member of our group, or with `add` one typed in full. */
  #find({ handle: typed, add, verdict }: Pick<Input<'verdict'>, 'handle' | 'add' | 'verdict'>): Handle {
    const strict = readTypedHandle(typed);
    const read = strict ?? readHandle(typed);
    const card = this.#deps.card(read.key);
    if (card !== null) return { ...read, handle: card.handle, kind: card.kind, approvable: card.approvable };
    if (!add) {
      throw new PeepholeError('unknown-sender', sentence('refuse.unknown-add', { handle: typed }));
    }
    if (verdict !== 'approve' && verdict !== 'block') {
      throw new PeepholeError('usage', sentence('refuse.add-verdict'));
    }
    if (strict === null) {
      throw new PeepholeError('not-approvable', sentence('refuse.add-address', { handle: typed }));
    }
    return strict;
  }

  #waitsFor(verdict: Verdict): DecisionError | null {
    if (verdict === 'ignore' || this.#deps.gateway.isConnected) return null;
    return awayBecause(this.#deps.gateway.readState.unusable);
  }

  /** Waits until the gateway has given its answer to this decision, or another decision replaced it. */
  #settled(decision: TrackedDecision, waitMs: number): Promise<TrackedDecision> {
    const { decisions, waiters } = this.#deps;
    return waiters.until(waitMs, sentence('late.decision', { handle: decision.handle }), () => {
      const current = decisions.find(decision.id) ?? decision;
      if (current.progress === 'failed') throw failure(current.error);
      if (current.progress === 'saved' && isUpToOwner(current.error)) return current;
      const last = decisions.standing(decision.key).decision;
      return current.progress === 'confirmed' || last?.id !== decision.id ? current : null;
    });
  }
}

function stale({ handle }: Handle): PeepholeError {
  return new PeepholeError('stale-revision', sentence('refuse.stale', { handle }));
}

/** A failed decision as the error that a command answers with. */
function failure(error: DecisionError | null): PeepholeError {
  if (error === null) return new PeepholeError('gateway-refused', sentence('refuse.by-gateway'));
  const code = errorCodes.find((candidate) => candidate === publicCodeOf(error));
  return new PeepholeError(code ?? 'gateway-refused', problemSentence(error));
}
