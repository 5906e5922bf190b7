import { expect } from 'vitest';
import type { ChatDb } from '../../src-main/simulator/chat-db.ts';
import { chatColumns, hourMs, type Made, pairing, set, type UntidyCase } from './cases.ts';
import { banners, exposed, leaksOf, playAll, receiptOf } from './play-case.ts';
import { type Row, writeAgain } from './untidy-writes.ts';

const [a, b] = ['+447700900141', '+447700900142'];
const nowhere: Row = { rowId: 0, guid: '', chatId: 0 };
const waiting = { error: 0, is_sent: 0, is_delivered: 0 };

type Step = UntidyCase['live'][number];

const knock =
  (handle: string, text: string, name = handle): Step =>
  (db, made) =>
    void made.written.set(name, db.receive({ handle, text, atMs: made.nowMs }));

const change =
  (name: string, assignments: string): Step =>
  (db, { written }) =>
    set(db, written.get(name), assignments);

const again =
  (...names: readonly string[]): Step =>
  (db, { written }) => {
    for (const name of names) writeAgain(db, written.get(name) ?? nowhere);
  };

/** Messages puts a row into another chat. */
function move(db: ChatDb, row: Row | undefined, chatId: number): void {
  db.sqlite
    .prepare('UPDATE chat_message_join SET chat_id = ? WHERE message_id = ?')
    .run(chatId, row?.rowId ?? 0);
}

/** Shapes of our own, by the kind of fault that they are of. */
playAll({
  'M1: an answer waits, and leaves at last': {
    source: 'our own',
    live: [
      knock(a, 'are you there?'),
      (db, made) =>
        void made.written.set('answer', db.send({ to: a, text: 'yes', atMs: made.nowMs, columns: waiting })),
      change('answer', 'is_sent = 1, is_delivered = 1'),
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ sent: 1, tried: 0 });
      expect(await receiptOf(app, a)).toBe(1);
    },
  },
  'M1: a code seemed to leave, and Messages says later that it failed': {
    source: 'our own',
    live: [
      knock(b, 'hello'),
      (db, made) => void made.written.set('code', db.send({ to: b, text: pairing(b), atMs: made.nowMs })),
      change('code', 'error = 22, is_sent = 0, is_delivered = 0'),
    ],
    async expected(app) {
      expect(await app.sender(b)).toMatchObject({ sent: 0, tried: 1 });
      expect([await exposed(app), await receiptOf(app, b)]).toEqual([[], 0]);
      expect((await app.status()).leaks).toEqual([]);
    },
  },
  'M2: what looked like a message to the owner alone lies in a group': {
    source: 'our own',
    live: [knock(a, 'who brings the cake?'), (db, { written }) => move(db, written.get(a), db.group([a, b]))],
    async expected(app) {
      expect(await app.sender(a)).toBeUndefined();
    },
  },
  'M2: the words come after the row, and bring a code': {
    source: 'our own',
    live: [
      knock(a, ''),
      (db, made) => {
        const body = `my code is ${made.code}`;
        db.sqlite
          .prepare('UPDATE message SET text = ?, attributedBody = NULL WHERE ROWID = ?')
          .run(body, made.written.get(a)?.rowId ?? 0);
      },
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ knocks: 1, bringsInvite: true });
    },
  },
  'M3: two of the same words are two, also when both are written again, twice': {
    source: 'our own',
    live: [
      (db, made) =>
        void made.written.set('one', db.receive({ handle: a, text: 'hello?', atMs: made.nowMs - hourMs })),
      (db, made) => void made.written.set('two', db.receive({ handle: a, text: 'hello?', atMs: made.nowMs })),
      again('one', 'two'),
      again('two', 'one'),
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ knocks: 2, preview: 'hello?' });
      expect(banners(app).length).toBeLessThanOrEqual(2);
    },
  },
  'M5: an agent’s id in capitals, and with a filter’s suffix': {
    source: 'our own',
    live: ['SHOP_1_AGENT@RBM.GOOG', 'taxi@botplatform.eu.example.com(smsft)'].map(
      (handle) => (db, made) =>
        void db.receive({ handle, service: 'RCS', text: 'Your order', atMs: made.nowMs }),
    ),
    async expected(app) {
      const { senders } = await app.keeper.commands.list({});
      const agents = senders.filter(({ handle }) => handle.includes('@'));
      expect(agents.map(({ group }) => group)).toEqual(['automated', 'automated']);
      expect(banners(app)).toEqual([]);
    },
  },
  'M5: a person who writes by RCS is one': {
    source: 'our own',
    live: [(db, made) => void db.receive({ handle: a, service: 'RCS', text: 'it is me', atMs: made.nowMs })],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ group: 'person', approvable: true });
    },
  },
  'M6: Messages calls a row junk some time after it came': {
    source: 'our own',
    live: [
      (db, made) =>
        void made.written.set(
          'junk',
          db.receive({ handle: a, text: 'Win', service: 'SMS', atMs: made.nowMs }),
        ),
      knock(b, 'hello'),
      change('junk', 'filter_action = 2'),
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ group: 'automated' });
      expect(await app.sender(b)).toMatchObject({ group: 'person' });
    },
  },
  'M6: a chat that was blocked in Messages is so no longer': {
    source: 'our own',
    live: [
      (db) => chatColumns(db, a, 'is_blackholed = 1'),
      knock(a, 'you do not answer', 'first'),
      (db) => chatColumns(db, a, 'is_blackholed = 0'),
      knock(a, 'now you can', 'second'),
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ group: 'person', knocks: 2 });
    },
  },
  'M7: a row lies in a chat with one person, and is another’s': {
    source: 'our own',
    live: [
      knock(a, 'from a'),
      (db, made) => {
        const chatId = db.directChat(a, 'iMessage');
        db.post({ chatId, from: b, text: 'from b', atMs: made.nowMs });
      },
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ knocks: 1, preview: 'from a' });
      expect(await app.sender(b)).toMatchObject({ knocks: 1, preview: 'from b' });
    },
  },
  'M7: what OpenClaw sends to somebody lies in another’s chat as well': {
    source: 'our own',
    live: [
      knock(a, 'from a'),
      knock(b, 'from b'),
      (db, made) => {
        const sent = db.send({ to: b, text: pairing(b), atMs: made.nowMs });
        const both = { ...sent, chatId: db.directChat(a, 'iMessage') };
        db.link(both);
      },
    ],
    async expected(app) {
      expect(await leaksOf(app)).toMatchObject([{ handle: b, kind: 'pairing-code' }]);
      expect([await receiptOf(app, a), await receiptOf(app, b)]).toEqual([0, 1]);
    },
  },
  'M8: news is dated weeks ago, by a phone whose clock is off': {
    source: 'our own',
    live: [
      (db, { nowMs }) =>
        void db.receive({ handle: a, text: 'my phone was empty', atMs: nowMs - 20 * 24 * hourMs }),
      (db, { nowMs }) => void db.send({ to: a, text: 'I see', atMs: nowMs }),
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ knocks: 1 });
      expect(await receiptOf(app, a)).toBe(1);
    },
  },
  'M8: the owner’s answer is dated a day before what it answers, and both before Peephole': {
    source: 'our own',
    live: [
      (db, { nowMs }: Made) => void db.receive({ handle: a, text: 'hello', atMs: nowMs - 2 * hourMs }),
      (db, { nowMs }: Made) => void db.send({ to: a, text: 'hello you', atMs: nowMs - 20 * hourMs }),
    ],
    async expected(app) {
      expect(await receiptOf(app, a)).toBe(1);
    },
  },
});
