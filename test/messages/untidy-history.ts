import type { ChatDb } from '../../src-main/simulator/chat-db.ts';
import { type MacosVersion, macosVersions } from '../../src-main/simulator/chat-db-schema.ts';
import { seededRandom } from '../../src-main/simulator/random.ts';
import { pairing, set } from './cases.ts';
import { mergeChats, type Row, remove, writeAgain } from './untidy-writes.ts';

/** What is so, whatever rows stand for it and in which order they were written. */
export interface Truth {
  /** Messages each address wrote to the owner alone; who wrote none is not here. */
  readonly knocks: Readonly<Record<string, number>>;
  /** Messages that left for each of these, after they first wrote. */
  readonly sent: Readonly<Record<string, number>>;
  /** Messages to them since then that were tried, and have not left. */
  readonly tried: Readonly<Record<string, number>>;
  /** To whom a pairing code left, once for each. */
  readonly codes: readonly string[];
}

/** What Messages writes at one go. */
export interface Step {
  readonly write: (db: ChatDb, nowMs: number) => void;
  /** Rows go, and come again under other guids: in the evening, when everything that was before has long been looked at. */
  readonly isSync: boolean;
}

export interface UntidyHistory {
  readonly macos: MacosVersion;
  /** Which order the columns have; 0: that of a fresh database. */
  readonly columnOrder: number;
  /** Commits, one after the other. */
  readonly steps: readonly Step[];
  /** Hundreds of rows change late: what lies before the newest 250 rows is only found when everything is looked through. */
  readonly isLong: boolean;
  readonly truth: Truth;
}

/** A message as the generator knows it. */
interface Message {
  readonly address: string;
  readonly isOurs: boolean;
  readonly text: string;
  readonly service: string;
  left: boolean;
  /** Every row that stands for it: more than one when Messages wrote it again. */
  rows: Row[];
  /** It is being written, and says what isn't so: for a moment only, in which nothing is synced. */
  isHalfWritten: boolean;
}

type Write = Step['write'];

const theirs = [
  'hello there, is this you?',
  'call me back please',
  'hi',
  'are you free on Monday?',
  'who is it',
];
const ours = ['Sure, at five o’clock then', 'no thank you', 'Who gave you this number?', 'ok'];

const people = Array.from({ length: 4 }, (_, n) => `+1212555${String(100 + n).padStart(4, '0')}`);
/** Two addresses whose chats Messages may merge: a row of theirs says for itself whose it is. */
const pair = ['+12125550120', 'second.address@example.com'];

/** Column orders there are: few, so that empty databases can be kept. */
const columnOrders = 4;
/** More rows than are looked at again (DB-2.9), and than are remembered as unsent. */
const manyRows = 270;

/**
 * A history as Messages writes one: rows in several steps, late, twice, failed and scheduled, in chats with two addresses and
 * chats that are merged, by clocks that differ, on any macOS. The same seed gives the same one.
 * @param order the same history with what comes late in another order; its truth is the same.
 */
export function makeUntidyHistory(seed: number, order = 0): UntidyHistory {
  const random = seededRandom(seed);
  const lateness = seededRandom(seed * 31 + order);
  const macos = random.pick(macosVersions);
  const columnOrder = random.oneIn(2) ? 1 + Math.floor(random.next() * columnOrders) : 0;
  const messages: Message[] = [];
  const steps: { readonly at: number; readonly step: Step }[] = [];
  let at = 0;
  const next = (write: Write, isSync = false) => {
    at += 1;
    steps.push({ at, step: { write, isSync } });
  };
  const later = (write: Write) =>
    steps.push({ at: at + lateness.between(0.1, 4), step: { write, isSync: false } });
  /** What Messages says of a message later it says of every row of it. */
  const ofAll = (message: Message, write: (db: ChatDb, row: Row, nowMs: number) => void): Write => {
    return (db, nowMs) =>
      db.transaction(() => {
        for (const row of message.rows) write(db, row, nowMs);
      });
  };
  const change = (message: Message, assignments: string) =>
    ofAll(message, (db, row) => set(db, row, assignments));
  const becomeOurs = (message: Message): Write => {
    return (db, nowMs) => {
      message.isHalfWritten = false;
      change(message, 'is_from_me = 1, is_sent = 1')(db, nowMs);
    };
  };
  /** How wrong a message's clock is, ms. No two messages are of the same millisecond: two of one sender never are. */
  const skewMs = () =>
    messages.length + (random.oneIn(3) ? 1_000 * Math.round(random.between(-240, 240)) : 0);
  const note = (address: string, isOurs: boolean, text: string, left: boolean): Message => {
    const service = random.pick(['iMessage', 'iMessage', 'SMS', 'RCS']);
    const message = { address, isOurs, text, service, left, rows: [], isHalfWritten: false };
    messages.push(message);
    return message;
  };

  const receive = (address: string) => {
    const message = note(address, false, random.pick(theirs), true);
    const { text, service } = message;
    const skew = skewMs();
    const isLate = random.oneIn(5);
    const carrier = random.pick(['both', 'both', 'body', 'text'] as const);
    // Messages' filter leaves its mark in the address itself.
    const handle = service === 'SMS' && random.oneIn(4) ? `${address}(smsft)` : address;
    next((db, nowMs) => {
      const join = isLate ? { join: 'late' as const } : {};
      message.rows = [db.receive({ handle, text, service, atMs: nowMs + skew, carrier, ...join })];
    });
    if (isLate) later(ofAll(message, (db, row) => db.link(row)));
    const fate = macos >= 13 && random.oneIn(4) ? random.pick(['taken back', 'changed'] as const) : 'stays';
    if (fate === 'taken back') later(ofAll(message, (db, row, nowMs) => db.unsend(row, nowMs)));
    if (fate === 'changed')
      later(ofAll(message, (db, row, nowMs) => db.edit(row, `${text} (edited)`, nowMs)));
  };

  const send = (address: string) => {
    const fate = random.pick([
      'left',
      'left',
      'steps',
      'waiting',
      'failed',
      'again',
      'scheduled',
      'scheduled then left',
    ] as const);
    const text = random.oneIn(4) ? pairing(address) : random.pick(ours);
    const message = note(address, true, text, fate !== 'failed' && !(fate === 'scheduled' && macos >= 15));
    const skew = skewMs();
    const scheduled = macos >= 15 ? { is_sent: 0, is_delivered: 0, schedule_type: 2 } : {};
    const columns = {
      left: {},
      steps: { is_from_me: 0, is_sent: 0, is_delivered: 0 },
      waiting: { is_sent: 0, is_delivered: 0 },
      failed: { is_sent: 0, is_delivered: 0, error: 22 },
      again: { is_sent: 0, is_delivered: 0, error: 22 },
      scheduled,
      'scheduled then left': scheduled,
    }[fate];
    // Many rows of the owner's name nobody: then the chat says it, where only one takes part in it.
    const isBare = fate !== 'steps' && !pair.includes(address) && random.oneIn(3);
    const isLate = !isBare && random.oneIn(6);
    next((db, nowMs) => {
      message.isHalfWritten = fate === 'steps';
      message.rows = [
        db.send({
          to: address,
          text,
          service: message.service,
          atMs: nowMs + skew,
          columns: isBare ? { ...columns, handle_id: 0 } : columns,
          ...(isLate ? { join: 'late' } : {}),
        }),
      ];
    });
    if (isLate) later(ofAll(message, (db, row) => db.link(row)));
    if (fate === 'left' && macos >= 13 && !text.startsWith('OpenClaw') && random.oneIn(6))
      later(ofAll(message, (db, row, nowMs) => db.edit(row, `${text} (edited)`, nowMs)));
    if (fate === 'steps') later(becomeOurs(message));
    if (fate === 'waiting' || fate === 'scheduled then left') later(change(message, 'is_sent = 1'));
    if (fate === 'again') later(change(message, 'is_sent = 1, error = 0'));
  };

  const oneAgain = () => {
    const message = random.pick(messages);
    next((db) => {
      const [row] = message.rows;
      if (row !== undefined && !message.isHalfWritten) message.rows.push(writeAgain(db, row));
    });
  };

  /** Everything again, in the order in which it was; the rows of before go, or stay beside it. */
  const allAgain = (staysBeside: boolean) => {
    const so = [...messages];
    const write: Write = (db) =>
      db.transaction(() => {
        if (so.some(({ isHalfWritten }) => isHalfWritten)) return;
        for (const message of so) {
          const [row] = message.rows;
          if (row === undefined) continue;
          const again = writeAgain(db, row);
          if (!staysBeside) remove(db, message.rows);
          message.rows = staysBeside ? [...message.rows, again] : [again];
        }
      });
    next(write, !staysBeside);
  };

  const merge = (addresses: readonly string[]) =>
    next((db) => {
      const names = addresses.flatMap((address) => [address, `${address}(smsft)`]);
      mergeChats(
        db,
        names,
        messages.flatMap(({ rows }) => rows),
      );
    });

  let group = 0;
  const inGroup = (db: ChatDb, from: string | null, atMs: number, text = 'hello all') => {
    group ||= db.group(people.slice(0, 3));
    db.post({ chatId: group, from, text, atMs });
  };
  const talkInGroup = (address: string) => {
    const from = random.oneIn(2) ? null : address;
    next((db, nowMs) => inGroup(db, from, nowMs));
  };

  /** Hundreds of rows at one go, each of which is something else a little later. */
  const many = (address: string) => {
    const kind = random.pick(['links', 'left', 'steps', 'group'] as const);
    if (kind === 'group') {
      next((db, nowMs) =>
        db.transaction(() => {
          for (let n = 0; n < manyRows; n += 1) inGroup(db, address, nowMs, `chatter ${n}`);
        }),
      );
      return;
    }
    const isOurs = kind !== 'links';
    const first = messages.length;
    const all = Array.from({ length: manyRows }, (_, n) => note(address, isOurs, `one of many, ${n}`, true));
    const columns =
      kind === 'steps' ? { is_from_me: 0, is_sent: 0, is_delivered: 0 } : { is_sent: 0, is_delivered: 0 };
    next((db, nowMs) =>
      db.transaction(() => {
        for (const [n, message] of all.entries()) {
          const { text, service } = message;
          message.isHalfWritten = kind === 'steps';
          const atMs = nowMs - (manyRows - n) * 1_000 + first + n;
          message.rows = [
            isOurs
              ? db.send({ to: address, text, service, atMs, columns })
              : db.receive({ handle: address, text, service, atMs, join: 'late' }),
          ];
        }
      }),
    );
    later((db, nowMs) =>
      db.transaction(() => {
        for (const message of all) {
          if (isOurs) becomeOurs(message)(db, nowMs);
          else for (const row of message.rows) db.link(row);
        }
      }),
    );
  };

  const isLong = random.oneIn(50);
  const manyAt = isLong ? Math.floor(random.between(2, 16)) : -1;
  for (let n = 0; n < 24; n += 1) {
    const address = random.pick([...people, ...pair]);
    const dice = random.next();
    if (n === manyAt) many(address);
    if (dice < 0.38) receive(address);
    else if (dice < 0.68) send(address);
    else if (dice < 0.78 && messages.length > 0) oneAgain();
    else if (dice < 0.83) allAgain(random.oneIn(2));
    else if (dice < 0.9) merge(random.oneIn(2) ? [address] : pair);
    else talkInGroup(address);
  }
  return {
    macos,
    columnOrder,
    steps: steps.toSorted((a, b) => a.at - b.at).map(({ step }) => step),
    isLong,
    truth: truthOf(messages),
  };
}

function truthOf(messages: readonly Message[]): Truth {
  const knocks: Record<string, number> = {};
  const sent: Record<string, number> = {};
  const tried: Record<string, number> = {};
  for (const { address, isOurs, left } of messages) {
    if (!isOurs) {
      knocks[address] = (knocks[address] ?? 0) + 1;
      sent[address] ??= 0;
      tried[address] ??= 0;
    } else if (sent[address] !== undefined && tried[address] !== undefined) {
      if (left) sent[address] += 1;
      else tried[address] += 1;
    }
  }
  const codes = messages.filter(({ isOurs, left, text }) => isOurs && left && text.startsWith('OpenClaw'));
  return { knocks, sent, tried, codes: codes.map(({ address }) => address).toSorted() };
}
