import { z } from 'zod';

/** What the owner can set; kept in the ledger. */
export const settingsSchema = z.strictObject({
  /** Whose Apple ID this Mac's Messages uses (design.md, section 4). */
  appleId: z.enum(['own', 'assistant']),
  /** Banners for people the owner knows, too. */
  notifyKnown: z.boolean(),
  /** What a banner shows of a message. */
  preview: z.enum(['full', 'masked', 'hidden']),
  /** Local times `HH:MM`; null: none. No banners in between; one summary afterwards. */
  quietHours: z
    .strictObject({ from: z.string().regex(/^\d\d:\d\d$/), to: z.string().regex(/^\d\d:\d\d$/) })
    .nullable(),
  /** Banners are held until then, ms; null: not paused; `Number.MAX_SAFE_INTEGER`: until resumed. */
  pausedUntilMs: z.number().int().nullable(),
  showCount: z.boolean(),
  /** First run has been finished, or left for good. */
  onboarded: z.boolean(),
});

export type Settings = z.infer<typeof settingsSchema>;
export const settingsPatchSchema = settingsSchema.partial();

export const defaultSettings: Settings = {
  appleId: 'own',
  notifyKnown: false,
  preview: 'masked',
  quietHours: null,
  pausedUntilMs: null,
  showCount: true,
  onboarded: false,
};
