import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { z } from 'zod';
import { interned } from '#core/interned.ts';
import type { HandleKind } from '#core/message/handle.ts';
import type { Service } from '#core/message/message.ts';
import type { CountedKnock, KnockRecord, SenderRecord } from '#core/sender/sender-record.ts';
import { numberOf, type Row, textOf, timeOf, wordOf } from './rows.ts';
import { afterKnock, afterReading } from './sender-record.ts';

const dayMs = 86_400_000;
/** Knocks are remembered this long; Messages is swept 30 days back, so none comes again after it was forgotten. */
const rememberMs = 60 * dayMs;

const kinds = ['phone', 'email', 'short-code', 'other'] as const satisfies readonly HandleKind[];
const serviceNames = ['iMessage', 'SMS', 'RCS'] as const satisfies readonly Service[];
const services = z.array(z.enum(serviceNames));

/** The lists of services by how they are written down: of tens of thousands of senders there are a few. */
const servicesAsWritten = new Map<string, readonly Service[]>();

function servicesOf(row: Row): readonly Service[] {
  const written = textOf(row, 'services');
  const known = servicesAsWritten.get(written) ?? interned(services.parse(JSON.parse(written)));
  servicesAsWritten.set(written, known);
  return known;
}

const columns =
  'key, handle, kind, approvable, service, services, knocks, first_seen_ms, last_seen_ms, is_new, filter_bucket, ' +
  'notified_ms, notifications';

function senderRecord(row: Row): SenderRecord {
  return {
    key: textOf(row, 'key'),
    handle: textOf(row, 'handle'),
    kind: wordOf(row, 'kind', kinds),
    approvable: row.approvable === 1,
    service: wordOf(row, 'service', serviceNames),
    services: servicesOf(row),
    knocks: numberOf(row, 'knocks'),
    firstSeenAtMs: timeOf(row, 'first_seen_ms'),
    lastSeenAtMs: timeOf(row, 'last_seen_ms'),
    isNew: row.is_new === 1,
    filterBucket: numberOf(row, 'filter_bucket'),
    notifiedAtMs: row.notified_ms === null ? null : timeOf(row, 'notified_ms'),
    notifications: numberOf(row, 'notifications'),
  };
}

/** Who wrote, counted from knocks; every change inside a transaction of the caller. */
export class SenderTable {
  readonly #one: StatementSync;
  readonly #all: StatementSync;
  readonly #keys: StatementSync;
  readonly #put: StatementSync;
  readonly #drop: StatementSync;
  readonly #remember: StatementSync;
  readonly #knock: StatementSync;
  readonly #copy: StatementSync;
  readonly #keep: StatementSync;
  readonly #forgetOne: StatementSync;
  readonly #remembered: StatementSync;
  readonly #newestKnock: StatementSync;
  readonly #forget: StatementSync;
  readonly #pruned: StatementSync;
  readonly #setPruned: StatementSync;

  constructor(db: DatabaseSync) {
    this.#one = db.prepare(`SELECT ${columns} FROM sender WHERE key = ?`);
    this.#all = db.prepare(`SELECT ${columns} FROM sender`);
    this.#keys = db.prepare('SELECT key FROM sender ORDER BY last_seen_ms DESC, key');
    this.#put = db.prepare(
      `INSERT OR REPLACE INTO sender (${columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#drop = db.prepare('DELETE FROM sender WHERE key = ?');
    this.#remember = db.prepare('INSERT INTO knock (guid, at_ms, key, mark, is_new) VALUES (?, ?, ?, ?, ?)');
    this.#knock = db.prepare('SELECT at_ms, key, mark, is_new FROM knock WHERE guid = ?');
    this.#copy = db.prepare(
      // What was changed or taken back says nothing by now, and was the same message all the same: 0 is like any other.
      'SELECT 1 FROM knock WHERE key = ?1 AND at_ms = ?2 AND (mark = ?3 OR mark = 0 OR ?3 = 0) AND guid <> ?4',
    );
    this.#keep = db.prepare('UPDATE knock SET at_ms = ?, key = ?, mark = ?, is_new = ? WHERE guid = ?');
    this.#forgetOne = db.prepare('DELETE FROM knock WHERE guid = ?');
    this.#remembered = db.prepare(
      'SELECT count(*) AS knocks, min(at_ms) AS first, max(at_ms) AS last, max(is_new) AS is_new FROM knock WHERE key = ?',
    );
    this.#newestKnock = db.prepare('SELECT max(at_ms) AS at_ms FROM knock');
    this.#forget = db.prepare('DELETE FROM knock WHERE at_ms < ?');
    this.#pruned = db.prepare('SELECT before_ms FROM knocks_pruned');
    this.#setPruned = db.prepare('INSERT OR REPLACE INTO knocks_pruned (one, before_ms) VALUES (1, ?)');
  }

  find(key: string): SenderRecord | null {
    const row = this.#one.get(key);
    return row ? senderRecord(row) : null;
  }

  /** Of all, newest first. */
  keys(): readonly string[] {
    return this.#keys.all().map((row) => textOf(row, 'key'));
  }

  /** Reads every one, and holds none. */
  check(): void {
    for (const row of this.#all.iterate()) senderRecord(row);
  }

  /** Whose knock a row is remembered as; null: nobody's. */
  counted(guid: string): CountedKnock | null {
    const row = this.#knock.get(guid);
    return row === undefined ? null : { key: row.key === null ? null : textOf(row, 'key') };
  }

  /**
   * Counts each message once, whatever its rows say of it by now: a row that comes again, changed or not, and one that
   * Messages wrote again under another guid (DB-2.13).
   * @param withdrawn guids of rows that are no knock (any more).
   * @returns the senders that changed; `knocks` 0: nobody of that key is left.
   */
  record(knocks: readonly KnockRecord[], withdrawn: readonly string[]): readonly SenderRecord[] {
    const prunedMs = this.#prunedBeforeMs();
    const changed = new Map<string, SenderRecord>();
    const find = (key: string) => changed.get(key) ?? this.find(key);
    const takeBack = (guid: string) => {
      const key = this.#knock.get(guid)?.key;
      this.#forgetOne.run(guid);
      const before = typeof key === 'string' ? find(key) : null;
      if (before !== null) changed.set(before.key, this.#recount({ ...before, knocks: before.knocks - 1 }));
    };
    for (const guid of withdrawn) if (this.counted(guid) !== null) takeBack(guid);
    for (const given of knocks) {
      const knock = { ...given, atMs: Math.round(given.atMs) };
      const isCopy = this.#copy.get(knock.key, knock.atMs, knock.mark, knock.guid) !== undefined;
      const known = this.#knock.get(knock.guid);
      if (known !== undefined && known.key !== null && (known.key !== knock.key || isCopy)) {
        takeBack(knock.guid);
      } else if (known !== undefined) {
        if (!isSame(known, knock)) this.#noteAgain(knock);
        const before = find(knock.key);
        const after = before === null ? null : afterReading(before, knock);
        // What an older version noted is only filled in.
        const isDatedAnew = known.key !== null && known.at_ms !== knock.atMs;
        if (after !== null && isDatedAnew) changed.set(knock.key, this.#recount(after));
        else if (after !== null && after !== before) changed.set(knock.key, after);
        continue;
      }
      const sender = find(knock.key);
      const before = sender?.knocks === 0 ? null : sender;
      if (isCopy || this.#isForgotten(knock, before, prunedMs)) continue;
      this.#remember.run(knock.guid, knock.atMs, knock.key, knock.mark, Number(knock.isNew));
      changed.set(knock.key, afterKnock(before, knock));
    }
    for (const record of changed.values()) {
      if (record.knocks > 0) this.#write(record);
      else this.#drop.run(record.key);
    }
    return [...changed.values()];
  }

  #noteAgain({ guid, atMs, key, mark, isNew }: KnockRecord): void {
    this.#keep.run(atMs, key, mark, Number(isNew), guid);
  }

  /** A sender's times after one of their knocks was taken back or dated anew; as they were where some are forgotten. */
  #recount(record: SenderRecord): SenderRecord {
    const { knocks, first, last, is_new } = this.#remembered.get(record.key) ?? {};
    if (typeof first !== 'number' || typeof last !== 'number') return record;
    const isWhole = knocks === record.knocks;
    return {
      ...record,
      firstSeenAtMs: isWhole ? first : Math.min(first, record.firstSeenAtMs),
      lastSeenAtMs: last,
      isNew: isWhole && is_new !== null ? is_new === 1 : record.isNew,
    };
  }

  /** @returns the senders that changed; keys that never wrote are passed over. */
  noteNotified(keys: readonly string[], atMs: number): readonly SenderRecord[] {
    const changed: SenderRecord[] = [];
    for (const key of new Set(keys)) {
      const before = this.find(key);
      if (before === null) continue;
      const record = {
        ...before,
        notifiedAtMs: Math.round(atMs),
        notifications: before.notifications + 1,
      };
      this.#write(record);
      changed.push(record);
    }
    return changed;
  }

  /** Forgets knocks that can't come again. */
  prune(nowMs: number): void {
    // Not by the clock alone: one that is wrong for a while must not make us forget what was just counted.
    const newest = this.#newestKnock.get()?.at_ms;
    if (typeof newest !== 'number') return;
    const beforeMs = Math.min(Math.round(nowMs), newest) - rememberMs;
    if (beforeMs <= this.#prunedBeforeMs()) return;
    this.#forget.run(beforeMs);
    this.#setPruned.run(beforeMs);
  }

  /**
   * A knock that may have been counted and forgotten. Everything counted of a sender is at most as new as `lastSeenAtMs`;
   * a knock from before that, older than what we remember, changes nothing about who is waiting: better not counted than
   * counted twice.
   */
  #isForgotten(knock: KnockRecord, sender: SenderRecord | null, prunedMs: number): boolean {
    return sender !== null && knock.atMs < prunedMs && knock.atMs <= sender.lastSeenAtMs;
  }

  #prunedBeforeMs(): number {
    const beforeMs = this.#pruned.get()?.before_ms;
    return typeof beforeMs === 'number' ? beforeMs : Number.NEGATIVE_INFINITY;
  }

  #write(record: SenderRecord): void {
    this.#put.run(
      record.key,
      record.handle,
      record.kind,
      Number(record.approvable),
      record.service,
      JSON.stringify(record.services),
      record.knocks,
      record.firstSeenAtMs,
      record.lastSeenAtMs,
      Number(record.isNew),
      record.filterBucket,
      record.notifiedAtMs,
      record.notifications,
    );
  }
}

function isSame(row: Row, knock: KnockRecord): boolean {
  return (
    row.key === knock.key &&
    row.at_ms === knock.atMs &&
    row.mark === knock.mark &&
    row.is_new === Number(knock.isNew)
  );
}
