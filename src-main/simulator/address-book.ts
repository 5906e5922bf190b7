import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** One card of an address book. Addresses stand as their owner wrote them. */
export interface ContactCard {
  readonly first?: string;
  readonly last?: string;
  readonly nickname?: string;
  readonly organization?: string;
  readonly phones?: readonly string[];
  readonly emails?: readonly string[];
}

/** What Core Data calls the kinds of rows; looked up by name, because the numbers differ from Mac to Mac. */
const contactEntity = 22;
const groupEntity = 19;

const schema = `
  PRAGMA journal_mode = WAL;
  CREATE TABLE Z_PRIMARYKEY (Z_ENT INTEGER PRIMARY KEY, Z_NAME VARCHAR, Z_SUPER INTEGER, Z_MAX INTEGER);
  CREATE TABLE ZABCDRECORD (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZFIRSTNAME VARCHAR, ZLASTNAME VARCHAR,
    ZNICKNAME VARCHAR, ZORGANIZATION VARCHAR, ZNAME VARCHAR, ZUNIQUEID VARCHAR, ZLINKID VARCHAR);
  CREATE TABLE ZABCDPHONENUMBER (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZOWNER INTEGER,
    ZORDERINGINDEX INTEGER, ZFULLNUMBER VARCHAR, ZLASTFOURDIGITS VARCHAR, ZLABEL VARCHAR);
  CREATE TABLE ZABCDEMAILADDRESS (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, Z_OPT INTEGER, ZOWNER INTEGER,
    ZORDERINGINDEX INTEGER, ZADDRESS VARCHAR, ZADDRESSNORMALIZED VARCHAR, ZLABEL VARCHAR);`;

/**
 * Writes an address book as macOS keeps it (DB-5.2): `AddressBook-v22.abcddb` in a directory, which stands
 * for `~/Library/Application Support/AddressBook` itself or for one account below its `Sources`.
 * @returns the file's path.
 */
export function writeAddressBook(directory: string, cards: readonly ContactCard[]): string {
  mkdirSync(directory, { recursive: true });
  const path = join(directory, 'AddressBook-v22.abcddb');
  const db = new DatabaseSync(path);
  db.exec(schema);
  const entity = db.prepare('INSERT INTO Z_PRIMARYKEY VALUES (?, ?, 0, ?)');
  entity.run(contactEntity, 'ABCDContact', cards.length);
  entity.run(groupEntity, 'ABCDGroup', 0);
  const record = db.prepare(
    `INSERT INTO ZABCDRECORD (Z_PK, Z_ENT, Z_OPT, ZFIRSTNAME, ZLASTNAME, ZNICKNAME, ZORGANIZATION, ZUNIQUEID)
     VALUES (?, ?, 1, ?, ?, ?, ?, ?)`,
  );
  const phone = db.prepare(
    `INSERT INTO ZABCDPHONENUMBER (Z_OPT, ZOWNER, ZORDERINGINDEX, ZFULLNUMBER, ZLASTFOURDIGITS, ZLABEL)
     VALUES (1, ?, ?, ?, ?, '_$!<Mobile>!$_')`,
  );
  const email = db.prepare(
    `INSERT INTO ZABCDEMAILADDRESS (Z_OPT, ZOWNER, ZORDERINGINDEX, ZADDRESS, ZADDRESSNORMALIZED, ZLABEL)
     VALUES (1, ?, ?, ?, ?, '_$!<Home>!$_')`,
  );
  const orNull = (text: string | undefined) => text || null;

  db.exec('BEGIN');
  for (const [index, card] of cards.entries()) {
    const owner = index + 1;
    record.run(
      owner,
      contactEntity,
      orNull(card.first),
      orNull(card.last),
      orNull(card.nickname),
      orNull(card.organization),
      `PRACTICE-${owner}:ABPerson`,
    );
    for (const [order, number] of (card.phones ?? []).entries())
      phone.run(owner, order, number, number.replace(/\D/g, '').slice(-4));
    for (const [order, address] of (card.emails ?? []).entries())
      email.run(owner, order, address, address.toLowerCase());
  }
  db.exec('COMMIT');
  db.close();
  return path;
}
