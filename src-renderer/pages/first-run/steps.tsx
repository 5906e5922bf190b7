import { type ReactNode, useState } from 'react';
import { iconShapes } from '#core/surface/icon-model.ts';
import { useApp } from '../../context/app-context.ts';
import { useNotificationAccess } from '../../context/use-mac.ts';
import { Say, Told } from '../../context/words.tsx';
import { AppIcon } from '../../parts/app-icon.tsx';
import { Button } from '../../parts/button.tsx';
import { Switch } from '../../parts/controls.tsx';
import { Icon } from '../../parts/icons.tsx';
import { MoveOffer } from '../../parts/move-offer.tsx';
import { TrayIcon } from '../../parts/tray-icon.tsx';
import { MakeSilentSheet } from '../silence/make-silent-sheet.tsx';

/** What the last step asks, and the first run does at its end. */
export interface StepProps {
  readonly openAtLogin: boolean;
  readonly onOpenAtLogin: (on: boolean) => void;
}

export function WhatStep(): ReactNode {
  const { settings, changeSettings, bridge } = useApp();
  return (
    <>
      <AppIcon />
      <h1>
        <Say id="first.what" />
      </h1>
      <ul className="first-points">
        {([1, 2, 3, 4] as const).map((line) => (
          <li key={line}>
            <Icon name="check" />
            <Say id={`first.what-${line}`} />
          </li>
        ))}
      </ul>
      {bridge.mac !== null && !settings.moveDeclined && (
        <MoveOffer mac={bridge.mac} onDecline={() => changeSettings({ moveDeclined: true })} />
      )}
    </>
  );
}

export function AppleIdStep(): ReactNode {
  const { settings, changeSettings } = useApp();
  return (
    <>
      <h1>
        <Say id="first.id" />
      </h1>
      <p>
        <Say id="first.id-text" />
      </p>
      <div className="first-choices">
        {(['own', 'assistant'] as const).map((appleId) => (
          <label key={appleId} className="first-choice">
            <input
              type="radio"
              name="apple-id"
              checked={settings.appleId === appleId}
              onChange={() => changeSettings({ appleId })}
            />
            <span>
              <strong>
                <Say id={`set.apple-id-${appleId}`} />
              </strong>
              <span className="hint">
                <Say id={`set.apple-id-${appleId}-text`} />
              </span>
            </span>
          </label>
        ))}
      </div>
    </>
  );
}

function LiveCheck({ good, children }: { readonly good: boolean; readonly children: ReactNode }): ReactNode {
  return (
    <p className={good ? 'live-check good' : 'live-check'} role="status">
      {good ? <Icon name="check" /> : <span className="spinner" />}
      <span>{children}</span>
    </p>
  );
}

export function DiskStep(): ReactNode {
  const { status, bridge, act } = useApp();
  const { mac } = bridge;
  const reading = status.messages.state === 'reading';
  return (
    <>
      <h1>
        <Say id="first.disk" />
      </h1>
      <p>
        <Say id="first.disk-text" />
      </p>
      {!reading && (
        <ol className="first-numbered">
          {([1, 2, 3] as const).map((line) => (
            <li key={line}>
              <Say id={`first.disk-${line}`} />
            </li>
          ))}
        </ol>
      )}
      <LiveCheck good={reading}>
        <Say id={reading ? 'first.disk-yes' : 'first.disk-no'} />
      </LiveCheck>
      {!reading && mac !== null && (
        <div className="first-buttons">
          <Button onPress={() => act({ kind: 'open', link: 'full-disk-access' })}>
            <Say id="first.disk-open" />
          </Button>
          <Button onPress={() => mac.quitAndReopen()}>
            <Say id="first.disk-reopen" />
          </Button>
        </div>
      )}
    </>
  );
}

export function GatewayStep(): ReactNode {
  const { status } = useApp();
  const [open, setOpen] = useState(false);
  const connected = status.gateway.state === 'connected';
  const { state } = status.silence;
  return (
    <>
      <h1>
        <Say id="first.gateway" />
      </h1>
      <LiveCheck good={connected}>
        {connected ? (
          <Say
            id="first.gateway-found"
            with={{ version: <span data-foreign="">{status.gateway.version ?? ''}</span> }}
          />
        ) : (
          <Say id="first.gateway-not" />
        )}
      </LiveCheck>
      {status.gateway.detail !== null && (
        <p className="hint">
          <Told sentence={status.gateway.detail} />
        </p>
      )}
      {connected && (
        <div className={`headline ${state}`}>
          <span className="headline-glyph">
            <Icon name={state === 'silent' ? 'silence' : 'warning'} />
          </span>
          <div>
            <h2>
              <Say id={`silence.${state}`} />
            </h2>
            <p>
              <Say id={`silence.${state}-text`} />
            </p>
          </div>
          {(state === 'answering' || state === 'open') && (
            <Button onPress={() => setOpen(true)}>
              <Say id="silence.make" />
            </Button>
          )}
        </div>
      )}
      {open && <MakeSilentSheet onClose={() => setOpen(false)} />}
    </>
  );
}

export function NotifyStep(): ReactNode {
  const { bridge, act } = useApp();
  const { mac } = bridge;
  const access = useNotificationAccess(mac);
  return (
    <>
      <h1>
        <Say id="first.notify" />
      </h1>
      <p>
        <Say id="first.notify-text" />
      </p>
      {mac !== null && (
        <div className="first-buttons">
          <Button onPress={() => void mac.testNotification()}>
            <Say id="set.test" />
          </Button>
          <Button onPress={() => act({ kind: 'open', link: 'notification-settings' })}>
            <Say id="set.open-pane" />
          </Button>
        </div>
      )}
      {(access === 'asking' || access === 'shown' || access === 'refused') && (
        <p className={access === 'shown' ? 'live-check good' : 'live-check'} role="status">
          <Say id={`first.notify-${access}`} />
        </p>
      )}
      <p className="hint">
        <Say id="set.test-text" />
      </p>
    </>
  );
}

export function IconStep({ openAtLogin, onOpenAtLogin }: StepProps): ReactNode {
  const { bridge, act } = useApp();
  return (
    <>
      <h1>
        <Say id="first.icon" />
      </h1>
      <p>
        <Say id="first.icon-text" />
      </p>
      <ul className="icon-legend">
        {iconShapes.map((shape) => (
          <li key={shape}>
            <TrayIcon shape={shape} />
            <Say id={`first.icon-${shape}`} />
          </li>
        ))}
      </ul>
      <p className="hint">
        <Say id="first.icon-lost" />
      </p>
      {bridge.mac !== null && (
        <div className="first-buttons">
          <Button onPress={() => act({ kind: 'open', link: 'menu-bar-settings' })}>
            <Say id="set.open-pane" />
          </Button>
        </div>
      )}
      {bridge.mac !== null && (
        <Switch
          label={<Say id="set.login" />}
          hint={<Say id="first.login-text" />}
          checked={openAtLogin}
          onChange={onOpenAtLogin}
        />
      )}
    </>
  );
}
