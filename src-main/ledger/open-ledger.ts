import { chmodSync, lstatSync } from 'node:fs';
import { PeepholeError } from '#core/errors.ts';
import { rememberedKinds } from '#core/log/event-catalogue.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { createLedger } from './create.ts';
import { ledgerFile, openForWriting } from './database.ts';
import { removeDrafts } from './durable-file.ts';
import { diskSaid, withFailuresAtStart } from './failures.ts';
import { damageSaid, findDamage } from './inspect.ts';
import { migrate } from './migrate.ts';
import { nameKey } from './name-key.ts';
import { migrations } from './schema.ts';
import { setAside } from './set-aside.ts';
import { openSigningKey, type SigningKey } from './signing-key.ts';
import { type LedgerClock, SqliteLedger } from './sqlite-ledger.ts';

/** @returns whether there is a ledger. @throws PeepholeError `state-unusable` when something else is in its place. */
function isThere(file: string): boolean {
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return false;
  if (stats.isFile()) return true;
  throw new PeepholeError('state-unusable', sentence('opening.no-file', { path: file }));
}

/** Opens a ledger that was found sound, and reads once what every start reads: nothing of it is met for the first time later. */
function openSound(file: string, clock: LedgerClock, key: SigningKey): Ledger {
  const db = openForWriting(file);
  try {
    migrate(db, migrations, file);
    nameKey(db, key, clock.now());
    const ledger = new SqliteLedger(db, file, clock, key);
    ledger.decisions();
    ledger.checkSenders();
    ledger.journal();
    ledger.events(rememberedKinds);
    return ledger;
  } catch (error) {
    db.close();
    throw error;
  }
}

/**
 * Opens the ledger of a state directory (`prepareStateDir` first), makes an empty one when there is none, and brings an
 * older one to the newest version. From here on it is signed by this install's key (`openSigningKey`). Checks SQLite's integrity and the newest 10,000 lines of the log; `verify` checks all.
 *
 * @throws PeepholeError `ledger-corrupt`: it can't be trusted, was set aside unchanged, and the message says where. Only
 * the next call begins a new, empty ledger, so nothing is forgotten without the owner having been told.
 * @throws PeepholeError `state-unusable`: no permission, no folder, a newer version's file, somebody else's file.
 * @throws PeepholeError `ledger-full`: no room to make it.
 */
export function openLedger(stateDir: string, clock: LedgerClock): Ledger {
  const file = ledgerFile(stateDir);
  return withFailuresAtStart(file, () => {
    const isOld = isThere(file);
    const key = openSigningKey(stateDir);
    if (!isOld) createLedger(file, key, clock.now());
    removeDrafts(file);
    const damaged = (damage: Sentence): never => {
      // A sound ledger on a disk that does not read now must not be taken for damaged, and forgotten.
      const disk = diskSaid(file);
      if (disk !== null) throw disk;
      const path = setAside(file, clock.now());
      throw new PeepholeError('ledger-corrupt', sentence('opening.damaged', { damage, path }));
    };
    const damage = findDamage(file);
    if (damage !== null) return damaged(damage);
    chmodSync(file, 0o600);
    try {
      return openSound(file, clock, key);
    } catch (error) {
      // Tables that SQLite finds in order and we can't read are damaged all the same.
      return damaged(damageSaid(error));
    }
  });
}
