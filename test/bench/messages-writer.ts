/** Writes knocks into a chat.db on request, each in a commit of its own, and says when it was committed. */
import { setTimeout as delay } from 'node:timers/promises';
import { openChatDb } from '../../src-main/simulator/chat-db.ts';

const [path = ''] = process.argv.slice(2);
const db = openChatDb(path);

process.on('message', async ({ count, gapMs }: { count: number; gapMs: number }) => {
  for (let at = 0; at < count; at += 1) {
    const handle = `+447700900${String(at).padStart(3, '0')}`;
    db.receive({ handle, text: `knock ${at}` });
    process.send?.({ handle, committedNs: String(process.hrtime.bigint()) });
    await delay(gapMs);
  }
  process.send?.({ done: true });
});
process.send?.({ ready: true });
