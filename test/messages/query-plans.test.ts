import { DatabaseSync } from 'node:sqlite';
import { expect, it, vi } from 'vitest';
import { listenTo, newChatDb } from './support.ts';

const key = '+12125550101';

/** How SQLite says that it goes through the table of messages instead of an index: a bound of the ROWID tempts it to. */
const throughTable =
  /^(?:SCAN (?:m|message|p)\b(?!.* INDEX )|SEARCH (?:m|message) USING INTEGER PRIMARY KEY \(rowid[<>])/;
/** Questions that are about the order of writing: they go along the ROWIDs, a slice at a time or from one end. */
const alongRowIds = /ORDER BY ROWID(?: DESC)? LIMIT|SELECT max\(ROWID\)|m\.ROWID > \? AND m\.ROWID <= \?/;

it('no question goes through all messages: what is dated or of somebody comes by its index', async () => {
  const prepare = vi.spyOn(DatabaseSync.prototype, 'prepare');
  const db = await newChatDb();
  await db.receive({ handle: key, text: 'hello' });
  await db.send({ to: key, text: 'and hello' });
  await db.receive({ handle: 'other@example.com', text: 'never linked', join: 'late' });
  const { source, caughtUp } = listenTo(db.path);
  await caughtUp();
  await source.ownerWrote([{ key, spans: [] }]);
  await source.outgoing([{ key, sinceMs: 0 }]);
  await source.recentRows(key, 10);
  await source.openClawRows(0);
  await source.poke();

  const asked = new Set(prepare.mock.calls.map(([sql]) => sql).filter((sql) => /\bmessage\b/.test(sql)));
  prepare.mockRestore();
  const plain = new DatabaseSync(db.path, { readOnly: true });
  const plans = [...asked].map((sql) => ({
    sql,
    plan: plain
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all()
      .map(({ detail }) => String(detail)),
  }));
  plain.close();
  expect(plans.length).toBeGreaterThan(12);
  const slow = plans.filter(
    ({ sql, plan }) => plan.some((line) => throughTable.test(line)) && !alongRowIds.test(sql),
  );
  expect(slow).toEqual([]);
});
