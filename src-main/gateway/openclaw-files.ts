import { type FSWatcher, realpathSync, statSync, watch as watchFolder } from 'node:fs';
import { dirname } from 'node:path';
import type { Guard } from '#core/guard.ts';
import type { Clock } from '#core/ports/clock.ts';
import { configFiles, type Environment } from './config-file.ts';
import type { PairingStore } from './pairing-store.ts';

/**
 * How often the files are looked at by ourselves: the system tells of a change of the config, but not always, and of one in the
 * pairing store for every line that anything writes there. A few `stat` calls, nothing is asked of the gateway.
 */
const lookEveryMs = 10_000;
/** The same where the system tells of nothing. */
const lookAloneEveryMs = 1_000;
/** A folder in which much happens is looked at no more often than this. */
const restMs = 100;
/**
 * When a change is said. The gateway answers with the config it knew until its own watcher has seen it, 200 to 250 ms after the
 * change; 300 ms later it begins to apply it, and may answer nothing for seconds (OC-42, OC-126).
 */
const sayAfterMs = [0, 300, 450, 1_000, 2_000, 3_000];

interface Watched {
  readonly configPath: string;
  readonly stateDir: string;
  readonly env: Environment;
}

/**
 * Watches what says who is let in: OpenClaw's config, with every file that it includes, and its pairing store (OC-20). The gateway
 * says that its config changed when it has applied it (OC-56), up to five minutes later while an agent run is active (OC-6), and of
 * the store nothing (OC-4).
 */
export class OpenClawFiles {
  readonly #clock: Clock;
  readonly #guard: Guard;
  readonly #pairing: PairingStore;
  readonly #onChange: () => void;
  #watched: Watched | null = null;
  /** What is known of each config file, by its path. */
  #seen: ReadonlyMap<string, string> = new Map();
  /** By the folder; null: the system does not tell of it. */
  #folders: ReadonlyMap<string, FSWatcher | null> = new Map();
  #cancelLook: () => void = () => {};
  /** null: the system has told of nothing that was not looked at. */
  #cancelSoon: (() => void) | null = null;
  #cancelSaying: readonly (() => void)[] = [];

  constructor(clock: Clock, guard: Guard, pairing: PairingStore, onChange: () => void) {
    this.#clock = clock;
    this.#guard = guard;
    this.#pairing = pairing;
    this.#onChange = onChange;
  }

  /** Instead of whatever was watched. Every later change will be said. */
  watch(watched: Watched): void {
    this.stop();
    this.#watched = watched;
    this.#take(watched, filesOf(watched, []));
    this.#lookLater(watched);
  }

  stop(): void {
    this.#watched = null;
    this.#cancelLook();
    this.#leave();
    for (const cancel of this.#cancelSaying) cancel();
  }

  /** What the config files are now is what was seen. */
  #take(watched: Watched, files: readonly string[]): void {
    this.#seen = look(files);
    this.#leave();
    // Entered after the look, it is looked again: what came in between is told of by nobody.
    this.#folders = new Map(
      [...new Set(files.flatMap(foldersOf))].map((folder) => [folder, this.#enter(watched, folder)]),
    );
    if (!isSame(look(files), this.#seen)) this.#lookSoon(watched);
  }

  #enter(watched: Watched, folder: string): FSWatcher | null {
    try {
      const onEvent = this.#guard(() => this.#lookSoon(watched));
      const entered = watchFolder(folder, { persistent: false }, onEvent);
      entered.on(
        'error',
        this.#guard(() => this.#lose(watched, folder, entered)),
      );
      return entered;
    } catch {
      return null;
    }
  }

  /** The system tells of this folder no more. */
  #lose(watched: Watched, folder: string, entered: FSWatcher): void {
    entered.close();
    if (this.#folders.get(folder) !== entered) return;
    this.#folders = new Map([...this.#folders, [folder, null]]);
    this.#lookLater(watched);
  }

  #leave(): void {
    this.#cancelSoon?.();
    this.#cancelSoon = null;
    for (const folder of this.#folders.values()) folder?.close();
    this.#folders = new Map();
  }

  /** By ourselves; again and again. */
  #lookLater(watched: Watched): void {
    this.#cancelLook();
    const isTold = [...this.#folders.values()].every((folder) => folder !== null);
    this.#cancelLook = this.#clock.after(isTold ? lookEveryMs : lookAloneEveryMs, () => {
      try {
        if (this.#pairing.hasChanged(watched.stateDir)) this.#onChange();
        this.#look(watched);
      } finally {
        // Whatever goes wrong, it is looked again.
        if (this.#watched === watched) this.#lookLater(watched);
      }
    });
  }

  /** The system tells of something in one of the folders. */
  #lookSoon(watched: Watched): void {
    if (this.#watched !== watched) return;
    this.#cancelSoon ??= this.#clock.after(restMs, () => {
      this.#cancelSoon = null;
      if (this.#watched === watched && this.#look(watched)) this.#lookLater(watched);
    });
  }

  /** @returns whether other files may be watched now. */
  #look(watched: Watched): boolean {
    const seen = look([...this.#seen.keys()]);
    if (isSame(seen, this.#seen)) return false;
    this.#say();
    // It may include others now. One that cannot be read includes what it did.
    this.#take(watched, filesOf(watched, [...seen.keys()]));
    return true;
  }

  #say(): void {
    for (const cancel of this.#cancelSaying) cancel();
    this.#cancelSaying = sayAfterMs.map((delayMs) => this.#clock.after(delayMs, this.#onChange));
  }
}

function filesOf({ configPath, env }: Watched, before: readonly string[]): readonly string[] {
  const { files, isWhole } = configFiles(configPath, env);
  return isWhole ? files : [...new Set([...files, ...before])];
}

/** Where the file lies, and where it leads if it is a link: it is written to there. */
function foldersOf(path: string): readonly string[] {
  try {
    return [dirname(path), dirname(realpathSync.native(path))];
  } catch {
    return [dirname(path)];
  }
}

function look(files: readonly string[]): ReadonlyMap<string, string> {
  return new Map(files.map((path) => [path, markOf(path)]));
}

/** Differs when the file does; empty: there is none, or it can't be told. */
function markOf(path: string): string {
  try {
    const stats = statSync(path, { throwIfNoEntry: false });
    return stats === undefined ? '' : [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ');
  } catch {
    return '';
  }
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return [...one].every(([path, found]) => other.get(path) === found);
}
