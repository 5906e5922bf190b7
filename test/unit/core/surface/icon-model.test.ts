import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { StatusView } from '#core/surface/app-state.ts';
import { iconModel, iconShapes } from '#core/surface/icon-model.ts';
import { Words } from '#core/words/words.ts';
import { calmStatus, fakeSender, stateOf } from '../../../support/views.ts';

const words = new Words({ locale: 'en', timeZone: 'UTC' });
const stranger = fakeSender({ handle: '+12125550101' });
const unreachable = { ...calmStatus.gateway, state: 'unreachable' } as const;
const off = { ...calmStatus.channel, state: 'off' } as const;
const leak = {
  id: 'l',
  handle: '+12125550101',
  at: '2026-11-24T14:00:00Z',
  kind: 'pairing-code',
  place: 'direct',
} as const;

const shapeOf = (status: Partial<StatusView>, waiting = 0): string =>
  iconModel(
    stateOf(
      Array.from({ length: waiting }, (_, index) => fakeSender({ handle: `+121255501${10 + index}` })),
      status,
    ),
    words,
  ).shape;

describe('the shape', () => {
  test('goes by priority: attention, unreachable, off, waiting, idle', () => {
    const all: Partial<StatusView> = { leaks: [leak], gateway: unreachable, channel: off };
    expect(shapeOf(all)).toBe('attention');
    expect(shapeOf({ ...all, leaks: [] })).toBe('unreachable');
    expect(shapeOf({ channel: off })).toBe('off');
    expect(shapeOf({}, 1)).toBe('waiting');
    expect(shapeOf({})).toBe('idle');
  });

  test.each<[string, Partial<StatusView>]>([
    ['a leak', { leaks: [leak] }],
    ['a removal that is held', { channel: { ...off, heldBy: 'removal' } }],
    ['a broken channel', { channel: { ...off, state: 'error' } }],
    ['strangers being answered', { silence: { state: 'answering', findings: [] } }],
    ['everyone being let in', { silence: { state: 'open', findings: [] } }],
    ['Messages that can’t be read', { messages: { ...calmStatus.messages, state: 'no-access' } }],
    ['decisions that can’t be saved', { ledger: { state: 'full', detail: null } }],
    ['a gateway that refuses us', { gateway: { ...unreachable, state: 'unauthorized' } }],
    ['a gateway elsewhere', { gateway: { ...unreachable, state: 'not-local' } }],
    ['a gateway of another version', { gateway: { ...unreachable, state: 'incompatible' } }],
    ['another’s gateway', { gateway: { ...unreachable, state: 'another' } }],
    ['a gateway that nobody knows', { gateway: { ...unreachable, state: 'unidentified' } }],
    ['a channel that can’t run', { channel: { ...off, state: 'not-loaded' } }],
    ['Messages that are not there', { messages: { ...calmStatus.messages, state: 'absent' } }],
    ['Messages that are broken', { messages: { ...calmStatus.messages, state: 'error' } }],
    ['decisions that can’t be written', { ledger: { state: 'error', detail: null } }],
  ])('asks for attention for %s', (_, status) => {
    expect(shapeOf(status)).toBe('attention');
  });

  test('asks for none before Messages was looked at, nor while a gateway is being connected to', () => {
    const messages = { ...calmStatus.messages, state: 'starting' } as const;
    expect(shapeOf({ messages })).toBe('idle');
    expect(shapeOf({ messages, gateway: { ...unreachable, state: 'connecting' } })).toBe('unreachable');
  });

  test.each([
    ['red', 'attention'],
    ['amber', 'idle'],
    ['info', 'idle'],
  ] as const)('asks for attention for a finding only when it is red: %s', (severity, shape) => {
    const finding = { id: 'dm-policy-pairing', severity } as StatusView['silence']['findings'][number];
    expect(shapeOf({ silence: { state: 'silent', findings: [finding] } })).toBe(shape);
  });

  test('is one of five, for each of which there is a picture', () => {
    expect(iconShapes).toEqual(['idle', 'waiting', 'off', 'unreachable', 'attention']);
  });

  test('is hollow before anything is known', () => {
    expect(iconModel(null, words)).toEqual({
      shape: 'unreachable',
      count: '',
      tip: 'Peephole — can’t tell what strangers get',
    });
  });
});

describe('the count', () => {
  test('is of new people only, stays in every shape, and ends at 9+', () => {
    const state = stateOf([stranger, fakeSender({ handle: '+12125550102', new: false })], {
      gateway: unreachable,
    });
    expect(iconModel(state, words)).toMatchObject({ shape: 'unreachable', count: '1' });
    fc.assert(
      fc.property(fc.nat(10_000), (count) => {
        const many = {
          ...stateOf([]),
          status: { ...calmStatus, counts: { ...calmStatus.counts, new: count } },
        };
        const shown = iconModel(many, words).count;
        expect(shown).toBe(count === 0 ? '' : count > 9 ? '9+' : String(count));
        expect(iconModel({ ...many, settings: { ...many.settings, showCount: false } }, words).count).toBe(
          '',
        );
      }),
    );
  });
});

test.each([
  [0, ''],
  [1, '1'],
  [9, '9'],
  [10, '9+'],
])('%i waiting are shown as “%s”', (count, shown) => {
  const state = stateOf([], { counts: { ...calmStatus.counts, new: count } });
  expect(iconModel(state, words).count).toBe(shown);
});

describe('the tool tip', () => {
  test('says the state in words, for it is also the accessible name', () => {
    const two = stateOf([stranger, fakeSender({ handle: '+12125550102' })]);
    expect(iconModel(two, words).tip).toBe('Peephole — strangers get nothing, 2 waiting');
    // Without the number on show it is still said.
    expect(iconModel({ ...two, settings: { ...two.settings, showCount: false } }, words).tip).toContain(
      '2 waiting',
    );
    expect(iconModel(stateOf([], { channel: off }), words).tip).toContain('channel off');
    expect(iconModel(stateOf([]), words).tip).toBe('Peephole — strangers get nothing');
  });

  test('says everything there is to say, in the same order', () => {
    const all = stateOf([stranger], { channel: off, gateway: unreachable, leaks: [leak] });
    expect(iconModel(all, words).tip).toBe(
      'Peephole — strangers get nothing, gateway unreachable, channel off, 1 waiting, needs your attention',
    );
  });

  test('claims no silence that was not read', () => {
    const blind = stateOf([], { silence: { state: 'unknown', findings: [] }, gateway: unreachable });
    expect(iconModel(blind, words).tip).toBe('Peephole — can’t tell what strangers get, gateway unreachable');
  });
});
