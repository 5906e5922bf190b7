import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, vi } from 'vitest';
import { ReadOnlyDatabase } from '../../src-main/messages/read-only-database.ts';
import { listenTo, newChatDb, type RemoteChatDb } from './support.ts';

const key = '+12125550101';

/** How SQLite says that it goes through the table of messages instead of an index: a bound of the ROWID tempts it to. */
const throughTable =
  /^(?:SCAN (?:m|message|p)\b(?!.* INDEX )|SEARCH (?:m|message) USING INTEGER PRIMARY KEY \(rowid[<>])/;
/** Or through all links of messages to chats, or the whole of an index. */
const throughIndex = /^SCAN (?:m|message|p|j|chat_message_join)\b.* INDEX /;
/** Questions that are about the order of writing: they go along the ROWIDs, a slice at a time or from one end. */
const alongRowIds = /ORDER BY ROWID(?: DESC)? LIMIT|SELECT max\(ROWID\)|m\.ROWID > \? AND m\.ROWID <= \?/;

/** Everything that is asked about messages, as SQL, once each. */
async function questions(db: RemoteChatDb): Promise<readonly string[]> {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  const [first] = await db.sql('SELECT ROWID AS rowId, guid FROM message WHERE ROWID = 1');
  const readUpTo = { rowId: 1, guid: String(first?.guid) };
  const { source, caughtUp } = listenTo(db.path, { readUpTo });
  await caughtUp();
  await source.ownerWrote([{ key, spans: [] }]);
  await source.outgoing([{ key, sinceMs: 0 }]);
  await source.recentRows(key, 10);
  await source.directChats([1]);
  await source.openClawRows(0);
  await source.poke();
  await source.stop();
  const asked = prepare.mock.calls.map(([sql]) => sql).filter((sql) => /\bmessage\b/.test(sql));
  prepare.mockRestore();
  return [...new Set(asked)];
}

/** How each would be answered on a connection of ours. */
function plansOf(db: RemoteChatDb, asked: readonly string[]) {
  const ours = new ReadOnlyDatabase(db.path);
  const plans = asked.map((sql) => ({
    sql,
    plan: ours.read((one) => one.all(`EXPLAIN QUERY PLAN ${sql}`)).map(({ detail }) => String(detail)),
  }));
  ours.close();
  return plans;
}

async function someMessages(): Promise<RemoteChatDb> {
  const db = await newChatDb();
  await db.receive({ handle: key, text: 'hello' });
  await db.send({ to: key, text: 'and hello' });
  await db.receive({ handle: 'other@example.com', text: 'never linked', join: 'late' });
  return db;
}

describe('no question goes through all messages: what is dated or of somebody comes by its index', () => {
  it.each<[string, (db: RemoteChatDb) => Promise<unknown>]>([
    ['without statistics', async () => {}],
    ['with those of a few rows, made long ago', (db) => db.sql('ANALYZE')],
    [
      'with those of thousands',
      async (db) => {
        await db.burst(3_000, 'noise');
        await db.sql('ANALYZE');
      },
    ],
    [
      'with those of a few rows, and a million now',
      async (db) => {
        await db.sql('ANALYZE');
        await db.sql("UPDATE sqlite_stat1 SET stat = '1000000' || substr(stat, instr(stat, ' '))");
      },
    ],
  ])('%s', async (_, analyze) => {
    const db = await someMessages();
    const asked = await questions(db);
    await analyze(db);
    const plans = plansOf(db, asked);
    expect(plans.length).toBeGreaterThan(12);
    const isSlow = ({ sql, plan }: (typeof plans)[number]) =>
      plan.some((line) => throughIndex.test(line)) ||
      (plan.some((line) => throughTable.test(line)) && !alongRowIds.test(sql));

    expect(plans.filter(isSlow)).toEqual([]);
  });
});
