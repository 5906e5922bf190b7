import { execFileSync } from 'node:child_process';
import { closeSync, constants, existsSync, mkdirSync, openSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createChatDb } from '../../src-main/simulator/chat-db.ts';
import { listenInWorker, listenTo, messagesFolder, newChatDb, scratchDir } from './support.ts';

const root = new URL('../..', import.meta.url).pathname;

/** The real worker, whose thread waits in a system call, as on a disk that hangs, from when the file is written on. */
function hangingWorker(atOnce: boolean) {
  const dir = scratchDir();
  const [order, pipe, program] = ['hang', 'pipe', 'hanging.mjs'].map((name) => join(dir, name)) as [
    string,
    string,
    string,
  ];
  execFileSync('mkfifo', [pipe]);
  const real = pathToFileURL(join(root, 'src-main/messages/worker.ts')).href;
  writeFileSync(
    program,
    `import { existsSync, openSync, closeSync, rmSync } from 'node:fs';
     const hang = () => {
       if (!existsSync(${JSON.stringify(order)})) return;
       rmSync(${JSON.stringify(order)});
       closeSync(openSync(${JSON.stringify(pipe)}, 'r'));
     };
     if (${atOnce}) hang();
     await import(${JSON.stringify(real)});
     setInterval(hang, 10).unref();`,
  );
  const release = () => {
    try {
      closeSync(openSync(pipe, constants.O_WRONLY | constants.O_NONBLOCK));
    } catch {
      // Nobody waits there.
    }
  };
  onTestFinished(release);
  return { url: pathToFileURL(program), hang: () => writeFileSync(order, ''), release };
}

const hungMs = { said: 3_000, givenUp: 60_000 };

describe('a reader that hangs', () => {
  it('is said so, answers no question for ever, and goes on by itself', async () => {
    const db = await newChatDb();
    const worker = hangingWorker(false);
    const heard = listenInWorker(db.path, { workerUrl: worker.url, hungMs });
    await heard.caughtUp();
    worker.hang();
    const health = await heard.state('error');
    expect(health.detail?.key).toBe('messages.hung');
    await expect(heard.source.outgoing([{ key: '+12125550101', sinceMs: 0 }])).rejects.toThrow();
    await db.receive({ handle: '+12125550101', text: 'meanwhile' });
    worker.release();
    await heard.state('reading');
    await heard.row('the row written meanwhile', ({ text }) => text === 'meanwhile');
  });

  it('at the very start is said so too, another one is started beside it, and it keeps nothing from ending', async () => {
    const db = await newChatDb();
    const worker = hangingWorker(true);
    worker.hang();
    const heard = listenInWorker(db.path, { workerUrl: worker.url, hungMs: { said: 2_500, givenUp: 5_000 } });
    const asked = heard.source.recentRows('+12125550101', 1);
    await expect(asked).rejects.toThrow();
    expect(heard.health()?.detail?.key).toBe('messages.hung');
    // The order was taken by the first thread: the next one reads.
    await heard.state('reading');
  });

  it('does not keep the source from stopping', async () => {
    const db = await newChatDb();
    const worker = hangingWorker(false);
    const heard = listenInWorker(db.path, { workerUrl: worker.url, hungMs });
    await heard.caughtUp();
    worker.hang();
    await heard.state('error');
    const begunMs = performance.now();
    await heard.source.stop();
    expect(performance.now() - begunMs).toBeLessThan(4_500);
    worker.release();
  });
});

/** The real worker, which notes when it is asked whether it hangs, and is busy for a while without hanging. */
function notedWorker(busyMs: number) {
  const dir = scratchDir();
  const [asked, program] = [join(dir, 'asked'), join(dir, 'noted.mjs')];
  const real = pathToFileURL(join(root, 'src-main/messages/worker.ts')).href;
  writeFileSync(
    program,
    `import { appendFileSync } from 'node:fs';
     import { parentPort } from 'node:worker_threads';
     parentPort.on('message', ({ type }) => {
       if (type === 'ask-alive') appendFileSync(${JSON.stringify(asked)}, '.');
     });
     await import(${JSON.stringify(real)});
     const endMs = performance.now() + ${busyMs};
     (function turn() { if (performance.now() < endMs) setImmediate(turn); })();`,
  );
  return { url: pathToFileURL(program), wasAsked: () => existsSync(asked) };
}

describe('a reader that does not hang', () => {
  const soon = { said: 1_500, givenUp: 60_000 };

  it.each([
    ['that has nothing to do is asked nothing, so nothing wakes it', 0, false],
    ['that has much to do is asked, and answers', 4_000, true],
  ])('%s', async (_what, busyMs, isAsked) => {
    const db = await newChatDb();
    const worker = notedWorker(busyMs);
    const heard = listenInWorker(db.path, { workerUrl: worker.url, hungMs: soon });
    await heard.caughtUp();
    await heard.state('reading');
    const seen: unknown[] = [];
    const untilMs = performance.now() + 4_000;
    while (performance.now() < untilMs) {
      await delay(50);
      seen.push(heard.health()?.state);
    }
    expect(new Set(seen)).toEqual(new Set(['reading']));
    expect(worker.wasAsked()).toBe(isAsked);
  });
});

describe('a chat.db that is a link', () => {
  it('is read with what is only in the -wal beside the real file, and followed there', async () => {
    const folder = messagesFolder();
    const real = join(scratchDir(), 'real', 'chat.db');
    mkdirSync(dirname(real));
    const db = createChatDb(real);
    onTestFinished(() => db.close());
    db.receive({ handle: '+12125550140', text: 'in the file itself' });
    db.checkpoint();
    db.receive({ handle: '+12125550191', text: 'only in the -wal' });
    const path = join(folder, 'chat.db');
    symlinkSync(real, path);
    const heard = listenTo(path);
    await heard.caughtUp();
    expect(heard.rows().map(({ text }) => text)).toEqual(['in the file itself', 'only in the -wal']);
    const begunMs = performance.now();
    db.receive({ handle: '+12125550192', text: 'written while it runs' });
    await heard.row('the live row', ({ text }) => text === 'written while it runs');
    // By the event of the real -wal, not by the slow look every two seconds.
    expect(performance.now() - begunMs).toBeLessThan(1_500);
    expect(heard.health()?.state).toBe('reading');
  });
});

describe('what lies beside chat.db', () => {
  it('is asked for as a file: a pipe in place of the -wal is said, and waited for by nobody', async () => {
    const path = join(messagesFolder(), 'chat.db');
    const db = createChatDb(path);
    db.receive({ handle: '+12125550140', text: 'hello' });
    db.close();
    execFileSync('mkfifo', [`${path}-wal`]);
    const heard = listenTo(path);
    expect((await heard.state('error')).detail).toMatchObject({ key: 'messages.no-file' });
  });
});
