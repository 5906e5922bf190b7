/** The thread that reads Messages, so that the main process never waits for a disk. See `messages-source.ts`. */
import { parentPort, workerData } from 'node:worker_threads';
import type { MessagesEvent } from '#core/ports/messages.ts';
import { MessagesReader } from './messages-reader.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './protocol.ts';
import { readTrouble } from './read-trouble.ts';

const port = parentPort;
if (port === null) throw new Error('worker.ts runs as a worker only');
const { databasePath, contactsDir, clockOffsetMs, readUpTo } = workerData as WorkerOptions;

const send = (message: FromWorker) => port.postMessage(message);

/** Events that wait for their turn, each with the call that lets its sender go on. */
let turn: Promise<void> = Promise.resolve();
let taken = () => {};

/** One event is on its way at a time; resolves when it was taken. */
function emit(event: MessagesEvent): Promise<void> {
  turn = turn.then(
    () =>
      new Promise((resolve) => {
        taken = resolve;
        send({ type: 'event', event });
      }),
  );
  return turn;
}

const reader = new MessagesReader({
  databasePath,
  contactsDir,
  readUpTo,
  clock: {
    now: () => Date.now() + clockOffsetMs,
    monotonic: () => performance.now(),
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      return () => clearTimeout(timer);
    },
  },
  emit,
});

port.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'taken':
      taken();
      return;
    case 'ask-alive':
      send({ type: 'alive' });
      return;
    case 'stop':
      reader.stop();
      port.close();
      return;
    case 'ask':
      reader.answer(message.asked.question, message.asked.input).then(
        (answer) => send({ type: 'answer', id: message.id, answer }),
        (error: unknown) =>
          send({ type: 'refused', id: message.id, why: readTrouble(databasePath, error).sentence }),
      );
  }
});
