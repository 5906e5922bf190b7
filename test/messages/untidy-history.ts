import type { ChatDb, Written } from '../../src-main/simulator/chat-db.ts';
import { type MacosVersion, macosVersions } from '../../src-main/simulator/chat-db-schema.ts';
import { seededRandom } from '../../src-main/simulator/random.ts';
import { pairing, set } from './cases.ts';

/** What is so, whatever rows stand for it and in which order they were written. */
export interface Truth {
  /** Messages each address wrote to the owner alone; who wrote none is not here. */
  readonly knocks: Readonly<Record<string, number>>;
  /** Messages that left for each of these, after they first wrote. */
  readonly sent: Readonly<Record<string, number>>;
  /** To whom a pairing code left, once for each. */
  readonly codes: readonly string[];
}

export interface UntidyHistory {
  readonly macos: MacosVersion;
  readonly columnOrder: number;
  /** Commits, one after the other: each is what Messages writes at one go. */
  readonly steps: readonly ((db: ChatDb, nowMs: number) => void)[];
  readonly truth: Truth;
}

/** A message as the generator knows it. */
interface Message {
  readonly address: string;
  readonly isOurs: boolean;
  readonly text: string;
  readonly service: string;
  readonly order: number;
  left: boolean;
  row: Written | null;
  atMs: number;
}

const theirs = [
  'hello there, is this you?',
  'call me back please',
  'hi',
  'are you free on Monday?',
  'who is it',
];
const ours = ['Sure, at five o’clock then', 'no thank you', 'Who gave you this number?', 'ok'];

/**
 * A history as Messages writes one: rows in several steps, late, twice, failed and scheduled, in chats with two addresses, by
 * clocks that differ, on any macOS. The same seed gives the same one.
 */
export function makeUntidyHistory(seed: number): UntidyHistory {
  const random = seededRandom(seed);
  const macos = random.pick(macosVersions);
  const people = Array.from({ length: 5 }, (_, n) => `+1212555${String(100 + n).padStart(4, '0')}`);
  const messages: Message[] = [];
  const steps: { at: number; run: (db: ChatDb, nowMs: number) => void }[] = [];
  let at = 0;
  const next = (run: (db: ChatDb, nowMs: number) => void) => {
    at += 1;
    steps.push({ at, run });
  };
  const later = (run: (db: ChatDb, nowMs: number) => void) =>
    steps.push({ at: at + random.between(0.1, 4), run });
  const skewMs = () => (random.oneIn(3) ? Math.round(random.between(-240_000, 240_000)) : 0);
  const note = (address: string, isOurs: boolean, text: string, left: boolean): Message => {
    const service = random.pick(['iMessage', 'iMessage', 'SMS', 'RCS']);
    const message = { address, isOurs, text, service, left, order: messages.length, row: null, atMs: 0 };
    messages.push(message);
    return message;
  };

  const receive = (address: string) => {
    const message = note(address, false, random.pick(theirs), true);
    const skew = skewMs();
    const isLate = random.oneIn(5);
    const carrier = random.pick(['both', 'both', 'body', 'text'] as const);
    next((db, nowMs) => {
      message.atMs = nowMs + skew;
      const { text, service, atMs } = message;
      message.row = db.receive({
        handle: address,
        text,
        service,
        atMs,
        carrier,
        ...(isLate ? { join: 'late' } : {}),
      });
    });
    if (isLate) later((db) => message.row && db.link(message.row));
    if (random.oneIn(8) && macos >= 13) later((db, nowMs) => message.row && db.unsend(message.row, nowMs));
  };

  const send = (address: string) => {
    const fate = random.pick(['left', 'left', 'steps', 'waiting', 'failed', 'again', 'scheduled'] as const);
    const text = random.oneIn(4) ? pairing(address) : random.pick(ours);
    const message = note(address, true, text, fate !== 'failed' && !(fate === 'scheduled' && macos >= 15));
    const skew = skewMs();
    const columns = {
      left: {},
      steps: { is_from_me: 0, is_sent: 0, is_delivered: 0 },
      waiting: { is_sent: 0, is_delivered: 0 },
      failed: { is_sent: 0, is_delivered: 0, error: 22 },
      again: { is_sent: 0, is_delivered: 0, error: 22 },
      scheduled: macos >= 15 ? { is_sent: 0, is_delivered: 0, schedule_type: 2 } : {},
    }[fate];
    next((db, nowMs) => {
      message.atMs = nowMs + skew;
      message.row = db.send({ to: address, text, service: message.service, atMs: message.atMs, columns });
    });
    if (fate === 'steps') later((db) => set(db, message.row ?? undefined, 'is_from_me = 1, is_sent = 1'));
    if (fate === 'waiting') later((db) => set(db, message.row ?? undefined, 'is_sent = 1'));
    if (fate === 'again') later((db) => set(db, message.row ?? undefined, 'is_sent = 1, error = 0'));
  };

  /** Messages in iCloud writes a message again: other guid, other ROWID, the rest as it stands now. */
  const writeAgain = () => {
    const message = random.pick(messages);
    next((db) => {
      const row = message.row;
      if (row === null) return;
      const columns = db.sqlite
        .prepare('SELECT name FROM pragma_table_info(?)')
        .all('message')
        .map(({ name }) => `"${name}"`)
        .filter((name) => name !== '"ROWID"' && name !== '"guid"');
      db.transaction(() => {
        const copy = db.sqlite
          .prepare(
            `INSERT INTO message (guid, ${columns}) SELECT guid || '-' || hex(randomblob(4)), ${columns} FROM message WHERE ROWID = ?`,
          )
          .run(row.rowId);
        db.sqlite
          .prepare(
            'INSERT INTO chat_message_join (chat_id, message_id, message_date) SELECT ?, ROWID, date FROM message WHERE ROWID = ?',
          )
          .run(row.chatId, copy.lastInsertRowid);
      });
    });
  };

  let group = 0;
  const talkInGroup = (address: string) =>
    next((db, nowMs) => {
      group ||= db.group(people.slice(0, 3));
      db.post({ chatId: group, from: random.oneIn(2) ? null : address, text: 'hello all', atMs: nowMs });
    });

  for (let n = 0; n < 24; n += 1) {
    const address = random.pick(people);
    const dice = random.next();
    if (dice < 0.4) receive(address);
    else if (dice < 0.72) send(address);
    else if (dice < 0.88 && messages.length > 0) writeAgain();
    else talkInGroup(address);
  }
  return {
    macos,
    columnOrder: random.oneIn(2) ? seed : 0,
    steps: steps.toSorted((a, b) => a.at - b.at).map(({ run }) => run),
    truth: truthOf(messages),
  };
}

function truthOf(messages: readonly Message[]): Truth {
  const knocks: Record<string, number> = {};
  const sent: Record<string, number> = {};
  for (const { address, isOurs, left } of messages) {
    if (!isOurs) {
      knocks[address] = (knocks[address] ?? 0) + 1;
      sent[address] ??= 0;
    } else if (left && sent[address] !== undefined) sent[address] += 1;
  }
  const codes = messages.filter(({ isOurs, left, text }) => isOurs && left && text.startsWith('OpenClaw'));
  return { knocks, sent, codes: codes.map(({ address }) => address).toSorted() };
}
