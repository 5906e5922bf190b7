import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { AddressBook } from '../../src-main/messages/contacts.ts';
import { phoneKey } from '../../src-main/messages/phone-keys.ts';
import { waitFor } from '../support/wait.ts';
import { addCard, type Card, createAddressBook } from './address-book.ts';
import { listenTo, newChatDb, scratchDir } from './support.ts';

const fileName = 'AddressBook-v22.abcddb';

function bookWith(cards: readonly Card[], path: string, options = {}) {
  const db = createAddressBook(path, cards, options);
  onTestFinished(() => {
    if (db.isOpen) db.close();
  });
  return db;
}

describe('a number in the address book', () => {
  it.each([
    ['(212) 555-0101', 'US', '+12125550101'],
    ['+1 212-555-0101', 'GB', '+12125550101'],
    ['07700 900123', 'GB', '+447700900123'],
    ['+44 (0)7700 900123', 'US', '+447700900123'],
    ['\u202a+1 (212) 555‑0101\u202c', 'US', '+12125550101'],
    ['12345', 'US', '+12345'],
    ['29 234', 'US', '+29234'],
  ] as const)('%s in %s is the sender %s', (written, region, key) => {
    expect(phoneKey(written, region)).toBe(key);
  });
});

describe('the address book', () => {
  it('names people from every source, by what there is of a name', async () => {
    const dir = scratchDir();
    bookWith([{ first: 'Alice', last: 'Example', phones: ['+1 212 555 0101'] }], join(dir, fileName));
    bookWith(
      [
        { nickname: 'Bo', emails: ['Bo@Example.com'] },
        { organization: 'Example Clinic', phones: ['+12125550103', '+12125550104'] },
        { first: ' ', phones: ['+12125550105'] },
        { first: 'Second', phones: ['+12125550101'] },
      ],
      join(dir, 'Sources', 'B', fileName),
    );
    bookWith([{ last: 'Old', phones: ['+12125550106'] }], join(dir, 'Sources', 'A', fileName), {
      organizations: false,
    });
    const book = new AddressBook(dir);
    expect(await book.refresh()).toBe(true);
    const keys = ['+12125550101', 'bo@example.com', '+12125550104', '+12125550105', '+12125550106'];
    expect(book.names(keys)).toEqual(
      new Map([
        ['+12125550101', 'Alice Example'],
        ['bo@example.com', 'Bo'],
        ['+12125550104', 'Example Clinic'],
        ['+12125550106', 'Old'],
      ]),
    );
  });

  it('leaves no trace where nobody else has it open', async () => {
    const dir = scratchDir();
    bookWith([{ first: 'Alice', phones: ['+12125550101'] }], join(dir, fileName)).close();
    const book = new AddressBook(dir);
    await book.refresh();
    expect(book.names(['+12125550101']).size).toBe(1);
    expect(readdirSync(dir)).toEqual([fileName]);
  });

  it('is read again when it changed, and only then', async () => {
    const dir = scratchDir();
    const db = bookWith([{ first: 'Alice', phones: ['+12125550101'] }], join(dir, fileName));
    const book = new AddressBook(dir);
    expect(await book.refresh()).toBe(true);
    expect(await book.refresh()).toBe(false);
    addCard(db, { first: 'Bob', phones: ['+12125550102'] });
    expect(await book.refresh()).toBe(true);
    expect(book.names(['+12125550101', '+12125550102']).size).toBe(2);
    db.close();
    rmSync(join(dir, fileName));
    expect(await book.refresh()).toBe(true);
    expect(book.names(['+12125550101']).size).toBe(0);
  });

  it.each([
    ['absent', () => {}],
    ['no database', (path: string) => writeFileSync(path, 'not a database')],
    ['a folder', (path: string) => mkdirSync(path)],
    ['another shape', (path: string) => bookWith([], path).exec('DROP TABLE ZABCDPHONENUMBER')],
  ])('that is %s is unknown, not an error; other sources count', async (_, make) => {
    const dir = scratchDir();
    make(join(dir, fileName));
    bookWith([{ first: 'Alice', phones: ['+12125550101'] }], join(dir, 'Sources', 'A', fileName));
    const book = new AddressBook(dir);
    await book.refresh();
    expect(book.names(['+12125550101'])).toEqual(new Map([['+12125550101', 'Alice']]));
  });

  it('is told of through the source, first and when it changed', async () => {
    const dir = scratchDir();
    const address = bookWith([{ first: 'Alice', phones: ['+12125550101'] }], join(dir, fileName));
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'hi' });
    const heard = listenTo(db.path, { contactsDir: dir });
    await heard.caughtUp();
    expect(heard.events[0]?.type).toBe('contacts');
    expect(await heard.source.contacts(['+12125550101', '+12125550102'])).toEqual(
      new Map([['+12125550101', 'Alice']]),
    );
    addCard(address, { first: 'Bob', phones: ['+12125550102'] });
    await heard.source.poke();
    await waitFor('the news', () => heard.events.filter(({ type }) => type === 'contacts').length === 2);
    expect((await heard.source.contacts(['+12125550102'])).get('+12125550102')).toBe('Bob');
  });

  it('is left alone until Messages could be read, and read before the first row then', async () => {
    const dir = scratchDir();
    bookWith([{ first: 'Alice', phones: ['+12125550101'] }], join(dir, fileName));
    const place = join(scratchDir(), 'chat.db');
    const heard = listenTo(place, { contactsDir: dir });
    await heard.state('absent');
    await heard.source.poke();
    expect(await heard.source.contacts(['+12125550101'])).toEqual(new Map());
    expect(heard.events.map(({ type }) => type)).not.toContain('contacts');
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'hi' });
    await db.sql(`VACUUM INTO '${place}'`);
    await heard.source.poke();
    await heard.caughtUp();
    const types = heard.events.map(({ type }) => type);
    expect(types.indexOf('contacts')).toBeLessThan(types.indexOf('rows'));
    expect(types.indexOf('contacts')).toBeGreaterThan(0);
    expect((await heard.source.contacts(['+12125550101'])).get('+12125550101')).toBe('Alice');
  });
});
