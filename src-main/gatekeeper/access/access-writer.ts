import { judgeSender } from '#core/access/access.ts';
import type { AccessEdit, AccessFacts, EditOutcome } from '#core/access/access-facts.ts';
import { type AccessPlan, planAccess } from '#core/access/access-plan.ts';
import type { Progress, TrackedDecision } from '#core/decision/decision.ts';
import { type DecisionError, isSameProblem, problem } from '#core/decision/decision-error.ts';
import type { Clock } from '#core/ports/clock.ts';
import { type AccountState, type Gateway, GatewayUnavailable } from '#core/ports/gateway.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { approvalObstacle, isOurMember, settle } from '#core/reconcile/settle.ts';
import type { WriterJournal } from '#core/reconcile/writer-journal.ts';
import type { DecisionStore } from '../decisions/store.ts';
import type { GatewayView } from './gateway-view.ts';

/** Approvals given within this time share one write: each write restarts the gateway's channels. */
const gatherMs = 50;
/** How often we look again while something is on its way; the gateway pushes nothing for most of it. */
const watchMs = 400;
/** A write that takes longer than this is waiting for an agent run to end (OC-6). */
const deferredAfterMs = 3_000;
/** Conflicts in a row before we give the other writer room. */
const patience = 5;

/** A write that is with the gateway, unanswered. */
interface Flight {
  readonly edit: AccessEdit;
  readonly losing: readonly (string | number)[];
  readonly grants: ReadonlySet<string>;
  readonly sentAtMs: number;
}

interface Refusal {
  readonly edit: string;
  readonly base: string;
  readonly message: string;
}

export interface AccessWriterDeps {
  readonly gateway: Gateway;
  readonly ledger: Ledger;
  readonly decisions: DecisionStore;
  readonly clock: Clock;
  readonly view: GatewayView;
  /** The gateway's lists were read, or are no longer known (null). */
  readonly onFacts: (facts: AccessFacts | null) => void;
  /** A defect of ours, or our disk: the loop goes on, the owner is told. */
  readonly onError: (error: unknown) => void;
}

/**
 * Brings the gateway's lists in line with what the owner decided: one loop, one `config.patch` at a time, and shows a
 * decision as done only when it was read back (PROMISE-3). What is to be written is `planAccess`'s business;
 * when and in which order is this class's.
 */
export class AccessWriter {
  readonly #deps: AccessWriterDeps;
  #connected = false;
  #flight: Flight | null = null;
  #turning: Promise<void> | null = null;
  #again = false;
  #cancelTimer: (() => void) | null = null;
  #notBeforeMs = 0;
  #refused: Refusal | null = null;
  #conflicts = 0;
  #stopped = false;
  /** The config under which the owner chose Start Anyway: it is not stopped again for what that config lets in. */
  #tolerated: string | null = null;
  #sent = 0;
  /** Counts calls of `brake`, so that a start under way sees that it has been overtaken. */
  #brakes = 0;
  /** Brakes and writes under way. */
  #keepingStopped = 0;
  /** Counts calls of `letGo`, so that a stop under way does not write down again what was let go. */
  #letGos = 0;

  constructor(deps: AccessWriterDeps) {
    this.#deps = deps;
  }

  connected(): void {
    this.#connected = true;
    this.#notBeforeMs = 0;
    this.#refused = null;
    // A gateway that was restarted runs its channels again: an unfinished removal begins again at the stop.
    if (this.#removalIsOpen()) void this.brake().then(() => this.wake());
    else this.wake();
  }

  disconnected(): void {
    this.#connected = false;
    this.#setFacts(null);
    for (const { decision } of [...this.#deps.decisions.unsettled()]) {
      if (decision.progress === 'queued') this.#note(decision, 'queued', problem('gateway-away'));
    }
  }

  /** Looks and acts as soon as it may; approvals may wait a moment for company. */
  wake(options: { readonly gather?: boolean } = {}): void {
    if (this.#stopped || !this.#connected) return;
    if (this.#turning) {
      this.#again = true;
      return;
    }
    const now = this.#deps.clock.now();
    this.#arm(Math.max(options.gather ? gatherMs : 0, this.#notBeforeMs - now));
  }

  /** Reads and acts now. Resolves when that turn is done, whether or not everything is settled. */
  async look(): Promise<void> {
    if (!this.#connected) return;
    while (this.#turning) await this.#turning;
    this.#begin();
    await this.#turning;
  }

  /** Asks what runs, which costs the gateway next to nothing, and looks at everything only when that has changed. */
  async watchRuntime(): Promise<void> {
    const facts = this.#deps.view.facts;
    if (facts === null || this.#turning) {
      this.wake();
      return;
    }
    try {
      const runtime = await this.#deps.gateway.readRuntime();
      if (this.#deps.view.facts === facts && !isAsRead(facts, runtime)) this.wake();
    } catch (error) {
      this.#report(error);
    }
  }

  /** Tries again what the gateway had refused. */
  retry(): void {
    this.#refused = null;
    this.#tolerated = null;
    this.#notBeforeMs = 0;
    this.wake();
  }

  /**
   * Taking access away has begun: closes the channel now, before anything is written. Resolves when it is stopped; `wake`
   * then goes on. Nothing else is to be asked meanwhile: reading the lists keeps the gateway busy for longer than the stop
   * takes.
   */
  async brake(): Promise<void> {
    if (!this.#connected) return;
    this.#brakes += 1;
    await this.#keepStopped(async () => {
      try {
        await this.#stopAccounts(this.#deps.view.facts, 'all');
      } catch (error) {
        this.#report(error);
      }
    });
  }

  /** Accounts of ours are stopped for a removal that is not over. */
  get hasStopped(): boolean {
    return this.#journal().stopped.length > 0;
  }

  /** What was stopped is not started again while `work` goes on. */
  async #keepStopped<T>(work: () => Promise<T>): Promise<T> {
    this.#keepingStopped += 1;
    try {
      return await work();
    } finally {
      this.#keepingStopped -= 1;
    }
  }

  /** Whether taking `key` off could matter: let in now, or about to be by a write that is under way. */
  mayBeLetIn(key: string): boolean {
    if (this.#flight?.grants.has(key)) return true;
    if (this.#deps.view.facts === null) return true;
    return (
      isOurMember(this.#deps.view.facts, key) || judgeSender(this.#deps.view.facts, key)?.allowed !== false
    );
  }

  /** The owner takes the channel into their own hands: nothing that we stopped is started by us. */
  letGo(tolerate: boolean): void {
    this.#letGos += 1;
    this.#deps.ledger.setJournal({ ...this.#journal(), stopped: [], held: null });
    this.#tolerated = tolerate ? (this.#deps.view.facts?.baseHash ?? null) : null;
  }

  /**
   * Writes something besides what decisions ask for, in the same lane, so that there is never more than one write of
   * ours under way.
   * @param plan asked anew after each conflict, and last just before the write is sent; null: nothing to write.
   * @param takesAway somebody loses access by it: the channel is stopped first, and until it is written.
   * @returns null when there was nothing to write.
   * @throws GatewayUnavailable
   */
  async write(
    plan: (facts: AccessFacts) => { readonly edit: AccessEdit; readonly grants: readonly string[] } | null,
    takesAway = false,
  ): Promise<EditOutcome | null> {
    try {
      return await this.#keepStopped(async () => {
        if (takesAway) await this.brake();
        for (let attempt = 1; ; attempt += 1) {
          while (this.#turning) await this.#turning;
          const facts = await this.#deps.gateway.readAccess();
          const planned = plan(facts);
          if (planned === null) return null;
          const outcome = await this.#send(planned.edit, facts, [], planned.grants);
          if (outcome.kind !== 'conflict' || attempt === patience) return outcome;
        }
      });
    } finally {
      this.wake();
    }
  }

  /** Writes of ours so far: whatever changes without one was somebody else's doing. */
  get sent(): number {
    return this.#sent;
  }

  /** A write of ours is with the gateway, unanswered. */
  get isWriting(): boolean {
    return this.#flight !== null;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await this.#turning;
  }

  #arm(delayMs: number): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#deps.clock.after(Math.max(0, delayMs), () => this.#begin());
  }

  #begin(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = null;
    if (this.#turning || this.#stopped || !this.#connected) return;
    this.#turning = this.#turn()
      .catch((error: unknown) => this.#report(error))
      .finally(() => {
        this.#turning = null;
        if (this.#again) {
          this.#again = false;
          this.wake();
        } else if (this.#isWaiting())
          this.#arm(Math.max(watchMs, this.#notBeforeMs - this.#deps.clock.now()));
      });
  }

  #isWaiting(): boolean {
    if (!this.#connected || this.#stopped) return false;
    const journal = this.#journal();
    if (this.#flight !== null || (journal.stopped.length > 0 && journal.held === null)) return true;
    return (
      this.#deps.view.facts === null ||
      !this.#deps.view.facts.applied ||
      this.#notBeforeMs > this.#deps.clock.now()
    );
  }

  #removalIsOpen(): boolean {
    if (this.#journal().stopped.length > 0) return true;
    return [...this.#deps.decisions.unsettled()].some(({ standing }) => standing.state !== 'approved');
  }

  async #turn(): Promise<void> {
    const facts = await this.#read();
    this.#refuseHopeless(facts);
    let plan = this.#plan(facts);
    this.#endTakenAway(plan);
    if (plan.takenAway.length > 0) plan = this.#plan(facts);
    this.#keepMark(plan);

    const brakes = this.#brakes;
    const removing = plan.losing.length > 0 && this.#tolerated !== facts.baseHash;
    const stopped = this.#journal().stopped.length > 0;
    if (removing && !stopped) await this.#stopAccounts(facts, 'all');
    else if (removing || (stopped && (this.#flight !== null || !facts.applied))) {
      await this.#stopAccounts(facts, 'running');
    }
    if (removing && this.#isRefused(plan, facts)) this.#hold();
    this.#settleAll(facts, plan);
    if (this.#shouldSend(plan, facts)) this.#sendPlan(plan, facts);
    else if (!removing && this.#flight === null && facts.applied && this.#keepingStopped === 0) {
      await this.#startAgain(facts, brakes);
    }
  }

  async #read(): Promise<AccessFacts> {
    try {
      const facts = await this.#deps.gateway.readAccess();
      this.#setFacts(facts);
      return facts;
    } catch (error) {
      // Unknown is not empty: what could not be read now is not claimed any more.
      this.#setFacts(null);
      throw error;
    }
  }

  #plan(facts: AccessFacts): AccessPlan {
    return planAccess(facts, this.#deps.decisions.wanted(this.#journal().groupIsOurs));
  }

  /** Approvals that cannot take effect are not written at all (RULE-3.9: `not-admitted`). */
  #refuseHopeless(facts: AccessFacts): void {
    const obstacle = approvalObstacle(facts);
    if (obstacle === null) return;
    for (const { standing, decision } of [...this.#deps.decisions.unsettled()]) {
      if (standing.state !== 'approved' || decision.progress !== 'queued') continue;
      this.#note(decision, 'failed', obstacle);
    }
  }

  #endTakenAway(plan: AccessPlan): void {
    const { decisions, clock, ledger } = this.#deps;
    const wanted = new Map(decisions.wanted(true).approved.map((one) => [one.key, one.handle]));
    for (const key of plan.takenAway) {
      const atMs = clock.now();
      const handle = wanted.get(key) ?? key;
      decisions.append(
        {
          key,
          handle,
          verdict: 'taken-away',
          untilMs: null,
          issuedAtMs: atMs,
          source: 'gateway',
          painted: null,
        },
        { progress: 'confirmed', error: null, atMs },
      );
    }
    if (plan.lost === null) return;
    const data = { what: plan.lost, approvals: plan.takenAway.length };
    ledger.appendEvent({ kind: 'access-lost', handle: null, atMs: clock.now(), data });
  }

  #keepMark(plan: AccessPlan): void {
    const journal = this.#journal();
    // Set before the group is written, so that a crash in between does not make our own group look like a stranger's.
    if (journal.groupIsOurs !== plan.groupIsOurs) {
      this.#deps.ledger.setJournal({ ...journal, groupIsOurs: plan.groupIsOurs });
    }
  }

  #isRefused(plan: AccessPlan, facts: AccessFacts): boolean {
    return this.#refused?.edit === JSON.stringify(plan.edit) && this.#refused.base === facts.baseHash;
  }

  #shouldSend(plan: AccessPlan, facts: AccessFacts): boolean {
    if (plan.edit === null || this.#stopped || this.#isRefused(plan, facts)) return false;
    if (this.#tolerated === facts.baseHash && plan.losing.length > 0) return false;
    if (this.#deps.clock.now() < this.#notBeforeMs) return false;
    const flight = this.#flight;
    // A removal never waits behind another write: it supersedes it (RULE-6.6).
    return flight === null || plan.losing.some((entry) => !flight.losing.includes(entry));
  }

  #sendPlan(plan: AccessPlan, facts: AccessFacts): void {
    if (plan.edit === null) return;
    const { decisions, ledger, clock } = this.#deps;
    for (const { key, ...entry } of plan.taken) {
      const decision = decisions.standing(key).decision;
      if (decision === null) continue;
      if (decision.progress === 'confirmed') {
        const data = { list: entry.list };
        ledger.appendEvent({ kind: 'blocked-taken-off', handle: decision.handle, atMs: clock.now(), data });
      }
      decisions.taken(decision, [entry]);
    }
    for (const stranger of plan.strangers) {
      const handle = String(stranger);
      ledger.appendEvent({ kind: 'stranger-taken-off', handle, atMs: clock.now(), data: {} });
    }
    void this.#send(plan.edit, facts, plan.losing, plan.grants).then(() => this.wake());
  }

  async #send(
    edit: AccessEdit,
    facts: AccessFacts,
    losing: readonly (string | number)[],
    grants: readonly string[],
  ): Promise<EditOutcome> {
    const flight: Flight = { edit, losing, grants: new Set(grants), sentAtMs: this.#deps.clock.monotonic() };
    this.#flight = flight;
    this.#sent += 1;
    const outcome = await this.#deps.gateway.edit(edit, facts);
    // A write that was superseded has nothing left to say.
    if (this.#flight !== flight) return outcome;
    this.#flight = null;
    this.#heed(outcome, flight, facts);
    return outcome;
  }

  #heed(outcome: EditOutcome, flight: Flight, facts: AccessFacts): void {
    const now = this.#deps.clock.now();
    this.#conflicts = outcome.kind === 'conflict' ? this.#conflicts + 1 : 0;
    switch (outcome.kind) {
      case 'applied':
      case 'superseded':
      case 'unknown':
      case 'not-applied':
        return;
      case 'conflict':
        if (this.#conflicts >= patience) this.#notBeforeMs = now + watchMs;
        return;
      case 'rate-limited':
        this.#notBeforeMs = now + outcome.retryAfterMs;
        return;
      case 'refused':
        this.#refused = {
          edit: JSON.stringify(flight.edit),
          base: facts.baseHash,
          message: outcome.message,
        };
        for (const key of flight.grants) {
          const { decision } = this.#deps.decisions.standing(key);
          if (decision && decision.progress === 'queued') {
            const { message } = outcome;
            this.#note(decision, 'failed', { code: 'gateway-refused', params: { message } });
          }
        }
    }
  }

  #settleAll(facts: AccessFacts, plan: AccessPlan): void {
    const flight = this.#flight;
    const deferred = flight !== null && this.#deps.clock.monotonic() - flight.sentAtMs > deferredAfterMs;
    for (const { key, standing, decision } of this.#judged()) {
      // What is under way may still let them in, so nothing is certain yet.
      if (flight?.grants.has(key) && standing.state !== 'approved') continue;
      const { progress, error } = settle(facts, plan, key, standing);
      const held = progress === 'queued' && standing.state !== 'approved' ? this.#journal().held : null;
      if (held !== null) this.#note(decision, 'queued', held);
      else if (progress === 'saved' && deferred) this.#note(decision, 'saved', problem('deferred'));
      else this.#note(decision, progress, error);
    }
  }

  /** The decisions whose progress can still change: unsettled ones, and blocks that are not yet effective. */
  *#judged(): Iterable<{
    key: string;
    standing: ReturnType<DecisionStore['standing']>;
    decision: TrackedDecision;
  }> {
    for (const { key, standing } of [...this.#deps.decisions.standings()]) {
      const { decision } = standing;
      if (decision === null || decision.progress === 'confirmed') continue;
      if (decision.progress === 'failed' && standing.state !== 'blocked') continue;
      yield { key, standing, decision };
    }
  }

  /**
   * Stops the channel and remembers, on disk and first, which accounts ran: those we start again. `all` also stops what
   * seems to be stopped, a reload under way may be about to start it, and does not wait to be told what runs.
   * @throws GatewayUnavailable
   */
  async #stopAccounts(facts: AccessFacts | null, which: 'all' | 'running'): Promise<void> {
    const letGos = this.#letGos;
    // Asked before the stops, so that it tells what ran.
    const runtime = this.#deps.gateway.readRuntime();
    const known = which === 'all' ? (facts?.accounts ?? []) : [];
    const seemed = known.flatMap(({ id, runtime: read }) =>
      read?.running || read?.lifecycle === 'starting' ? id : [],
    );
    const before = this.#journal().stopped;
    const stopping = this.#stop(
      known.map(({ id }) => id),
      () => this.#remember(seemed),
    );
    const [ran] = await Promise.all([runtime, stopping]);
    const running = [...ran].filter(([, one]) => one.running || one.restarting).map(([id]) => id);
    const left = running.filter((id) => !known.some((account) => account.id === id));
    await this.#stop(left, () => {
      // Meanwhile the owner has taken the channel into their own hands.
      if (this.#letGos !== letGos) return;
      this.#forget(seemed.filter((id) => !running.includes(id) && !before.includes(id)));
      this.#remember(running);
    });
  }

  async #stop(ids: readonly string[], writeDown: () => void): Promise<void> {
    try {
      writeDown();
    } finally {
      // A full disk does not keep anyone in: it only means that the owner starts the channel again.
      await Promise.all(ids.map((id) => this.#deps.gateway.stopChannel(id)));
    }
  }

  /** These are started again when the removal is in force. */
  #remember(ids: readonly string[]): void {
    const journal = this.#journal();
    const stopped = [...new Set([...journal.stopped, ...ids])];
    if (stopped.length > journal.stopped.length) this.#deps.ledger.setJournal({ ...journal, stopped });
  }

  /** Somebody else had stopped these before us. */
  #forget(ids: readonly string[]): void {
    const journal = this.#journal();
    const stopped = journal.stopped.filter((id) => !ids.includes(id));
    if (stopped.length < journal.stopped.length) this.#deps.ledger.setJournal({ ...journal, stopped });
  }

  /** The removal is in force: what we stopped runs again, unless the owner switched it off meanwhile. */
  async #startAgain(facts: AccessFacts, brakes: number): Promise<void> {
    const { stopped } = this.#journal();
    if (stopped.length === 0) return;
    for (const id of stopped) {
      if (this.#brakes !== brakes) return;
      if (facts.accounts.find((account) => account.id === id)?.enabled)
        await this.#deps.gateway.startChannel(id);
    }
    if (this.#brakes !== brakes) return;
    this.#deps.ledger.setJournal({ ...this.#journal(), stopped: [], held: null });
    await this.#read();
  }

  /** The gateway will not save the removal: the channel stays stopped until the owner or a new config solves it. */
  #hold(): void {
    const journal = this.#journal();
    if (this.#refused === null) return;
    const held: DecisionError = { code: 'removal-held', params: { message: this.#refused.message } };
    if (!isSameProblem(journal.held, held)) this.#deps.ledger.setJournal({ ...journal, held });
  }

  #note(decision: TrackedDecision, progress: Progress, error: DecisionError | null): void {
    this.#deps.decisions.progress(decision, { progress, error, atMs: this.#deps.clock.now() });
  }

  #journal(): WriterJournal {
    return this.#deps.ledger.journal();
  }

  #setFacts(facts: AccessFacts | null): void {
    this.#deps.view.take(facts);
    this.#deps.onFacts(facts);
  }

  #report(error: unknown): void {
    // Connection trouble has its own events; the next connection looks again.
    if (!(error instanceof GatewayUnavailable)) this.#deps.onError(error);
  }
}

function isAsRead(facts: AccessFacts, runtime: ReadonlyMap<string, AccountState>): boolean {
  const listed = facts.accounts.filter((account) => account.runtime !== null);
  return (
    listed.length === runtime.size &&
    listed.every(({ id, runtime: read }) => {
      const now = runtime.get(id);
      const wasReady = read?.connected === true && read.lifecycle === 'ready';
      return now?.running === read?.running && now?.ready === wasReady;
    })
  );
}
