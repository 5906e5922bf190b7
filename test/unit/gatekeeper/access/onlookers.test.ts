import { expect, test } from 'vitest';
import { Onlookers } from '../../../../src-main/gatekeeper/access/onlookers.ts';
import { fakeClock } from '../../../support/fake-clock.ts';

function onlookers() {
  const clock = fakeClock(0);
  const asked: string[] = [];
  return { clock, asked, one: new Onlookers(clock, ({ type }) => asked.push(type)) };
}

test('nobody looks until somebody does', () => {
  const { one, asked } = onlookers();
  expect(one.isAny).toBe(false);
  expect(asked).toEqual([]);
});

test('whoever looks once is asked for at once, and counts as looking for half a minute', async () => {
  const { one, asked, clock } = onlookers();
  one.glance();
  expect(asked).toEqual(['time']);
  await clock.pass(29_999);
  expect(one.isAny).toBe(true);
  await clock.pass(1);
  expect(one.isAny).toBe(false);
});

test('somebody looks for as long as any of them does, and half a minute longer', async () => {
  const { one, asked, clock } = onlookers();
  const leave = one.begin();
  const leaveToo = one.begin();
  expect(asked).toEqual(['time', 'time']);
  await clock.pass(3_600_000);
  expect(one.isAny).toBe(true);
  leave();
  // Once is enough, however often it is said.
  leave();
  await clock.pass(3_600_000);
  expect(one.isAny).toBe(true);
  leaveToo();
  await clock.pass(29_999);
  expect(one.isAny).toBe(true);
  await clock.pass(1);
  expect(one.isAny).toBe(false);
});
