import { type ReactNode, useId, useRef, useState } from 'react';
import type { MenuItem, SurfaceAction } from '#core/surface/menu-items.ts';
import { pauseItem } from '#core/surface/menu-model.ts';
import { useApp } from '../context/app-context.ts';
import { Say, useWords } from '../context/words.tsx';
import { Button, IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icons.tsx';
import { PopMenu } from '../parts/pop-menu.tsx';
import { ChannelSwitch } from '../shell/channel-switch.tsx';

interface FootProps {
  readonly onAction: (action: SurfaceAction) => void;
}

type Choice = Extract<MenuItem, { type: 'action' }>;

const isChoice = (item: MenuItem): item is Choice => item.type === 'action';

/** Holding banners back: the menu's own choices. */
function PauseButton({ onAction }: FootProps): ReactNode {
  const { status, nowMs } = useApp();
  const words = useWords();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const id = useId();
  const close = useRef(() => {
    setOpen(false);
    button.current?.focus();
  }).current;
  const item = pauseItem(status, { state: null, nowMs, words });
  if (item.type !== 'submenu') return null;
  const choices = item.items.filter(isChoice);
  return (
    <span className="panel-pause">
      <button
        ref={button}
        type="button"
        className="button plain"
        aria-haspopup="menu"
        aria-expanded={open}
        aria-controls={open ? id : undefined}
        title={item.sublabel}
        onClick={() => setOpen(!open)}
      >
        <Say id={status.pause === null ? 'panel.pause' : 'panel.paused'} />
        <Icon name="chevron" />
      </button>
      {open && (
        <span id={id}>
          <PopMenu
            choices={choices.map(({ id: choice, label }) => ({ id: choice, label }))}
            onClose={close}
            onChoose={(chosen) => {
              const found = choices.find((one) => one.id === chosen);
              close();
              if (found) onAction(found.action);
            }}
          />
        </span>
      )}
    </span>
  );
}

/** The channel's switch, and the ways out of the panel. */
export function PanelFoot({ onAction }: FootProps): ReactNode {
  const { status } = useApp();
  const words = useWords();
  const { new: unseen, waiting } = status.counts;
  return (
    <div className="panel-foot">
      <ChannelSwitch />
      <div className="panel-ways">
        <Button onPress={() => onAction({ kind: 'show', target: { page: 'waiting' } })}>
          {unseen > 0 ? (
            <Say id="panel.review" with={{ count: unseen }} />
          ) : waiting > 0 ? (
            <Say id="panel.review-earlier" with={{ count: waiting }} />
          ) : (
            <Say id="panel.open" />
          )}
        </Button>
        <PauseButton onAction={onAction} />
        <span className="grow" />
        <IconButton
          icon="settings"
          label={words.say('menu.settings')}
          onPress={() => onAction({ kind: 'show', target: { page: 'settings' } })}
        />
      </div>
    </div>
  );
}
