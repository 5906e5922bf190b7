import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'vite';
import { describe, expect, it } from 'vitest';
import type { MessagesEvent, MessagesSource } from '#core/ports/messages.ts';
import type { MessagesOptions } from '../../src-main/messages/messages-source.ts';
import { waitFor } from '../support/wait.ts';
import { listenInWorker, newChatDb, scratchDir } from './support.ts';

const root = new URL('../..', import.meta.url).pathname;

/** The real worker, which dies when the file is written. */
function mortalWorker(dir: string): { readonly url: URL; kill(): void; readonly deaths: () => number } {
  const order = join(dir, 'die');
  const program = join(dir, 'mortal.mjs');
  const real = pathToFileURL(join(root, 'src-main/messages/worker.ts')).href;
  writeFileSync(
    program,
    `import { existsSync, rmSync } from 'node:fs';
     import ${JSON.stringify(real)};
     setInterval(() => {
       if (!existsSync(${JSON.stringify(order)})) return;
       rmSync(${JSON.stringify(order)});
       process.exit(1);
     }, 10).unref();`,
  );
  let deaths = 0;
  return {
    url: pathToFileURL(program),
    kill: () => {
      deaths += 1;
      writeFileSync(order, '');
    },
    deaths: () => deaths,
  };
}

describe('a worker that dies', () => {
  it('is said, started again, and loses neither rows nor questions', async () => {
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'before' });
    const worker = mortalWorker(scratchDir());
    const heard = listenInWorker(db.path, { workerUrl: worker.url });
    await heard.caughtUp();
    worker.kill();
    const { detail } = await heard.state('error');
    expect(detail?.key).toBe('messages.reader-stopped');
    const asked = heard.source.recentRows('+12125550101', 5);
    await db.receive({ handle: '+12125550101', text: 'meanwhile' });
    await heard.state('reading');
    await heard.caughtUp(2);
    await heard.row('the row written meanwhile', ({ text }) => text === 'meanwhile');
    expect((await asked).length).toBeGreaterThan(0);
    await db.receive({ handle: '+12125550101', text: 'after' });
    await heard.row('a live row', ({ text }) => text === 'after');
  });

  it('by a question is not asked for ever', async () => {
    const db = await newChatDb();
    const program = join(scratchDir(), 'poisoned.mjs');
    writeFileSync(
      program,
      `import { parentPort } from 'node:worker_threads';
       parentPort.on('message', ({ type }) => type === 'ask' && process.exit(1));`,
    );
    const heard = listenInWorker(db.path, { workerUrl: pathToFileURL(program) });
    await expect(heard.source.openClawRows(0)).rejects.toThrow('The reader of Messages stopped');
  });
});

describe('a source', () => {
  it('that was stopped says nothing more, and answers nothing', async () => {
    const db = await newChatDb();
    const heard = listenInWorker(db.path);
    await heard.caughtUp();
    await heard.source.stop();
    const told = heard.events.length;
    await db.receive({ handle: '+12125550101', text: 'unheard' });
    await expect(heard.source.openClawRows(0)).rejects.toThrow('not being read');
    expect(heard.events).toHaveLength(told);
  });

  it('reads with its worker bundled beside it', async () => {
    const db = await newChatDb();
    await db.receive({ handle: '+12125550101', text: 'bundled' });
    // Inside the project, so that the bundle finds its packages.
    const outDir = join(root, 'node_modules', '.cache', `peephole-bundle-${process.pid}`);
    mkdirSync(outDir, { recursive: true });
    await build({
      root,
      configFile: false,
      logLevel: 'silent',
      build: {
        ssr: true,
        outDir,
        emptyOutDir: true,
        rollupOptions: {
          input: {
            main: join(root, 'src-main/messages/messages-source.ts'),
            'messages-worker': join(root, 'src-main/messages/worker.ts'),
          },
          output: { entryFileNames: '[name].js' },
        },
      },
    });
    const bundle = (await import(pathToFileURL(join(outDir, 'main.js')).href)) as {
      openMessages(options: MessagesOptions): MessagesSource;
    };
    const source = bundle.openMessages({ databasePath: db.path, contactsDir: join(outDir, 'none') });
    const events: MessagesEvent[] = [];
    source.start((event) => void events.push(event));
    try {
      const rows = await waitFor('the row', () => {
        const found = events.flatMap((event) => (event.type === 'rows' ? event.rows : []));
        return found.length > 0 && found;
      });
      expect(rows.map(({ text }) => text)).toEqual(['bundled']);
    } finally {
      await source.stop();
    }
  });
});
