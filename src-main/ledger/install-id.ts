import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { PeepholeError } from '#core/errors.ts';
import { eventBody } from '#core/log/log-body.schema.ts';
import type { LedgerEvent } from '#core/log/log-line.ts';
import { sentence } from '#core/words/sentence.ts';
import { textOf } from './rows.ts';

/** Kind of the event in the first line of every ledger. */
const begun = 'ledger-begun';
const firstLine = eventBody.extend({ kind: z.literal(begun), data: z.object({ installId: z.string() }) });

/** What the first line of a ledger says: which installation of Peephole this is, for as long as the ledger lives. */
export function beginning(installId: string, atMs: number): LedgerEvent {
  return {
    kind: begun,
    handle: null,
    detail: 'Peephole began a new, empty ledger.',
    atMs,
    data: { installId },
  };
}

/** @throws PeepholeError `ledger-corrupt` when the log does not begin as ours do. */
export function installIdOf(db: DatabaseSync): string {
  const row = db.prepare('SELECT body FROM log WHERE seq = 1').get();
  const read = row ? firstLine.safeParse(JSON.parse(textOf(row, 'body'))) : null;
  if (!read?.success) throw new PeepholeError('ledger-corrupt', sentence('ledger.first-line'));
  return read.data.data.installId;
}
