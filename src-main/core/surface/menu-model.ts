import type { Words } from '#core/words/words.ts';
import type { AppState, StatusView } from './app-state.ts';
import { act, line, type MenuInput, type MenuItem, show } from './menu-items.ts';
import { reviewItem, undoItem, waitingItems } from './menu-senders.ts';

export type { MenuInput, MenuItem, SurfaceAction } from './menu-items.ts';

/** The menu of the menu-bar icon (UX-2.1 to UX-2.5): painted natively, and drawn in the page by the browser surface. */
export function menuModel(input: MenuInput): readonly MenuItem[] {
  const { state, words } = input;
  const sections: (readonly MenuItem[])[] =
    state === null
      ? [[line('state', words.say('menu.unknown'))]]
      : [
          [...stateLines(state.status, words), ...notificationLine(input)],
          [reviewItem(state, words), ...waitingItems(state, input)],
          [channelItem(state.status, words)],
          [pauseItem(state.status, input), ...undoItem(state, input)],
        ];
  sections.push(pageItems(words), [quitItem(state, words)]);
  return sections.flatMap((items, index) =>
    index === 0 ? items : [{ type: 'separator', id: `separator-${index}` } as const, ...items],
  );
}

type SilenceKey =
  | `menu.${StatusView['silence']['state']}`
  | `menu.unknown-${Exclude<StatusView['gateway']['state'], 'connected'>}`;

/** The first line of the menu: what strangers get, as last read on this connection. */
export function silenceKey(status: Pick<StatusView, 'silence' | 'gateway'>): SilenceKey {
  if (status.silence.state !== 'unknown') return `menu.${status.silence.state}`;
  const { state } = status.gateway;
  return state === 'connected' ? 'menu.unknown' : `menu.unknown-${state}`;
}

/** What strangers get, and below it whatever needs the owner. The panel shows the same. */
export function stateLines(status: StatusView, words: Words): readonly MenuItem[] {
  const items = [line('state', words.say(silenceKey(status)))];
  const { silence, messages, channel, leaks, ledger } = status;
  if (silence.state === 'answering' || silence.state === 'open') {
    items.push(
      act('make-silent', words.say('menu.make-silent'), show({ page: 'silence', ask: 'make-silent' })),
    );
  }
  if (leaks.length > 0) {
    items.push(act('leak', words.say('menu.leak', { count: leaks.length }), show({ page: 'silence' })));
  }
  if (messages.state === 'no-access') {
    items.push(act('no-access', words.say('menu.no-access'), show({ page: 'settings' })));
  } else if (messages.state !== 'reading' && messages.state !== 'starting') {
    items.push(act('no-messages', words.say('menu.no-messages'), show({ page: 'settings' })));
  }
  if (ledger.state !== 'writing') {
    items.push(act('ledger', words.say('menu.ledger'), show({ page: 'waiting' })));
  }
  if (channel.heldBy === 'removal') {
    items.push(
      act('held', words.say('menu.held'), { kind: 'retry-removal' }),
      act('held-start', words.say('menu.held-start'), show({ page: 'silence', ask: 'start-held' })),
    );
  } else if (channel.state === 'off') {
    items.push(line('channel-is-off', words.say('menu.channel-is-off')));
  } else if (channel.state === 'not-loaded') {
    items.push(line('channel-not-loaded', words.say('menu.channel-not-loaded')));
  } else if (channel.state === 'error') {
    items.push(line('channel-error', words.say('menu.channel-error')));
  }
  return items;
}

/** Nobody would be told of a knock: said where the owner looks instead (MAC-2.6). */
function notificationLine({ notifications, words }: MenuInput): readonly MenuItem[] {
  if (notifications !== 'refused') return [];
  return [act('notifications-off', words.say('menu.notifications-off'), show({ page: 'settings' }))];
}

function channelItem({ channel, silence }: StatusView, words: Words): MenuItem {
  const { state } = channel;
  const on = state === 'on' || state === 'starting' || state === 'error';
  const label =
    state === 'stopping' || state === 'starting'
      ? words.say(`menu.channel-${state}`)
      : words.say('menu.channel');
  const sublabel = channelHint(channel, silence.state, words);
  return {
    type: 'check',
    id: 'channel',
    label,
    checked: on,
    // Off must work at any time; on only from a state that is known.
    enabled: canTurn(channel),
    action: { kind: 'channel', on: !on },
    ...(sublabel === null ? {} : { sublabel }),
  };
}

/** Whether there is anything that the switch could turn. */
export function canTurn({ state, heldBy }: StatusView['channel']): boolean {
  return !['unknown', 'stopping', 'none', 'not-loaded'].includes(state) && heldBy === null;
}

function channelHint(
  channel: StatusView['channel'],
  silence: StatusView['silence']['state'],
  words: Words,
): string | null {
  if (channel.detail !== null) return words.sentence(channel.detail);
  if (channel.state === 'unknown') return words.say('menu.channel-unknown');
  if (channel.state === 'off' && silence === 'answering') return words.say('menu.channel-pairing-hint');
  if (channel.state === 'off') return words.say('menu.channel-on-hint');
  return channel.state === 'on' && !channel.persisted ? words.say('menu.channel-not-persisted') : null;
}

/** Holding banners back, or showing them again. */
export function pauseItem({ pause }: StatusView, { nowMs, words }: MenuInput): MenuItem {
  const lengths: MenuItem[] = [
    act('pause-1h', words.say('menu.pause-hour'), { kind: 'pause', for: '1h' }),
    act('pause-tomorrow', words.say('menu.pause-tomorrow'), { kind: 'pause', for: 'tomorrow' }),
    act('pause-until', words.say('menu.pause-until'), { kind: 'pause', for: 'until-resumed' }),
  ];
  if (pause === null) {
    return { type: 'submenu', id: 'pause', label: words.say('menu.pause'), items: lengths };
  }
  return {
    type: 'submenu',
    id: 'pause',
    label: words.say('menu.paused'),
    sublabel:
      pause === 'until-resumed'
        ? words.say('menu.paused-resume')
        : words.say('menu.paused-until', { time: words.moment(pause.untilMs, nowMs) }),
    items: [
      act('pause-end', words.say('menu.pause-end'), { kind: 'pause', for: 'resume' }),
      { type: 'separator', id: 'separator-pause' },
      ...lengths,
    ],
  };
}

function pageItems(words: Words): readonly MenuItem[] {
  return [
    act('people', words.say('menu.people'), show({ page: 'people' })),
    act('history', words.say('menu.history'), show({ page: 'history' })),
    act('settings', words.say('menu.settings'), show({ page: 'settings' }), { accelerator: 'CmdOrCtrl+,' }),
    act('updates', words.say('menu.updates'), { kind: 'open', link: 'releases' }),
  ];
}

function quitItem(state: AppState | null, words: Words): MenuItem {
  const silent = state?.status.silence.state === 'silent';
  const toolTip = words.say(silent ? 'menu.quit-tip' : 'menu.quit-tip-other');
  return act('quit', words.say('menu.quit'), { kind: 'quit' }, { toolTip, accelerator: 'CmdOrCtrl+Q' });
}
