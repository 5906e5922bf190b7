import type { Input, Output } from '#contract/contract.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { settingName } from '#core/access/setting-name.ts';
import { PeepholeError } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { approvedForGood, blockedKeys, type ChangeRequest, hasApprovals } from '#core/reconcile/wanted.ts';
import type { FindingContext, SilenceView } from '#core/silence/finding.ts';
import { planLeave } from '#core/silence/leave-plan.ts';
import { judgeSilence } from '#core/silence/silence.ts';
import { planSilence, type SilenceObstacle, type SilencePlan } from '#core/silence/silence-plan.ts';
import { readSilenceRecord } from '#core/silence/silence-record.schema.ts';
import { planSilenceUndo, type SilenceRecord, silenceRecordSetting } from '#core/silence/silence-undo.ts';
import { sentence } from '#core/words/sentence.ts';
import type { GatewayView } from '../access/gateway-view.ts';
import type { DecisionStore } from '../decisions/store.ts';
import type { Waiters } from '../decisions/waiters.ts';
import type { Emit, GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';
import type { Enquiry } from '../senders/enquiry.ts';

/** Without `--wait` the gateway gets this long to say no; a write takes 2 to 5 s when it is idle (OC-5). */
const answerMs = 6_000;

/** How long a gateway that is late with its answers is waited for. */
const lateMs = 15_000;

export interface SilenceServiceDeps {
  readonly gateway: GatewayView;
  readonly ledger: Ledger;
  readonly decisions: DecisionStore;
  readonly clock: Clock;
  readonly waiters: Waiters;
  readonly enquiry: Enquiry;
  readonly emit: Emit;
}

type ChangeOutcome = Extract<GatekeeperEvent, { readonly type: 'change-ended' }>['outcome'];

/** Judges what strangers get, has it made nothing, and has that taken back. */
export class SilenceService implements Part {
  readonly #deps: SilenceServiceDeps;
  #judged: {
    readonly facts: AccessFacts | null;
    readonly inEffect: AccessFacts | null;
    readonly about: string;
    readonly view: SilenceView;
  } | null = null;
  /** Told how the change under way ended; null: there is none. */
  #ending: ((outcome: ChangeOutcome) => void) | null = null;
  /** Red findings of the last reading. */
  #told: ReadonlySet<string> = new Set();

  constructor(deps: SilenceServiceDeps) {
    this.#deps = deps;
  }

  /** What strangers get, and everything found, as last read on this connection. */
  view(): SilenceView {
    const { facts, inEffect } = this.#deps.gateway.readState;
    const context = this.#context();
    const about = JSON.stringify([
      context.groupIsOurs,
      [...(context.blocked ?? [])],
      [...(context.ownKeys ?? [])],
      context.unsupported,
    ]);
    const judged = this.#judged;
    if (judged?.facts !== facts || judged.inEffect !== inEffect || judged.about !== about) {
      const { groupIsOurs, ...around } = context;
      const view = judgeSilence(facts, groupIsOurs, around, inEffect);
      this.#judged = { facts, inEffect, about, view };
      return view;
    }
    return judged.view;
  }

  receive(event: GatekeeperEvent): void {
    if (event.type === 'facts' && event.facts !== null) this.#tellRed();
    if (event.type === 'change-ended') this.#ending?.(event.outcome);
  }

  /** A red finding that was not there at the last reading. */
  #tellRed(): void {
    const red = this.view().findings.filter(({ severity }) => severity === 'red');
    for (const finding of red) {
      if (!this.#told.has(finding.id)) this.#deps.emit({ type: 'finding', finding });
    }
    this.#told = new Set(red.map(({ id }) => id));
  }

  /** The command `silence`. @throws PeepholeError with what stands in the way. */
  async run(input: Input<'silence'>): Promise<Output<'silence'>> {
    await this.#readAnew();
    switch (input.action) {
      case 'show':
        return this.#answer(false, this.#plan(this.#facts(), input.dropPaired ?? false));
      case 'apply':
        return this.#apply(input);
      case 'undo':
        return this.#undo(input.waitMs);
    }
  }

  /**
   * What was read last may be seconds old, and nobody is told who was let in by a code since. A gateway that is only late
   * with its answers is waited for.
   */
  async #readAnew(): Promise<void> {
    const { gateway, waiters } = this.#deps;
    await gateway.fresh();
    if (!gateway.isLate) return;
    const read = () => (gateway.facts === null && gateway.isLate ? null : true);
    await waiters.until(lateMs, sentence('late.silence'), read).catch((error: unknown) => {
      if (!(error instanceof PeepholeError) || error.code !== 'timeout') throw error;
    });
  }

  async #apply({ dropPaired = false, waitMs }: Input<'silence'>): Promise<Output<'silence'>> {
    const plan = this.#plan(this.#facts(), dropPaired);
    if (plan.blockedBy !== null) throw obstacle(plan.blockedBy);
    if (plan.changesNothing) return this.#answer(false, plan);
    await this.#change({ kind: 'make-silent', dropPaired }, waitMs);
    await this.#untilSilent(waitMs);
    return this.#answer(true, plan);
  }

  async #undo(waitMs: number | undefined): Promise<Output<'silence'>> {
    const { ledger, clock } = this.#deps;
    const record = this.#record();
    if (record === null) {
      throw new PeepholeError('nothing-to-undo', sentence('refuse.no-silence-undo'));
    }
    const plan = this.#undoPlan(record, this.#facts());
    if (plan.foreign.length > 0) throw changedSince(plan.foreign);
    const isWritten = await this.#change({ kind: 'undo-silence', record }, waitMs);
    const { foreign } = this.#undoPlan(record, this.#facts());
    if (!isWritten && foreign.length > 0) throw changedSince(foreign);
    ledger.setSetting(silenceRecordSetting, '');
    const { gives } = plan;
    ledger.appendEvent({ kind: 'silence-undone', handle: null, atMs: clock.now(), data: { gives } });
    await this.#untilUndone(record, waitMs);
    return {
      changed: plan.edit !== null,
      silence: this.view(),
      changes: plan.changes,
      carriedOver: [],
      notCarried: [],
      canUndo: false,
    };
  }

  /**
   * The command `leave`: nothing of ours is left at the gateway afterwards (RULE-6.27).
   * @throws PeepholeError with what stands in the way; nothing was written then.
   */
  async leave({ dryRun, restore, keepApproved, waitMs }: Input<'leave'>): Promise<Output<'leave'>> {
    await this.#readAnew();
    const record = restore === true ? this.#record() : null;
    const change = { kind: 'leave', restore: record, keepApproved: keepApproved === true } as const;
    const plan = this.#leavePlan(change, this.#facts());
    if (plan.foreign.length > 0) throw changedSince(plan.foreign);
    const { changes, losing } = plan;
    const closed = plan.closed.map((level) => settingName('direct', level));
    const answer = { changed: plan.edit !== null, changes, losing, closed };
    if (dryRun === true || plan.edit === null) return answer;
    await this.#change(change, waitMs ?? lateMs);
    const { waiters, gateway, ledger, clock } = this.#deps;
    await waiters.until(waitMs ?? lateMs, sentence('late.leave'), () => {
      const { facts } = gateway;
      const isGone = facts?.applied === true && this.#leavePlan(change, facts).edit === null;
      // Whoever ends Peephole now would leave the channel stopped that it stopped itself.
      return isGone && ledger.journal().stopped.length === 0 ? true : null;
    });
    if (record !== null) {
      ledger.setSetting(silenceRecordSetting, '');
      const data = { gives: 'everything' } as const;
      ledger.appendEvent({ kind: 'silence-undone', handle: null, atMs: clock.now(), data });
    }
    return answer;
  }

  #leavePlan({ restore, keepApproved }: Extract<ChangeRequest, { kind: 'leave' }>, facts: AccessFacts) {
    const { decisions, ledger } = this.#deps;
    const kept = keepApproved ? approvedForGood(decisions.people()) : [];
    const { groupIsOurs } = ledger.journal();
    return planLeave(facts, { restore, kept, groupIsOurs, blocked: this.#blocked() });
  }

  #undoPlan(record: SilenceRecord, facts: AccessFacts) {
    const { decisions } = this.#deps;
    const people = decisions.people();
    return planSilenceUndo(record, facts, { hasApprovals: hasApprovals(people), blocked: this.#blocked() });
  }

  /**
   * Has the access runner write it. A deferred write may take minutes: what is refused meanwhile is told, the rest is left
   * to read-back.
   * @returns false when there was nothing to write.
   * @throws PeepholeError `gateway-refused`, or `timeout` while an earlier change is not applied yet.
   */
  async #change(change: ChangeRequest, waitMs = answerMs): Promise<boolean> {
    if (this.#ending !== null) throw new PeepholeError('timeout', sentence('late.silence'));
    const ended = Promise.withResolvers<ChangeOutcome | 'late'>();
    this.#ending = (outcome) => {
      this.#ending = null;
      ended.resolve(outcome);
    };
    const cancel = this.#deps.clock.after(waitMs, () => ended.resolve('late'));
    this.#deps.emit({ type: 'change-asked', change });
    const outcome = await ended.promise;
    cancel();
    if (outcome === 'lost') throw this.#settingsUnread();
    if (outcome === 'late' || outcome === null) return outcome === 'late';
    if (outcome.kind === 'refused')
      throw new PeepholeError('gateway-refused', sentence('said.foreign', { text: outcome.message }));
    return true;
  }

  async #untilSilent(waitMs: number | undefined): Promise<void> {
    if (waitMs === undefined) return;
    const { waiters, gateway } = this.#deps;
    await waiters.until(waitMs, sentence('late.silence'), () =>
      gateway.facts?.applied && this.view().state === 'silent' ? true : null,
    );
  }

  async #untilUndone(record: SilenceRecord, waitMs: number | undefined): Promise<void> {
    if (waitMs === undefined) return;
    const { waiters, gateway } = this.#deps;
    await waiters.until(waitMs, sentence('late.silence'), () => {
      const { facts } = gateway;
      return facts?.applied && this.#undoPlan(record, facts).changes.length === 0 ? true : null;
    });
  }

  #answer(changed: boolean, plan: SilencePlan): Output<'silence'> {
    return {
      changed,
      silence: this.view(),
      changes: plan.changes,
      carriedOver: plan.carriedOver,
      notCarried: plan.notCarried,
      canUndo: this.#record() !== null,
    };
  }

  #plan(facts: AccessFacts, dropPaired: boolean | readonly string[]): SilencePlan {
    const { groupIsOurs } = this.#deps.ledger.journal();
    return planSilence(facts, { dropPaired, groupIsOurs, blocked: this.#blocked() });
  }

  #facts(): AccessFacts {
    const { facts } = this.#deps.gateway;
    if (facts !== null) return facts;
    throw this.#settingsUnread();
  }

  /** The connection's own reason, where there is one. */
  #settingsUnread(): PeepholeError {
    const why = this.#deps.gateway.obstacle ?? sentence('refuse.settings-unread');
    return new PeepholeError('gateway-refused', why);
  }

  #record(): SilenceRecord | null {
    return readSilenceRecord(this.#deps.ledger.setting(silenceRecordSetting));
  }

  #blocked(): ReadonlySet<string> {
    return blockedKeys(this.#deps.decisions.people());
  }

  #context(): FindingContext {
    const { ledger, gateway, enquiry } = this.#deps;
    const { state, detail } = gateway.connection;
    return {
      groupIsOurs: ledger.journal().groupIsOurs,
      blocked: this.#blocked(),
      ownKeys: enquiry.own.now,
      unsupported: state === 'incompatible' ? detail : null,
    };
  }
}

function obstacle({ reason, sentence: why }: SilenceObstacle): PeepholeError {
  return new PeepholeError(reason === 'group-name-taken' ? 'group-name-taken' : 'usage', why);
}

function changedSince(foreign: SilencePlan['changes']): PeepholeError {
  const diff = foreign
    .map(({ path, before, after }) => `${path}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`)
    .join('; ');
  return new PeepholeError('gateway-refused', sentence('refuse.changed-since', { diff }));
}
