import { expect, test } from 'vitest';
import { makeGuard } from '#core/guard.ts';
import { guardedClock } from '#core/ports/clock.ts';
import { GatewayLink } from '../../../src-main/gateway/connection.ts';
import { openDevice } from '../../../src-main/gateway/device-identity.ts';
import { discover } from '../../../src-main/gateway/discovery.ts';
import { shortMemory } from '../../../src-main/gateway/known-install.ts';
import { fakeClock } from '../../support/fake-clock.ts';
import { temporaryStateDir } from '../../support/ledger.ts';

function linkOf(change: { readonly looks?: () => void; readonly told?: () => void }) {
  const clock = fakeClock(0);
  const errors: unknown[] = [];
  const guard = makeGuard((error) => errors.push(error));
  const found = discover({ configPath: null, url: 'ws://192.0.2.1:1', env: { HOME: temporaryStateDir() } });
  const link = new GatewayLink({
    discover() {
      change.looks?.();
      return found;
    },
    device: openDevice(temporaryStateDir()),
    whoListens: async () => 'ours',
    memory: shortMemory(),
    clock: guardedClock(clock, guard),
    guard,
    version: '0',
    probe: async () => null,
    onChange: () => change.told?.(),
    onConfigChanged: () => {},
    onFound: () => {},
  });
  return { link, clock, errors };
}

test('whoever hears of a failed attempt may be in trouble: it is tried again all the same', async () => {
  let looked = 0;
  const { link, clock, errors } = linkOf({
    looks: () => {
      looked += 1;
    },
    told: () => {
      throw new Error('the ledger is full');
    },
  });
  link.start();
  await clock.pass(30_000);
  expect(looked).toBeGreaterThan(5);
  expect(errors.length).toBeGreaterThan(0);
  await link.stop();
});

test('files of OpenClaw that can not be read for once are looked at again', async () => {
  let looked = 0;
  const { link, clock, errors } = linkOf({
    looks: () => {
      looked += 1;
      if (looked < 4) throw new Error('unreadable');
    },
  });
  link.start();
  await clock.pass(10_000);
  expect(looked).toBeGreaterThan(4);
  expect(errors).toHaveLength(3);
  await link.stop();
});
