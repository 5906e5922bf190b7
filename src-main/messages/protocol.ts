import type { OutgoingCount } from '#core/leak/receipt.ts';
import type { MessageRow } from '#core/message/message.ts';
import type { MessagesEvent, ReadMark } from '#core/ports/messages.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { OutgoingQuery } from './outgoing-counts.ts';
import type { WroteQuery } from './owner-wrote.ts';

/** What may be asked of the worker: the arguments and the answer of each question. */
export interface Questions {
  poke: { readonly input: Record<string, never>; readonly answer: null };
  ownerWrote: {
    readonly input: { readonly queries: readonly WroteQuery[] };
    readonly answer: ReadonlyMap<string, boolean>;
  };
  contacts: {
    readonly input: { readonly keys: readonly string[] };
    readonly answer: ReadonlyMap<string, string>;
  };
  recentRows: {
    readonly input: { readonly key: string; readonly limit: number };
    readonly answer: readonly MessageRow[];
  };
  outgoing: {
    readonly input: { readonly queries: readonly OutgoingQuery[] };
    readonly answer: ReadonlyMap<string, OutgoingCount>;
  };
  directChats: {
    readonly input: { readonly chats: readonly number[] };
    readonly answer: ReadonlyMap<string, readonly number[]>;
  };
  openClawRows: { readonly input: { readonly sinceMs: number }; readonly answer: readonly MessageRow[] };
}

export type Question = keyof Questions;

/** One question under its name, as it travels. */
export type Asked = {
  [Name in Question]: { readonly question: Name; readonly input: Questions[Name]['input'] };
}[Question];

export interface WorkerOptions {
  readonly databasePath: string;
  readonly contactsDir: string;
  /** What to add to the system's clock, ms: tests live in another time. */
  readonly clockOffsetMs: number;
  /** How far it was read before; null: never. */
  readonly readUpTo: ReadMark | null;
}

export type ToWorker =
  | { readonly type: 'ask'; readonly id: number; readonly asked: Asked }
  /** The last event was taken: the next may come. One at a time, so that the receiver never has a heap to work off. */
  | { readonly type: 'taken' }
  /** Whoever hangs does not answer. */
  | { readonly type: 'ask-alive' }
  | { readonly type: 'stop' };

export type FromWorker =
  | { readonly type: 'event'; readonly event: MessagesEvent }
  | { readonly type: 'answer'; readonly id: number; readonly answer: Questions[Question]['answer'] }
  /** The answer to `ask-alive`. */
  | { readonly type: 'alive' }
  /** Messages could not be read. */
  | { readonly type: 'refused'; readonly id: number; readonly why: Sentence };
