import { z } from 'zod';
import type { AccessEdit } from '#core/access/access-facts.ts';
import { readStored } from '#core/stored.schema.ts';
import type { SilenceRecord } from './silence-undo.ts';

const accountId = z.string().nullable();
const entries = z.array(z.union([z.string(), z.number()]));

const accessEdit = z.strictObject({
  ourMembers: z.array(z.string()).exactOptional(),
  lists: z
    .array(z.strictObject({ accountId, list: z.enum(['direct', 'group']), entries: entries.nullable() }))
    .exactOptional(),
  policies: z
    .array(
      z.strictObject({
        accountId,
        directPolicy: z.enum(['pairing', 'allowlist', 'open', 'disabled']).nullable().exactOptional(),
        groupPolicy: z.enum(['allowlist', 'open', 'disabled']).nullable().exactOptional(),
      }),
    )
    .exactOptional(),
  otherGroups: z.array(z.strictObject({ name: z.string(), shared: z.boolean(), entries })).exactOptional(),
  enabled: z.boolean().exactOptional(),
}) satisfies z.ZodType<AccessEdit>;

const silenceRecord = z.object({ edit: accessEdit, restore: accessEdit }) satisfies z.ZodType<SilenceRecord>;

/**
 * The way back from the last "Make it silent", as it was kept.
 * @returns null when there is none. Half a way back would be another change of who is let in: one that can't be read
 * whole is none either.
 */
export function readSilenceRecord(json: string | null): SilenceRecord | null {
  return readStored(silenceRecord, json);
}
