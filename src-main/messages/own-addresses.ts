import { readHandle } from '#core/message/handle.ts';
import type { Cell, Cells, ReadConnection } from './read-only-database.ts';
import type { Shape } from './shape.ts';

/** The newest rows that are asked: addresses somebody gave up years ago may be another's by now. */
const newestRows = 5_000;
/** How Messages spells an account: `E:` an e-mail address, `P:` a number. */
const accountPrefix = /^[ep]:/i;

/**
 * The owner's own addresses: the accounts their rows and chats belong to, and where others wrote to. Not
 * `last_addressed_handle`, which is polluted with short codes (DB-1.8).
 */
export class OwnAddresses {
  readonly #keys = new Set<string>();

  get keys(): ReadonlySet<string> {
    return this.#keys;
  }

  readonly includes = (key: string): boolean => this.#keys.has(key);

  /** Looks through the whole database, in bounds. */
  learn(connection: ReadConnection, shape: Shape): void {
    if (shape.has('chat', 'account_login')) {
      for (const { login } of connection.all('SELECT DISTINCT account_login AS login FROM chat')) {
        this.#add(login);
      }
    }
    const account = shape.has('message', 'account') ? 'account' : 'NULL';
    const destination = shape.has('message', 'destination_caller_id') ? 'destination_caller_id' : 'NULL';
    const newest = connection.all(
      `SELECT DISTINCT is_from_me AS fromMe, CASE is_from_me WHEN 1 THEN account END AS account,
         CASE is_from_me WHEN 1 THEN NULL ELSE destination END AS destination
       FROM (SELECT is_from_me, ${account} AS account, ${destination} AS destination
             FROM message ORDER BY ROWID DESC LIMIT ${newestRows})`,
    );
    for (const cells of newest) this.note(cells);
  }

  /** Takes in what one row says. @returns whether an address was new. */
  note({ fromMe, account, destination }: Cells): boolean {
    return this.#add(fromMe === 1 ? account : destination);
  }

  #add(literal: Cell): boolean {
    if (typeof literal !== 'string') return false;
    const { key, kind } = readHandle(literal.replace(accountPrefix, ''));
    if ((kind !== 'phone' && kind !== 'email') || this.#keys.has(key)) return false;
    this.#keys.add(key);
    return true;
  }
}
