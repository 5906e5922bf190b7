import type { AccessFacts } from '#core/access/access-facts.ts';
import { PeepholeError } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import { type Gateway, GatewayUnavailable } from '#core/ports/gateway.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { type ChannelView, channelView, type SwitchRequest } from '#core/reconcile/channel-view.ts';
import type { AccessWriter } from './access-writer.ts';
import type { GatewayView } from './gateway-view.ts';

/** A request that is not read back yet is carried out again after this long. */
const tryAgainMs = 2_000;
/** The owner is told within this time that the gateway does not answer. */
const stopPatienceMs = 2_500;

/** What the owner asked of the channel and is not yet read back; survives a crash. */
const requestSetting = 'channel-requested';

/**
 * The channel's one switch, for every account: off stops at once and is then made to last; on is made to last and
 * then started. Both are shown as done only when the gateway says so (RULE-6.12, OC-48).
 */
export class ChannelSwitch {
  readonly #gateway: Gateway;
  readonly #ledger: Ledger;
  readonly #writer: AccessWriter;
  readonly #gatewayView: GatewayView;
  readonly #clock: Clock;
  readonly #onChange: () => void;
  #persisting: Promise<void> | null = null;
  #failure: Error | null = null;
  #tryAgainAtMs = 0;

  constructor(
    gateway: Gateway,
    ledger: Ledger,
    writer: AccessWriter,
    gatewayView: GatewayView,
    clock: Clock,
    onChange: () => void,
  ) {
    this.#gateway = gateway;
    this.#ledger = ledger;
    this.#writer = writer;
    this.#gatewayView = gatewayView;
    this.#clock = clock;
    this.#onChange = onChange;
  }

  get request(): SwitchRequest {
    const stored = this.#ledger.setting(requestSetting);
    return stored === 'on' || stored === 'off' ? stored : null;
  }

  /** Why the last request came to nothing; null: it did not. */
  get failure(): Error | null {
    return this.#failure;
  }

  view(): ChannelView {
    return channelView(this.#gatewayView.facts, this.request, this.#ledger.journal());
  }

  /**
   * Turns the switch. Resolves when `off` is in force (stopped, not yet made to last), or `on` is on its way.
   * @throws PeepholeError `gateway-refused` when the gateway does not answer. A request to turn it off stays in force:
   *   it is carried out as soon as the gateway is back.
   */
  async turn(on: boolean): Promise<void> {
    const { facts } = this.#gatewayView;
    if (facts === null && on) {
      throw new PeepholeError(
        'gateway-refused',
        'OpenClaw does not answer, so the channel was not turned on. Start OpenClaw, then try again.',
      );
    }
    this.#failure = null;
    this.#ledger.setSetting(requestSetting, on ? 'on' : 'off');
    if (facts === null) throw unanswered();
    // Turning it on is also the owner's Start Anyway for a channel that a removal holds.
    this.#writer.letGo(on);
    this.#onChange();
    try {
      if (!on) await this.#inTime(this.#stopAll(facts));
    } catch (error) {
      if (!(error instanceof GatewayUnavailable)) throw error;
      throw unanswered();
    } finally {
      this.resume();
    }
  }

  /** Goes on with what was asked for: after the stop, after a reconnect, after a crash. */
  resume(): void {
    if (this.request === null || this.#persisting !== null) return;
    this.#persisting = this.#persist()
      .catch((error: unknown) => {
        // A lost connection is no failure: the next one resumes.
        if (!(error instanceof GatewayUnavailable)) this.#failure = error instanceof Error ? error : null;
      })
      .finally(() => {
        this.#persisting = null;
        this.#tryAgainAtMs = this.#clock.monotonic() + tryAgainMs;
        this.#onChange();
      });
  }

  /** Ends the request once the lists and the runtime, as just read, say it is so. */
  settle(facts: AccessFacts): void {
    const { request } = this;
    if (request === null) return;
    const view = channelView(facts, request, this.#ledger.journal());
    if (view.persisted && view.state === request) this.#ledger.setSetting(requestSetting, '');
    // An attempt that a lost connection cut short: nothing else would go on with it.
    else if (this.#clock.monotonic() >= this.#tryAgainAtMs) this.resume();
  }

  async #persist(): Promise<void> {
    const asked = this.request;
    const facts = await this.#gateway.readAccess();
    if (asked === 'off') {
      // A gateway that was restarted meanwhile runs it again: stopped first, made to last afterwards.
      await this.#stopAll(facts);
      if (facts.rootEnabled !== false) await this.#write(false);
      await this.#stopAll(await this.#gateway.readAccess());
    } else {
      if (facts.rootEnabled === false) await this.#write(true);
      const now = await this.#gateway.readAccess();
      for (const account of now.accounts) {
        if (account.enabled && !account.runtime?.running) await this.#gateway.startChannel(account.id);
      }
    }
    this.#writer.wake();
    // The owner changed their mind while this was under way.
    if (this.request !== null && this.request !== asked) await this.#persist();
  }

  async #write(enabled: boolean): Promise<void> {
    const outcome = await this.#writer.write((facts) =>
      facts.rootEnabled === enabled ? null : { edit: { enabled }, grants: [] },
    );
    if (outcome?.kind !== 'refused') return;
    this.#ledger.setSetting(requestSetting, '');
    throw new PeepholeError('gateway-refused', outcome.message);
  }

  /** @throws PeepholeError when the gateway takes longer than anyone should wait for a brake. */
  async #inTime(stopping: Promise<void>): Promise<void> {
    const late = Promise.withResolvers<never>();
    const cancel = this.#clock.after(stopPatienceMs, () => late.reject(unanswered()));
    try {
      await Promise.race([stopping, late.promise]);
    } finally {
      cancel();
      stopping.catch(() => {});
    }
  }

  async #stopAll(facts: AccessFacts): Promise<void> {
    await Promise.all(facts.accounts.map((account) => this.#gateway.stopChannel(account.id)));
  }
}

function unanswered(): PeepholeError {
  return new PeepholeError(
    'gateway-refused',
    'OpenClaw does not answer, so the channel may still be on. It is turned off as soon as OpenClaw answers; quitting OpenClaw stops it now.',
  );
}
