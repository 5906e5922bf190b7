import { type ReadConnection, ReadOnlyDatabase } from './read-only-database.ts';
import { readShape, type Shape } from './shape.ts';

/** chat.db: a short read gets its connection and what columns it has. */
export class MessagesDatabase {
  readonly #file: ReadOnlyDatabase;
  /** The shape by connection: another connection may be another file. */
  readonly #shapes = new WeakMap<ReadConnection, Shape>();

  constructor(path: string) {
    this.#file = new ReadOnlyDatabase(path);
  }

  get path(): string {
    return this.#file.path;
  }

  /** See `ReadOnlyDatabase.read`. @throws ReadTrouble */
  read<T>(work: (connection: ReadConnection, shape: Shape) => T): T {
    return this.#file.read((connection) => {
      const shape = this.#shapes.get(connection) ?? readShape(connection.database, this.path);
      this.#shapes.set(connection, shape);
      return work(connection, shape);
    });
  }

  place(): string {
    return this.#file.place();
  }

  changeMark(): string {
    return this.#file.changeMark();
  }

  close(): void {
    this.#file.close();
  }
}

/** Lets the worker's other tasks run: a poll does not wait for a long question, nor a question for a long poll. */
export function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
