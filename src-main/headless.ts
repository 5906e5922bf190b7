import { errorLine } from './error-line.ts';
import { Gatekeeper } from './gatekeeper/gatekeeper.ts';
import { openGateway } from './gateway/open-gateway.ts';
import { openLedger } from './ledger/open-ledger.ts';
import { lockState } from './ledger/state-lock.ts';
import { openMessages } from './messages/messages-source.ts';
import { messagesPlace, type Places } from './places.ts';
import { prepareStateDir } from './state-dir.ts';
import { startBrowserSurface } from './surfaces/browser/browser-surface.ts';
import { startSocketServer } from './surfaces/socket/socket-server.ts';
import { systemClock } from './system-clock.ts';
import { version } from './version.ts';
import { readyWindow } from './window-build.ts';

export interface HeadlessOptions extends Places {
  readonly stateDir: string;
  /** The browser surface; null: none. Port 0: whichever is free. */
  readonly web: { readonly port: number } | null;
  /** Everything is invented. */
  readonly practice: boolean;
  /** The environment OpenClaw's files are looked for with. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** One line for the log; never message text. */
  readonly log: (line: string) => void;
}

/** A running Peephole without Electron. */
export interface Headless {
  readonly socket: string;
  /** The link with its one-time token; null: no browser surface. */
  readonly web: string | null;
  /** Ends everything, in the opposite order; what was decided is kept. */
  stop(): Promise<void>;
}

/** Ends what was started, newest first; one that can't end does not keep the others from it. */
class Shutdown {
  readonly #ends: (() => unknown)[] = [];
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  add(end: () => unknown): void {
    this.#ends.push(end);
  }

  async run(): Promise<void> {
    for (let end = this.#ends.pop(); end !== undefined; end = this.#ends.pop()) {
      try {
        await end();
      } catch (error) {
        this.#onError(error);
      }
    }
  }
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
    const stateDir = prepareStateDir(options.stateDir);
    const lock = lockState(stateDir);
    shutdown.add(() => lock.release());
    const rendererDir = options.web === null ? null : await readyWindow(options.log);
    const ledger = openLedger(stateDir, systemClock);
    shutdown.add(() => ledger.close());
    const gatekeeper = new Gatekeeper({
      messages: openMessages(messagesPlace(options)),
      gateway: openGateway({
        stateDir,
        env: options.env,
        clock: systemClock,
        version,
        ...(options.openclawConfig === undefined ? {} : { configPath: options.openclawConfig }),
        ...(options.gatewayUrl === undefined ? {} : { url: options.gatewayUrl }),
      }),
      ledger,
      clock: systemClock,
      version,
      practice: options.practice,
      onError,
    });
    shutdown.add(() => gatekeeper.stop());
    gatekeeper.start();
    const socket = await startSocketServer(gatekeeper, stateDir, onError);
    shutdown.add(() => socket.stop());
    const browser =
      options.web === null || rendererDir === null
        ? null
        : await startBrowserSurface({ api: gatekeeper, port: options.web.port, rendererDir, log: onError });
    if (browser !== null) shutdown.add(() => browser.stop());
    return { socket: socket.path, web: browser?.url ?? null, stop: () => shutdown.run() };
  } catch (error) {
    await shutdown.run();
    throw error;
  }
}
