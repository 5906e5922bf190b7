import { describe, expect, test } from 'vitest';
import { defaultSettings, type Settings } from '#core/surface/settings.ts';
import { SettingsStore } from '../../../../src-main/gatekeeper/state/settings.ts';
import { openLedger } from '../../../../src-main/ledger/open-ledger.ts';
import { startMs, temporaryStateDir, testLedger } from '../../../support/ledger.ts';

const mine: Settings = {
  appleId: 'assistant',
  notifyKnown: true,
  preview: 'full',
  quietHours: { from: '22:00', to: '07:00' },
  pause: { untilMs: startMs + 1 },
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

/** Runs `work` on a ledger of `dir` that is opened for it and closed after it, as at every start. */
function started<T>(dir: string, work: (settings: SettingsStore, stored: () => unknown) => T): T {
  const ledger = openLedger(dir, { now: () => startMs, soon: setImmediate });
  try {
    return work(new SettingsStore(ledger), () => JSON.parse(ledger.setting('settings') ?? 'null'));
  } finally {
    ledger.close();
  }
}

describe('settings', () => {
  test('survive a restart, each of them', () => {
    const dir = temporaryStateDir();
    expect(started(dir, (settings) => settings.current)).toEqual(defaultSettings);
    for (const [name, value] of Object.entries(mine)) {
      const before = started(dir, (settings) => settings.current);
      expect(started(dir, (settings) => settings.change({ [name]: value }))).toEqual({
        ...before,
        [name]: value,
      });
      expect(
        started(dir, (settings) => settings.current),
        name,
      ).toEqual({ ...before, [name]: value });
    }
    expect(started(dir, (settings) => settings.current)).toEqual(mine);
  });

  test('change only what is given', () => {
    const dir = temporaryStateDir();
    started(dir, (settings) => settings.change(mine));
    expect(started(dir, (settings) => settings.change({ preview: undefined, showCount: true }))).toEqual({
      ...mine,
      showCount: true,
    });
  });

  test('of another version are kept, also one that this version can’t read', () => {
    const dir = temporaryStateDir();
    const other = { ...mine, preview: 'half', chime: 'glass', nested: { of: ['another', 5] } };
    const ledger = testLedger(dir);
    ledger.setSetting('settings', JSON.stringify(other));
    ledger.close();
    started(dir, (settings, stored) => {
      expect(settings.current).toEqual({ ...mine, preview: defaultSettings.preview });
      settings.change({ onboarded: false });
      expect(stored()).toEqual({ ...other, onboarded: false });
      settings.change({ preview: 'hidden' });
      expect(stored()).toEqual({ ...other, onboarded: false, preview: 'hidden' });
    });
  });

  test('of old keep their pause, which is written down anew with the next change', () => {
    const dir = temporaryStateDir();
    const { pause: _, ...old } = mine;
    const ledger = testLedger(dir);
    ledger.setSetting('settings', JSON.stringify({ ...old, pausedUntilMs: Number.MAX_SAFE_INTEGER }));
    ledger.close();
    started(dir, (settings, stored) => {
      expect(settings.current.pause).toBe('until-resumed');
      settings.change({ notifyKnown: false });
      expect(stored()).toEqual({ ...old, notifyKnown: false, pause: 'until-resumed' });
    });
    expect(started(dir, (settings) => settings.current.pause)).toBe('until-resumed');
  });

  test('that nobody may set are refused, and nothing is changed', () => {
    const dir = temporaryStateDir();
    started(dir, (settings, stored) => {
      const wrong: object = { preview: 'half' };
      expect(() => settings.change(wrong)).toThrow();
      expect(() => settings.change({ ...wrong, ...{ preview: 'full', colour: 'red' } })).toThrow();
      expect([settings.current, stored()]).toEqual([defaultSettings, null]);
    });
  });
});
