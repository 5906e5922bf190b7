import type { AppApi } from '#contract/contract.ts';
import { errorLine } from '../platform/error-line.ts';
import { builtWindowDir } from '../platform/project-root.ts';
import { type AppOptions, holdStateDir, startApp } from './app.ts';
import { Shutdown } from './shutdown.ts';

/** Started by hand: texts are always told. */
export interface HeadlessOptions extends Omit<AppOptions, 'texts'> {
  /** The browser surface; null: none. Port 0: whichever is free. */
  readonly web: { readonly port: number } | null;
}

/** A running Peephole without Electron. */
export interface Headless {
  readonly socket: string;
  /** The link with its one-time token; null: no browser surface. */
  readonly web: string | null;
  /** Ends everything, in the opposite order; what was decided is kept. */
  stop(): Promise<void>;
}

/**
 * Starts everything but Electron: ledger, Messages, gateway, gatekeeper, control socket and, when asked for, the browser
 * surface.
 * @throws PeepholeError `already-running`, `state-unusable`, `ledger-corrupt`, `ledger-full`: nothing is left running.
 */
export async function startHeadless(options: HeadlessOptions): Promise<Headless> {
  const onError = (error: unknown) => options.log(errorLine(error));
  const shutdown = new Shutdown(onError);
  try {
    const stateDir = holdStateDir(options.stateDir, shutdown);
    const { api, socket } = await startApp({ ...options, stateDir, texts: 'always' }, shutdown);
    const browser = options.web === null ? null : await openBrowserSurface(api, options.web.port, onError);
    if (browser !== null) shutdown.add(() => browser.stop());
    return { socket, web: browser?.url ?? null, stop: () => shutdown.run() };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}

/** Loaded only where it is wanted: `node:http` brings 2 MB with it. */
async function openBrowserSurface(api: AppApi, port: number, log: (error: unknown) => void) {
  const { startBrowserSurface } = await import('../surfaces/browser/browser-surface.ts');
  return startBrowserSurface({ api, port, rendererDir: builtWindowDir, log });
}
