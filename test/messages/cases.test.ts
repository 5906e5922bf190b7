import { expect } from 'vitest';
import { appleDate } from '../../src-main/messages/apple-time.ts';
import { practiceOwner } from '../../src-main/simulator/chat-db.ts';
import { chatColumns, hourMs, type Made, pairing, sendInSteps, set, type UntidyCase } from './cases.ts';
import { banners, exposed, leaksOf, playAll, receiptOf, startMs } from './play-case.ts';
import { remove, writeAgain } from './untidy-writes.ts';

const [a, b, c] = ['+12125550141', '+12125550142', '+12125550143'];
const bot = 'assistant@example.org';
const oldNumber = '+12125550188';
const nowhere = { rowId: 0, guid: '', chatId: 0 };
const failed = { error: 22, is_sent: 0, is_delivered: 0 };

/** The twelve shapes of public bug reports, and some of our own beside each. */
const cases: Readonly<Record<string, UntidyCase>> = {
  'a row of the owner’s is written as somebody else’s at first': {
    source: 'openclaw/imsg#80',
    live: [
      (db, { nowMs }) => db.receive({ handle: a, text: 'Hi, is this the plumber?', atMs: nowMs }),
      (db, { nowMs }) => db.receive({ handle: c, text: 'may I have a code please', atMs: nowMs }),
      ...sendInSteps('answer', a, () => 'Sure, call me at five'),
      ...sendInSteps('first', b, () => 'Hello, I got your number from Tom'),
      ...sendInSteps('code', c, ({ code }) => `Here: ${code}`),
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ knocks: 1, preview: 'Hi, is this the plumber?', sent: 1 });
      expect(await app.sender(b)).toBeUndefined();
      expect(await app.sender(c)).toMatchObject({ knocks: 1, bringsInvite: false, codeGuesses: 0 });
      expect(await receiptOf(app, a)).toBe(1);
      expect((await app.keeper.commands.invites({})).items).toMatchObject([{ state: 'open' }]);
    },
  },
  'a send fails': {
    source: 'carterlasalle/mac_messages_mcp#58',
    live: [
      (db, { nowMs }) => db.receive({ handle: a, text: 'hello there', atMs: nowMs }),
      (db, { nowMs }) => db.receive({ handle: b, text: 'hello you', atMs: nowMs }),
      (db, { nowMs }) => db.send({ to: a, text: 'hi!', atMs: nowMs, columns: failed }),
      (db, { nowMs }) => db.send({ to: b, text: pairing(b), atMs: nowMs, columns: failed }),
    ],
    async expected(app) {
      expect([await receiptOf(app, a), await receiptOf(app, b)]).toEqual([0, 0]);
      expect([await exposed(app), await leaksOf(app)]).toEqual([[], []]);
      expect(await app.sender(a)).toMatchObject({ sent: 0, tried: 1 });
    },
  },
  'a code fails, and leaves at the second try': {
    source: 'our own',
    live: [
      (db, { nowMs }) => db.receive({ handle: b, text: 'hello you', atMs: nowMs }),
      (db, made) =>
        made.written.set('code', db.send({ to: b, text: pairing(b), atMs: made.nowMs, columns: failed })),
      (db, { written }) => set(db, written.get('code'), 'error = 0, is_sent = 1'),
    ],
    async expected(app) {
      expect(await app.sender(b)).toMatchObject({ sent: 1, tried: 0 });
      expect(await exposed(app)).toEqual([b]);
      expect(await leaksOf(app)).toEqual([{ handle: b, kind: 'pairing-code', place: 'direct' }]);
    },
  },
  'a message is to be sent later': {
    source: 'openclaw/imsg#163',
    live: [
      (db, { nowMs }) => db.receive({ handle: a, text: 'are you free on Monday?', atMs: nowMs }),
      (db, { nowMs }) => {
        const columns = { is_sent: 0, is_delivered: 0, schedule_type: 2, schedule_state: 2 };
        db.send({ to: a, text: 'Monday is fine', atMs: nowMs + 20 * hourMs, columns });
      },
    ],
    async expected(app) {
      expect(await receiptOf(app, a)).toBe(0);
      expect(await app.sender(a)).toMatchObject({ sent: 0, tried: 1, ownerWrote: false });
    },
  },
  'iCloud writes messages again with other guids': {
    source: 'anthropics/claude-plugins-official#5224',
    live: [0, 1, 2, 3].map(() => (db, { nowMs }: Made) => {
      db.receive({ handle: a, text: 'Hello, is this still your number?', atMs: startMs + 1_000 });
      for (const [n, text] of ['hi', 'it is me', 'from the gym', 'call me'].entries())
        db.receive({ handle: b, text, atMs: startMs + n * 1_000 });
      db.send({ to: b, text: 'who is this?', atMs: startMs + 9_000 });
      expect(nowMs).toBeGreaterThan(startMs);
    }),
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ knocks: 1 });
      expect(await app.sender(b)).toMatchObject({ knocks: 4, sent: 1 });
      expect(await receiptOf(app, b)).toBe(1);
    },
  },
  'what iCloud writes again in place of a row is changed afterwards': {
    source: 'our own (M3)',
    live: [
      (db, made) => {
        const atMs = made.nowMs;
        made.written.set('theirs', db.receive({ handle: a, text: 'see you at fve', atMs }));
        made.written.set('ours', db.send({ to: a, text: 'at five you mean', atMs: atMs + 500 }));
      },
      (db, { written }) => {
        for (const name of ['theirs', 'ours']) {
          const row = written.get(name);
          if (row !== undefined) written.set(`${name} again`, writeAgain(db, row));
        }
      },
      (db, { written }) => remove(db, [written.get('theirs') ?? nowhere, written.get('ours') ?? nowhere]),
      (db, { written, nowMs }) => {
        db.edit(written.get('theirs again') ?? nowhere, 'see you at five', nowMs);
        db.edit(written.get('ours again') ?? nowhere, 'so you mean at five', nowMs);
      },
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ knocks: 1, sent: 1, preview: 'see you at five' });
      expect(await receiptOf(app, a)).toBe(1);
    },
  },
  'a company writes by RCS for Business': {
    source: 'two public projects',
    live: [
      (db, { nowMs }) =>
        db.receive({
          handle: 'parcels_a1b2c3d4_agent@rbm.goog',
          service: 'RCS',
          text: 'Your parcel',
          atMs: nowMs,
        }),
      (db, { nowMs }) =>
        db.receive({
          handle: 'bank@botplatform.rcs.example.com',
          service: 'RCS',
          text: 'Hello',
          atMs: nowMs,
        }),
      (db, { nowMs }) =>
        db.receive({ handle: 'agent@example.com', service: 'RCS', text: 'Hello', atMs: nowMs }),
    ],
    async expected(app) {
      for (const handle of [
        'parcels_a1b2c3d4_agent@rbm.goog',
        'bank@botplatform.rcs.example.com',
        'agent@example.com',
      ])
        expect(await app.sender(handle)).toMatchObject({ group: 'automated' });
      expect(await app.sender('parcels_a1b2c3d4_agent@rbm.goog')).toMatchObject({ approvable: false });
      expect(banners(app)).toEqual([]);
    },
  },
  'the owner blocked the chat in Messages': {
    source: 'Sentient-OS-Labs/sentient-os#102',
    live: [
      (db, { nowMs }) => {
        chatColumns(db, a, 'is_blackholed = 1');
        db.receive({ handle: a, text: 'why do you not answer', atMs: nowMs });
      },
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ group: 'automated', filterHint: 'blocked' });
      // The one of the old history.
      expect((await app.keeper.commands.status({})).counts.waiting).toBe(1);
      expect(banners(app)).toEqual([]);
    },
  },
  'Messages’ filter marks single messages': {
    source: 'ReagentX/imessage-exporter#790',
    live: [2, 3, 4].map((filter_action, n) => (db, { nowMs }: Made) => {
      const handle = `+1212555018${n}`;
      db.receive({ handle, service: 'SMS', text: 'Win a prize', atMs: nowMs, columns: { filter_action } });
    }),
    async expected(app) {
      for (const n of [0, 1, 2])
        expect(await app.sender(`+1212555018${n}`)).toMatchObject({ group: 'automated' });
      expect(banners(app)).toEqual([]);
    },
  },
  'this Mac had another Apple ID before': {
    source: 'dvdsgl/claude-imessage#1',
    create(db, nowMs) {
      const day = 24 * hourMs;
      const own = { account: `P:${oldNumber}`, destination_caller_id: null };
      chatColumns(db, '+12125550107', `account_login = 'tel:${oldNumber}'`);
      db.receive({
        handle: '+12125550107',
        text: 'three years ago',
        atMs: nowMs - 1_100 * day,
        columns: own,
      });
      for (let n = 0; n < 30; n += 1)
        db.send({ to: '+12125550106', text: `of before ${n}`, atMs: nowMs - 200 * day - n * hourMs });
      const columns = { account: `E:${bot}`, destination_caller_id: bot };
      for (let n = 0; n < 20; n += 1)
        db.receive({ handle: '+12125550105', text: `new ${n}`, atMs: nowMs - 3 * day - n * hourMs, columns });
    },
    live: [practiceOwner.email, oldNumber].map((handle) => (db, { nowMs }: Made) => {
      const columns = { account: `E:${bot}`, destination_caller_id: bot };
      db.receive({ handle, text: 'hello, it is me', atMs: nowMs, columns });
    }),
    async expected(app) {
      for (const handle of [practiceOwner.email, oldNumber])
        expect(await app.sender(handle)).toMatchObject({ state: 'waiting', knocks: 1, group: 'person' });
      const until = new Date(startMs - 200 * 24 * hourMs).toISOString();
      expect(await app.sender(practiceOwner.email)).toMatchObject({ wasYours: { until } });
      const { wasYours } = await app.keeper.commands.explain({ handle: oldNumber });
      expect(wasYours?.until).toMatch(/^2023-/);
      expect((await app.keeper.commands.explain({ handle: bot })).wasYours).toBeNull();
    },
  },
  'words are taken back': {
    source: 'nixfred/blip#32',
    live: [
      (db, { nowMs }) => db.receive({ handle: a, text: 'first', atMs: nowMs - 5_000 }),
      (db, made) =>
        made.written.set('a', db.receive({ handle: a, text: 'words I regret', atMs: made.nowMs })),
      (db, made) => made.written.set('b', db.receive({ handle: b, text: 'only regret', atMs: made.nowMs })),
      (db, { written, nowMs }) => {
        for (const name of ['a', 'b'])
          set(
            db,
            written.get(name),
            'text = NULL, attributedBody = NULL, is_empty = 1, date_edited = ?',
            appleDate(nowMs),
          );
      },
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ knocks: 2, preview: 'first' });
      expect(await app.sender(b)).toMatchObject({ knocks: 1, preview: null });
    },
  },
  'what leaves is written again as if they had said it': {
    source: 'openclaw/openclaw#33971',
    live: [
      (db, { nowMs }) => db.receive({ handle: a, text: 'is the flat still free?', atMs: nowMs }),
      (db, made) => {
        made.written.set('answer', db.send({ to: a, text: 'Yes, come on Tuesday at six', atMs: made.nowMs }));
        db.receive({ handle: a, text: 'Yes, come on Tuesday at six', atMs: made.nowMs + 150 });
      },
      (db, { nowMs }) => {
        // The other way round.
        db.receive({ handle: b, text: 'No, we are closed on Sundays', atMs: nowMs });
        db.send({ to: b, text: 'No, we are closed on Sundays', atMs: nowMs + 150 });
      },
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ knocks: 1, preview: 'is the flat still free?' });
      expect(await app.sender(b)).toBeUndefined();
    },
  },
  'one chat has two addresses': {
    source: 'openclaw/openclaw#120751',
    create(db, nowMs) {
      db.receive({ handle: a, text: 'by number', atMs: nowMs - 40 * hourMs });
      db.sqlite
        .prepare(
          `INSERT INTO chat_lookup (identifier, domain, chat, priority)
           SELECT 'stranger.two@example.com', 'iMessage', ROWID, 1 FROM chat WHERE chat_identifier = ?`,
        )
        .run(a);
    },
    live: [
      (db, { nowMs }) =>
        db.post({
          chatId: db.directChat(a, 'iMessage'),
          from: 'stranger.two@example.com',
          text: 'by address',
          atMs: nowMs,
        }),
      (db, { nowMs }) => {
        const to = 'stranger.two@example.com';
        const handle_id = db.handle(to, 'iMessage');
        db.post({
          chatId: db.directChat(a, 'iMessage'),
          from: null,
          text: pairing(to),
          atMs: nowMs,
          columns: { handle_id },
        });
      },
    ],
    async expected(app) {
      const address = 'stranger.two@example.com';
      expect(await app.sender(address)).toMatchObject({ knocks: 1, sent: 1 });
      expect(await app.sender(a)).toMatchObject({ knocks: 1, sent: 0 });
      expect(await leaksOf(app)).toEqual([{ handle: address, kind: 'pairing-code', place: 'direct' }]);
      expect([await receiptOf(app, address), await receiptOf(app, a)]).toEqual([1, 0]);
    },
  },
  'clocks differ: the answer is dated before what it answers, and one row has no date': {
    source: 'our own (M8)',
    live: [
      (db, { nowMs }) => db.receive({ handle: a, text: 'hello?', atMs: nowMs + 120_000 }),
      (db, { nowMs }) => db.send({ to: a, text: 'who is this?', atMs: nowMs }),
      (db, made) => {
        made.written.set('undated', db.receive({ handle: b, text: 'when was this?', atMs: made.nowMs }));
        set(db, made.written.get('undated'), 'date = NULL');
      },
    ],
    async expected(app) {
      expect(await receiptOf(app, a)).toBe(1);
      const sender = await app.sender(b);
      expect(sender?.knocks).toBe(1);
      expect(sender?.firstSeenAt.slice(0, 7)).toBe('2026-11');
    },
  },
  'odd and huge rows stand before an ordinary one': {
    source: 'our own (S13)',
    live: [
      (db, made) => {
        const odd = (n: number) =>
          db.receive({ handle: `+1212555019${n}`, text: `odd ${n}`, atMs: made.nowMs });
        set(db, odd(0), 'item_type = 4611686018427387904');
        set(db, odd(1), 'cache_has_attachments = 4611686018427387904');
        set(db, odd(2), 'date = 1e300');
        set(db, odd(3), `text = CAST(zeroblob(9000000) AS TEXT), attributedBody = NULL`);
        set(db, odd(4), 'date = -9223372036854775808');
        set(db, odd(5), `text = x'ff00fe', attributedBody = 'no blob'`);
        db.sqlite.exec('PRAGMA foreign_keys = OFF');
        db.sqlite.prepare('UPDATE message SET ROWID = 9223372036854775000 WHERE ROWID = ?').run(odd(6).rowId);
        db.sqlite.prepare("UPDATE sqlite_sequence SET seq = 1000 WHERE name = 'message'").run();
      },
      (db, { nowMs }) => db.receive({ handle: a, text: 'somebody', atMs: nowMs, rowId: 2_000 }),
    ],
    async expected(app) {
      expect(await app.sender(a)).toMatchObject({ knocks: 1, preview: 'somebody' });
      for (const n of [1, 2, 3, 4, 5]) expect((await app.sender(`+1212555019${n}`))?.knocks).toBe(1);
    },
  },
};

playAll(cases);
