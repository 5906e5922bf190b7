import type { AccessFacts } from '#core/access/access-facts.ts';
import { isPluginMissing, runsAnywhere } from '#core/access/running.ts';
import { type DecisionError, problem, problemSentence } from '#core/decision/decision-error.ts';
import { PeepholeError } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import { type ChannelView, channelView, type SwitchRequest } from '#core/reconcile/channel-view.ts';
import { sentence } from '#core/words/sentence.ts';
import type { Emit, GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';
import type { SteadyLedger } from '../record/steady-ledger.ts';
import type { GatewayView } from './gateway-view.ts';

/** The owner is told within this time that the gateway does not answer. */
const maxStopMs = 2_500;

/** What the owner asked of the channel and is not yet read back; survives a crash. */
const requestSetting = 'channel-requested';

/**
 * The channel's one switch, for every account: keeps what the owner asked for until the gateway says it is so
 * (RULE-6.12, OC-48). The access runner does it.
 */
export class ChannelSwitch implements Part {
  readonly #ledger: SteadyLedger;
  readonly #gateway: GatewayView;
  readonly #clock: Clock;
  readonly #emit: Emit;
  #request: SwitchRequest;
  #failure: PeepholeError | null = null;
  /** Each waits to be told whether the channel has been stopped. */
  #stopping: ((stopped: boolean) => void)[] = [];

  constructor(ledger: SteadyLedger, gateway: GatewayView, clock: Clock, emit: Emit) {
    this.#ledger = ledger;
    this.#gateway = gateway;
    this.#clock = clock;
    this.#emit = emit;
    const stored = ledger.setting(requestSetting);
    this.#request = stored === 'on' || stored === 'off' ? stored : null;
  }

  /** null: the channel is as it was asked for. */
  get request(): SwitchRequest {
    return this.#request;
  }

  /** Why the last request came to nothing; null: it did not. */
  get failure(): PeepholeError | null {
    return this.#failure;
  }

  view(): ChannelView {
    return channelView(this.#gateway.facts, this.#request, this.#ledger.journal());
  }

  /**
   * Turns the switch. Resolves when `off` is in force (stopped, not yet made to last), or `on` is on its way.
   * @throws PeepholeError `gateway-refused` when the gateway is not one that is used: nothing is kept for later. The same when it
   *   does not answer: a request to turn it off stays in force and
   *   is carried out as soon as the gateway is back. `ledger-full`: it was stopped, but until the disk takes it a crash would forget why.
   */
  async turn(on: boolean): Promise<void> {
    const unusable = this.#gateway.obstacle;
    if (unusable !== null) throw new PeepholeError('gateway-refused', unusable);
    if (this.#gateway.facts === null && on) {
      throw new PeepholeError('gateway-refused', sentence('refuse.channel-on'));
    }
    this.#failure = null;
    const obstacle = switchObstacle(this.#gateway.facts, on);
    if (obstacle !== null) throw failure(obstacle);
    if (on) {
      this.#keep('on');
      this.#request = 'on';
      this.#emit({ type: 'channel-asked', on });
    } else await this.#turnOff();
  }

  async #turnOff(): Promise<void> {
    // A full disk keeps nothing running: that it could not be written down yet is said once it is stopped.
    const refused = this.#ledger.keepSetting(requestSetting, 'off');
    this.#request = 'off';
    const stopping = this.#stopped();
    this.#emit({ type: 'channel-asked', on: false });
    const isStopped = await stopping;
    if (refused !== null) throw refused;
    if (!isStopped) throw unanswered();
  }

  /** The gateway says that it is so, or why it will not be. For the access runner. @throws PeepholeError `ledger-full` */
  end(why: DecisionError | null): void {
    this.#keep(null);
    this.#request = null;
    this.#failure = why && failure(why);
    this.#emit({ type: 'channel-ended' });
  }

  receive(event: GatekeeperEvent): void {
    if (event.type === 'channel-stopped') this.#answer(!event.failed);
    else if (event.type === 'connection' && !this.#gateway.isConnected) this.#answer(false);
  }

  #answer(isStopped: boolean): void {
    for (const answer of this.#stopping.splice(0)) answer(isStopped);
  }

  /** Whether the channel is stopped within the time that anyone should wait for it. */
  #stopped(): Promise<boolean> {
    if (!this.#gateway.isConnected) return Promise.resolve(false);
    return new Promise((resolve) => {
      const cancel = this.#clock.after(maxStopMs, () => resolve(false));
      this.#stopping.push((isStopped) => {
        cancel();
        resolve(isStopped);
      });
    });
  }

  #keep(request: SwitchRequest): void {
    this.#ledger.setSetting(requestSetting, request ?? '');
  }
}

/** Why there is nothing to turn; null: there is. */
function switchObstacle(facts: AccessFacts | null, on: boolean): DecisionError | null {
  if (facts === null) return null;
  if (!facts.configured && !runsAnywhere(facts)) return problem('no-channel');
  return on && isPluginMissing(facts) ? problem('not-loaded') : null;
}

function failure(why: DecisionError): PeepholeError {
  const code = why.code === 'no-channel' ? why.code : 'gateway-refused';
  return new PeepholeError(code, problemSentence(why));
}

function unanswered(): PeepholeError {
  return new PeepholeError('gateway-refused', sentence('refuse.channel-off'));
}
