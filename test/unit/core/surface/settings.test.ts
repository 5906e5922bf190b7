import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseStoredSettings, readSettings, settingsPatchSchema } from '#core/surface/settings.schema.ts';
import { defaultSettings, type Settings } from '#core/surface/settings.ts';

const mine: Settings = {
  appleId: 'assistant',
  notifyKnown: true,
  preview: 'hidden',
  quietHours: { from: '22:00', to: '07:00' },
  pause: 'until-resumed',
  showCount: false,
  leftClick: 'menu',
  sound: false,
  showInDock: true,
  shortcut: 'control-option-p',
  programsRead: true,
  onboarded: true,
  firstRunStep: 3,
  moveDeclined: true,
};
const read = (stored: unknown): Settings => readSettings(parseStoredSettings(JSON.stringify(stored)));

test('what nobody set shows and tells no more than it must', () => {
  expect(defaultSettings).toEqual({
    appleId: 'own',
    notifyKnown: false,
    preview: 'masked',
    quietHours: null,
    pause: null,
    showCount: true,
    leftClick: 'panel',
    sound: true,
    showInDock: false,
    shortcut: 'none',
    programsRead: false,
    onboarded: false,
    firstRunStep: 0,
    moveDeclined: false,
  });
});

describe('stored settings', () => {
  test('are read as they were kept', () => {
    expect(read(mine)).toEqual(mine);
    expect(readSettings(parseStoredSettings(null))).toEqual(defaultSettings);
  });

  test.each<[keyof Settings, unknown]>([
    ['appleId', 'mine'],
    ['notifyKnown', 'yes'],
    ['preview', 'half'],
    ['quietHours', { from: '22:00' }],
    ['quietHours', 'night'],
    ['pause', { untilMs: 'tomorrow' }],
    ['pause', 'until-noon'],
    ['showCount', 1],
    ['sound', 0],
    ['showInDock', 'yes'],
    ['shortcut', 'Command+Q'],
    ['onboarded', null],
    ['firstRunStep', -1],
    ['firstRunStep', 1.5],
    ['moveDeclined', 'no'],
  ])('a %s that can’t be read falls back alone', (name, value) => {
    expect(read({ ...mine, [name]: value })).toEqual({ ...mine, [name]: defaultSettings[name] });
  });

  test.each(Object.entries(defaultSettings))('a missing %s is its default', (name, value) => {
    const rest = Object.fromEntries(Object.entries(mine).filter(([other]) => other !== name));
    expect(read(rest)).toEqual({ ...mine, [name]: value });
  });

  test.each([
    ['no JSON', '{'],
    ['a list', '[1]'],
    ['a word', '"settings"'],
    ['nothing', 'null'],
  ])('%s is no settings at all', (_, json) => {
    expect(readSettings(parseStoredSettings(json))).toEqual(defaultSettings);
  });

  test.each([
    [Number.MAX_SAFE_INTEGER, 'until-resumed'],
    [1_764_000_000_000, { untilMs: 1_764_000_000_000 }],
    [null, null],
    ['tomorrow', null],
  ])('a pause until %j, as it was kept before, is %j', (pausedUntilMs, pause) => {
    const { pause: _, ...older } = mine;
    expect(read({ ...older, pausedUntilMs })).toEqual({ ...mine, pause });
  });

  test('a pause as it is kept now goes before one of old', () => {
    expect(read({ ...mine, pause: null, pausedUntilMs: Number.MAX_SAFE_INTEGER })).toEqual({
      ...mine,
      pause: null,
    });
  });

  test('whatever stands there, every setting is one that a surface may set', () => {
    fc.assert(
      fc.property(
        fc.json(),
        fc.dictionary(fc.constantFrom(...Object.keys(mine)), fc.jsonValue()),
        (json, some) => {
          for (const stored of [json, JSON.stringify(some)]) {
            const settings = readSettings(parseStoredSettings(stored));
            expect(settingsPatchSchema.parse(settings)).toEqual(settings);
          }
        },
      ),
    );
  });
});
