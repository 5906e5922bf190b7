import { menuLengths } from '#core/decision/approval-length.ts';
import type { DecisionVerdict } from '#core/decision/decision.ts';
import type { WordKey } from '#core/words/catalogue.ts';
import type { Words } from '#core/words/words.ts';
import type { AppState } from './app-state.ts';
import { type CrowdView, crowdsOf, placesOf } from './crowds.ts';
import { findSender } from './find-sender.ts';
import { act, line, type MenuInput, type MenuItem, type SurfaceAction, show } from './menu-items.ts';
import type { SenderView } from './sender-view.ts';
import { newestFirst } from './shelf.ts';
import { targetOf } from './window-target.ts';

/** Waiting people in the menu, at most; the window has them all. */
const shownWaiting = 5;

/** How many wait, and the way to them. Says nothing of that when Messages can't be read. */
export function reviewItem(state: AppState, words: Words): MenuItem {
  if (state.status.messages.state !== 'reading') return line('review', words.say('menu.none-unknown'));
  const waiting = show({ page: 'waiting' });
  const count = state.status.counts.new;
  if (count > 0) return act('review', words.say('menu.review', { count }), waiting);
  const earlier = state.status.counts.waiting;
  if (earlier > 0) return act('review', words.say('menu.review-earlier', { count: earlier }), waiting);
  return line('review', words.say('menu.none'));
}

/** A verdict that is on its way, to be shown in place of the choices. */
export function isUnderWay(sender: SenderView): boolean {
  const progress = sender.decision?.progress;
  return progress === 'queued' || progress === 'saved';
}

/** Whom the menu bar speaks of, newest first: new people who wait, and those on whom a verdict is on its way. */
export function newcomers(senders: AppState['senders']): readonly SenderView[] {
  return [...senders.values()]
    .filter((sender) => isUnderWay(sender) || (sender.new && sender.shelf === 'waiting'))
    .sort(newestFirst);
}

/** The newest waiting people, each with its choices, a crowd in one place; what is on its way says so. */
export function waitingItems(state: AppState, input: MenuInput): readonly MenuItem[] {
  const people = newcomers(state.senders);
  return placesOf(people, crowdsOf(people))
    .slice(0, shownWaiting)
    .map((place) => ('members' in place ? crowdItem(place, input) : senderItem(place, input)));
}

/** What a crowd wrote is shown in the window, and there it is decided about. */
function crowdItem({ id, members }: CrowdView, { words }: MenuInput): MenuItem {
  const label = words.say('crowd.title', { count: members.length });
  return act(`crowd-${id}`, label, show({ page: 'waiting', crowd: id }));
}

/** The word for a verdict under way. */
export function doingKey(verdict: DecisionVerdict): Extract<WordKey, `doing.${string}`> {
  return `doing.${verdict}`;
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
  const given = { kind: 'verdict', handle, revision } as const;
  const approve = (): readonly MenuItem[] => [
    choice('approve', words.say('action.approve'), { ...given, verdict: 'approve' }),
    ...menuLengths.map((length) =>
      choice(`approve-${length}`, words.say(`action.approve-${length}`), {
        ...given,
        verdict: 'approve',
        for: length,
      }),
    ),
  ];
  const verdicts = sender.offers.flatMap((verdict): readonly MenuItem[] => {
    if (verdict !== 'approve') {
      return [choice(verdict, words.say(`action.${verdict}`), { ...given, verdict })];
    }
    return sender.warnings.length > 0
      ? [choice('approve', words.say('menu.approve-look'), details)]
      : approve();
  });
  return [
    ...(sender.approvable ? [] : [line(`approve-${id}`, words.say('menu.cant-approve'))]),
    ...verdicts,
    { type: 'separator', id: `separator-${id}` },
    choice('details', words.say('menu.details'), details),
  ];
}

/** Undoing these may let someone in again, so the window asks first (RULE-3.4). */
export function undoMayLetIn(verdict: DecisionVerdict): boolean {
  return verdict === 'revoke' || verdict === 'block';
}

/** Whether undoing the last verdict on this sender is asked about first. */
export function undoAsks({ state, decision }: SenderView): boolean {
  return state === 'blocked' || (decision !== null && undoMayLetIn(decision.verdict));
}

/** Undo of the last verdict, whatever surface it was given on. */
export function undoItem(
  { senders, lastVerdict: last }: AppState,
  { words }: MenuInput,
): readonly MenuItem[] {
  const sender = last === null ? undefined : findSender(senders, last.handle);
  if (last === null || sender === undefined) return [];
  const names = { verb: words.say(`verb.${last.verdict}`), handle: sender.display };
  if (undoAsks(sender)) {
    const target = { ...targetOf(senders, sender.handle), ask: 'undo' } as const;
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
