import type { ChatDb } from '../../src-main/simulator/chat-db.ts';
import { seededRandom } from '../../src-main/simulator/random.ts';
import { someone } from './main-job.ts';
import { ordinaryTexts } from './openclaw-texts.ts';

/** How a busy owner writes: 30 days, 60 messages a day, by hand. */
const days = 30;
const messagesADay = 60;

const openings = ['Hi!', 'Yes,', 'No,', 'Sorry,', 'Ok,', 'Haha', 'Hmm,', '', '', ''];
const middles = [
  'dinner at 7 works',
  'the code for the door is 4821',
  'I will be 10 minutes late',
  'did you see the game?',
  'the invoice is 2026-1147',
  'call me when you are home',
  'my assistant can book the table',
  'the agent failed to find us a flat',
  'your request went through, approved!',
  'use the pairing button on the speaker',
  'https://example.com/menu',
  'I asked OpenClaw, it says Tuesday',
  'who is this?',
  'send me the address please',
];
const endings = ['', '', '.', '!', ' 👍', ' ok?', '\n\nSee you', ' — thanks'];

export interface MadeMonth {
  /** Rows that left this Mac. */
  readonly sent: number;
  /** Strangers the owner answered by hand, and how often. */
  readonly answered: ReadonlyMap<string, number>;
}

/**
 * Writes a month of an owner who chats by hand: with friends who are not let in, in groups, with themselves, and with
 * strangers, who get an answer in the second of their knock. Every text that OpenClaw's own could be mistaken for is in it
 * (`ordinaryTexts`). The same seed gives the same month.
 * @param people numbers of `someone` that are the owner's to use: 12 friends, 4 strangers.
 */
export function writeMadeMonth(db: ChatDb, firstPerson: number, seed = 4995): MadeMonth {
  const random = seededRandom(seed);
  const pick = <T>(items: readonly T[]): T => random.pick(items);
  const friends = Array.from({ length: 12 }, (_, n) => someone(firstPerson + n));
  const strangers = Array.from({ length: 4 }, (_, n) => someone(firstPerson + 12 + n));
  // Two rows of one instant with one text are one message that Messages wrote again (DB-2.13): no two are.
  const fromMs = Date.now() - days * messagesADay;
  const groups = [db.group(friends.slice(0, 4)), db.group(friends.slice(4, 9))];
  const answered = new Map<string, number>();
  let sent = 0;
  const words = () =>
    random.oneIn(5)
      ? pick(ordinaryTexts) || null
      : `${pick(openings)} ${pick(middles)}${pick(endings)}`.trim();

  for (let day = 0; day < days; day += 1) {
    db.transaction(() => {
      for (let n = 0; n < messagesADay; n += 1) {
        sent += 1;
        const dice = n % 10;
        if (dice < 6) {
          const friend = pick(friends);
          if (random.oneIn(3)) db.receive({ handle: friend, text: words() });
          db.send({ to: friend, text: words() });
        } else if (dice < 8) db.post({ chatId: pick(groups), from: null, text: words() });
        else if (dice === 8) db.selfChat(words() ?? 'note');
        else {
          const stranger = pick(strangers);
          db.receive({ handle: stranger, text: 'hello, is this you?', atMs: fromMs + sent });
          db.send({ to: stranger, text: words(), atMs: fromMs + sent });
          answered.set(stranger, (answered.get(stranger) ?? 0) + 1);
        }
      }
    });
  }
  return { sent, answered };
}
