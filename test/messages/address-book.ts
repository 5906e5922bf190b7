import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

export interface Card {
  readonly first?: string;
  readonly last?: string;
  readonly nickname?: string;
  readonly organization?: string;
  readonly phones?: readonly string[];
  readonly emails?: readonly string[];
}

/** Makes a source of the address book in WAL mode, and leaves it open for writing (DB-5.2). */
export function createAddressBook(
  path: string,
  cards: readonly Card[],
  { organizations = true } = {},
): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true });
  const db = new DatabaseSync(path);
  db.exec(`PRAGMA journal_mode = WAL;
    CREATE TABLE ZABCDRECORD (Z_PK INTEGER PRIMARY KEY, Z_ENT INTEGER, ZFIRSTNAME VARCHAR, ZLASTNAME VARCHAR,
      ZNICKNAME VARCHAR, ${organizations ? 'ZORGANIZATION VARCHAR,' : ''} ZUNIQUEID VARCHAR);
    CREATE TABLE ZABCDPHONENUMBER (Z_PK INTEGER PRIMARY KEY, ZOWNER INTEGER, ZFULLNUMBER VARCHAR, ZLABEL VARCHAR,
      ZORDERINGINDEX INTEGER);
    CREATE TABLE ZABCDEMAILADDRESS (Z_PK INTEGER PRIMARY KEY, ZOWNER INTEGER, ZADDRESS VARCHAR,
      ZADDRESSNORMALIZED VARCHAR);
    INSERT INTO ZABCDRECORD (Z_ENT, ZUNIQUEID) VALUES (19, 'a group');`);
  for (const card of cards) addCard(db, card);
  return db;
}

export function addCard(db: DatabaseSync, card: Card): void {
  const { lastInsertRowid: owner } = db
    .prepare('INSERT INTO ZABCDRECORD (Z_ENT, ZFIRSTNAME, ZLASTNAME, ZNICKNAME) VALUES (22, ?, ?, ?)')
    .run(card.first ?? null, card.last ?? null, card.nickname ?? null);
  if (card.organization !== undefined) {
    db.prepare('UPDATE ZABCDRECORD SET ZORGANIZATION = ? WHERE Z_PK = ?').run(card.organization, owner);
  }
  for (const phone of card.phones ?? []) {
    db.prepare('INSERT INTO ZABCDPHONENUMBER (ZOWNER, ZFULLNUMBER) VALUES (?, ?)').run(owner, phone);
  }
  for (const email of card.emails ?? []) {
    db.prepare('INSERT INTO ZABCDEMAILADDRESS (ZOWNER, ZADDRESS) VALUES (?, ?)').run(owner, email);
  }
}
