import { z } from 'zod';
import { readStored } from '#core/stored.schema.ts';
import type { AccessSettings } from './drift.ts';

const accessSettings = z.record(z.string(), z.unknown()) satisfies z.ZodType<AccessSettings>;

/** The settings of the last reading, as they were kept. @returns null when none were, or none that can be read. */
export function readAccessSettings(json: string | null): AccessSettings | null {
  return readStored(accessSettings, json);
}
