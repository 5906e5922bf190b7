import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { handleKey } from '#core/message/handle.ts';
import { breathe } from './messages-database.ts';
import { localRegion, phoneKey, type Region } from './phone-keys.ts';
import { type Cells, type ReadConnection, ReadOnlyDatabase } from './read-only-database.ts';
import { ReadTrouble } from './read-trouble.ts';

const fileName = 'AddressBook-v22.abcddb';
/** Entries that are read and normalised in one go, a few milliseconds. */
const sliceEntries = 500;

interface Source {
  /** Differs when the files do. */
  readonly mark: string;
  readonly names: ReadonlyMap<string, string>;
}

interface Entry {
  readonly key: string;
  readonly name: string;
}

/**
 * The owner's address book: one SQLite file for this Mac and one for each account (DB-5.2). That it can't
 * be read means that nobody's name is known, never an error.
 */
export class AddressBook {
  readonly #directory: string;
  readonly #region = localRegion();
  #sources = new Map<string, Source>();

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Names by sender key; whoever is not in the address book is absent. */
  names(keys: readonly string[]): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    for (const key of keys) {
      for (const { names } of this.#sources.values()) {
        const name = names.get(key);
        if (name !== undefined && !found.has(key)) found.set(key, name);
      }
    }
    return found;
  }

  /** Reads every source that changed since the last time. @returns whether any name may differ now. */
  async refresh(): Promise<boolean> {
    const before = this.#sources;
    const after: typeof before = new Map();
    let changed = false;
    for (const path of this.#paths()) {
      const known = before.get(path);
      // A source that can't be read just now keeps the names it gave; one that is gone loses them.
      const source = await this.#readSource(path, known?.mark ?? null).catch((error: unknown) =>
        error instanceof ReadTrouble && error.state === 'absent' ? null : 'unchanged',
      );
      if (source === 'unchanged' && known !== undefined) after.set(path, known);
      else if (source !== null && source !== 'unchanged') {
        after.set(path, source);
        changed = true;
      }
    }
    const gone = [...before.keys()].some((path) => !after.has(path));
    this.#sources = after;
    return changed || gone;
  }

  #paths(): readonly string[] {
    const sources = join(this.#directory, 'Sources');
    try {
      const accounts = readdirSync(sources).toSorted();
      return [this.#directory, ...accounts.map((account) => join(sources, account))].map((directory) =>
        join(directory, fileName),
      );
    } catch {
      return [join(this.#directory, fileName)];
    }
  }

  /** @param mark of the last reading. @returns what is in it now, or that nothing changed. @throws ReadTrouble */
  async #readSource(path: string, mark: string | null): Promise<Source | 'unchanged'> {
    const database = new ReadOnlyDatabase(path);
    try {
      const now = database.fileMark();
      if (now === mark) return 'unchanged';
      const names = new Map<string, string>();
      for (const table of [phones, emails]) {
        for (let after: number | null = 0; after !== null; ) {
          const rows = database.read((connection) => table.read(connection, after ?? 0));
          for (const { key, name } of this.#entries(rows, table.key))
            if (!names.has(key)) names.set(key, name);
          after = rows.length < sliceEntries ? null : Number(rows.at(-1)?.rowId);
          await breathe();
        }
      }
      return { mark: now, names };
    } finally {
      database.close();
    }
  }

  #entries(rows: readonly Cells[], toKey: AddressTable['key']): Entry[] {
    return rows.flatMap((cells) => {
      const name = nameOf(cells);
      if (typeof cells.address !== 'string' || cells.address === '' || name === null) return [];
      return { key: toKey(cells.address, this.#region), name };
    });
  }
}

/** A table of addresses, each of which belongs to a record. */
interface AddressTable {
  read(connection: ReadConnection, after: number): readonly Cells[];
  key(written: string, region: Region): string;
}

const nameColumns = ['ZFIRSTNAME', 'ZLASTNAME', 'ZNICKNAME', 'ZORGANIZATION'] as const;

function addressTable(table: string, column: string, key: AddressTable['key']): AddressTable {
  return {
    key,
    read(connection, after) {
      const present = new Set(
        connection.all('SELECT name FROM pragma_table_info(?)', 'ZABCDRECORD').map(({ name }) => name),
      );
      const names = nameColumns.map((name) => `${present.has(name) ? `r.${name}` : 'NULL'} AS ${name}`);
      return connection.all(
        `SELECT a.Z_PK AS rowId, a.${column} AS address, ${names.join(', ')}
         FROM (SELECT Z_PK FROM ${table} WHERE Z_PK > ? ORDER BY Z_PK LIMIT ${sliceEntries}) s
           CROSS JOIN ${table} a ON a.Z_PK = s.Z_PK LEFT JOIN ZABCDRECORD r ON r.Z_PK = a.ZOWNER
         ORDER BY a.Z_PK`,
        after,
      );
    },
  };
}

const phones = addressTable('ZABCDPHONENUMBER', 'ZFULLNUMBER', phoneKey);
const emails = addressTable('ZABCDEMAILADDRESS', 'ZADDRESS', (written) => handleKey(written.trim()));

function nameOf(cells: Cells): string | null {
  const [first, last, nickname, organization] = nameColumns.map((column) => {
    const cell = cells[column];
    return typeof cell === 'string' ? cell.trim() : '';
  });
  return [first, last].filter(Boolean).join(' ') || nickname || organization || null;
}
