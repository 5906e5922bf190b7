import { knockSteps } from '#core/message/knock-steps.ts';

/** Where the processes are that a knock comes from and goes to, and its steps in between. */
const stops = ['committed', ...knockSteps, 'arrived'] as const;
type Stop = (typeof stops)[number];

/** One part of the way. */
export interface Leg {
  readonly from: Stop;
  readonly to: Stop;
  /** What it took each knock, ms; a commit may be found before its writer says that it is made. */
  readonly ms: readonly number[];
}

/** A knock that was seen: when it was committed and when it arrived, ms. */
export interface Seen {
  readonly committedMs: number;
  readonly arrivedMs: number;
}

/** What a commit may have been found before its writer said that it was made, ms: less than the time between two. */
const earlyMs = 20;

/**
 * Takes the way of knocks apart.
 * @param report what `knock-probe.mjs` wrote: a line `STEP MS` for each step of whichever knock. Knocks must come one by one.
 */
export function legsOf(report: string, knocks: readonly Seen[]): readonly Leg[] {
  const passed = report
    .split('\n')
    .filter(Boolean)
    .map((line) => line.split(' '))
    .map(([step = '', ms]) => ({ step, ms: Number(ms) }));
  const ways = knocks.flatMap(({ committedMs, arrivedMs }) => {
    const own = passed.filter(({ ms }) => ms > committedMs - earlyMs && ms < arrivedMs);
    const way = new Map<Stop, number>([
      ['committed', committedMs],
      ['arrived', arrivedMs],
    ]);
    // What went before is of the knock before; what is found is found last before it is read.
    const readMs = own.find(({ step }) => step === 'read')?.ms ?? Number.NaN;
    const foundMs = own.findLast(({ step, ms }) => step === 'found' && ms <= readMs)?.ms ?? Number.NaN;
    way.set('found', foundMs);
    for (const step of knockSteps.slice(1)) {
      const ms = own.find((one) => one.step === step && one.ms >= readMs)?.ms;
      way.set(step, ms ?? Number.NaN);
    }
    return [...way.values()].some(Number.isNaN) ? [] : [way];
  });
  return stops.slice(1).map((to, at) => {
    const from = stops[at] ?? 'committed';
    return { from, to, ms: ways.map((way) => (way.get(to) ?? 0) - (way.get(from) ?? 0)) };
  });
}
