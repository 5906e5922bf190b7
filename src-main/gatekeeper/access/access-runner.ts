import type { AccessFacts, EditOutcome } from '#core/access/access-facts.ts';
import { isReceiving, reportedAccounts } from '#core/access/running.ts';
import type { Clock } from '#core/ports/clock.ts';
import { type AccountState, type Gateway, GatewayUnavailable } from '#core/ports/gateway.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { type Flight, nothingInFlight, type Write } from '#core/reconcile/flight.ts';
import { nextStep, toleratedNow } from '#core/reconcile/next-step.ts';
import { gatherMs, tryAgainMs } from '#core/reconcile/pace.ts';
import type { Step } from '#core/reconcile/step.ts';
import { afterEvent, afterStep, type FlightEvent } from '#core/reconcile/transitions.ts';
import type { ChangeRequest } from '#core/reconcile/wanted.ts';
import { sentence } from '#core/words/sentence.ts';
import type { Emit, GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';
import type { ChannelSwitch } from './channel-switch.ts';
import type { GatewayView } from './gateway-view.ts';
import type { Onlookers } from './onlookers.ts';
import type { OwnersDecisions } from './owners-decisions.ts';
import { StepRecords } from './step-records.ts';

export interface AccessRunnerDeps {
  readonly gateway: Gateway;
  readonly view: GatewayView;
  readonly decisions: OwnersDecisions;
  readonly channel: ChannelSwitch;
  readonly onlookers: Onlookers;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly emit: Emit;
}

/** More steps than this without an event in between lead nowhere: two rules contradict each other. */
const maxSteps = 1_000;

/**
 * Brings the gateway in line with what the owner decided. After every event it asks `nextStep` what is to be done, does
 * it, and hears of the answer as a further event (RULE-6.6). The only thing here that writes to the gateway.
 */
export class AccessRunner implements Part {
  readonly #deps: AccessRunnerDeps;
  readonly #records: StepRecords;
  #flight: Flight = nothingInFlight;
  #change: ChangeRequest | null = null;
  /** Ends with the connection: what was asked on it is not heard afterwards. null: there is none. */
  #session: AbortController | null = null;
  #cancelTimer: () => void = () => {};
  #stopped = false;

  constructor(deps: AccessRunnerDeps) {
    this.#deps = deps;
    this.#records = new StepRecords(deps.decisions, deps.ledger, deps.clock, deps.emit);
  }

  receive(event: GatekeeperEvent): void {
    const now = this.#deps.clock.monotonic();
    switch (event.type) {
      case 'connection':
        this.#connect(event.appliedRevision);
        break;
      case 'answer':
        this.#hear(event.answer);
        break;
      case 'time':
      case 'direct-chats':
        this.#run();
        break;
      case 'config-changed':
        this.#take({ type: 'config-changed', hash: event.hash });
        break;
      case 'channel-ready':
      case 'read-asked':
        this.#take({ type: 'look', byMs: now });
        break;
      case 'decision':
        // Who is carried over is in the write that is being sent.
        if (!event.isNew || event.decision.progress !== 'queued' || event.decision.source === 'carried-over')
          return;
        this.#take(
          event.decision.verdict === 'approve'
            ? { type: 'gather', untilMs: now + gatherMs }
            : { type: 'look', byMs: now },
        );
        break;
      case 'channel-asked':
        this.#release(event.on);
        break;
      case 'change-asked':
        this.#change = event.change;
        this.#take({ type: 'look', byMs: now });
        break;
      case 'retry-asked':
        this.#take({ type: 'retry' });
        break;
    }
  }

  /** Nothing is asked of the gateway any more. */
  stop(): void {
    this.#stopped = true;
    this.#cancelTimer();
    this.#session?.abort();
  }

  #connect(appliedRevision: string | null): void {
    const { isConnected } = this.#deps.view;
    if (isConnected === (this.#session !== null)) return;
    this.#session?.abort();
    this.#session = isConnected ? new AbortController() : null;
    if (!isConnected) this.#deps.emit({ type: 'facts', facts: null, isWriting: false });
    this.#take(isConnected ? { type: 'connected', appliedRevision } : { type: 'disconnected' });
  }

  #hear(answer: FlightEvent): void {
    this.#flight = afterEvent(this.#flight, answer, this.#deps.clock.monotonic());
    if (answer.type === 'read') {
      const { belief, write } = this.#flight;
      // What contradicts everything that was said is not known before it has stood for a while.
      const facts = belief.doubted === null ? answer.facts : null;
      if (belief.doubted !== null) this.#deps.view.fail(sentence('gateway.contradicts'));
      this.#deps.view.take(facts);
      this.#deps.emit({ type: 'facts', facts, isWriting: write !== null });
    }
    this.#run();
  }

  /** The owner takes the channel into their own hands: nothing that we stopped is started by us. */
  #release(on: boolean): void {
    const { decisions, ledger, view } = this.#deps;
    this.#records.keepOrSay({ ...ledger.journal(), stopped: [], held: null });
    // Turning it on is also the owner's Start Anyway for a channel that a removal holds.
    const tolerate = on ? toleratedNow(view.facts, decisions.people(), ledger.journal()) : null;
    this.#take({ type: 'released', tolerate });
  }

  #take(event: FlightEvent): void {
    this.#flight = afterEvent(this.#flight, event, this.#deps.clock.monotonic());
    this.#run();
  }

  #run(): void {
    this.#cancelTimer();
    if (this.#stopped) return;
    const { view, decisions, channel, onlookers, ledger, clock, emit } = this.#deps;
    // Armed first: whatever goes wrong below, it is looked again.
    this.#cancelTimer = clock.after(tryAgainMs, () => emit({ type: 'time' }));
    for (let steps = 0; steps < maxSteps; steps += 1) {
      const now = clock.monotonic();
      const wanted = {
        people: decisions.people(),
        channel: channel.request,
        change: this.#change,
        isLooking: onlookers.isAny,
      };
      const step = nextStep(view.readState, wanted, ledger.journal(), this.#flight, now);
      if (step.do === 'wait') {
        const { untilMs } = step;
        this.#cancelTimer();
        if (untilMs === null) return;
        this.#cancelTimer = clock.after(untilMs - now, () => emit({ type: 'time' }));
        return;
      }
      try {
        this.#carryOut(step);
        this.#flight = afterStep(this.#flight, step);
      } catch (error) {
        // Our disk: without what belongs before it the step is not done, and is tried again.
        emit({ type: 'trouble', error });
        this.#flight = afterEvent(this.#flight, { type: 'stuck' }, now);
      }
    }
    // A defect of ours must not take the whole program with it: the timer above tries again.
    emit({ type: 'trouble', error: new Error(`The gateway’s work came to no rest in ${maxSteps} steps.`) });
  }

  /** @throws PeepholeError `ledger-full`: nothing was asked of the gateway. */
  #carryOut(step: Exclude<Step, { readonly do: 'wait' }>): void {
    const { gateway, view, channel, emit } = this.#deps;
    switch (step.do) {
      case 'read':
        view.reading();
        this.#ask(gateway.readAccess(), read, read(null));
        break;
      case 'check':
        this.#ask(gateway.readRuntime(), (runtime) => checked(view.facts, runtime), checked(null, null));
        break;
      case 'stop':
        this.#records.keepOrSay(step.journal);
        // Asked before the stops, so that it tells what ran; waited for apart, so that it holds up nobody.
        this.#ask(gateway.readRuntime(), ran, { type: 'ran', accounts: null });
        this.#ask(this.#stopAccounts(step.accounts), stopped, stopped(true));
        break;
      case 'tell-stopped':
        emit({ type: 'channel-stopped', failed: step.failed });
        break;
      case 'stop-over':
        this.#records.keepOrSay(step.journal);
        if (step.reasons.includes('channel')) emit({ type: 'channel-stopped', failed: step.failed });
        return;
      case 'start': {
        const started = (ok: boolean): FlightEvent => ({ type: 'started', account: step.account, ok });
        this.#ask(gateway.startChannel(step.account), () => started(true), started(false));
        break;
      }
      case 'write':
        this.#records.beforeWrite(step.records, step.journal, mustLast(step.write));
        this.#write(step.write);
        break;
      case 'settle':
        this.#records.settle(step.settlements);
        break;
      case 'end-approvals':
        this.#records.endApprovals(step.people, step.lost, step.progress);
        break;
      case 'look-again':
        break;
      case 'journal':
        this.#records.keep(step.journal);
        break;
      case 'end-request':
        channel.end(step.failure);
        break;
      case 'end-change':
        this.#records.endChange(step.outcome);
        this.#change = null;
        emit({ type: 'change-ended', outcome: step.outcome });
        break;
    }
  }

  /** @returns whether any of the stops failed. */
  async #stopAccounts(accounts: readonly string[]): Promise<boolean> {
    const stops = await Promise.allSettled(accounts.map((id) => this.#deps.gateway.stopChannel(id)));
    const failed = stops.flatMap((stop) => (stop.status === 'rejected' ? [stop.reason] : []));
    for (const reason of failed) this.#report(reason);
    return failed.length > 0;
  }

  #write(write: Write): void {
    const { gateway, view, emit } = this.#deps;
    if (view.facts === null) throw new Error('There is nothing read that the write could stand on.');
    emit({ type: 'write-sent' });
    const written = (outcome: EditOutcome): FlightEvent => ({ type: 'written', write, outcome });
    this.#ask(gateway.edit(write.edit, view.facts), written, written({ kind: 'unknown', message: '' }));
  }

  /** Hears of the answer as an event. @param failed what it is when there is none. */
  #ask<T>(asking: Promise<T>, answered: (answer: T) => FlightEvent, failed: FlightEvent): void {
    const session = this.#session;
    const noAnswer = (error: unknown) => {
      this.#report(error);
      if (failed.type === 'read' && error instanceof GatewayUnavailable) this.#deps.view.fail(error.sentence);
      return failed;
    };
    void asking.then(answered, noAnswer).then((answer) => {
      if (session?.signal.aborted === false) this.#deps.emit({ type: 'answer', answer });
    });
  }

  #report(error: unknown): void {
    // Connection trouble has its own events; the next connection looks again.
    if (!(error instanceof GatewayUnavailable)) this.#deps.emit({ type: 'trouble', error });
  }
}

const read = (facts: AccessFacts | null): FlightEvent => ({ type: 'read', facts });
const stopped = (failed: boolean): FlightEvent => ({ type: 'stopped', failed });

function ran(runtime: ReadonlyMap<string, AccountState>): FlightEvent {
  const running = [...runtime].filter(([, account]) => account.running || account.restarting);
  return { type: 'ran', accounts: running.map(([id]) => id) };
}

/** A write that lets somebody in, or changes settings, is not sent before what belongs to it is on our disk. */
function mustLast(write: Pick<Write, 'for' | 'grants'>): boolean {
  return write.for === 'change' || write.grants.length > 0;
}

/** Whether what runs is something else than what was read with the lists. */
function checked(facts: AccessFacts | null, runtime: ReadonlyMap<string, AccountState> | null): FlightEvent {
  if (facts === null || runtime === null) return { type: 'checked', differs: false };
  const listed = reportedAccounts(facts).filter((account) => account.runtime !== null);
  const isAsRead = listed.every(({ id, runtime: was }) => {
    const now = runtime.get(id);
    return now?.running === was?.running && now?.ready === isReceiving({ runtime: was });
  });
  return { type: 'checked', differs: !isAsRead || listed.length !== runtime.size };
}
