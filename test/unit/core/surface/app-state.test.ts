import { expect, test } from 'vitest';
import { type AppState, applyPush, type StatePush } from '#core/surface/app-state.ts';
import { fakeSender, stateOf } from '../../../support/views.ts';

const ann = fakeSender({ handle: '+12125550101' });
const bob = fakeSender({ handle: '+12125550102' });
const cy = fakeSender({ handle: '+12125550103' });
const dee = fakeSender({ handle: '+12125550104' });
const held: AppState = { ...stateOf([ann, bob, dee]), revision: 7 };
const { status, settings, lastVerdict } = stateOf([]);
const push = (given: Partial<StatePush>): StatePush => ({
  revision: 8,
  base: 7,
  status,
  settings,
  lastVerdict,
  senders: [],
  removed: [],
  ...given,
});

test('a push that follows changes what it names, and keeps the rest', () => {
  const annAgain = { ...ann, knocks: 2 };
  const next = applyPush(held, push({ senders: [annAgain, cy], removed: [bob.id] }));
  expect(next).toEqual({
    revision: 8,
    status,
    settings,
    lastVerdict,
    senders: new Map([
      [ann.id, annAgain],
      [dee.id, dee],
      [cy.id, cy],
    ]),
  });
  // What a client holds is never changed under its hands.
  expect([...held.senders.values()]).toEqual([ann, bob, dee]);
});

test('a state that begins anew keeps nobody of before', () => {
  const anew = push({ base: null, senders: [cy] });
  expect(applyPush(held, anew)?.senders).toEqual(new Map([[cy.id, cy]]));
  expect(applyPush(null, anew)?.senders).toEqual(new Map([[cy.id, cy]]));
});

test('a push that does not follow is not applied', () => {
  expect(applyPush(held, push({ base: 6 }))).toBeNull();
  expect(applyPush(held, push({ base: 8 }))).toBeNull();
  expect(applyPush(null, push({ base: 7 }))).toBeNull();
});
