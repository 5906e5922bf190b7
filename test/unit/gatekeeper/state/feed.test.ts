import { beforeEach, describe, expect, test } from 'vitest';
import { StateFollower } from '#contract/state-follower.ts';
import { wholePush } from '#contract/whole-state.ts';
import type { AppState } from '#core/surface/app-state.ts';
import { facts } from '../../../support/facts.ts';
import { fakeClock, settle } from '../../../support/fake-clock.ts';
import { fakeGateway } from '../../../support/fake-gateway.ts';
import { type InProcessApp, openApp, ownerHandle, startMs } from '../../../support/in-process-app.ts';
import { temporaryStateDir } from '../../../support/ledger.ts';

const alice = '+12125550101';
const bob = '+12125550102';
const silentFacts = () => facts({ direct: [ownerHandle], group: [] });

describe('what every surface shows', () => {
  let app: InProcessApp;
  const followed = (): AppState => {
    const follower = new StateFollower((listener) =>
      app.keeper.subscribe((change) => listener(wholePush(change))),
    );
    follower.subscribe(() => {});
    follower.stop();
    if (follower.state === null) throw new Error('no state');
    return follower.state;
  };

  beforeEach(async () => {
    const clock = fakeClock(startMs);
    app = openApp(temporaryStateDir(), clock, fakeGateway(silentFacts(), clock));
    app.gateway.connect();
    await clock.pass(100);
    await app.knock(alice);
    await app.knock(bob);
  });

  test('settings are pushed to everybody, whoever changed them', async () => {
    const pushed: boolean[] = [];
    app.keeper.subscribe(({ settings }) => pushed.push(settings.showCount));
    await app.keeper.commands['set-settings']({ showCount: false });
    await settle();
    expect(pushed.at(0)).toBe(true);
    expect(pushed.at(-1)).toBe(false);
  });

  test('the last verdict can be undone on every surface, also after a restart', async () => {
    expect(followed().lastVerdict).toBeNull();
    await app.give('ignore', alice, { source: 'cli' });
    await app.give('approve', bob, { for: '1h', source: 'menu' });
    const { gateway, clock, stateDir } = app;
    await clock.pass(5_000);
    const last = {
      handle: bob,
      verdict: 'approve',
      at: new Date(startMs + 100).toISOString(),
      until: new Date(startMs + 100 + 3_600_000).toISOString(),
    };
    expect(followed().lastVerdict).toEqual(last);
    await app.close();
    app = openApp(stateDir, clock, gateway);
    gateway.connect();
    await settle();
    expect(followed().lastVerdict).toEqual(last);
    await app.give('undo', bob);
    expect(followed().lastVerdict).toBeNull();
  });

  test('and no longer, once it ended by itself', async () => {
    await app.give('approve', bob, { for: '1h' });
    await app.clock.pass(5_000);
    expect(followed().lastVerdict).toMatchObject({ handle: bob });
    await app.clock.pass(3_600_000);
    expect(followed().lastVerdict).toBeNull();
  });
});
