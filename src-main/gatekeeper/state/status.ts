import { isUnsettled } from '#core/decision/standing.ts';
import { accountViews } from '#core/reconcile/account-view.ts';
import { channelTrouble } from '#core/reconcile/channel-trouble.ts';
import type { LedgerHealth, StatusView } from '#core/surface/app-state.ts';
import type { SenderCounts } from '#core/surface/sender-counts.ts';
import type { ChannelSwitch } from '../access/channel-switch.ts';
import type { GatewayView } from '../access/gateway-view.ts';
import type { DecisionStore } from '../decisions/store.ts';
import type { GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';
import type { Enquiry } from '../senders/enquiry.ts';
import type { LeakWatch } from '../watch/leaks.ts';
import type { SilenceService } from '../watch/silence.ts';
import type { SettingsStore } from './settings.ts';

export interface StatusProjectionDeps {
  readonly version: string;
  readonly practice: boolean;
  readonly decisions: DecisionStore;
  readonly gateway: GatewayView;
  readonly channel: ChannelSwitch;
  readonly leaks: LeakWatch;
  readonly settings: SettingsStore;
  readonly silence: SilenceService;
  readonly enquiry: Enquiry;
}

/** Everything a surface shows beside the senders; holds how our disk is. */
export class StatusProjection implements Part {
  readonly #deps: StatusProjectionDeps;
  #ledger: LedgerHealth = { state: 'writing', detail: null };

  constructor(deps: StatusProjectionDeps) {
    this.#deps = deps;
  }

  receive(event: GatekeeperEvent): void {
    if (event.type === 'ledger-health') this.#ledger = event.health;
  }

  read(counts: ReturnType<SenderCounts['read']>): StatusView {
    const { version, practice, decisions, gateway, channel, leaks, settings, silence, enquiry } = this.#deps;
    const { health } = enquiry;
    const its = channel.view();
    const { state, version: gatewayVersion, url, detail, notes } = gateway.connection;
    return {
      version,
      silence: silence.view(),
      channel: { ...its, detail: channelTrouble(its, gateway.facts, gateway.unread) },
      accounts: accountViews(gateway.facts),
      gateway: { state, version: gatewayVersion, url, detail, notes },
      messages: {
        state: health.state,
        lastRowId: health.lastRowId,
        lastSeenAt: iso(health.lastReadAtMs),
        detail: health.detail,
      },
      ledger: this.#ledger,
      counts: {
        ...counts,
        queued: decisions.people().filter(({ standing }) => isUnsettled(standing.decision)).length,
      },
      leaks: leaks.open(),
      sharesMainSession: gateway.facts?.sharesMainSession ?? null,
      pause: settings.current.pause,
      practice,
    };
  }
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}
