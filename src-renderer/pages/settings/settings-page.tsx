import type { ReactNode } from 'react';
import { canConnectAnew } from '#core/ports/gateway.ts';
import { useApp } from '../../context/app-context.ts';
import { Say, Told, useWords } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';
import { Segmented, Switch } from '../../parts/controls.tsx';
import { MoveOffer } from '../../parts/move-offer.tsx';
import { ExportButton } from '../history/export-button.tsx';
import { Diagnostics } from './diagnostics.tsx';
import { LoginItem } from './login-item.tsx';
import { CommandLine, MacGeneral } from './mac-general.tsx';
import { NotificationSettings } from './notification-settings.tsx';
import { Group, Row } from './rows.tsx';
import { UpdatesRow } from './updates-row.tsx';

function General(): ReactNode {
  const { settings, changeSettings, bridge } = useApp();
  const words = useWords();
  return (
    <Group title={<Say id="set.general" />}>
      {bridge.mac !== null && <MoveOffer mac={bridge.mac} />}
      <LoginItem />
      <Switch
        label={<Say id="set.count" />}
        hint={<Say id="set.count-text" />}
        checked={settings.showCount}
        onChange={(showCount) => changeSettings({ showCount })}
      />
      <Row label={<Say id="set.left-click" />} hint={<Say id="set.left-click-text" />}>
        <Segmented<'panel' | 'menu'>
          label={words.say('set.left-click')}
          value={settings.leftClick}
          onChange={(leftClick) => changeSettings({ leftClick })}
          options={[
            { value: 'panel', label: <Say id="set.left-click-panel" /> },
            { value: 'menu', label: <Say id="set.left-click-menu" /> },
          ]}
        />
      </Row>
      {bridge.mac !== null && <MacGeneral />}
      <Row
        label={<Say id="set.apple-id" />}
        hint={
          <Say id={settings.appleId === 'own' ? 'set.apple-id-own-text' : 'set.apple-id-assistant-text'} />
        }
      >
        <Segmented<'own' | 'assistant'>
          label={words.say('set.apple-id')}
          value={settings.appleId}
          onChange={(appleId) => changeSettings({ appleId })}
          options={[
            { value: 'own', label: <Say id="set.apple-id-own" /> },
            { value: 'assistant', label: <Say id="set.apple-id-assistant" /> },
          ]}
        />
      </Row>
    </Group>
  );
}

function Gateway(): ReactNode {
  const { status, show, act, bridge } = useApp();
  const { gateway } = status;
  const { mac } = bridge;
  return (
    <Group title={<Say id="set.gateway" />}>
      <Row label={<Say id="set.connection" />} hint={gateway.detail && <Told sentence={gateway.detail} />}>
        <span className={`lamp ${gateway.state}`} aria-hidden="true" />
        <Say id={`set.connection-${gateway.state}`} />
      </Row>
      <Row label={<Say id="set.address" />}>
        <code data-foreign="">{gateway.url}</code>
      </Row>
      {gateway.version !== null && (
        <Row label={<Say id="set.version" />}>
          <span data-foreign="">{gateway.version}</span>
        </Row>
      )}
      {gateway.notes.map((note) => (
        <Row key={note.key} label={<Told sentence={note} />} />
      ))}
      {status.accounts.length > 1 &&
        status.accounts.map(({ id, detail }) => <Row key={id} label={<Told sentence={detail} />} />)}
      {mac !== null && (
        <Row label={<Say id="set.config" />} hint={<Say id="set.config-text" />}>
          <Button onPress={() => void mac.chooseConfig()}>
            <Say id="set.config-choose" />
          </Button>
        </Row>
      )}
      {canConnectAnew(gateway.state) && (
        <Row label={<Say id="set.connect-anew-text" />}>
          <Button onPress={() => act({ kind: 'connect-anew' })}>
            <Say id="set.connect-anew" />
          </Button>
        </Row>
      )}
      <Row label={<Say id="set.scopes" />} hint={<Say id="set.scopes-text" />} />
      <Row label={<Say id="page.silence" />} hint={<Say id={`silence.${status.silence.state}`} />}>
        <Button onPress={() => show({ page: 'silence' })}>
          <Say id="set.silence-more" />
        </Button>
      </Row>
    </Group>
  );
}

function Messages(): ReactNode {
  const { status, bridge, act } = useApp();
  const { messages } = status;
  return (
    <Group title={<Say id="set.messages" />}>
      <Row
        label={<Say id={`set.messages-${messages.state}`} />}
        hint={messages.detail === null ? <Say id="set.messages-text" /> : <Told sentence={messages.detail} />}
      >
        {messages.state === 'no-access' && bridge.mac !== null && (
          <Button onPress={() => act({ kind: 'open', link: 'full-disk-access' })}>
            <Say id="first.disk-open" />
          </Button>
        )}
      </Row>
    </Group>
  );
}

function Advanced(): ReactNode {
  const { status, changeSettings } = useApp();
  return (
    <Group title={<Say id="set.advanced" />}>
      <Row
        label={<Say id="set.peephole" with={{ version: <span data-foreign="">{status.version}</span> }} />}
        hint={<Say id="set.diagnostics-text" />}
      >
        <Diagnostics />
      </Row>
      <UpdatesRow />
      <CommandLine />
      <Row label={<Say id="set.first-run" />}>
        <Button onPress={() => changeSettings({ onboarded: false, firstRunStep: 0 })}>
          <Say id="set.silence-more" />
        </Button>
      </Row>
    </Group>
  );
}

/** The settings, and what belongs to macOS with its live state (UX-7.1). */
export function SettingsPage(): ReactNode {
  return (
    <div className="scroll-page">
      <div className="column">
        <General />
        <NotificationSettings />
        <Gateway />
        <Messages />
        <Group title={<Say id="set.privacy" />}>
          <Row label={<Say id="page.history" />} hint={<Say id="set.privacy-text" />}>
            <ExportButton />
          </Row>
        </Group>
        <Advanced />
      </div>
    </div>
  );
}
