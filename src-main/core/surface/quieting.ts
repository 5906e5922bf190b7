import type { SenderState } from '#core/decision/decision.ts';
import type { SenderView } from './sender-view.ts';
import type { Settings } from './settings.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** How long one sender is quiet after their first, second, third and every further banner. */
const ladderMs = [hour, 4 * hour, day, 7 * day] as const;
/** An ignored sender is news again after this long without a word. */
const ignoredQuietMs = 7 * day;
/** What is older than this when it arrives is no news for a banner. */
const lateMs = 15 * minute;
/** This many new senders within this time, ms, are one event. */
const burstSenders = 3;
const burstMs = 10_000;
/** So many within a minute are a flood, in which the one person is not to wait for its summary. */
export const floodSenders = 8;
const floodMs = minute;
/** Whatever makes a sound, together. */
const soundsAnHour = 6;
/** Of these, for whoever is no part of a crowd: the rest of the hour may be used up by anybody who likes to. */
const keptForPeople = 3;

/** The knock to be judged and everything RULE-7.1 to RULE-7.4 look at. Times are wall clock, ms. */
export interface QuietingFacts {
  readonly nowMs: number;
  readonly settings: Pick<Settings, 'notifyKnown' | 'quietHours' | 'pause'>;
  readonly knock: {
    readonly atMs: number;
    /** `history`: read because we started, woke up, swept or the database was replaced. */
    readonly origin: 'history' | 'live';
    /** When the same sender knocked before; null: never. */
    readonly previousAtMs: number | null;
  };
  readonly sender: {
    readonly state: SenderState;
    readonly group: SenderView['group'];
    /** False for history that was there before the first run. */
    readonly isNew: boolean;
    /** When they last had a banner; null: never. */
    readonly notifiedAtMs: number | null;
    /** Banners in a row. */
    readonly notifications: number;
  };
  /** When something last made a sound, in any order: the newest six at least; older ones than an hour do no harm. */
  readonly soundsAtMs: readonly number[];
  /** When other senders last knocked for the first time: the newest `floodSenders` at least. */
  readonly firstKnocksAtMs: readonly number[];
  /** Better signs than those have whom anybody can make up by the dozen (`standsOut`). */
  readonly standsOut: boolean;
  /** Our window is in front: what is new is seen there. */
  readonly windowFocused: boolean;
  /** False from falling asleep until the backlog of the night has been read. */
  readonly awake: boolean;
}

/** Why a knock is shown as it is. */
export type QuietingReason =
  | 'news'
  // quiet
  | 'history'
  | 'let-in'
  | 'blocked'
  | 'ignored'
  | 'automated'
  | 'known'
  | 'repeated'
  | 'window'
  // summary
  | 'paused'
  | 'quiet-hours'
  | 'asleep'
  | 'late'
  | 'burst'
  | 'hour';

/**
 * `summary`: counted in the next summary. When none is due yet, it is at `dueMs` (wall clock) and never earlier, whoever
 * comes after. null: when the owner resumes.
 */
export type Quieting =
  | { readonly show: 'banner'; readonly reason: QuietingReason }
  | { readonly show: 'quiet'; readonly reason: QuietingReason }
  | { readonly show: 'summary'; readonly reason: QuietingReason; readonly dueMs: number | null };

const quiet = (reason: QuietingReason): Quieting => ({ show: 'quiet', reason });

/** Whoever these rules keep quiet is in the list all the same. */
function neverNotified(facts: QuietingFacts): QuietingReason | null {
  const { sender, knock, settings } = facts;
  if (!sender.isNew) return 'history';
  if (sender.state === 'approved') return 'let-in';
  if (sender.state === 'blocked') return 'blocked';
  if (sender.group === 'automated') return 'automated';
  if (sender.group === 'known' && !settings.notifyKnown) return 'known';
  if (sender.state === 'ignored') {
    const silentMs = knock.previousAtMs === null ? 0 : knock.atMs - knock.previousAtMs;
    if (silentMs < ignoredQuietMs) return 'ignored';
  }
  return null;
}

/** Still within the quiet time after the last banner. A banner in the future means that the clock was set back. */
function isRepeated({ sender, nowMs }: QuietingFacts): boolean {
  if (sender.notifiedAtMs === null || sender.notifiedAtMs > nowMs) return false;
  const step = Math.min(Math.max(sender.notifications, 1), ladderMs.length) - 1;
  return nowMs - sender.notifiedAtMs < (ladderMs[step] ?? 0);
}

/** Minutes since midnight of `HH:MM`, or null when there is no such time. */
function minutesOf(time: string): number | null {
  const [hours = Number.NaN, minutes = Number.NaN] = time.split(':').map(Number);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

/** The end of the quiet hours that `nowMs` lies in, or null. They may go over midnight; equal times are none. */
function quietHoursEnd(quietHours: Settings['quietHours'], nowMs: number): number | null {
  const from = quietHours && minutesOf(quietHours.from);
  const to = quietHours && minutesOf(quietHours.to);
  if (from === null || to === null || from === to) return null;
  const minutes = minutesAt(nowMs);
  const within = from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
  if (!within) return null;
  const left = (to - minutes + 24 * 60) % (24 * 60);
  // Counted from now, so that of an hour that comes twice it is the one that is still to come.
  const straightMs = nowMs - (nowMs % minute) + left * minute;
  if (minutesAt(straightMs) === to) return straightMs;
  // The clocks change in between.
  const end = new Date(straightMs);
  end.setHours(0, to, 0, 0);
  if (end.getTime() <= nowMs) end.setDate(end.getDate() + 1);
  // A time that is left out is over when the clocks change, which they do at a full hour.
  if (minutesAt(end.getTime()) !== to) end.setMinutes(0);
  return end.getTime();
}

/** Minutes since midnight, local time. */
function minutesAt(atMs: number): number {
  const at = new Date(atMs);
  return at.getHours() * 60 + at.getMinutes();
}

/**
 * Until when banners are held, and why: the owner paused them, or it is within the quiet hours. Where both hold, the
 * later end counts. `untilMs` null: until the owner resumes.
 */
export function heldUntil(
  settings: Pick<Settings, 'quietHours' | 'pause'>,
  nowMs: number,
): { readonly reason: 'paused' | 'quiet-hours'; readonly untilMs: number | null } | null {
  const quietEnd = quietHoursEnd(settings.quietHours, nowMs);
  const { pause } = settings;
  if (pause === 'until-resumed') return { reason: 'paused', untilMs: null };
  if (pause !== null && pause.untilMs > nowMs && pause.untilMs >= (quietEnd ?? 0)) {
    return { reason: 'paused', untilMs: pause.untilMs };
  }
  return quietEnd === null ? null : { reason: 'quiet-hours', untilMs: quietEnd };
}

/**
 * The one budget for everything that makes a sound: at most six in any hour, three of them for people only.
 * @returns when there is room again, wall clock; null: there is room now.
 */
export function soundDue(soundsAtMs: readonly number[], nowMs: number, forPeople: boolean): number | null {
  const room = forPeople ? soundsAnHour : soundsAnHour - keptForPeople;
  // Sounds in the future come from a clock that was set back.
  const within = soundsAtMs.filter((at) => at <= nowMs && nowMs - at < hour).sort((a, b) => a - b);
  const oldest = within.length < room ? undefined : within[within.length - room];
  return oldest === undefined ? null : oldest + hour;
}

/** What bears on whom a summary names, and who may use what is kept for people. */
export interface Signs {
  readonly bringsInvite: boolean;
  /** In the address book, or the owner wrote to them. */
  readonly isKnown: boolean;
  readonly kind: 'phone' | 'email' | 'other';
  readonly hasWarnings: boolean;
  readonly resembles: boolean;
  /** Several like them wrote within the hour. */
  readonly isOneOfCrowd: boolean;
}

/** How good somebody's signs are: a number to compare with others'. What can be had for nothing weighs least. */
export function signsOf(signs: Signs): number {
  return (
    (signs.bringsInvite ? 32 : 0) +
    (signs.isKnown ? 16 : 0) +
    (signs.isOneOfCrowd ? 0 : 8) +
    (signs.kind === 'phone' ? 4 : 0) +
    (signs.hasWarnings ? 0 : 2) +
    (signs.resembles ? 0 : 1)
  );
}

/** Whether these signs are better than a flood's. */
export function standsOut({ bringsInvite, isKnown, kind, isOneOfCrowd, resembles }: Signs): boolean {
  return bringsInvite || isKnown || (kind === 'phone' && !isOneOfCrowd && !resembles);
}

/** Whether this new sender is the third or a further one within ten seconds. */
function isBurst({ firstKnocksAtMs, sender, nowMs }: QuietingFacts): boolean {
  if (sender.notifiedAtMs !== null) return false;
  const within = firstKnocksAtMs.filter((at) => at <= nowMs && nowMs - at < burstMs);
  return within.length + 1 >= burstSenders;
}

function isFlood({ firstKnocksAtMs, nowMs }: QuietingFacts): boolean {
  return firstKnocksAtMs.filter((at) => at <= nowMs && nowMs - at < floodMs).length >= floodSenders;
}

/**
 * Whether a knock is shown on a banner, counted in a summary, or only listed (RULE-7.1 to RULE-7.4). Never a verdict, and
 * nobody is hidden by it: the list shows everyone.
 */
export function quieting(facts: QuietingFacts): Quieting {
  const never = neverNotified(facts);
  if (never !== null) return quiet(never);
  if (isRepeated(facts)) return quiet('repeated');
  if (facts.windowFocused) return quiet('window');
  const { nowMs, knock } = facts;
  const summary = (reason: QuietingReason, dueMs: number | null): Quieting => ({
    show: 'summary',
    reason,
    dueMs,
  });
  const held = heldUntil(facts.settings, nowMs);
  if (held !== null) return summary(held.reason, held.untilMs);
  // More of the same backlog is on its way: one summary for all of it.
  if (!facts.awake || knock.origin === 'history') return summary('asleep', nowMs + burstMs);
  if (nowMs - knock.atMs > lateMs) return summary('late', nowMs + burstMs);
  const due = soundDue(facts.soundsAtMs, nowMs, facts.standsOut);
  // A person in the middle of a flood is told of at once, while there is room that the flood can't use up.
  if (isBurst(facts) && !(facts.standsOut && isFlood(facts))) return summary('burst', nowMs + burstMs);
  if (due !== null) return summary('hour', due);
  return { show: 'banner', reason: 'news' };
}
