import { describe, expect, test } from 'vitest';
import { approvalEnd, approvalLengths } from '#core/decision/approval-length.ts';
import { heldUntil } from '#core/surface/quieting.ts';
import { facts } from '../../support/facts.ts';
import { type FakeClock, fakeClock } from '../../support/fake-clock.ts';
import { fakeGateway } from '../../support/fake-gateway.ts';
import { fillDisk } from '../../support/full-disk.ts';
import { openApp, ownerHandle } from '../../support/in-process-app.ts';
import { temporaryStateDir } from '../../support/ledger.ts';
import { clockChanges, inTimeZone } from '../../support/time-zone.ts';

const alice = '+12125550101';
const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

const hours = (from: string, to: string) => ({ quietHours: { from, to }, pause: null });

/** As the owner's clock shows it. */
const shown = (atMs: number): string => new Date(atMs).toTimeString().slice(0, 5);

async function open(clock: FakeClock) {
  const gateway = fakeGateway(facts({ direct: [ownerHandle], group: [] }), clock);
  const app = openApp(temporaryStateDir(), clock, gateway);
  app.gateway.connect();
  await clock.pass(100);
  return app;
}

describe.each(clockChanges)('$zone, when the clocks go $name', ({ zone, atMs, byMs }) => {
  inTimeZone(zone);

  test('is what it says', () => {
    const offset = (at: number) => -new Date(at).getTimezoneOffset() * minuteMs;
    expect(offset(atMs) - offset(atMs - 1)).toBe(byMs);
  });

  test.each([
    ['22:00', '07:00'],
    ['23:30', '02:30'],
    ['23:30', '02:15'],
    ['01:30', '02:00'],
    ['00:30', '03:00'],
    ['21:00', '00:00'],
    ['22:00', '23:15'],
    ['09:00', '08:30'],
  ])('quiet hours from %s to %s end with the first minute that is none of them', (from, to) => {
    const settings = hours(from, to);
    const isWithin = (at: number): boolean =>
      from < to ? shown(at) >= from && shown(at) < to : shown(at) >= from || shown(at) < to;
    // Quiet hours that had begun are not interrupted by an hour that comes twice.
    const comesAgain = (nowMs: number, at: number): boolean => nowMs < atMs && at >= atMs && at < atMs - byMs;
    let met = 0;
    for (let nowMs = atMs - 26 * hourMs; nowMs < atMs + 26 * hourMs; nowMs += 7 * minuteMs + 13_000) {
      const held = heldUntil(settings, nowMs);
      if (!isWithin(nowMs)) {
        expect(held, shown(nowMs)).toBeNull();
        continue;
      }
      let endMs = nowMs - (nowMs % minuteMs);
      while (isWithin(endMs) || comesAgain(nowMs, endMs)) endMs += minuteMs;
      expect(held, shown(nowMs)).toEqual({ reason: 'quiet-hours', untilMs: endMs });
      met += 1;
    }
    expect(met).toBeGreaterThan(0);
  });

  test('a pause until tomorrow ends at eight the next morning, whenever it began', async () => {
    for (const beforeMs of [25 * hourMs, 23 * hourMs, 3 * hourMs, 20 * minuteMs, -20 * minuteMs]) {
      const clock = fakeClock(atMs - beforeMs);
      const app = await open(clock);
      const { settings } = await app.keeper.commands['pause-notifications']({ for: 'tomorrow' });
      const { untilMs } = settings.pause as { readonly untilMs: number };
      const tomorrow = new Date(clock.now());
      // Noon is never left out.
      tomorrow.setHours(12);
      tomorrow.setDate(tomorrow.getDate() + 1);
      expect([new Date(untilMs).toDateString(), shown(untilMs)]).toEqual([tomorrow.toDateString(), '08:00']);
      await app.close();
    }
  });

  test('“tonight” ends with the day, and every other length after so much time', () => {
    for (let nowMs = atMs - 26 * hourMs; nowMs < atMs + 3 * hourMs; nowMs += 37 * minuteMs) {
      const endMs = approvalEnd('tonight', nowMs);
      expect(new Date(endMs - 1).toDateString()).toBe(new Date(nowMs).toDateString());
      expect(new Date(endMs).toDateString()).not.toBe(new Date(nowMs).toDateString());
      const lengths = approvalLengths.filter((length) => length !== 'tonight');
      expect(lengths.map((length) => (approvalEnd(length, nowMs) - nowMs) / hourMs)).toEqual([1, 24, 168]);
    }
  });

  test.each(['takes everything', 'refuses everything'])(
    'access for a time over the change ends within a minute of awake time; the disk %s',
    async (disk) => {
      for (const length of approvalLengths) {
        // The change is in the middle of the hour; the longer ones are slept through but for their last minutes.
        const clock = fakeClock(atMs - hourMs / 2);
        const app = await open(clock);
        await app.knock(alice);
        await app.give('approve', alice, { for: length });
        await clock.pass(5_000);
        expect(app.gateway.admits(alice)).toBe(true);
        const endMs = approvalEnd(length, atMs - hourMs / 2);
        if (disk === 'refuses everything') fillDisk(app.ledger);
        clock.sleep(Math.max(0, endMs - 2 * minuteMs - clock.now()));
        await clock.pass(minuteMs);
        expect(app.gateway.admits(alice), length).toBe(true);
        await clock.pass(Math.max(0, endMs - clock.now()) + minuteMs);
        expect(app.gateway.admits(alice), length).toBe(false);
        expect(await app.sender(alice)).toMatchObject({ state: 'waiting' });
        await app.close();
      }
    },
  );
});
