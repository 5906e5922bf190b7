import { EventEmitter } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import type * as Electron from 'electron';
import { app } from './app.ts';
import { Emitter } from './emitter.ts';
import { usedEvents } from './used.ts';
import { FakeWindow } from './window.ts';

/** What every request asked for, oldest first; a test empties it. */
export const heldRequests: { readonly path: string; readonly headers: Readonly<Record<string, unknown>> }[] =
  [];

/**
 * A request of Electron's `net`, over real HTTP. There is no `socket` event, so the time limit that a library sets on the socket
 * is none; and what Chromium says is the message `net::ERR_…`, without a code (lib/common/api/net-client-request.ts).
 */
class FakeRequest extends EventEmitter {
  readonly #options: Electron.ClientRequestConstructorOptions;
  readonly #blocked: boolean;
  #aborted = false;
  #stop: () => void = () => {};

  constructor(options: Electron.ClientRequestConstructorOptions, blocked: boolean) {
    super();
    this.#options = options;
    this.#blocked = blocked;
    for (const [name, value] of Object.entries(options.headers ?? {})) {
      if (value === undefined) throw new Error(`\`value\` required in setHeader("${name}", value)`);
    }
  }

  readonly end = (): never => {
    const { protocol, hostname, port, path = '/', headers = {} } = this.#options;
    heldRequests.push({ path, headers });
    if (this.#blocked) {
      setImmediate(() => this.emit('error', new Error('net::ERR_BLOCKED_BY_CLIENT')));
      return undefined as never;
    }
    const sent = get(
      { protocol, hostname, port, path, headers: headers as Readonly<Record<string, string>> },
      (response) => this.#answer(response),
    );
    sent.on('error', () => {
      if (!this.#aborted) this.emit('error', new Error('net::ERR_CONNECTION_REFUSED'));
    });
    this.#stop = () => void sent.destroy();
    return undefined as never;
  };

  readonly abort = (): void => {
    this.#aborted = true;
    this.#stop();
  };

  #answer(response: IncomingMessage): void {
    const { statusCode = 0, headers } = response;
    if (statusCode < 300 || statusCode >= 400 || headers.location === undefined) {
      this.emit('response', response);
      return;
    }
    // Where nobody follows it is at an end (electron:docs/api/client-request.md).
    response.resume();
    const { protocol, hostname, port, path } = this.#options;
    const to = new URL(headers.location, `${protocol}//${hostname}:${port}${path}`);
    this.emit('redirect', statusCode, 'GET', to.href, headers);
  }
}

export const requestOf = (options: Electron.ClientRequestConstructorOptions, blocked: boolean): FakeRequest =>
  new FakeRequest(options, blocked);

/**
 * Electron's own updater on macOS, which is Squirrel.Mac: it fetches from the feed, compares who signed what came with who signed
 * the app that runs, and has a helper of its own replace the app once that has ended.
 */
export class FakeAutoUpdater extends Emitter {
  /** Who signed the app that runs; null: nobody, or ad hoc. */
  signedBy: string | null = 'Developer ID';
  /** Who signed what comes. */
  comesFrom = 'Developer ID';
  /** What the helper does when the app has ended, in order of its being noted down. */
  readonly noted: string[] = [];
  /** Bytes that Squirrel fetched. */
  fetched = 0;
  #feed: { readonly url: string; readonly headers: Readonly<Record<string, string>> } | null = null;
  #available = false;

  constructor() {
    super(usedEvents.AutoUpdater);
  }

  reset(): void {
    this.removeAllListeners();
    this.signedBy = 'Developer ID';
    this.comesFrom = 'Developer ID';
    this.noted.length = 0;
    this.fetched = 0;
    this.#feed = null;
    this.#available = false;
  }

  /** As every emitter of Node's: an error that nobody listens for is thrown. */
  override emit(event: string, ...args: readonly unknown[]): void {
    if (event === 'error' && this.listenerCount('error') === 0) throw args[0];
    super.emit(event, ...args);
  }

  readonly setFeedURL = ({ url, headers = {} }: Electron.FeedURLOptions): void => {
    // auto_updater_mac.mm: the exception of `initWithUpdateRequest:` becomes an error.
    if (this.signedBy === null) {
      this.emit('error', new Error('Could not get code signature for running application'));
      return;
    }
    this.#feed = { url, headers };
  };

  readonly checkForUpdates = (): void => void this.#fetch();

  /** `before-quit-for-update`, then every window is closed; one that stays open holds it up for good (QuitAndInstall). */
  readonly quitAndInstall = (): void => {
    this.emit('before-quit-for-update');
    const open = FakeWindow.all.concat(FakeWindow.panels).filter(({ destroyed }) => !destroyed);
    if (open.length === 0) {
      this.#relaunch();
      return;
    }
    for (const window of open) window.close();
    if (open.every(({ destroyed }) => destroyed)) this.quitAndInstall();
  };

  /** Notes down that the app is to be opened anew, then has it quit (SQRLUpdater.m: relaunchToInstallUpdate). */
  #relaunch(): void {
    if (!this.#available) {
      this.emit('error', new Error("No update available, can't quit and install"));
      return;
    }
    setImmediate(() => {
      // Written too late: the helper replaces the app, and opens nothing.
      if (app.exitCode !== null) return;
      this.noted.push('open anew');
      app.quit();
    });
  }

  async #fetch(): Promise<void> {
    if (this.#feed === null) return;
    const { url, headers } = this.#feed;
    const answer = await fetch(url, { headers });
    if (!answer.ok) {
      this.emit('error', new Error('The update server answered otherwise'));
      return;
    }
    const { url: file } = (await answer.json()) as { readonly url: string };
    this.fetched = (await (await fetch(file)).arrayBuffer()).byteLength;
    if (this.comesFrom !== this.signedBy) {
      const error = new Error(
        'Code signature at URL file:///x/Peephole.app/ did not pass validation: code failed to satisfy specified code requirement(s)',
      );
      this.emit('error', Object.assign(error, { code: -1, domain: 'SQRLCodeSignatureErrorDomain' }));
      return;
    }
    // The helper waits for the end of the app from here on, whoever ends it.
    this.noted.push('replace');
    this.#available = true;
    this.emit('update-downloaded', {}, '', '', new Date(), file);
  }
}
