import type { DatabaseSync } from 'node:sqlite';
import { PeepholeError } from '#core/errors.ts';
import { rememberedEvent } from '#core/log/event-catalogue.schema.ts';
import type { LedgerEvent } from '#core/log/event-catalogue.ts';
import { sentence } from '#core/words/sentence.ts';
import { textOf } from './rows.ts';

/** What the first line of a ledger says: which installation of Peephole this is, for as long as the ledger lives, and what signs it. */
export function beginning(installId: string, publicKey: string, atMs: number): LedgerEvent<'ledger-begun'> {
  return { kind: 'ledger-begun', handle: null, atMs, data: { installId, publicKey } };
}

/** @throws PeepholeError `ledger-corrupt` when the log does not begin as ours do. */
export function installIdOf(db: DatabaseSync): string {
  const row = db.prepare('SELECT body FROM log WHERE seq = 1').get();
  const read = row ? rememberedEvent(['ledger-begun'], JSON.parse(textOf(row, 'body'))) : null;
  if (read === null) throw new PeepholeError('ledger-corrupt', sentence('opening.first-line'));
  return read.data.installId;
}
