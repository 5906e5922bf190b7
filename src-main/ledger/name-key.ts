import type { DatabaseSync } from 'node:sqlite';
import { writtenEvent } from '#core/log/event-catalogue.schema.ts';
import type { LedgerEvent } from '#core/log/event-catalogue.ts';
import { namedKey } from '#core/log/log-signature.node.ts';
import { LogTable } from './log-table.ts';
import { textOf } from './rows.ts';
import type { SigningKey } from './signing-key.ts';
import { inTransaction } from './transaction.ts';

/** Kinds of events that name a key. */
const naming = `'ledger-begun', 'log-signed', 'log-key-replaced'`;

/** @returns the key that the log named last, and so is signed by at its end; null: it is not signed yet. */
export function keyNamedLast(db: DatabaseSync): string | null {
  const rows = db
    .prepare(
      `SELECT body FROM log WHERE type = 'event' AND json_extract(body, '$.kind') IN (${naming}) ORDER BY seq DESC`,
    )
    .iterate();
  for (const row of rows) {
    const key = namedKey({ type: 'event', bodyJson: textOf(row, 'body') });
    if (key !== null) return key;
  }
  return null;
}

/** Writes the key that signs from now on into the log, unless it is the one that the log named last. Durable. */
export function nameKey(db: DatabaseSync, key: SigningKey, nowMs: number): void {
  inTransaction(db, () => {
    const before = keyNamedLast(db);
    if (before === key.publicKey) return;
    const kind = before === null ? 'log-signed' : 'log-key-replaced';
    const event: LedgerEvent = { kind, handle: null, atMs: nowMs, data: { publicKey: key.publicKey } };
    new LogTable(db, key).append('event', writtenEvent(event), nowMs);
  });
}
