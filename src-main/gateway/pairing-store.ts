import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { handleKey } from '#core/message/handle.ts';
import { channelId } from './methods.ts';

/** Far more approvals than anyone gave by hand; what is beyond would not be "everyone" any more. */
const maxRows = 10_000;

const rows = z.array(z.object({ account_id: z.string(), entry: z.string() }));

/** Keys by account id; an account without approvals is absent. */
export type PairedKeys = ReadonlyMap<string, readonly string[]>;

/**
 * Who was let in by pairing code: only the gateway's own database says so (OC-20). Read-only, without
 * waiting for any lock, and closed again at once.
 * @returns null when it could not be read, or has another shape: unknown, never "nobody".
 */
export function readPairingStore(stateDir: string): PairedKeys | null {
  const path = join(stateDir, 'state', 'openclaw.sqlite');
  if (!existsSync(path)) return null;
  try {
    const database = new DatabaseSync(path, { readOnly: true, timeout: 0 });
    try {
      const found = database
        .prepare('SELECT account_id, entry FROM channel_pairing_allow_entries WHERE channel_key = ? LIMIT ?')
        .all(channelId, maxRows + 1);
      const parsed = rows.safeParse(found);
      return parsed.success && parsed.data.length <= maxRows ? byAccount(parsed.data) : null;
    } finally {
      database.close();
    }
  } catch {
    return null;
  }
}

function byAccount(found: z.infer<typeof rows>): PairedKeys {
  const keys = new Map<string, string[]>();
  for (const { account_id, entry } of found) {
    const id = account_id.trim().toLowerCase() || 'default';
    const list = keys.get(id) ?? [];
    list.push(handleKey(entry));
    keys.set(id, list);
  }
  return keys;
}
