import type { Input } from '#contract/contract.ts';
import { judgeSender } from '#core/access/access.ts';
import { approvalEnd } from '#core/decision/approval-length.ts';
import type { TrackedDecision, Verdict } from '#core/decision/decision.ts';
import { type DecisionError, problem, problemSentence, publicCodeOf } from '#core/decision/decision-error.ts';
import type { DecisionView } from '#core/decision/decision-view.ts';
import { checkVerdict } from '#core/decision/verdict-rules.ts';
import { errorCodes, PeepholeError } from '#core/errors.ts';
import { type Handle, readHandle, readTypedHandle } from '#core/message/handle.ts';
import type { Clock } from '#core/ports/clock.ts';
import { isOurMember, ourMembers } from '#core/reconcile/settle.ts';
import { decisionView, type SenderView } from '#core/surface/sender-view.ts';
import { sentence } from '#core/words/sentence.ts';
import type { AccessWriter } from '../access/access-writer.ts';
import type { GatewayView } from '../access/gateway-view.ts';
import type { SenderRoster } from '../senders/roster.ts';
import type { DecisionStore } from './store.ts';
import type { Waiters } from './waiters.ts';

/** Temporary approvals end within this much awake time (PROMISE-6), however the wall clock jumps. */
const expiryCheckMs = 30_000;

export interface VerdictServiceDeps {
  readonly decisions: DecisionStore;
  readonly roster: SenderRoster;
  readonly gateway: GatewayView;
  readonly writer: AccessWriter;
  readonly waiters: Waiters;
  readonly clock: Clock;
  /** One sender as it is painted now. */
  readonly view: (key: string) => SenderView | null;
  readonly isOwner: (key: string) => boolean;
}

/** Takes the owner's verdicts: checks, writes down, carries out, waits; and ends approvals whose time is over. */
export class VerdictService {
  readonly #deps: VerdictServiceDeps;
  #cancelExpiry: () => void = () => {};
  #stopped = false;

  constructor(deps: VerdictServiceDeps) {
    this.#deps = deps;
  }

  /**
   * Gives a verdict. Resolves once it is on disk (queued), or with `waitMs` once the gateway has given its answer.
   * @throws PeepholeError every refusal of RULE-3.7, `stale-revision`, `ledger-full`, `timeout`.
   */
  async give(input: Input<'verdict'>): Promise<DecisionView> {
    const { verdict } = input;
    const { decisions, gateway, clock, roster } = this.#deps;
    const handle = this.#find(input);
    const { key } = handle;
    const view = this.#deps.view(key);
    if (input.revision !== undefined && input.revision !== view?.revision) {
      throw new PeepholeError(
        'stale-revision',
        `${handle.handle} has changed since it was shown. Look again, then decide.`,
      );
    }
    const now = clock.now();
    const { facts } = gateway;
    checkVerdict(verdict, {
      handle,
      standing: decisions.standing(key),
      ruling: facts ? judgeSender(facts, key) : null,
      isMember: facts !== null && isOurMember(facts, key),
      isOwner: this.#deps.isOwner(key),
      collides: roster.collides(handle),
      nowMs: now,
    });
    const decision = decisions.append(
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
    await this.#carryOut(key, verdict);
    this.expire();
    const settled = input.waitMs === undefined ? decision : await this.#settled(decision, input.waitMs);
    return decisionView(decisions.find(settled.id) ?? settled);
  }

  /** Ends temporary approvals whose time is over, each by a decision of the clock, and looks again in time. */
  expire(): void {
    if (this.#stopped) return;
    const { decisions, clock } = this.#deps;
    const now = clock.now();
    let nextMs = expiryCheckMs;
    for (const { key, standing, handle } of [...decisions.standings()]) {
      if (standing.state !== 'approved' || standing.untilMs === null) continue;
      if (standing.untilMs > now) {
        nextMs = Math.min(nextMs, standing.untilMs - now);
        continue;
      }
      decisions.append(
        { key, handle, verdict: 'expire', untilMs: null, issuedAtMs: now, source: 'clock', painted: null },
        { progress: 'queued', error: null, atMs: now },
      );
      this.#takeAway(key);
    }
    this.#cancelExpiry();
    this.#cancelExpiry = clock.after(nextMs, () => this.expire());
  }

  stop(): void {
    this.#stopped = true;
    this.#cancelExpiry();
  }

  /** The handle a verdict is about: someone who wrote, a member of our group, or with `add` one typed in full. */
  #find({ handle: typed, add, verdict }: Input<'verdict'>): Handle {
    const strict = readTypedHandle(typed);
    const read = strict ?? readHandle(typed);
    const known = this.#deps.roster.entry(read.key)?.record;
    if (known) return known;
    if (this.#deps.decisions.standing(read.key).decision !== null) return read;
    if (ourMembers(this.#deps.gateway.facts).some((member) => member.key === read.key)) return read;
    if (!add) {
      throw new PeepholeError(
        'unknown-sender',
        `${typed} has not written here. Check the spelling, or use --add to decide about someone who has not written yet.`,
      );
    }
    if (verdict !== 'approve' && verdict !== 'block') {
      throw new PeepholeError('usage', 'Only approve and block can be given with --add.');
    }
    if (strict === null) {
      throw new PeepholeError(
        'not-approvable',
        `${typed} is not a full international number (+1 212 555 0101) or an e-mail address.`,
      );
    }
    return strict;
  }

  #waitsFor(verdict: Verdict): DecisionError | null {
    if (verdict === 'ignore' || this.#deps.gateway.isConnected) return null;
    return problem('gateway-away');
  }

  async #carryOut(key: string, verdict: Verdict): Promise<void> {
    if (verdict === 'ignore') return;
    const { decisions, gateway, writer } = this.#deps;
    if (decisions.standing(key).state === 'approved') writer.wake({ gather: true });
    // A decision that changes no access is confirmed at once: one look is enough.
    else if (gateway.facts !== null && !writer.mayBeLetIn(key)) await writer.look();
    else this.#takeAway(key);
  }

  #takeAway(key: string): void {
    const { writer } = this.#deps;
    if (writer.mayBeLetIn(key)) void writer.brake().then(() => writer.wake());
    else writer.wake();
  }

  /** Waits until the gateway has given its answer to this decision, or another decision replaced it. */
  #settled(decision: TrackedDecision, waitMs: number): Promise<TrackedDecision> {
    const { decisions, waiters } = this.#deps;
    return waiters.until(waitMs, sentence('late.decision', { handle: decision.handle }), () => {
      const current = decisions.find(decision.id) ?? decision;
      if (current.progress === 'failed') throw failure(current.error);
      const last = decisions.standing(decision.key).decision;
      return current.progress === 'confirmed' || last?.id !== decision.id ? current : null;
    });
  }
}

/** A failed decision as the error that a command answers with. */
function failure(error: DecisionError | null): PeepholeError {
  if (error === null) return new PeepholeError('gateway-refused', 'The gateway refused the decision.');
  const code = errorCodes.find((candidate) => candidate === publicCodeOf(error));
  return new PeepholeError(code ?? 'gateway-refused', problemSentence(error));
}
