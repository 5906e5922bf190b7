import type { MessagesHealth } from '#core/message/message.ts';
import type { SilenceView } from '#core/silence/finding.ts';
import type { LedgerHealth, StatusView } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { ChannelSwitch } from '../access/channel-switch.ts';
import type { GatewayView } from '../access/gateway-view.ts';
import type { DecisionStore } from '../decisions/store.ts';
import type { LeakWatch } from '../watch/leaks.ts';
import type { SettingsStore } from './settings.ts';

export interface StatusProjectionDeps {
  readonly version: string;
  readonly practice: boolean;
  readonly decisions: DecisionStore;
  readonly gateway: GatewayView;
  readonly channel: ChannelSwitch;
  readonly leaks: LeakWatch;
  readonly settings: SettingsStore;
  readonly silence: () => SilenceView;
}

/** Everything a surface shows beside the senders; holds what was last said of Messages and our disk. */
export class StatusProjection {
  readonly #deps: StatusProjectionDeps;
  health: MessagesHealth = { state: 'absent', detail: null, path: '', lastRowId: 0, lastReadAtMs: null };
  ledger: LedgerHealth = { state: 'writing', detail: null };

  constructor(deps: StatusProjectionDeps) {
    this.#deps = deps;
  }

  read(senders: ReadonlyMap<string, SenderView>): StatusView {
    const { version, practice, decisions, gateway, channel, leaks, settings, silence } = this.#deps;
    const counts = { waiting: 0, approved: 0, ignored: 0, blocked: 0, known: 0, automated: 0 };
    let waitingNew = 0;
    for (const sender of senders.values()) {
      counts[sender.shelf] += 1;
      if (sender.shelf === 'waiting' && sender.new) waitingNew += 1;
    }
    const { state, version: gatewayVersion, url, detail } = gateway.connection;
    return {
      version,
      silence: silence(),
      channel: channel.view(),
      gateway: { state, version: gatewayVersion, url, detail },
      messages: {
        state: this.health.state,
        lastRowId: this.health.lastRowId,
        lastSeenAt: iso(this.health.lastReadAtMs),
        detail: this.health.detail,
      },
      ledger: this.ledger,
      counts: { ...counts, new: waitingNew, queued: [...decisions.unsettled()].length },
      leaks: leaks.open(),
      sharesMainSession: gateway.facts?.sharesMainSession ?? null,
      pausedUntil: pausedUntil(settings.current.pausedUntilMs),
      practice,
    };
  }
}

function iso(ms: number | null): string | null {
  return ms === null ? null : new Date(ms).toISOString();
}

function pausedUntil(ms: number | null): string | null {
  return ms === Number.MAX_SAFE_INTEGER ? 'until-resumed' : iso(ms);
}
