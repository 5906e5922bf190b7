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
const bannersAnHour = 6;

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
  /** When banners were shown, in any order; older ones than an hour do no harm. */
  readonly bannersAtMs: readonly number[];
  /** When other senders knocked for the first time, in any order; older ones than ten seconds do no harm. */
  readonly firstKnocksAtMs: readonly number[];
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
 * `summary`: counted in the one summary that is due at `dueMs` (wall clock; at the latest when a pause ends). null: when
 * the owner resumes.
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
  const now = new Date(nowMs);
  const minutes = now.getHours() * 60 + now.getMinutes();
  const within = from < to ? minutes >= from && minutes < to : minutes >= from || minutes < to;
  if (!within) return null;
  const end = new Date(nowMs);
  end.setHours(0, to, 0, 0);
  if (end.getTime() <= nowMs) end.setDate(end.getDate() + 1);
  return end.getTime();
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

/** The oldest of the banners that use up this hour, or null while there is room for another. */
function fullHour(bannersAtMs: readonly number[], nowMs: number): number | null {
  const within = bannersAtMs.filter((at) => at <= nowMs && nowMs - at < hour).sort((a, b) => a - b);
  return within.length < bannersAnHour ? null : (within[within.length - bannersAnHour] ?? null);
}

/** When the burst began that this new sender is part of, or null. */
function burstStart({ firstKnocksAtMs, sender, nowMs }: QuietingFacts): number | null {
  if (sender.notifiedAtMs !== null) return null;
  const within = firstKnocksAtMs.filter((at) => at <= nowMs && nowMs - at < burstMs);
  return within.length + 1 < burstSenders ? null : Math.min(...within);
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
  const burst = burstStart(facts);
  if (burst !== null) return summary('burst', burst + burstMs);
  const full = fullHour(facts.bannersAtMs, nowMs);
  if (full !== null) return summary('hour', full + hour);
  return { show: 'banner', reason: 'news' };
}
