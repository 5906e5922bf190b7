import { mkdirSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { app, dialog } from 'electron';
import { PeepholeError } from '#core/errors.ts';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';
import type { Places } from './app/places.ts';
import { Shutdown } from './app/shutdown.ts';
import { defaultStateDir } from './app/state-dir.ts';
import { isCommandLine } from './cli/commands.ts';
import { errorLine } from './platform/error-line.ts';
import { openLogFile } from './platform/log-file.ts';
import { builtWindowDir, projectRoot } from './platform/project-root.ts';

enableCompileCache();

/** What stands after the program: a packaged app has no script between. */
const argv = process.argv.slice(app.isPackaged ? 1 : 2);
const log = openLogFile(app.getPath('logs'));
const onError = (error: unknown): void => log(errorLine(error));

/** A switch of the app's own: `--state-dir=DIR`; undefined: not given. Others belong to Chromium or macOS. */
function switchValue(name: string): string | undefined {
  const value = app.commandLine.getSwitchValue(name);
  return value === '' ? undefined : value;
}

function pathSwitch(name: string): string | undefined {
  const value = switchValue(name);
  return value === undefined ? undefined : resolve(value);
}

/** As `serve` takes them; for tests, and for a second set of files. */
function placesGiven(): Places {
  return {
    messagesDb: pathSwitch('messages-db'),
    contactsDir: pathSwitch('contacts-dir'),
    openclawConfig: pathSwitch('openclaw-config'),
    gatewayUrl: switchValue('gateway-url'),
  };
}

/** The same program as `npm run peephole`, inside the packaged app (docs/command-line.md). */
async function runCommandLine(): Promise<void> {
  // Chromium keeps its own files somewhere: not beside the ledger of a Peephole that may be running.
  app.setPath('userData', join(tmpdir(), 'peephole-command-line'));
  const { runOnThisProcess } = await import('./cli/process.ts');
  const exitCode = await runOnThisProcess(argv);
  process.stdout.write('', () => app.exit(exitCode));
}

/** Before the app is ready; awaits nothing that needs it to be. */
async function prepareApp(): Promise<void> {
  const stateDir = pathSwitch('state-dir') ?? defaultStateDir();
  const windowDir = join(stateDir, 'window');
  mkdirSync(windowDir, { recursive: true, mode: 0o700 });
  app.setPath('userData', windowDir);
  // The one that runs opens its window.
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  const { lockDownEarly } = await import('./surfaces/electron/lockdown.ts');
  lockDownEarly();
  app
    .whenReady()
    .then(() => runApp(stateDir))
    .catch(endWith);
}

async function runApp(stateDir: string): Promise<void> {
  const { Desktop } = await import('./surfaces/electron/desktop.ts');
  const { systemWords } = await import('./surfaces/electron/system-words.ts');
  const { holdStateDir, startApp } = await import('./app/app.ts');
  const { systemClock } = await import('./platform/system-clock.ts');
  const shutdown = new Shutdown(onError);
  try {
    const held = holdStateDir(stateDir, shutdown);
    const desktop = await Desktop.start({
      words: systemWords(),
      clock: systemClock,
      rendererDir: builtWindowDir,
      preload: join(projectRoot, 'out', 'preload', 'preload.cjs'),
      iconDir: join(projectRoot, 'assets', 'tray'),
      showWindow: !app.getLoginItemSettings().wasOpenedAtLogin,
      startApp: () =>
        startApp({ ...placesGiven(), stateDir: held, practice: false, env: process.env, log }, shutdown),
      stopApp: () => shutdown.run(),
      onError,
    });
    app.on('activate', () => desktop.open());
    app.on('second-instance', () => desktop.open());
    // The icon is the app; windows come and go.
    app.on('window-all-closed', () => {});
    app.on('before-quit', (event) => {
      if (!desktop.beforeQuit()) event.preventDefault();
    });
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => desktop.endNow());
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

/** Says why it could not start, or go on; a message that is not ours may quote what somebody wrote. */
function endWith(error: unknown): void {
  onError(error);
  // In English: whatever would tell the owner's language may be what failed.
  const isOurs = error instanceof PeepholeError;
  const why = isOurs ? error.sentence : sentence('mac.internal', { path: app.getPath('logs') });
  dialog.showErrorBox(english(sentence(isOurs ? 'mac.not-started' : 'app.name')), english(why));
  app.exit(1);
}

process.on('uncaughtException', endWith);

if (isCommandLine(argv)) void runCommandLine();
else await prepareApp();
