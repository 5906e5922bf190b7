import type { ReactNode } from 'react';
import { useApp } from '../../context/app-context.ts';
import { useNotificationAccess } from '../../context/use-mac.ts';
import { Say, useWords } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';
import { Segmented, Switch } from '../../parts/controls.tsx';
import { Group, Row } from './rows.tsx';

const previews = ['full', 'masked', 'hidden'] as const;
const firstQuietHours = { from: '22:00', to: '07:00' };

function QuietHours(): ReactNode {
  const { settings, changeSettings } = useApp();
  const { quietHours } = settings;
  return (
    <>
      <Switch
        label={<Say id="set.quiet" />}
        hint={<Say id="set.quiet-text" />}
        checked={quietHours !== null}
        onChange={(on) => changeSettings({ quietHours: on ? firstQuietHours : null })}
      />
      {quietHours !== null && (
        <div className="setting-row quiet-hours">
          {(['from', 'to'] as const).map((end) => (
            <label key={end}>
              <Say id={`set.quiet-${end}`} />
              <input
                type="time"
                required
                value={quietHours[end]}
                onChange={(event) => {
                  if (event.target.value !== '') {
                    changeSettings({ quietHours: { ...quietHours, [end]: event.target.value } });
                  }
                }}
              />
            </label>
          ))}
        </div>
      )}
    </>
  );
}

function Paused(): ReactNode {
  const { settings, act, nowMs } = useApp();
  const words = useWords();
  const { pause } = settings;
  if (pause === null) return null;
  return (
    <Row
      label={<Say id="set.paused" />}
      hint={
        pause === 'until-resumed' ? (
          <Say id="menu.paused-resume" />
        ) : (
          <Say id="menu.paused-until" with={{ time: words.moment(pause.untilMs, nowMs) }} />
        )
      }
    >
      <Button onPress={() => act({ kind: 'pause', for: 'resume' })}>
        <Say id="set.resume" />
      </Button>
    </Row>
  );
}

/** Who is announced, how much of what they wrote, and when. */
export function NotificationSettings(): ReactNode {
  const { settings, changeSettings, bridge, act } = useApp();
  const words = useWords();
  const { mac } = bridge;
  const access = useNotificationAccess(mac);
  const trouble = access === 'asking' || access === 'refused' ? access : null;
  return (
    <Group title={<Say id="set.notifications" />}>
      {trouble !== null && (
        <Row label={<Say id={`set.notify-${trouble}`} />} hint={<Say id={`set.notify-${trouble}-text`} />} />
      )}
      <Paused />
      <Switch
        label={<Say id="set.known" />}
        hint={<Say id="set.known-text" />}
        checked={settings.notifyKnown}
        onChange={(notifyKnown) => changeSettings({ notifyKnown })}
      />
      <Switch
        label={<Say id="set.sound" />}
        hint={<Say id="set.sound-text" />}
        checked={settings.sound}
        onChange={(sound) => changeSettings({ sound })}
      />
      <Row label={<Say id="set.preview" />}>
        <Segmented<(typeof previews)[number]>
          label={words.say('set.preview')}
          value={settings.preview}
          onChange={(preview) => changeSettings({ preview })}
          options={previews.map((value) => ({ value, label: <Say id={`set.preview-${value}`} /> }))}
        />
      </Row>
      <QuietHours />
      {mac !== null && (
        <Row label={<Say id="set.test" />} hint={<Say id="set.test-text" />}>
          <Button onPress={() => void mac.testNotification()}>
            <Say id="set.test" />
          </Button>
          <Button onPress={() => act({ kind: 'open', link: 'notification-settings' })}>
            <Say id="set.open-pane" />
          </Button>
        </Row>
      )}
    </Group>
  );
}
