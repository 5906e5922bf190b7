import { describe, expect, test } from 'vitest';
import { facts } from '../../../support/facts.ts';
import { type FakeClock, fakeClock } from '../../../support/fake-clock.ts';
import { fakeGateway } from '../../../support/fake-gateway.ts';
import { fakeMessages } from '../../../support/fake-messages.ts';
import { fillDisk } from '../../../support/full-disk.ts';
import { openApp, ownerHandle, reopen, startMs } from '../../../support/in-process-app.ts';
import { temporaryStateDir } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';

const alice = '+12125550101';
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** A clock whose wall is put right, or wrong, while awake time goes on. */
interface Walled extends FakeClock {
  setWall(byMs: number): void;
}

function wallClock(aheadMs: number): Walled {
  const clock = fakeClock(startMs);
  let offMs = aheadMs;
  return {
    ...clock,
    now: () => clock.now() + offMs,
    setWall(byMs) {
      offMs = byMs;
    },
  };
}

async function open(clock: FakeClock) {
  const app = openApp(
    temporaryStateDir(),
    clock,
    fakeGateway(facts({ direct: [ownerHandle], group: [] }), clock),
  );
  app.gateway.connect();
  await clock.pass(100);
  return app;
}

describe('a first start with a clock that is ahead', () => {
  test.each([hourMs, dayMs, 3_650 * dayMs])('by %i ms makes nobody invisible', async (aheadMs) => {
    const clock = wallClock(aheadMs);
    const app = await open(clock);
    clock.setWall(0);
    await app.knock(alice);
    expect(await app.sender(alice)).toMatchObject({ new: true });
    expect(app.notices).toMatchObject([{ kind: 'knock', handle: alice }]);
    expect((await app.status()).counts.new).toBe(1);
    await app.clock.pass(1_000);
    const next = await reopen(app);
    await next.knock('+12125550102');
    expect(await next.sender('+12125550102')).toMatchObject({ new: true });
  });

  test('what Messages writes again of long ago is no news', async () => {
    const clock = wallClock(dayMs);
    const app = await open(clock);
    clock.setWall(0);
    await app.row({ handle: alice, atMs: startMs - 90 * dayMs });
    expect((await app.status()).counts.new).toBe(0);
    expect(app.notices).toEqual([]);
  });
});

describe('news is told from history by the order of writing', () => {
  async function started() {
    const clock = fakeClock(startMs);
    const history = [
      // A clock that goes ahead: dated after the first start, and there before it.
      messageRow({ handle: '+12125550111', guid: 'ahead', rowId: 900, atMs: startMs + 240_000 }),
      messageRow({ handle: '+12125550112', guid: 'usual', rowId: 901, atMs: startMs - 10_000 }),
    ];
    const messages = fakeMessages({ ownKeys: [ownerHandle], history });
    const app = openApp(temporaryStateDir(), clock, fakeGateway(facts(), clock), messages);
    app.gateway.connect();
    await clock.pass(100);
    return app;
  }

  test('what was there is history, however it is dated', async () => {
    const app = await started();
    for (const handle of ['+12125550111', '+12125550112'])
      expect(await app.sender(handle)).toMatchObject({ new: false });
    // Read again, as after a look through everything.
    await app.row({
      handle: '+12125550111',
      guid: 'ahead',
      rowId: 900,
      atMs: startMs + 240_000,
      text: 'edited',
    });
    expect(await app.sender('+12125550111')).toMatchObject({ new: false });
  });

  test('what is written afterwards is news, though its clock is behind what was there', async () => {
    const app = await started();
    await app.row({ handle: alice, guid: 'behind', rowId: 902, atMs: startMs - 300_000 });
    expect(await app.sender(alice)).toMatchObject({ new: true });
  });

  test('a day away from the first start dates decide: what comes back, and what a rebuilt database numbers anew', async () => {
    const app = await started();
    await app.row({ handle: alice, guid: 'brought back', rowId: 903, atMs: startMs - 30 * dayMs });
    expect(await app.sender(alice)).toMatchObject({ new: false });
    await app.clock.pass(2 * dayMs);
    await app.row({ handle: '+12125550113', guid: 'anew', rowId: 12 });
    expect(await app.sender('+12125550113')).toMatchObject({ new: true });
  });
});

describe('a temporary approval', () => {
  test.each([-dayMs, -3_650 * dayMs])(
    'ends after its awake time when the clock is set by %i ms',
    async (byMs) => {
      const clock = wallClock(0);
      const app = await open(clock);
      await app.knock(alice);
      await app.give('approve', alice, { for: '1h' });
      await clock.pass(5_000);
      expect(app.gateway.admits(alice)).toBe(true);
      clock.setWall(byMs);
      await clock.pass(hourMs + 60_000);
      expect(app.gateway.admits(alice)).toBe(false);
    },
  );

  const ending = [
    ['asleep for a week', (clock: Walled) => clock.sleep(7 * dayMs)],
    ['ten years ahead', (clock: Walled) => clock.setWall(3_650 * dayMs)],
    ['ten years back', (clock: Walled) => clock.setWall(-3_650 * dayMs)],
    ['an hour back, as summer time ends', (clock: Walled) => clock.setWall(-hourMs)],
    ['an hour ahead, as summer time begins', (clock: Walled) => clock.setWall(hourMs)],
  ] as const;

  describe.each(ending)('%s', (_name, change) => {
    /** Of an hour, with twenty minutes of it left when the clock changes: so much awake time is left at most. */
    async function changed() {
      const clock = wallClock(0);
      const app = await open(clock);
      await app.knock(alice);
      await app.give('approve', alice, { for: '1h' });
      await clock.pass(40 * 60_000);
      expect(app.gateway.admits(alice)).toBe(true);
      change(clock);
      return { app, clock };
    }

    test('while running: it is over a minute of awake time after its end', async () => {
      const { app, clock } = await changed();
      await clock.pass(20 * 60_000 + 60_000);
      expect(app.gateway.admits(alice)).toBe(false);
      expect(await app.sender(alice)).toMatchObject({ state: 'waiting' });
      expect(app.ledger.decisionsOf(alice).map(({ verdict }) => verdict)).toEqual(['approve', 'expire']);
    });

    test.each(['ledger-full', 'state-unusable'] as const)('also while the disk says %s', async (code) => {
      const { app, clock } = await changed();
      const free = fillDisk(app.ledger, code);
      await clock.pass(20 * 60_000 + 60_000);
      expect(app.gateway.admits(alice)).toBe(false);
      free();
      await clock.pass(10_000);
      expect(app.ledger.decisionsOf(alice).map(({ verdict }) => verdict)).toEqual(['approve', 'expire']);
    });
  });

  test.each([
    ['a week later', 7 * dayMs],
    ['ten years ahead', 3_650 * dayMs],
  ])('that is over when Peephole starts again, %s, ends within a minute', async (_name, byMs) => {
    const clock = wallClock(0);
    const app = await open(clock);
    await app.knock(alice);
    await app.give('approve', alice, { for: '1h' });
    await clock.pass(5_000);
    await app.close();
    clock.setWall(byMs);
    const next = await reopen(app);
    await clock.pass(60_000);
    expect(next.gateway.admits(alice)).toBe(false);
  });

  test.each([-dayMs, -3_650 * dayMs])(
    'started again with the clock set by %i ms ends after its length of awake time at the latest',
    async (byMs) => {
      const clock = wallClock(0);
      const app = await open(clock);
      await app.knock(alice);
      await app.give('approve', alice, { for: '1h' });
      await clock.pass(5_000);
      await app.close();
      clock.setWall(byMs);
      const next = await reopen(app);
      await clock.pass(hourMs + 60_000);
      expect(next.gateway.admits(alice)).toBe(false);
    },
  );

  test('ends at once when the clock is set past its end, and never early otherwise', async () => {
    const clock = wallClock(0);
    const app = await open(clock);
    await app.knock(alice);
    await app.give('approve', alice, { for: '1h' });
    await clock.pass(hourMs - 120_000);
    expect(app.gateway.admits(alice)).toBe(true);
    clock.setWall(dayMs);
    await clock.pass(60_000);
    expect(app.gateway.admits(alice)).toBe(false);
  });
});
