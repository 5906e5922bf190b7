import type { ReactNode } from 'react';
import { canTurn } from '#core/surface/menu-model.ts';
import { useApp } from '../context/app-context.ts';
import { Say } from '../context/words.tsx';
import { Switch } from '../parts/controls.tsx';

/** The assistant's iMessage channel. Off is immediate; on says before what it does. */
export function ChannelSwitch(): ReactNode {
  const { status, act } = useApp();
  const { channel, silence } = status;
  const held = channel.heldBy !== null;
  const on = channel.state === 'on' || channel.state === 'starting' || channel.state === 'error';
  const hint = silence.state === 'answering' ? 'menu.channel-pairing-hint' : 'menu.channel-on-hint';
  const more = channel.state === 'off' && channel.detail === null && !held && <Say id={hint} />;
  return (
    <Switch
      label={<Say id="side.channel" />}
      hint={<Say id={held ? 'side.channel-held' : `side.channel-${channel.state}`} />}
      more={more}
      checked={on}
      disabled={!canTurn(channel)}
      onChange={(wanted) => act({ kind: 'channel', on: wanted })}
    />
  );
}
