import { readHandle } from '#core/message/handle.ts';
import { noAddresses, type OwnerAddresses } from '#core/sender/owner-addresses.ts';
import { appleMsSql, unixMs } from './apple-time.ts';
import { lastRowIdSql, textSql } from './cell-sql.ts';
import type { Cell, Cells, ReadConnection } from './read-only-database.ts';
import type { Shape } from './shape.ts';

/** The newest rows that are asked which of the owner's addresses they were written from, or to. */
const newestRows = 5_000;
const maxName = 512;
/** How Messages spells an account (`E:` an e-mail address, `P:` a number), and other forms of an address. */
const prefixes = /^(?:(?:[ep]|tel|mailto|sip):)+/i;
/** An address that nothing was written from or to for so long, beside others that are in use, is given up, ms. */
const givenUpMs = 90 * 24 * 3_600_000;
/** Fewer rows than this don't make another account the one that this Mac uses now. */
const rowsOfAnAccount = 3;

/** How long one of the owner's accounts, with one address that was written to, was in use. */
interface Use {
  readonly account: string;
  readonly destination: string;
  rows: number;
  firstMs: number;
  lastMs: number;
}

/**
 * The owner's addresses, by what the newest rows say they were written from and to (DB-1.8): those of the accounts that
 * this Mac uses **now**. Another Apple ID of before, or a number given up, may be somebody else's today: they are only
 * known to have been the owner's. Not `last_addressed_handle`, which is polluted with short codes.
 */
export class OwnAddresses {
  readonly #uses = new Map<string, Use>();
  #logins: readonly string[] = [];
  #newestRowId = 0;
  #known: OwnerAddresses = noAddresses;

  /** The same object as long as they are the same. */
  get known(): OwnerAddresses {
    return this.#known;
  }

  readonly includes = (key: string): boolean => this.#known.now.has(key);

  /** Looks through the whole database, in bounds. */
  learn(connection: ReadConnection, shape: Shape): void {
    this.#logins = shape.has('chat', 'account_login')
      ? connection
          .all(`SELECT DISTINCT ${textSql('account_login', maxName)} AS login FROM chat`)
          .flatMap(({ login }) => (typeof login === 'string' ? login : []))
      : [];
    const read = (name: string) => (shape.has('message', name) ? textSql(name, maxName) : 'NULL');
    const uses = connection.all(
      `SELECT account, destination, count(*) AS rows, min(ms) AS first, max(ms) AS last, max(id) AS newest
       FROM (SELECT ROWID AS id, ${read('account')} AS account,
               CASE is_from_me WHEN 1 THEN NULL ELSE ${read('destination_caller_id')} END AS destination,
               ${appleMsSql('date')} AS ms
             FROM message WHERE ROWID <= ${lastRowIdSql} ORDER BY ROWID DESC LIMIT ${newestRows})
       WHERE ms IS NOT NULL GROUP BY account, destination`,
    );
    this.#uses.clear();
    for (const { account, destination, rows, first, last, newest } of uses) {
      this.#add(account, destination, Number(rows), Number(first), Number(last));
      this.#newestRowId = Math.max(this.#newestRowId, Number(newest));
    }
    this.#judge();
  }

  /** Takes in what one row says; a row that was seen before says nothing new. */
  note({ rowId, fromMe, account, destination, appleMs }: Cells): void {
    if (typeof appleMs !== 'number' || Number(rowId) <= this.#newestRowId) return;
    this.#newestRowId = Number(rowId);
    this.#add(account, fromMe === 1 ? null : destination, 1, appleMs, appleMs);
    this.#judge();
  }

  #add(account: Cell, destination: Cell, rows: number, firstMs: number, lastMs: number): void {
    const names = { account: addressOf(account) ?? '', destination: addressOf(destination) ?? '' };
    const place = `${names.account} ${names.destination}`;
    const use = this.#uses.get(place);
    if (use === undefined) {
      this.#uses.set(place, { ...names, rows, firstMs, lastMs });
      return;
    }
    use.rows += rows;
    use.firstMs = Math.min(use.firstMs, firstMs);
    use.lastMs = Math.max(use.lastMs, lastMs);
  }

  /** An account of now is the newest, or one that is used beside it. */
  #judge(): void {
    const uses = [...this.#uses.values()];
    const accounts = [...Map.groupBy(uses, ({ account }) => account).values()].map((of) => ({
      account: of[0]?.account ?? '',
      rows: of.reduce((sum, { rows }) => sum + rows, 0),
      firstMs: Math.min(...of.map(({ firstMs }) => firstMs)),
      lastMs: Math.max(...of.map(({ lastMs }) => lastMs)),
    }));
    const before = new Map<string, number | null>(
      this.#logins.flatMap((login) => addressOf(login) ?? []).map((key) => [key, null]),
    );
    if (accounts.length === 0) {
      this.#take({ now: new Set(before.keys()), before: new Map() });
      return;
    }
    const newestFirst = accounts.toSorted((a, b) => b.lastMs - a.lastMs);
    // An account of few rows, or one that a row does not name, makes no other one an account of before.
    const newest = newestFirst.find(({ account, rows }) => account !== '' && rows >= rowsOfAnAccount);
    const current = new Set(
      accounts
        .filter(({ lastMs }) => newest === undefined || lastMs >= newest.firstMs)
        .map(({ account }) => account),
    );
    const lastMs = newestFirst[0]?.lastMs ?? 0;
    const now = new Set<string>();
    for (const { account, destination, ...use } of uses) {
      const isOfNow = current.has(account) && use.lastMs >= lastMs - givenUpMs;
      for (const key of [account, destination]) {
        if (key === '') continue;
        if (isOfNow) now.add(key);
        else before.set(key, Math.max(before.get(key) ?? 0, unixMs(use.lastMs)));
      }
    }
    for (const key of now) before.delete(key);
    this.#take({ now, before });
  }

  #take(known: OwnerAddresses): void {
    const text = ({ now, before }: OwnerAddresses) =>
      JSON.stringify([[...now].toSorted(), [...before].toSorted()]);
    if (text(known) !== text(this.#known)) this.#known = known;
  }
}

/** @returns the key of an address that somebody can have, in any spelling of Messages; null for anything else. */
function addressOf(literal: Cell): string | null {
  if (typeof literal !== 'string') return null;
  const { key, kind } = readHandle(literal.replace(prefixes, ''));
  return kind === 'phone' || kind === 'email' ? key : null;
}
