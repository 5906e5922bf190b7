/*
 * Runs the built main entry of the Mac app, out/main/electron.js, with the stand-in for Electron in place of the real one:
 * the real gatekeeper, ledger, worker and practice gateway, and an owner who presses. Prints what happened, as JSON.
 *
 *   node test/support/electron-main.ts FOLDER [WORDS for the app…]
 */
import { registerHooks } from 'node:module';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

const fakes = new URL('../fakes/electron/index.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: fakes, shortCircuit: true } : next(specifier, context),
});
const fake = await import('../fakes/electron/index.ts');
const { app, center } = fake;
const [folder = '/tmp'] = process.argv.splice(1, 2).slice(1);
app.folder = folder;
center.permission = 'not-determined';

const story: Record<string, unknown> = {};
const patienceMs = 60_000;

async function until<T>(what: string, look: () => T | undefined | null | false): Promise<T> {
  const endMs = performance.now() + patienceMs;
  for (;;) {
    const found = look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (performance.now() > endMs) throw new Error(`Not in time: ${what}`);
    await wait(20);
  }
}

function window() {
  const last = fake.FakeWindow.all.at(-1);
  if (last !== undefined && !last.visible && !last.destroyed) last.emit('ready-to-show');
  return last;
}

function ask(channel: string, ...args: unknown[]): unknown {
  return askFrom(fake.FakeWindow.all.at(-1), channel, ...args);
}

function askFrom(
  page: { readonly contents: unknown } | undefined,
  channel: string,
  ...args: unknown[]
): unknown {
  const sender = (page?.contents ?? new fake.FakeWebContents()) as never;
  const senderFrame = { origin: 'app://peephole', parent: null } as never;
  return fake.ipcMain.handlers.get(channel)?.({ sender, senderFrame }, ...args);
}

const strangers = () => center.delivered.filter(({ buttons }) => buttons.length === 3);

/** A click on the icon, what its page asks, and the click that puts it away. */
async function openPanel(): Promise<void> {
  const tray = fake.FakeTray.all[0];
  const panel = await until('the panel to be made', () => fake.FakeWindow.panels.at(-1));
  const shown: unknown[] = [panel.isVisible()];
  await askFrom(panel, 'peephole:open');
  await askFrom(panel, 'peephole:frame', '{"id":7,"command":"status","input":{}}');
  await until('an answer to its page', () =>
    panel.contents.sent.find(({ value }) => String(value).includes('"id":7')),
  );
  await askFrom(panel, 'peephole:resize-panel', 431);
  tray?.click();
  await askFrom(panel, 'peephole:resize-panel', 431);
  shown.push(panel.isVisible());
  await wait(500);
  tray?.click();
  shown.push(panel.isVisible());
  story.panel = { url: panel.url, height: panel.bounds?.height, shown, focus: [app.hidden, app.inFront] };
}

/** Everything an owner does in the first minutes. */
async function firstMinutes(): Promise<void> {
  const first = await until('the first run', window);
  story.firstRun = { url: first.url, inFront: app.inFront, touched: [...center.touches] };
  await ask('peephole:open');
  await ask('peephole:test-notification');
  await until('the question of macOS', () => center.permission === 'asking');
  center.answer(true);
  await until('the test', () => center.delivered.find(({ groupId }) => groupId === 'test'));
  await ask('peephole:frame', '{"id":1,"command":"set-settings","input":{"onboarded":true}}');
  window()?.close();
  story.hidden = [app.hidden, app.inFront];
  const knock = await until('a stranger', () =>
    strangers().find(({ groupId }) => groupId.startsWith('knock:')),
  );
  const loop = monitorEventLoopDelay({ resolution: 5 });
  loop.enable();
  center.press(knock, 2);
  const blocked = await until('Blocked', () =>
    center.delivered.find(({ groupId, title }) => groupId === knock.groupId && title.startsWith('Blocked')),
  );
  story.blocked = blocked.title.includes(knock.subtitle);
  story.focusTaken = app.inFront;
  const tray = fake.FakeTray.all[0];
  const waiting = await until('somebody in the menu', () => {
    const menu = tray?.press();
    const row = menu?.template.find(({ id, submenu }) => id?.startsWith('sender-') && submenu);
    if (row === undefined) menu?.shut();
    return row;
  });
  const id = waiting.id?.slice('sender-'.length) ?? '';
  tray?.menu?.hover(waiting.id ?? '');
  // What comes in meanwhile changes nothing under the pointer.
  await wait(1_500);
  tray?.menu?.choose(`ignore-${id}`);
  await until('the row to be gone', () => {
    const menu = tray?.press();
    const isGone = menu?.find(waiting.id ?? '') === undefined;
    menu?.shut();
    return isGone;
  });
  story.ignored = id;
  loop.disable();
  story.longestStallMs = Math.round(loop.max / 1e6);
}

/** Whoever started us through macOS tells us to end, and is impatient. */
async function impatientEnd(): Promise<void> {
  const first = await until('the first run', window);
  process.kill(process.pid, 'SIGTERM');
  await until('the end to begin', () => first.destroyed);
  story.stillEnding = app.exitCode === null;
  process.kill(process.pid, 'SIGTERM');
}

// The program of the development bundle is still named Electron, which is how Electron tells.
if (process.env.PEEPHOLE_STORY === 'signals') app.isPackaged = false;
await import(new URL('../../out/main/electron.js', import.meta.url).href);
try {
  if (process.env.PEEPHOLE_STORY === 'signals') await impatientEnd();
  else if (process.env.PEEPHOLE_STORY !== 'end') {
    await firstMinutes();
    await openPanel();
    app.quit();
  }
  await until('the end', () => app.exitCode !== null);
  Object.assign(story, {
    exitCode: app.exitCode,
    errors: fake.dialog.errors,
    lost: center.lost,
    left: center.delivered.length,
    name: app.name,
  });
} catch (error) {
  story.error = String(error);
  story.seen = center.delivered.map(({ groupId, title }) => `${groupId}: ${title}`);
}
process.stdout.write(`${JSON.stringify(story)}\n`, () => process.exit(0));
