import type { MessageRow } from '#core/message/message.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { ReadMark } from '#core/ports/messages.ts';
import { lastRowIdSql } from './cell-sql.ts';
import { chunks } from './chunks.ts';
import { reached } from './knock-trace.ts';
import { LinkPatience } from './link-patience.ts';
import { fingerprint, isDated, settled, toMessageRow } from './message-rows.ts';
import { breathe, type MessagesDatabase } from './messages-database.ts';
import type { OwnAddresses } from './own-addresses.ts';
import type { Cells } from './read-only-database.ts';
import { newestRowId, readCells, sliceRows } from './row-query.ts';
import { idsAfter, idsDatedBefore, idsSince, withoutGroups } from './rows-to-read.ts';

/** Text, attachments and links can land after the row: the newest rows are read again (DB-2.9). */
const overlapRows = 250;
/** Whoever was told of something new asks about it at once, and is not kept waiting for what is only read again: so long, ms. */
const putOffMs = 10;
/** Rows of the owner's that may still leave, or fail, are looked at again wherever they are: at most so many. */
const unsentKept = 200;
/** Whoever takes them in does nothing else meanwhile; of history they make no cards then. */
const rowsToldAtOnce = { live: 40, history: sliceRows } as const;
/** How far back a start and a sweep look by date (RULE-4.3, DB-2.9), but for what was written since the last look. */
const windowMs = 30 * 24 * 3_600_000;
const sweepEveryMs = 3_600_000;
/** More wall time than running time between two looks: the Mac slept. */
const sleptMs = 30_000;

type Joined = readonly [Cells, ...Cells[]];

export interface RowFollowerDeps {
  readonly database: MessagesDatabase;
  readonly own: OwnAddresses;
  /** How far Messages was read before this follower was; null: never. */
  readonly readUpTo: ReadMark | null;
  readonly clock: Pick<Clock, 'now' | 'monotonic'>;
  /** Resolves when the receiver is ready for more. */
  readonly emit: (origin: 'history' | 'live', rows: readonly MessageRow[]) => Promise<void>;
  /** Every row of the first window was emitted. */
  readonly caughtUp: () => Promise<void>;
  /** It is another database, or one that was built anew: ROWIDs may mean other things. */
  readonly begins: () => void;
  /** An hour has passed: Messages may have changed more than rows, such as chats and handles. */
  readonly swept: () => void;
}

/**
 * Follows the rows of `message`: by ROWID while we watch, by date at the start, hourly and when the database is another
 * one, because ROWID order is not time order (DB-2.9). A row is emitted again only when
 * something about it changed.
 */
export class RowFollower {
  readonly #deps: RowFollowerDeps;
  /** The highest ROWID scanned, and the message it was: another one there means a rebuilt database. */
  #cursor = { rowId: 0, guid: null as string | null };
  #place: string | null = null;
  #mark: string | null = null;
  /** Fingerprints of what was emitted, by ROWID. */
  #seen = new Map<number, number>();
  readonly #patience: LinkPatience;
  /** The owner's rows that neither left nor failed yet: one that is to be sent tomorrow is far behind by then. */
  #unsent = new Set<number>();
  /** Rows without a date, by ROWID: when they came, ms, if we watched, for nothing else says it; null: before that. */
  #undated = new Map<number, number | null>();
  /** What is still to be read again: from which row on, and when, running time in ms; null: nothing. */
  #putOff: { readonly from: number; readonly dueMs: number } | null = null;
  #sweptAtMs = 0;
  #lookedAt = { wallMs: 0, runningMs: 0 };

  constructor(deps: RowFollowerDeps) {
    this.#deps = deps;
    this.#patience = new LinkPatience(deps.clock);
  }

  get lastRowId(): number {
    return this.#cursor.rowId;
  }

  /** When to look again although nothing was written, ms: a link may still come, or something was put off; null: no need. */
  get againInMs(): number | null {
    const forLink = this.#patience.againInMs;
    if (this.#putOff === null) return forLink;
    const forOverlap = Math.max(0, this.#putOff.dueMs - this.#deps.clock.monotonic());
    return Math.min(forOverlap, forLink ?? forOverlap);
  }

  /**
   * Emits everything that is new since the last look. Not to be called again before it has resolved.
   * @param how `whole`: nothing is put off. @throws ReadTrouble
   */
  async look(how: 'quick' | 'whole' = 'quick'): Promise<void> {
    if (how === 'whole' && this.#putOff !== null) this.#putOff = { ...this.#putOff, dueMs: 0 };
    const { database, clock } = this.#deps;
    const origin = this.#noteTime() ? 'history' : 'live';
    const mark = database.changeMark();
    const isSweepDue = Math.abs(clock.now() - this.#sweptAtMs) >= sweepEveryMs;
    const isChanged = mark !== this.#mark;
    if (!isChanged && !isSweepDue && !this.#patience.isOverForOne && !this.#isOverlapDue) return;
    if (isChanged) reached('found');
    if (isChanged && (database.place() !== this.#place || this.#isRebuilt())) await this.#begin();
    else if (isSweepDue) await this.#sweepAgain();
    await this.#drain(origin, isChanged, how);
    this.#mark = mark;
  }

  get #isOverlapDue(): boolean {
    return this.#putOff !== null && this.#deps.clock.monotonic() >= this.#putOff.dueMs;
  }

  /** @returns whether the Mac slept since the last look. */
  #noteTime(): boolean {
    const before = this.#lookedAt;
    this.#lookedAt = { wallMs: this.#deps.clock.now(), runningMs: this.#deps.clock.monotonic() };
    const wall = this.#lookedAt.wallMs - before.wallMs;
    return before.wallMs > 0 && wall - (this.#lookedAt.runningMs - before.runningMs) > sleptMs;
  }

  /** ROWIDs begin again below the cursor, or the row at the cursor is another message. */
  #isRebuilt(): boolean {
    const { rowId, guid } = this.#cursor;
    return this.#deps.database.read((connection) => {
      const [at] = connection.all('SELECT guid FROM message WHERE ROWID = ?', rowId);
      if (at !== undefined) return guid !== null && at.guid !== guid;
      // Gone: deleted by the owner, unless the table never gave out so high a ROWID.
      const [sequence] = connection.all("SELECT seq FROM sqlite_sequence WHERE name = 'message'");
      const highest = sequence?.seq ?? newestRowId(connection);
      return Number(highest) < rowId;
    });
  }

  /** Starts over on this database: the window by date, then everything after the row that was the newest before. */
  async #begin(): Promise<void> {
    const { database, own, begins, caughtUp, readUpTo } = this.#deps;
    begins();
    const place = database.place();
    const { rowId, guid } = this.#cursor;
    const before = guid === null ? readUpTo : { rowId, guid };
    this.#seen = new Map();
    this.#patience.reset();
    this.#unsent = new Set();
    this.#undated = new Map();
    this.#putOff = null;
    this.#cursor = database.read((connection, shape) => {
      own.learn(connection, shape);
      const [newest] = connection.all(
        `SELECT ROWID AS rowId, guid FROM message WHERE ROWID <= ${lastRowIdSql} ORDER BY ROWID DESC LIMIT 1`,
      );
      return newest === undefined
        ? { rowId: 0, guid: null }
        : { rowId: Number(newest.rowId), guid: String(newest.guid) };
    });
    await this.#sweep();
    if (before !== null) await this.#makeUpFor(before);
    this.#remember(this.#cursor.rowId);
    this.#place = place;
    await caughtUp();
  }

  /** Emits what is dated in the window and was not emitted yet, wherever its ROWID is. Group talk is left out, but for
   * the newest rows: what was told as somebody's own may lie in a group by now (DB-2.9). */
  async #sweep(): Promise<void> {
    const { database, clock } = this.#deps;
    const since = clock.now() - windowMs;
    const ids = database.read((connection) => idsSince(connection, since, this.#cursor.rowId));
    const isNew = (id: number) => id > this.#cursor.rowId - overlapRows;
    for (let at = 0; at < ids.length; at += sliceRows) {
      const slice = ids.slice(at, at + sliceRows);
      const cells = database.read((connection, shape) =>
        readCells(connection, shape, [
          ...withoutGroups(
            connection,
            shape,
            slice.filter((id) => !isNew(id)),
          ),
          ...slice.filter(isNew),
        ]),
      );
      await this.#emit('history', cells);
      await breathe();
    }
    const kept = new Set(ids);
    for (const known of [this.#undated, this.#seen]) {
      for (const id of known.keys()) if (!kept.has(id) && !isNew(id)) known.delete(id);
    }
    this.#sweptAtMs = clock.now();
  }

  async #sweepAgain(): Promise<void> {
    await this.#sweep();
    this.#deps.swept();
  }

  /** What was written since, and is dated before the window: a sender's clock, or a phone that was off for months. */
  async #makeUpFor({ rowId, guid }: ReadMark): Promise<void> {
    const { database, clock } = this.#deps;
    const since = clock.now() - windowMs;
    const isThere = database.read((connection) => {
      const [at] = connection.all('SELECT guid FROM message WHERE ROWID = ?', rowId);
      return at?.guid === guid;
    });
    // In another database, or without that message, ROWIDs say nothing of before and after.
    for (let at = isThere ? rowId : this.#cursor.rowId; at < this.#cursor.rowId; ) {
      const { end, cells } = database.read((connection, shape) => {
        const page = idsAfter(connection, at, sliceRows).filter((id) => id <= this.#cursor.rowId);
        return {
          end: page.at(-1) ?? this.#cursor.rowId,
          cells: readCells(connection, shape, idsDatedBefore(connection, since, page)),
        };
      });
      await this.#emit('history', cells);
      await breathe();
      at = end;
    }
  }

  /** Rows just before the cursor that a sweep leaves out are not news when they are read again. */
  #remember(cursor: number): void {
    const cells = this.#deps.database.read((connection, shape) =>
      readCells(connection, shape, idsAfter(connection, cursor - overlapRows, overlapRows)),
    );
    for (const joined of cells) {
      const row = this.#row(joined, 'history');
      if (row.rowId <= cursor && !this.#seen.has(row.rowId)) this.#seen.set(row.rowId, fingerprint(row));
    }
  }

  /**
   * What is new first, so that nobody waits for what is only looked at again; each in pages, in ROWID order. Where something
   * new came as we watched, the rest is left to a look a moment later, unless a chat is waited for: that is found there.
   */
  async #drain(origin: 'history' | 'live', isChanged: boolean, how: 'quick' | 'whole'): Promise<void> {
    const before = this.#cursor.rowId;
    const wasPutOff = this.#putOff !== null;
    this.#putOff ??= { from: before - overlapRows, dueMs: this.#deps.clock.monotonic() + putOffMs };
    const isNews = isChanged && (await this.#newRows(origin, before));
    const mayWait = how === 'quick' && this.#patience.againInMs === null && !this.#isOverlapDue;
    if (origin === 'live' && (isNews || wasPutOff) && mayWait) return;
    const from = Math.max(0, this.#putOff.from);
    const overlap = this.#deps.database.read((connection) => idsAfter(connection, from, before - from));
    await this.#readAgain(origin, [...this.#lateUpTo(from), ...overlap.filter((id) => id <= before)]);
    this.#putOff = null;
  }

  /** Rows after this one, in pages. @returns whether there are any. */
  async #newRows(origin: 'history' | 'live', after: number): Promise<boolean> {
    for (let at = after; ; ) {
      const { ids, cells } = this.#deps.database.read((connection, shape) => {
        const page = idsAfter(connection, at, sliceRows);
        return { ids: page, cells: readCells(connection, shape, page) };
      });
      const end = ids.at(-1);
      if (end === undefined) return at > after;
      reached('read');
      await this.#emit(origin, cells);
      const newest = cells.at(-1)?.[0];
      this.#cursor = { rowId: end, guid: newest?.rowId === end ? String(newest.guid) : null };
      if (ids.length < sliceRows) return true;
      at = end;
      await breathe();
    }
  }

  /** Rows up to `last`, before the overlap, that can still change: they wait for their chat, or to be sent. */
  #lateUpTo(last: number): readonly number[] {
    const unlinked = this.#patience.waitingUpTo(last);
    const unsent = [...this.#unsent].filter((id) => id <= last);
    return [...new Set([...unlinked, ...unsent])].toSorted((a, b) => a - b);
  }

  /** Rows that were told of before, as they are now; in ROWID order. */
  async #readAgain(origin: 'history' | 'live', ids: readonly number[]): Promise<void> {
    for (let at = 0; at < ids.length; at += sliceRows) {
      const slice = ids.slice(at, at + sliceRows);
      const cells = this.#deps.database.read((connection, shape) => readCells(connection, shape, slice));
      await this.#emit(origin, cells);
      const there = new Set(cells.map(([one]) => one.rowId));
      for (const id of slice) {
        if (there.has(id)) continue;
        this.#patience.drop(id);
        this.#unsent.delete(id);
      }
      await breathe();
    }
  }

  async #emit(origin: 'history' | 'live', messages: readonly Joined[]): Promise<void> {
    for (const [cells] of messages) this.#deps.own.note(cells);
    const rows = messages.map((joined) => this.#row(joined, origin)).filter((row) => this.#isNews(row));
    for (const together of chunks(rows, rowsToldAtOnce[origin])) await this.#deps.emit(origin, together);
  }

  #isNews(row: MessageRow): boolean {
    const print = fingerprint(row);
    if (this.#seen.get(row.rowId) === print) return false;
    this.#seen.set(row.rowId, print);
    return true;
  }

  /** The row as it counts now: one without a chat waits for it, but not for ever. */
  #row(joined: Joined, origin: 'history' | 'live'): MessageRow {
    const row = toMessageRow(joined, this.#deps.own.includes, this.#undatedMs(joined[0], origin));
    this.#noteUnsent(row);
    if (row.chat !== 'pending') {
      this.#patience.drop(row.rowId);
      return row;
    }
    // In history, the time it has waited can only be told by its date.
    const waitedMs = origin === 'history' ? Math.max(0, this.#deps.clock.now() - row.atMs) : 0;
    if (this.#patience.has(row.rowId, waitedMs)) return row;
    return settled(row, joined);
  }

  /** When a row without a date was written, ms: now, if it comes while we watch; null: it has one, or nobody knows. */
  #undatedMs(cells: Cells, origin: 'history' | 'live'): number | null {
    if (isDated(cells)) return null;
    const rowId = Number(cells.rowId);
    const known = this.#undated.get(rowId);
    if (known !== undefined) return known;
    const came = origin === 'live' ? this.#deps.clock.now() : null;
    this.#undated.set(rowId, came);
    return came;
  }

  /** The newest ones are kept: a row that waits since long ago is looked at with the hourly sweep. */
  #noteUnsent({ rowId, own }: MessageRow): void {
    if (own !== 'waiting' && own !== 'scheduled') {
      this.#unsent.delete(rowId);
      return;
    }
    this.#unsent.add(rowId);
    if (this.#unsent.size > unsentKept) this.#unsent.delete(Math.min(...this.#unsent));
  }
}
