import type { ChatDb, Written } from '../../src-main/simulator/chat-db.ts';
import type { ReadApp } from './read-app.ts';

/** One shape of chat.db that owners reported, and what must be true of Peephole afterwards. */
export interface UntidyCase {
  /** Where the shape was reported. */
  readonly source: string;
  /** What was there before Peephole. */
  readonly create?: (db: ChatDb, nowMs: number) => void;
  /** What is committed while it runs, one after the other. */
  readonly live: readonly ((db: ChatDb, made: Made) => void)[];
  readonly expected: (app: ReadApp) => Promise<void>;
}

export interface Made {
  readonly nowMs: number;
  /** An invite code of the owner's. */
  readonly code: string;
  /** What earlier steps wrote. */
  readonly written: Map<string, Written>;
}

export const hourMs = 3_600_000;

/** Sets columns of a message as Messages does later. */
export function set(
  db: ChatDb,
  message: Written | undefined,
  assignments: string,
  ...values: (string | bigint)[]
): void {
  db.sqlite.prepare(`UPDATE message SET ${assignments} WHERE ROWID = ?`).run(...values, message?.rowId ?? 0);
}

/** A row of the owner's that is written as somebody else's at first. */
export function sendInSteps(name: string, to: string, text: (made: Made) => string): UntidyCase['live'] {
  return [
    (db, made) => {
      const columns = { is_from_me: 0, is_sent: 0, is_delivered: 0 };
      made.written.set(name, db.send({ to, text: text(made), atMs: made.nowMs, columns }));
    },
    (db, made) => set(db, made.written.get(name), 'is_from_me = 1, is_sent = 1'),
  ];
}

/** Old history, which every made Mac has. */
export function oldHistory(db: ChatDb, nowMs: number): void {
  db.receive({ handle: '+12125550140', text: 'older history', atMs: nowMs - 50 * hourMs });
}

/** What OpenClaw answers a stranger with under `pairing`. */
export function pairing(handle: string): string {
  return `OpenClaw: access not configured.\n\nYour iMessage sender id: ${handle}\nPairing code:\n\`\`\`\nABCD2345\n\`\`\`\n\nAsk the bot owner to approve with:\n\`\`\`\nopenclaw pairing approve imessage ABCD2345\n\`\`\``;
}

/** A chat of its own with columns that say something. */
export function chatColumns(db: ChatDb, handle: string, assignments: string): void {
  db.directChat(handle, 'iMessage');
  db.sqlite.prepare(`UPDATE chat SET ${assignments} WHERE chat_identifier = ?`).run(handle);
}
