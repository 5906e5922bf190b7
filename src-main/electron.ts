import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { enableCompileCache } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { app, dialog } from 'electron';
import { PeepholeError } from '#core/errors.ts';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';
import { Shutdown } from './app/shutdown.ts';
import { defaultStateDir } from './app/state-dir.ts';
import { type AppArgs, readAppArgs } from './cli/app-args.ts';
import { isCommandLine } from './cli/commands.ts';
import { codeCacheDir } from './platform/code-cache-dir.ts';
import { errorLine } from './platform/error-line.ts';
import { openLogFile } from './platform/log-file.ts';
import { builtWindowDir, projectRoot } from './platform/project-root.ts';
import { releasesPage } from './platform/releases-page.ts';
import { hasUpdateFeed } from './platform/update-feed.ts';

// In the owner's own cache directory: in a shared one somebody else could put code for us to run.
enableCompileCache(codeCacheDir());

// About, Hide, the folder of the log: by our name, also where `package.json` has another (MAC-4.7).
app.setName('Peephole');

/** What stands after the program: only a bare Electron has a script between. */
const argv = process.argv.slice(process.defaultApp ? 2 : 1);
const log = openLogFile(app.getPath('logs'));
const onError = (error: unknown): void => log(errorLine(error));

/** The same program as `npm run peephole`, inside the packaged app (docs/command-line.md). */
async function runCommandLine(): Promise<void> {
  // Chromium keeps its own files somewhere: not beside the ledger of a Peephole that may be running.
  app.setPath('userData', join(tmpdir(), 'peephole-command-line'));
  const { runOnThisProcess } = await import('./cli/process.ts');
  const exitCode = await runOnThisProcess(argv);
  process.stdout.write('', () => app.exit(exitCode));
}

/** Before the app is ready; awaits nothing that needs it to be. */
async function prepareApp(args: AppArgs): Promise<void> {
  const practiceDir = args.practice && mkdtempSync(join(tmpdir(), 'peephole-practice-'));
  const stateDir = args.stateDir ?? (practiceDir || defaultStateDir());
  const windowDir = join(stateDir, 'window');
  mkdirSync(windowDir, { recursive: true, mode: 0o700 });
  app.setPath('userData', windowDir);
  // The one that runs opens its window.
  if (!app.requestSingleInstanceLock()) {
    app.exit(0);
    return;
  }
  if (args.pidFile !== undefined) writeFileSync(args.pidFile, String(process.pid));
  const { lockDownEarly } = await import('./surfaces/electron/lockdown.ts');
  lockDownEarly();
  app
    .whenReady()
    .then(() => runApp(args, stateDir, practiceDir || null))
    .catch(endWith);
}

/** @param practiceDir is removed at the end; null: there is nothing to remove. */
async function runApp(args: AppArgs, stateDir: string, practiceDir: string | null): Promise<void> {
  const { Desktop } = await import('./surfaces/electron/desktop.ts');
  const { setLoginItem } = await import('./surfaces/electron/login-item.ts');
  const { relaunch } = await import('./surfaces/electron/relaunch.ts');
  const { systemWords } = await import('./surfaces/electron/system-words.ts');
  const { linkCommand } = await import('./app/command-link.ts');
  const { holdStateDir, startApp } = await import('./app/app.ts');
  const { practicePlaces } = await import('./app/practice-places.ts');
  const { systemClock } = await import('./platform/system-clock.ts');
  const shutdown = new Shutdown(onError);
  if (practiceDir !== null) {
    shutdown.add(() => rmSync(practiceDir, { recursive: true, force: true, maxRetries: 3 }));
  }
  try {
    const held = holdStateDir(stateDir, shutdown);
    const places = args.practice
      ? await practicePlaces(shutdown, args.silent)
      : { ...args, env: process.env };
    const desktop = await Desktop.start({
      words: systemWords(),
      clock: systemClock,
      rendererDir: builtWindowDir,
      preload: join(projectRoot, 'out', 'preload', 'preload.cjs'),
      iconDir: join(projectRoot, 'assets', 'tray'),
      releases: releasesPage(projectRoot),
      ...(app.isPackaged && !args.practice && hasUpdateFeed(process.resourcesPath)
        ? { updates: async () => (await import('./surfaces/electron/update-engine.ts')).macEngine() }
        : {}),
      argv,
      applicationsFolder: '/Applications',
      showWindow: !app.getLoginItemSettings().wasOpenedAtLogin,
      startApp: () =>
        startApp(
          {
            ...places,
            stateDir: held,
            practice: args.practice,
            texts: args.practice ? 'always' : 'as-allowed',
            // macOS would go on opening what is being removed.
            ...(args.practice ? {} : { onLeft: () => void setLoginItem(false) }),
            log,
          },
          shutdown,
        ),
      stopApp: () => shutdown.run(),
      relaunch: () => relaunch(argv),
      // Beside the archive, where electron-builder.yml puts it.
      linkCommand: () => (app.isPackaged ? linkCommand(join(process.resourcesPath, 'peephole')) : null),
      onError,
      note: log,
    });
    app.on('activate', () => desktop.open());
    app.on('second-instance', () => desktop.open());
    // The icon is the app; windows come and go.
    app.on('window-all-closed', () => {});
    app.on('before-quit', (event) => {
      if (!desktop.beforeQuit()) event.preventDefault();
    });
    // A second signal must not kill it in the middle of ending.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => desktop.endNow());
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
  // It is the owner's own start; of an app that is not in front the box may lie behind (MAC-4.5).
  if (app.isReady()) app.focus({ steal: true });
  dialog.showErrorBox(english(sentence(isOurs ? 'mac.not-started' : 'app.name')), english(why));
  app.exit(1);
}

/** What is not understood is said where it was written, and nothing is started. */
async function startWith(words: readonly string[]): Promise<void> {
  let args: AppArgs;
  try {
    args = readAppArgs(words);
  } catch (error) {
    const why = error instanceof PeepholeError ? english(error.sentence) : errorLine(error);
    process.stderr.write(`${why}\n`);
    app.exit(2);
    return;
  }
  await prepareApp(args);
}

process.on('uncaughtException', endWith);

if (isCommandLine(argv)) void runCommandLine();
else await startWith(argv);
