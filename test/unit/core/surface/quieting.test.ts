import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  heldUntil,
  type QuietingFacts,
  quieting,
  type Signs,
  signsOf,
  soundDue,
  standsOut,
} from '#core/surface/quieting.ts';
import type { Pause } from '#core/surface/settings.ts';

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
/** Noon, local time. */
const noon = new Date(2026, 10, 23, 12).getTime();

interface Change {
  readonly nowMs?: number;
  readonly settings?: Partial<QuietingFacts['settings']>;
  readonly knock?: Partial<QuietingFacts['knock']>;
  readonly sender?: Partial<QuietingFacts['sender']>;
  readonly soundsAtMs?: readonly number[];
  readonly standsOut?: boolean;
  readonly firstKnocksAtMs?: readonly number[];
  readonly windowFocused?: boolean;
  readonly awake?: boolean;
}

/** A stranger who writes for the first time, now, to an owner at the screen; changed as told. */
function knock(change: Change = {}): QuietingFacts {
  const nowMs = change.nowMs ?? noon;
  return {
    nowMs,
    settings: { notifyKnown: false, quietHours: null, pause: null, ...change.settings },
    knock: { atMs: nowMs, origin: 'live', previousAtMs: null, ...change.knock },
    sender: {
      state: 'waiting',
      group: 'person',
      isNew: true,
      notifiedAtMs: null,
      notifications: 0,
      ...change.sender,
    },
    soundsAtMs: change.soundsAtMs ?? [],
    standsOut: change.standsOut ?? false,
    firstKnocksAtMs: change.firstKnocksAtMs ?? [],
    windowFocused: change.windowFocused ?? false,
    awake: change.awake ?? true,
  };
}

const shows = (change: Change): string => {
  const { show, reason } = quieting(knock(change));
  return `${show}: ${reason}`;
};

describe('who is never on a banner', () => {
  test('the first knock of a stranger is', () => {
    expect(shows({})).toBe('banner: news');
  });

  test.each<[string, QuietingFacts['sender']['state'] | 'none', Change]>([
    ['history from before the first run', 'none', { sender: { isNew: false } }],
    ['somebody blocked', 'none', { sender: { state: 'blocked' } }],
    ['somebody let in', 'none', { sender: { state: 'approved' } }],
    ['an automated sender', 'none', { sender: { group: 'automated' } }],
    ['somebody the owner knows', 'none', { sender: { group: 'known' } }],
    ['somebody ignored', 'none', { sender: { state: 'ignored' }, knock: { previousAtMs: noon - 6 * day } }],
  ])('%s', (_name, _state, change) => {
    expect(quieting(knock(change)).show).toBe('quiet');
  });

  test.each<[string, Change]>([
    ['history', { sender: { isNew: false, state: 'approved' } }],
    ['let-in', { sender: { state: 'approved', group: 'automated' } }],
    ['blocked', { sender: { state: 'blocked', group: 'automated' } }],
    ['automated', { sender: { group: 'automated' } }],
    ['known', { sender: { group: 'known', state: 'ignored' } }],
    ['ignored', { sender: { state: 'ignored' } }],
  ])('and it is said why: %s', (reason, change) => {
    expect(shows(change)).toBe(`quiet: ${reason}`);
  });

  test('people the owner knows are, when asked for', () => {
    expect(shows({ sender: { group: 'known' }, settings: { notifyKnown: true } })).toBe('banner: news');
    expect(shows({ sender: { group: 'automated' }, settings: { notifyKnown: true } })).toBe(
      'quiet: automated',
    );
  });

  test('somebody ignored is again after seven days without a word', () => {
    const ignored = (previousAtMs: number | null): string =>
      shows({
        sender: { state: 'ignored', notifiedAtMs: noon - 30 * day, notifications: 1 },
        knock: { previousAtMs },
      });
    expect(ignored(noon - 7 * day + 1)).toBe('quiet: ignored');
    expect(ignored(noon - 7 * day)).toBe('banner: news');
    expect(ignored(null)).toBe('quiet: ignored');
  });
});

describe('the same sender again', () => {
  test.each([
    [1, hour],
    [2, 4 * hour],
    [3, day],
    [4, 7 * day],
    [9, 7 * day],
  ])('after %i banners in a row is quiet for %i ms', (notifications, quietMs) => {
    const again = (sinceMs: number): string =>
      shows({ sender: { notifiedAtMs: noon - sinceMs, notifications } });
    expect(again(0)).toBe('quiet: repeated');
    expect(again(quietMs - 1)).toBe('quiet: repeated');
    expect(again(quietMs)).toBe('banner: news');
  });

  test('is quiet for an hour even where nobody counted the banners', () => {
    const again = (sinceMs: number): string =>
      shows({ sender: { notifiedAtMs: noon - sinceMs, notifications: 0 } });
    expect(again(hour - 1)).toBe('quiet: repeated');
    expect(again(hour)).toBe('banner: news');
  });

  test('a clock that was set back silences nobody', () => {
    expect(shows({ sender: { notifiedAtMs: noon + 300 * day, notifications: 4 } })).toBe('banner: news');
  });

  test('someone writing every minute for a year is on a banner about once a week', () => {
    let [notifiedAtMs, notifications]: [number | null, number] = [null, 0];
    const shown: number[] = [];
    for (let nowMs = noon; nowMs < noon + 365 * day; nowMs += 10 * minute) {
      if (quieting(knock({ nowMs, sender: { notifiedAtMs, notifications } })).show !== 'banner') continue;
      shown.push(nowMs - noon);
      notifiedAtMs = nowMs;
      notifications += 1;
    }
    expect(shown.slice(0, 5)).toEqual([0, hour, 5 * hour, day + 5 * hour, 8 * day + 5 * hour]);
    expect(shown.length).toBe(55);
  });
});

describe('several at once', () => {
  test('the third new sender within ten seconds makes a summary, unless it is a flood and they stand out', () => {
    const others = [noon - 9 * second, noon - 4 * second];
    expect(shows({ firstKnocksAtMs: others.slice(0, 1) })).toBe('banner: news');
    expect(quieting(knock({ firstKnocksAtMs: others }))).toEqual({
      show: 'summary',
      reason: 'burst',
      dueMs: noon + 10 * second,
    });
    const flood = Array.from({ length: 8 }, (_, index) => noon - index * second);
    expect(shows({ firstKnocksAtMs: flood })).toBe('summary: burst');
    expect(shows({ firstKnocksAtMs: flood, standsOut: true })).toBe('banner: news');
    expect(shows({ firstKnocksAtMs: others, standsOut: true })).toBe('summary: burst');
    expect(shows({ firstKnocksAtMs: [noon - 10 * second, noon - second] })).toBe('banner: news');
  });

  test('whoever knocked at this very moment counts, and nobody who is yet to knock', () => {
    expect(shows({ firstKnocksAtMs: [noon, noon] })).toBe('summary: burst');
    expect(shows({ firstKnocksAtMs: [noon + 1, noon + 1] })).toBe('banner: news');
    expect(shows({ firstKnocksAtMs: [noon - 10 * second + 1, noon] })).toBe('summary: burst');
  });

  test('a flood is eight within the minute, and no fewer', () => {
    const person = (firstKnocksAtMs: readonly number[]): string =>
      shows({ firstKnocksAtMs, standsOut: true });
    const now = Array.from({ length: 7 }, () => noon);
    expect(person(now)).toBe('summary: burst');
    expect(person([...now, noon])).toBe('banner: news');
    expect(person([...now, noon - minute + 1])).toBe('banner: news');
    expect(person([...now, noon - minute])).toBe('summary: burst');
    expect(person([...now, noon + 1])).toBe('summary: burst');
  });

  test.each<[string, readonly number[], number | null]>([
    ['no sound yet', [], null],
    ['three at this very moment', [noon, noon, noon], noon + hour],
    ['the oldest an hour ago', [noon - hour, noon, noon], null],
    ['the oldest just within the hour', [noon - hour + 1, noon, noon], noon + 1],
    ['in any order', [noon, noon - 20 * minute, noon - 10 * minute], noon + 40 * minute],
    [
      'more than there is room for: when so many are over that one is free again',
      [50, 40, 30, 20, 10].map((ago) => noon - ago * minute),
      noon + 30 * minute,
    ],
    ['sounds of a clock that was set back', [noon + 1, noon + 1, noon + 1], null],
  ])('when there is room for a sound again: %s', (_, soundsAtMs, dueMs) => {
    expect(soundDue(soundsAtMs, noon, false)).toBe(dueMs);
  });

  test('a sign that costs more outweighs all that cost less together', () => {
    const marks = [false, true];
    // From the sign that costs most to the one that is had for nothing; within each, the worse first.
    const rising: readonly Signs[] = marks.flatMap((bringsInvite) =>
      marks.flatMap((isKnown) =>
        marks.flatMap((isAlone) =>
          (['email', 'phone'] as const).flatMap((kind) =>
            marks.flatMap((isClean) =>
              marks.map((isUnlike) => ({
                bringsInvite,
                isKnown,
                isOneOfCrowd: !isAlone,
                kind,
                hasWarnings: !isClean,
                resembles: !isUnlike,
              })),
            ),
          ),
        ),
      ),
    );
    const weights = rising.map(signsOf);
    expect(weights).toEqual([...new Set(weights)].toSorted((a, b) => a - b));
    expect(weights).toHaveLength(64);
  });

  test('somebody already announced is no new sender', () => {
    expect(
      shows({
        firstKnocksAtMs: [noon - 2, noon - 1],
        sender: { notifiedAtMs: noon - 2 * hour, notifications: 1 },
      }),
    ).toBe('banner: news');
  });

  test('three sounds an hour for anybody, three more for people; the rest when there is room again', () => {
    const sounds = [50, 40, 30, 20, 10, 5].map((ago) => noon - ago * minute);
    expect(shows({ soundsAtMs: sounds.slice(0, 2) })).toBe('banner: news');
    expect(quieting(knock({ soundsAtMs: sounds.slice(0, 3) }))).toEqual({
      show: 'summary',
      reason: 'hour',
      dueMs: noon + 10 * minute,
    });
    expect(shows({ soundsAtMs: sounds.slice(0, 3), standsOut: true })).toBe('banner: news');
    expect(shows({ soundsAtMs: sounds.slice(1), standsOut: true })).toBe('banner: news');
    expect(quieting(knock({ soundsAtMs: sounds, standsOut: true }))).toMatchObject({
      reason: 'hour',
      dueMs: noon + 10 * minute,
    });
    // Sounds in the future come from a clock that was set back.
    expect(shows({ soundsAtMs: sounds.map((at) => at + day) })).toBe('banner: news');
  });

  test('signs are weighed so that what can be had for nothing outweighs nothing', () => {
    const usual: Signs = {
      bringsInvite: false,
      isKnown: false,
      kind: 'phone',
      hasWarnings: false,
      resembles: false,
      isOneOfCrowd: false,
    };
    const order: readonly Partial<Signs>[] = [
      { bringsInvite: true, isOneOfCrowd: true },
      { isKnown: true, isOneOfCrowd: true },
      {},
      { hasWarnings: true },
      { kind: 'email' },
      { isOneOfCrowd: true },
      { isOneOfCrowd: true, kind: 'email' },
      { isOneOfCrowd: true, kind: 'email', hasWarnings: true, resembles: true },
    ];
    const weights = order.map((change) => signsOf({ ...usual, ...change }));
    expect(weights).toEqual(weights.toSorted((a, b) => b - a));
    expect(new Set(weights).size).toBe(weights.length);
    expect(order.map((change) => standsOut({ ...usual, ...change }))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      false,
      false,
    ]);
    expect(standsOut({ ...usual, resembles: true })).toBe(false);
  });
});

describe('late and asleep', () => {
  test('older than 15 minutes on arrival is in a summary', () => {
    expect(shows({ knock: { atMs: noon - 15 * minute } })).toBe('banner: news');
    expect(quieting(knock({ knock: { atMs: noon - 15 * minute - 1 } }))).toEqual({
      show: 'summary',
      reason: 'late',
      dueMs: noon + 10 * second,
    });
  });

  test('a message dated in the future is not late', () => {
    expect(shows({ knock: { atMs: noon + day } })).toBe('banner: news');
  });

  test('after sleep, and what is read because we started, is in a summary', () => {
    expect(shows({ awake: false })).toBe('summary: asleep');
    expect(shows({ knock: { origin: 'history' } })).toBe('summary: asleep');
    expect(quieting(knock({ awake: false }))).toEqual({
      show: 'summary',
      reason: 'asleep',
      dueMs: noon + 10 * second,
    });
  });

  test('nothing while our window is in front', () => {
    expect(shows({ windowFocused: true })).toBe('quiet: window');
    expect(shows({ windowFocused: true, awake: false })).toBe('quiet: window');
  });
});

describe('held by the owner', () => {
  test('paused until then, and until resumed', () => {
    const paused = (pause: Pause) => quieting(knock({ settings: { pause } }));
    expect(paused({ untilMs: noon + hour })).toEqual({
      show: 'summary',
      reason: 'paused',
      dueMs: noon + hour,
    });
    expect(paused('until-resumed')).toEqual({ show: 'summary', reason: 'paused', dueMs: null });
    expect(paused({ untilMs: noon })).toEqual({ show: 'banner', reason: 'news' });
  });

  const at = (hours: number, minutes = 0, days = 0): number =>
    new Date(2026, 10, 23 + days, hours, minutes).getTime();

  test.each([
    ['22:00', '07:00', at(21, 59), null],
    ['22:00', '07:00', at(22), at(7, 0, 1)],
    ['22:00', '07:00', at(23, 59), at(7, 0, 1)],
    ['22:00', '07:00', at(0), at(7)],
    ['22:00', '07:00', at(6, 59), at(7)],
    ['22:00', '07:00', at(7), null],
    ['13:00', '14:30', at(12, 59), null],
    ['13:00', '14:30', at(14, 29), at(14, 30)],
    ['13:00', '14:30', at(14, 30), null],
    ['22:00', '00:00', at(23, 0), at(0, 0, 1)],
    ['22:00', '22:00', at(22, 0), null],
    ['99:00', '07:00', at(3), null],
    ['24:00', '07:00', at(3), null],
    ['22:60', '07:00', at(3), null],
    ['22:00', '24:00', at(23), null],
    ['22:00', '07:60', at(23), null],
    ['00:00', '23:59', at(12), at(23, 59)],
    ['13:00', '14:30', at(13), at(14, 30)],
    // Over on the minute, however many seconds of the present one are gone.
    ['22:00', '07:00', at(22) + 30_500, at(7, 0, 1)],
  ])('quiet from %s to %s', (from, to, nowMs, untilMs) => {
    const held = heldUntil({ quietHours: { from, to }, pause: null }, nowMs);
    expect(held?.untilMs ?? null).toBe(untilMs);
  });

  test('where both hold, the later end counts', () => {
    const quietHours = { from: '11:00', to: '13:00' };
    expect(heldUntil({ quietHours, pause: { untilMs: noon + 30 * minute } }, noon)).toEqual({
      reason: 'quiet-hours',
      untilMs: noon + hour,
    });
    expect(heldUntil({ quietHours, pause: { untilMs: noon + 2 * hour } }, noon)).toEqual({
      reason: 'paused',
      untilMs: noon + 2 * hour,
    });
    expect(heldUntil({ quietHours, pause: { untilMs: noon + hour } }, noon)?.reason).toBe('paused');
    expect(heldUntil({ quietHours, pause: 'until-resumed' }, noon)).toEqual({
      reason: 'paused',
      untilMs: null,
    });
  });

  test('what would never have been a banner is not counted in the summary either', () => {
    expect(shows({ settings: { pause: { untilMs: noon + hour } }, sender: { group: 'automated' } })).toBe(
      'quiet: automated',
    );
    expect(
      shows({
        settings: { pause: { untilMs: noon + hour } },
        sender: { notifiedAtMs: noon - minute, notifications: 1 },
      }),
    ).toBe('quiet: repeated');
  });
});

describe('quiet hours over a change of the clocks', () => {
  const zone = process.env.TZ;
  beforeEach(() => {
    process.env.TZ = 'Europe/Berlin';
  });
  afterEach(() => {
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  });

  test.each<[string, string, string, string, string]>([
    [
      'in an hour that is left out: when the clocks change',
      '22:00',
      '02:30',
      '2026-03-28T22:00Z',
      '2026-03-29T01:00Z',
    ],
    [
      'in an hour that comes twice, seen from before it: the first',
      '22:00',
      '02:30',
      '2026-10-24T21:00Z',
      '2026-10-25T00:30Z',
    ],
    [
      'in an hour that comes twice, seen from within the second',
      '22:00',
      '02:30',
      '2026-10-25T01:10:40Z',
      '2026-10-25T01:30Z',
    ],
    [
      'a day later where they are over but for minutes',
      '00:25',
      '00:20',
      '2026-10-24T22:30Z',
      '2026-10-25T23:20Z',
    ],
    ['after a day that is an hour shorter', '00:25', '00:20', '2026-03-28T23:30Z', '2026-03-29T22:20Z'],
  ])('end %s', (_, from, to, now, end) => {
    const held = heldUntil({ quietHours: { from, to }, pause: null }, Date.parse(now));
    expect(new Date(held?.untilMs ?? 0).toISOString()).toBe(end.replace('Z', ':00.000Z'));
  });

  test('end at the wall clock’s time on both days', () => {
    const quietHours = { from: '22:00', to: '07:00' };
    for (const [month, date] of [
      [2, 28],
      [9, 24],
    ] as const) {
      const evening = new Date(2026, month, date, 23).getTime();
      const end = new Date(heldUntil({ quietHours, pause: null }, evening)?.untilMs ?? 0);
      expect([end.getDate(), end.getHours(), end.getMinutes()]).toEqual([date + 1, 7, 0]);
    }
  });
});
