/** Makes a chat.db and floods it on request, in a process of its own, as imagent does on a Mac. What it is told and says: support/flood.ts. */
import { setTimeout as delay } from 'node:timers/promises';
import { createChatDb } from '../../src-main/simulator/chat-db.ts';
import { type FloodOrder, type FloodSaid, floodMessage } from '../support/flood.ts';

const [path = ''] = process.argv.slice(2);
const db = createChatDb(path);
/** Messages come in commits, as after a push: this often, ms. */
const commitEveryMs = 25;

const say = (said: FloodSaid): void => void process.send?.(said);
const nowNs = (): string => String(process.hrtime.bigint());

async function flood({ form, count, overMs, person }: FloodOrder): Promise<void> {
  const beganMs = performance.now();
  // Each was sent at a moment of its own, 1 ms after the one before: all of them are on their way when the first arrives.
  const firstAtMs = Date.now() - count;
  const middle = Math.ceil(count / 2);
  let personNs = '';
  let lastRowId = 0;
  let written = 0;
  const writeTo = (end: number): void =>
    db.transaction(() => {
      for (; written < end; written += 1) {
        lastRowId = db.receive({ ...floodMessage(form, written), atMs: firstAtMs + written }).rowId;
      }
    });
  while (written < count) {
    const due = Math.ceil((count * (performance.now() - beganMs + commitEveryMs)) / overMs);
    if (personNs === '' && due >= middle) {
      writeTo(middle);
      db.receive(person);
      personNs = nowNs();
    }
    writeTo(Math.min(count, due));
    await delay(commitEveryMs);
  }
  say({ said: 'written', lastRowId, lastNs: nowNs(), personNs, tookMs: performance.now() - beganMs });
}

process.on('message', (order: FloodOrder) => void flood(order));
say({ said: 'ready' });
