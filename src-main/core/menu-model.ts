import type { AppState, SenderView, StatusView } from './app-state.ts';
import type { WordKey, Words } from './catalogue.ts';
import { isWaitingPerson } from './icon-model.ts';
import type { ApprovalLength } from './verdict-rules.ts';
import type { WindowTarget } from './window-target.ts';

/** What a menu item or a banner's button does. Plain data: a surface carries it out. */
export type SurfaceAction =
  | { readonly kind: 'show'; readonly target: WindowTarget }
  | {
      readonly kind: 'verdict';
      readonly verdict: 'approve' | 'ignore' | 'block' | 'undo';
      readonly handle: string;
      /** What was painted; absent where the verdict holds whatever changed since (ignore and block on a banner). */
      readonly revision?: string;
      readonly for?: ApprovalLength;
    }
  | { readonly kind: 'channel'; readonly on: boolean }
  | { readonly kind: 'retry-removal' }
  | { readonly kind: 'pause'; readonly for: '1h' | 'tomorrow' | 'until-resumed' | 'resume' }
  | { readonly kind: 'quit' };

interface Labelled {
  /** Stable while the same thing is meant. */
  readonly id: string;
  readonly label: string;
  /** Second, smaller line. */
  readonly sublabel?: string;
  /** Accessible name, where it says more than the label. */
  readonly spoken?: string;
  readonly toolTip?: string;
}

export type MenuItem =
  | { readonly type: 'separator'; readonly id: string }
  /** A line that says something and does nothing. */
  | ({ readonly type: 'line' } & Labelled)
  | ({
      readonly type: 'action';
      readonly enabled: boolean;
      /** As Electron writes it: `CmdOrCtrl+,`. */
      readonly accelerator?: string;
      readonly action: SurfaceAction;
    } & Labelled)
  | ({
      readonly type: 'check';
      readonly checked: boolean;
      readonly enabled: boolean;
      readonly action: SurfaceAction;
    } & Labelled)
  | ({ readonly type: 'submenu'; readonly items: readonly MenuItem[] } & Labelled);

/** The last verdict the owner gave, on any surface, for Undo. */
export interface LastVerdict {
  readonly handle: string;
  readonly verdict: 'approve' | 'ignore' | 'block' | 'revoke';
}

export interface MenuInput {
  readonly state: AppState | null;
  readonly last: LastVerdict | null;
  readonly nowMs: number;
  readonly words: Words;
}

/** At most so many waiting people are in the menu; the window has them all. */
const shownWaiting = 5;

/** The menu of the menu-bar icon (ux.md, section 2): painted natively, and drawn in the page by the browser surface. */
export function menuModel(input: MenuInput): readonly MenuItem[] {
  const { state, words } = input;
  const sections: (readonly MenuItem[])[] =
    state === null
      ? [[line('state', words.say('menu.unknown'))]]
      : [
          stateLines(state.status, words),
          [reviewItem(state, words), ...waitingItems(state, input)],
          [channelItem(state.status, words)],
          [pauseItem(state.status, input), ...undoItem(state, input)],
        ];
  sections.push(pageItems(words), [quitItem(state, words)]);
  return sections.flatMap((items, index) =>
    index === 0 ? items : [{ type: 'separator', id: `separator-${index}` } as const, ...items],
  );
}

function line(id: string, label: string, sublabel?: string): MenuItem {
  return { type: 'line', id, label, ...(sublabel === undefined ? {} : { sublabel }) };
}

function act(
  id: string,
  label: string,
  action: SurfaceAction,
  more: Partial<Labelled> & { enabled?: boolean; accelerator?: string } = {},
): MenuItem {
  return { type: 'action', id, label, action, enabled: true, ...more };
}

const show = (target: WindowTarget): SurfaceAction => ({ kind: 'show', target });

type SilenceKey =
  | `menu.${StatusView['silence']['state']}`
  | `menu.unknown-${Exclude<StatusView['gateway']['state'], 'connected'>}`;

/** The first line of the menu: what strangers get, as last read on this connection. */
export function silenceKey(status: StatusView): SilenceKey {
  if (status.silence.state !== 'unknown') return `menu.${status.silence.state}`;
  const { state } = status.gateway;
  return state === 'connected' ? 'menu.unknown' : `menu.unknown-${state}`;
}

function stateLines(status: StatusView, words: Words): readonly MenuItem[] {
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
  } else if (messages.state !== 'reading') {
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
  } else if (channel.state === 'error') {
    items.push(line('channel-error', words.say('menu.channel-error')));
  }
  return items;
}

function reviewItem(state: AppState, words: Words): MenuItem {
  if (state.status.messages.state !== 'reading') return line('review', words.say('menu.none-unknown'));
  const waiting = show({ page: 'waiting' });
  const count = state.status.counts.new;
  if (count > 0) return act('review', words.say('menu.review', { count }), waiting);
  const earlier = [...state.senders.values()].filter(isWaitingPerson).length;
  if (earlier > 0) return act('review', words.say('menu.review-earlier', { count: earlier }), waiting);
  return line('review', words.say('menu.none'));
}

/** A verdict that is on its way, to be shown in place of the choices. */
export function isUnderWay(sender: SenderView): boolean {
  const progress = sender.decision?.progress;
  return progress === 'queued' || progress === 'saved';
}

function waitingItems(state: AppState, input: MenuInput): readonly MenuItem[] {
  return [...state.senders.values()]
    .filter((sender) => isUnderWay(sender) || (sender.new && isWaitingPerson(sender)))
    .sort((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt) || a.id.localeCompare(b.id))
    .slice(0, shownWaiting)
    .map((sender) => senderItem(sender, input));
}

/** The word for a verdict under way. */
export function doingKey(verdict: string): Extract<WordKey, `doing.${string}`> {
  const known = ['approve', 'ignore', 'block', 'revoke', 'undo', 'expire', 'taken-away'] as const;
  return `doing.${known.find((name) => name === verdict) ?? 'undo'}`;
}

function senderItem(sender: SenderView, { nowMs, words }: MenuInput): MenuItem {
  const firstMs = Date.parse(sender.firstSeenAt);
  const id = `sender-${sender.id}`;
  if (sender.decision && isUnderWay(sender)) {
    return line(id, sender.display, words.say(doingKey(sender.decision.verdict)));
  }
  return {
    type: 'submenu',
    id,
    label: sender.display,
    sublabel: words.say('menu.sender-facts', { ago: words.ago(firstMs, nowMs), count: sender.knocks }),
    spoken: words.say('menu.sender-label', {
      handle: sender.display,
      service: sender.service,
      ago: words.ago(firstMs, nowMs, 'long'),
    }),
    items: senderChoices(sender, nowMs, words),
  };
}

function senderChoices(sender: SenderView, nowMs: number, words: Words): readonly MenuItem[] {
  const { id, handle, revision } = sender;
  const details = show({ page: 'waiting', handle });
  const choice = (name: string, label: string, action: SurfaceAction): MenuItem =>
    act(`${name}-${id}`, label, action, {
      spoken: words.say('menu.do', {
        verb: label,
        handle: sender.display,
        service: sender.service,
        ago: words.ago(Date.parse(sender.firstSeenAt), nowMs, 'long'),
      }),
    });
  const verdict = (
    name: 'approve' | 'ignore' | 'block',
    more: { for?: ApprovalLength } = {},
  ): SurfaceAction => ({ kind: 'verdict', verdict: name, handle, revision, ...more });
  const approve = !sender.approvable
    ? [line(`approve-${id}`, words.say('menu.cant-approve'))]
    : sender.warnings.length > 0
      ? [choice('approve', words.say('menu.approve-look'), details)]
      : [
          choice('approve', words.say('menu.approve'), verdict('approve')),
          choice('approve-24h', words.say('menu.approve-24h'), verdict('approve', { for: '24h' })),
        ];
  return [
    ...approve,
    choice('ignore', words.say('menu.ignore'), verdict('ignore')),
    choice('block', words.say('menu.block'), verdict('block')),
    { type: 'separator', id: `separator-${id}` },
    choice('details', words.say('menu.details'), details),
  ];
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
    enabled: state !== 'unknown' && state !== 'stopping' && channel.heldBy === null,
    action: { kind: 'channel', on: !on },
    ...(sublabel === null ? {} : { sublabel }),
  };
}

function channelHint(
  channel: StatusView['channel'],
  silence: StatusView['silence']['state'],
  words: Words,
): string | null {
  if (channel.state === 'unknown') return words.say('menu.channel-unknown');
  if (channel.state === 'off' && silence === 'answering') return words.say('menu.channel-pairing-hint');
  if (channel.state === 'off') return words.say('menu.channel-on-hint');
  return channel.state === 'on' && !channel.persisted ? words.say('menu.channel-not-persisted') : null;
}

function pauseItem({ pausedUntil }: StatusView, { nowMs, words }: MenuInput): MenuItem {
  const lengths: MenuItem[] = [
    act('pause-1h', words.say('menu.pause-hour'), { kind: 'pause', for: '1h' }),
    act('pause-tomorrow', words.say('menu.pause-tomorrow'), { kind: 'pause', for: 'tomorrow' }),
    act('pause-until', words.say('menu.pause-until'), { kind: 'pause', for: 'until-resumed' }),
  ];
  if (pausedUntil === null) {
    return { type: 'submenu', id: 'pause', label: words.say('menu.pause'), items: lengths };
  }
  const untilMs = Date.parse(pausedUntil);
  return {
    type: 'submenu',
    id: 'pause',
    label: words.say('menu.paused'),
    sublabel: Number.isNaN(untilMs)
      ? words.say('menu.paused-resume')
      : words.say('menu.paused-until', { time: words.moment(untilMs, nowMs) }),
    items: [
      act('pause-end', words.say('menu.pause-end'), { kind: 'pause', for: 'resume' }),
      { type: 'separator', id: 'separator-pause' },
      ...lengths,
    ],
  };
}

/** Undoing these may let someone in again, so the window asks first (ux.md, section 3). */
export function undoMayLetIn(verdict: LastVerdict['verdict']): boolean {
  return verdict === 'revoke' || verdict === 'block';
}

/** The page of the window that holds a sender. */
export function pageOf(sender: SenderView): WindowTarget['page'] {
  if (sender.state === 'approved') return 'people';
  if (sender.state === 'ignored' || sender.state === 'blocked') return 'refused';
  return sender.group === 'automated' ? 'automated' : 'waiting';
}

function undoItem(state: AppState, { last, words }: MenuInput): readonly MenuItem[] {
  if (last === null) return [];
  const sender = [...state.senders.values()].find(({ handle }) => handle === last.handle);
  if (!sender?.decision || sender.decision.verdict !== last.verdict) return [];
  const names = { verb: words.say(`verb.${last.verdict}`), handle: sender.display };
  if (undoMayLetIn(last.verdict)) {
    const target = { page: pageOf(sender), handle: sender.handle, ask: 'undo' } as const;
    return [act('undo', words.say('menu.undo-look', names), show(target))];
  }
  return [
    act('undo', words.say('menu.undo', names), {
      kind: 'verdict',
      verdict: 'undo',
      handle: sender.handle,
      revision: sender.revision,
    }),
  ];
}

function pageItems(words: Words): readonly MenuItem[] {
  return [
    act('people', words.say('menu.people'), show({ page: 'people' })),
    act('history', words.say('menu.history'), show({ page: 'history' })),
    act('settings', words.say('menu.settings'), show({ page: 'settings' }), { accelerator: 'CmdOrCtrl+,' }),
  ];
}

function quitItem(state: AppState | null, words: Words): MenuItem {
  const silent = state?.status.silence.state === 'silent';
  const toolTip = words.say(silent ? 'menu.quit-tip' : 'menu.quit-tip-other');
  return act('quit', words.say('menu.quit'), { kind: 'quit' }, { toolTip, accelerator: 'CmdOrCtrl+Q' });
}
