import type { ReactNode } from 'react';
import { canConnectAnew } from '#core/ports/gateway.ts';
import { liveApprovals } from '#core/surface/live-approvals.ts';
import { useApp } from '../context/app-context.ts';
import { useLoginItem } from '../context/use-mac.ts';
import { Say, Told, useWords } from '../context/words.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';

interface StripProps {
  readonly tone: 'red' | 'amber' | 'grey';
  readonly children: ReactNode;
  readonly actions?: ReactNode;
}

function Strip({ tone, children, actions }: StripProps): ReactNode {
  return (
    <div className={`strip ${tone}`} role="status">
      <Icon name={tone === 'grey' ? 'info' : 'warning'} />
      <p>{children}</p>
      {actions}
    </div>
  );
}

function OfflineStrip(): ReactNode {
  const { connected, why, status, stateAtMs, nowMs, show } = useApp();
  const words = useWords();
  const time = words.moment(stateAtMs, nowMs);
  if (!connected) {
    return (
      <Strip tone="grey">
        <Say id="strip.bridge" with={{ time }} />
        {why !== null && <span className="strip-more">{words.sentence(why.sentence)}</span>}
      </Strip>
    );
  }
  if (status.gateway.state === 'connected' || status.gateway.state === 'connecting') return null;
  return (
    <Strip
      tone="grey"
      actions={
        canConnectAnew(status.gateway.state) && (
          <Button onPress={() => show({ page: 'settings' })}>
            <Say id="strip.see-settings" />
          </Button>
        )
      }
    >
      {status.gateway.state === 'unreachable' ? (
        <Say id="strip.offline" with={{ time }} />
      ) : (
        <Say id={`side.gateway-${status.gateway.state}`} />
      )}
      {status.gateway.detail !== null && (
        <span className="strip-more">
          <Told sentence={status.gateway.detail} />
        </span>
      )}
    </Strip>
  );
}

function MessagesStrip(): ReactNode {
  const { status, show } = useApp();
  const { state } = status.messages;
  if (state === 'reading' || state === 'starting') return null;
  return (
    <Strip
      tone="amber"
      actions={
        state === 'no-access' && (
          <Button onPress={() => show({ page: 'settings' })}>
            <Say id="strip.messages-fix" />
          </Button>
        )
      }
    >
      <Say id="strip.messages" />
      {status.messages.detail !== null && (
        <span className="strip-more">
          <Told sentence={status.messages.detail} />
        </span>
      )}
    </Strip>
  );
}

function HeldStrip(): ReactNode {
  const { status, act, show, target } = useApp();
  if (status.channel.heldBy !== 'removal') return null;
  return (
    <Strip
      tone="red"
      actions={
        <>
          <Button onPress={() => show({ ...target, ask: 'start-held' })}>
            <Say id="action.start-anyway" />
          </Button>
          <Button onPress={() => act({ kind: 'retry-removal' })}>
            <Say id="action.retry" />
          </Button>
        </>
      }
    >
      <Say id="strip.held" />
    </Strip>
  );
}

/** Why the channel does not run, or can't be told, in the gateway's own words and ours. */
function ChannelStrip(): ReactNode {
  const { status, live } = useApp();
  const { state, detail } = status.channel;
  if (!live || detail === null) return null;
  const isNoFault = state === 'none' || state === 'unknown';
  return (
    <Strip tone={isNoFault ? 'grey' : 'amber'}>
      <Say id={isNoFault ? `strip.channel-${state}` : 'strip.channel'} />
      <span className="strip-more">
        <Told sentence={detail} />
      </span>
    </Strip>
  );
}

function SilenceStrip(): ReactNode {
  const { status, live, show, target } = useApp();
  const { state } = status.silence;
  if (!live || target.page === 'silence' || (state !== 'answering' && state !== 'open')) return null;
  return (
    <Strip
      tone="red"
      actions={
        <Button onPress={() => show({ page: 'silence', ask: 'make-silent' })}>
          <Say id="strip.silence-fix" />
        </Button>
      }
    >
      <Say id={`strip.${state}`} />
    </Strip>
  );
}

function LedgerStrip(): ReactNode {
  const { status } = useApp();
  if (status.ledger.state === 'writing') return null;
  return (
    <Strip tone="red">
      <Say id="strip.ledger" />
      {status.ledger.detail !== null && (
        <span className="strip-more">
          <Told sentence={status.ledger.detail} />
        </span>
      )}
    </Strip>
  );
}

/** Somebody is let in for a while, and a restart of the Mac would leave nobody to end it. */
function LoginStrip(): ReactNode {
  const { bridge, state } = useApp();
  const { state: login, set } = useLoginItem(bridge.mac);
  if (login !== 'not-registered' || liveApprovals(state).length === 0) return null;
  return (
    <Strip
      tone="grey"
      actions={
        <Button onPress={() => set(true)}>
          <Say id="strip.login-on" />
        </Button>
      }
    >
      <Say id="strip.login" />
    </Strip>
  );
}

/** What the owner must know on every page, worst first. */
export function Strips(): ReactNode {
  return (
    <>
      <HeldStrip />
      <LedgerStrip />
      <SilenceStrip />
      <MessagesStrip />
      <ChannelStrip />
      <OfflineStrip />
      <LoginStrip />
    </>
  );
}
