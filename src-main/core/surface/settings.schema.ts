import { z } from 'zod';
import type { Settings } from './settings.ts';

const localTime = z.string().regex(/^\d\d:\d\d$/);

/** Reads what is stored of settings, or comes from a surface. */
export const settingsSchema = z.strictObject({
  appleId: z.enum(['own', 'assistant']),
  notifyKnown: z.boolean(),
  preview: z.enum(['full', 'masked', 'hidden']),
  quietHours: z.strictObject({ from: localTime, to: localTime }).nullable(),
  pausedUntilMs: z.number().int().nullable(),
  showCount: z.boolean(),
  onboarded: z.boolean(),
}) satisfies z.ZodType<Settings>;

export const settingsPatchSchema = settingsSchema.partial();
