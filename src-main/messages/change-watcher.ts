import { type FSWatcher, type WatchEventType, watch } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileIdentity, statOrNull, walPathOf } from './database-files.ts';

/** Looks by itself as well: file events get lost (DB-2.6). More often where there are none. */
const slowPollMs = { told: 5_000, untold: 2_000 };

/** A file event, or that it is time to look whether one was lost. */
export type ChangeCause = 'event' | 'poll';

/**
 * Says when a database may have changed. The -wal **file** is watched for writes; the directory only to learn that the
 * file is another one, because on macOS directory events miss writes to a -wal and file events are bound to the inode.
 * The -shm is never touched.
 */
export class ChangeWatcher {
  readonly #path: string;
  /** Beside the file that a link leads to (DB-2.16). */
  #walPath: string;
  readonly #onChange: (cause: ChangeCause) => void;
  #wal: { readonly watcher: FSWatcher; readonly identity: string } | null = null;
  #folder: FSWatcher | null = null;
  #timer: { readonly everyMs: number; readonly interval: NodeJS.Timeout } | null = null;
  #isClosed = false;

  constructor(path: string, onChange: (cause: ChangeCause) => void) {
    this.#path = path;
    this.#walPath = walPathOf(path);
    this.#onChange = onChange;
    this.#arm();
  }

  close(): void {
    this.#isClosed = true;
    clearInterval(this.#timer?.interval);
    this.#disarm();
    this.#folder?.close();
    this.#folder = null;
  }

  /** Watches the -wal that lies there now, and the directory as soon as there is one. */
  #arm(): void {
    this.#watchFiles();
    this.#pollSlowly();
  }

  #pollSlowly(): void {
    const isTold = this.#folder !== null && (this.#wal !== null || this.#walIdentity() === null);
    const everyMs = isTold ? slowPollMs.told : slowPollMs.untold;
    if (this.#isClosed || this.#timer?.everyMs === everyMs) return;
    clearInterval(this.#timer?.interval);
    const poll = (): void => {
      this.#arm();
      this.#onChange('poll');
    };
    this.#timer = { everyMs, interval: setInterval(poll, everyMs) };
  }

  #watchFiles(): void {
    const walPath = walPathOf(this.#path);
    if (walPath !== this.#walPath) {
      this.#walPath = walPath;
      this.#folder?.close();
      this.#folder = null;
    }
    const names = new Set([basename(walPath), basename(walPath).replace(/-wal$/, '')]);
    this.#folder ??= this.#watch(dirname(walPath), (name, event) => {
      // Some systems don't say which file it was.
      if (name !== null && !names.has(name)) return;
      // A file that came, went or was replaced. Where the folder tells of every write as well, that is no reason to look for it anew.
      if (event === 'rename') this.#arm();
      this.#onChange('event');
    });
    const identity = this.#walIdentity();
    if (identity === (this.#wal?.identity ?? null)) return;
    this.#disarm();
    if (identity === null) return;
    const watcher = this.#watch(this.#walPath, () => this.#onChange('event'));
    if (watcher !== null) this.#wal = { watcher, identity };
  }

  #disarm(): void {
    this.#wal?.watcher.close();
    this.#wal = null;
  }

  #walIdentity(): string | null {
    try {
      const stats = statOrNull(this.#walPath);
      return stats === null ? null : fileIdentity(stats);
    } catch {
      // No access: the reader says so, the slow poll looks again.
      return null;
    }
  }

  #watch(path: string, onEvent: (name: string | null, event: WatchEventType) => void): FSWatcher | null {
    try {
      const watcher = watch(path, (event, name) => onEvent(name, event));
      watcher.on('error', () => {
        watcher.close();
        if (watcher === this.#folder) this.#folder = null;
        if (watcher === this.#wal?.watcher) this.#wal = null;
      });
      return watcher;
    } catch {
      return null;
    }
  }
}
