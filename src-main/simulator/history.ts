/** What was in Messages before practice began: sixty days of a life, written in the order it happened. */
import { earlierStrangers, friends, machines } from './cast.ts';
import type { ChatDb } from './chat-db.ts';
import { codeSigns, pairingReply } from './gateway/pairing-queue.ts';
import type { Random } from './random.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How many strangers were sent a code before practice began. */
const strangersWithCode = 2;

interface Moment {
  readonly atMs: number;
  readonly write: (atMs: number) => void;
}

/** A conversation: the owner answers within the half hour. */
function conversations(db: ChatDb, random: Random, nowMs: number): Moment[] {
  return friends.flatMap(({ handle, service, talk }) =>
    talk.flatMap(([theirs, owners], index) => {
      const daysAgo = (talk.length - index) * random.between(3, 17);
      const atMs = nowMs - daysAgo * dayMs;
      const carrier = random.pick(['both', 'body', 'text'] as const);
      const received = { atMs, write: () => db.receive({ handle, service, text: theirs, atMs, carrier }) };
      if (owners === null) return [received];
      const answeredMs = atMs + random.between(1, 30) * 60_000;
      return [
        received,
        { atMs: answeredMs, write: () => db.send({ to: handle, service, text: owners, atMs: answeredMs }) },
      ];
    }),
  );
}

function notices(db: ChatDb, random: Random, nowMs: number): Moment[] {
  return machines.flatMap(({ handle, service, filterBucket, texts }) =>
    texts.map((text) => ({
      atMs: nowMs - random.between(0.2, 25) * dayMs,
      write: (atMs: number) => db.receive({ handle, service, filterBucket, text, atMs }),
    })),
  );
}

function unanswered(db: ChatDb, random: Random, nowMs: number): Moment[] {
  return earlierStrangers.flatMap(({ handle, service, texts }) => {
    const firstMs = nowMs - random.between(2, 20) * dayMs;
    return texts.map((text, index) => ({
      atMs: firstMs + index * 3 * hourMs,
      write: (atMs: number) => db.receive({ handle, service, filterBucket: 1, text, atMs }),
    }));
  });
}

/** A fresh OpenClaw answers strangers with a pairing code (OC-1): these got theirs before Peephole came. */
function codes(db: ChatDb, random: Random, nowMs: number): Moment[] {
  const newest = earlierStrangers.slice(0, strangersWithCode);
  return newest.flatMap(({ handle, service, texts }, index) => {
    const knockedMs = nowMs - (index + 1) * random.between(3, 9) * hourMs;
    const code = Array.from({ length: 8 }, () => random.pick([...codeSigns])).join('');
    return [
      {
        atMs: knockedMs,
        write: (atMs: number) =>
          void db.receive({ handle, service, filterBucket: 1, text: texts.at(-1) ?? '', atMs }),
      },
      {
        atMs: knockedMs + 2_000,
        write: (atMs: number) =>
          void db.send({ to: handle, service, text: pairingReply(handle, code), atMs }),
      },
    ];
  });
}

/** Groups with friends and somebody nobody knows; renamings, hearts, and messages that were changed or taken back. */
function groups(db: ChatDb, nowMs: number): Moment[] {
  const [alice, bashir] = friends;
  if (!alice || !bashir) return [];
  const unknown = '+12125550125';
  const startMs = nowMs - 9 * dayMs;
  return [
    {
      atMs: startMs,
      write: () => {
        const chatId = db.group([alice.handle, bashir.handle, unknown]);
        const first = db.post({ chatId, from: alice.handle, text: 'Group for Sunday 🏔️', atMs: startMs });
        db.post({ chatId, from: null, text: 'I’m in', atMs: startMs + 60_000 });
        db.post({ chatId, from: unknown, text: 'Me too. I’m Alice’s cousin', atMs: startMs + 120_000 });
        db.tapback({ on: first, from: bashir.handle, atMs: startMs + 130_000 });
        db.groupEvent(chatId, 2);
      },
    },
    {
      atMs: nowMs - 4 * dayMs,
      write: (atMs) => {
        const edited = db.receive({ handle: bashir.handle, text: 'See you at 8', atMs });
        db.edit(edited, 'See you at 8:30', atMs + 60_000);
        const regretted = db.receive({ handle: bashir.handle, text: 'oops', atMs: atMs + 90_000 });
        db.unsend(regretted, atMs + 95_000);
        const deleted = db.receive({ handle: alice.handle, text: 'Never mind', atMs: atMs + 100_000 });
        db.delete(deleted, atMs + 200_000);
      },
    },
    { atMs: nowMs - 2 * dayMs, write: (atMs) => void db.selfChat('Buy milk', atMs) },
  ];
}

/**
 * Writes the history that ends at `nowMs`. The same seed gives the same history.
 * @param answersStrangers OpenClaw was there, as it comes: some strangers have a pairing code.
 */
export function writeHistory(db: ChatDb, random: Random, nowMs: number, answersStrangers: boolean): void {
  const moments = [
    ...conversations(db, random, nowMs),
    ...notices(db, random, nowMs),
    ...unanswered(db, random, nowMs),
    ...groups(db, nowMs),
    ...(answersStrangers ? codes(db, random, nowMs) : []),
  ];
  for (const { atMs, write } of moments.toSorted((a, b) => a.atMs - b.atMs)) write(atMs);
}
