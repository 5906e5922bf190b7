/**
 * Writes knocks into a chat.db on request, each in a commit of its own, and says when it was committed. `writer.ts PATH`; it
 * is told `{ names, gapMs }` and answers each with `{ rowId, handle, committedMs }`, then `{ done: true }`.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { openChatDb } from '../../../src-main/simulator/chat-db.ts';
import { nowMs } from '../kit/now.ts';

/** Who writes, one after the other, and how long it is quiet between two commits, ms: a third more or less, by chance. */
export interface WriterOrder {
  readonly handles: readonly string[];
  readonly gapMs: number;
  /** Messages in a commit; default: one. */
  readonly together?: number;
}

/** A message that was committed, ms of `nowMs`. */
export interface Committed {
  readonly rowId: number;
  readonly handle: string;
  readonly committedMs: number;
}

export type WriterWord = Committed | { readonly done: true } | { readonly ready: true };

const [path = ''] = process.argv.slice(2);
const db = openChatDb(path);
const say = (word: WriterWord) => process.send?.(word);

process.on('message', async ({ handles, gapMs, together = 1 }: WriterOrder) => {
  for (let at = 0; at < handles.length; at += together) {
    const written = db.transaction(() =>
      handles
        .slice(at, at + together)
        .map((handle) => ({ handle, rowId: db.receive({ handle, text: 'knock' }).rowId })),
    );
    const committedMs = nowMs();
    for (const one of written) say({ ...one, committedMs });
    await delay(gapMs * (2 / 3 + (Math.random() * 2) / 3));
  }
  say({ done: true });
});
say({ ready: true });
