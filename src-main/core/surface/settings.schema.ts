import { z } from 'zod';
import { readStored } from '#core/stored.schema.ts';
import { timeMs } from '#core/time.schema.ts';
import { defaultSettings, type Pause, type Settings } from './settings.ts';

const localTime = z.string().regex(/^\d\d:\d\d$/);

const pause = z.union([
  z.strictObject({ untilMs: timeMs.int() }),
  z.literal('until-resumed'),
  z.null(),
]) satisfies z.ZodType<Pause>;

const fields: { readonly [K in keyof Settings]: z.ZodType<Settings[K]> } = {
  appleId: z.enum(['own', 'assistant']),
  notifyKnown: z.boolean(),
  preview: z.enum(['full', 'masked', 'hidden']),
  quietHours: z.strictObject({ from: localTime, to: localTime }).nullable(),
  pause,
  showCount: z.boolean(),
  leftClick: z.enum(['panel', 'menu']),
  sound: z.boolean(),
  showInDock: z.boolean(),
  shortcut: z.enum(['none', 'control-option-p', 'control-option-command-p']),
  programsRead: z.boolean(),
  onboarded: z.boolean(),
  firstRunStep: z.number().int().nonnegative(),
  moveDeclined: z.boolean(),
};

/** Some of the settings, as a surface changes them. */
export const settingsPatchSchema = z.strictObject(fields).partial();

/** Settings as they are kept: what this version knows, and whatever else another version has put there. */
export type StoredSettings = Readonly<Record<string, unknown>>;

const storedSettings = z.record(z.string(), z.unknown());

/** A pause as it was kept before it was a union: the largest number there is meant "until resumed". */
const oldPause = z
  .number()
  .int()
  .transform((ms): Pause => (ms === Number.MAX_SAFE_INTEGER ? 'until-resumed' : { untilMs: ms }))
  .nullable();

/** @returns what is kept; nothing when it is none of ours. */
export function parseStoredSettings(json: string | null): StoredSettings {
  const { pausedUntilMs, ...rest } = readStored(storedSettings, json) ?? {};
  const older = oldPause.safeParse(pausedUntilMs);
  return older.success ? { pause: older.data, ...rest } : rest;
}

/** Each setting by itself: one that is missing, or that this version can't read, is its default. */
export function readSettings(stored: StoredSettings): Settings {
  const read = <K extends keyof Settings>(name: K): Settings[K] => {
    const value = fields[name].safeParse(stored[name]);
    return value.success ? value.data : defaultSettings[name];
  };
  return {
    appleId: read('appleId'),
    notifyKnown: read('notifyKnown'),
    preview: read('preview'),
    quietHours: read('quietHours'),
    pause: read('pause'),
    showCount: read('showCount'),
    leftClick: read('leftClick'),
    sound: read('sound'),
    showInDock: read('showInDock'),
    shortcut: read('shortcut'),
    programsRead: read('programsRead'),
    onboarded: read('onboarded'),
    firstRunStep: read('firstRunStep'),
    moveDeclined: read('moveDeclined'),
  };
}
