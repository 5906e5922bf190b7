import { type FSWatcher, watch as watchFolder } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Guard } from '#core/guard.ts';
import type { Clock } from '#core/ports/clock.ts';
import { configFiles, type Environment } from './config-file.ts';

/** How often the files are looked at, should the system not tell of a change: a few `stat` calls, nothing is asked of the gateway. */
const lookEveryMs = 1_000;
/** A folder in which much happens is looked at no more often than this. */
const restMs = 100;
/**
 * When a change is said. The gateway answers with the config it knew until its own watcher has seen it, 200 to 250 ms after the
 * change; 300 ms later it begins to apply it, and may answer nothing for seconds (OC-42, OC-126).
 */
const sayAfterMs = [0, 300, 450, 1_000, 2_000, 3_000];

interface Watched {
  readonly configPath: string;
  readonly env: Environment;
}

/**
 * Watches OpenClaw's config, with every file that it includes. The gateway says that it changed when it has applied it (OC-56), and
 * while an agent run is active that is up to five minutes later (OC-6).
 */
export class ConfigWatch {
  readonly #clock: Clock;
  readonly #guard: Guard;
  readonly #onChange: () => void;
  #watched: Watched | null = null;
  /** What is known of each file, by its path. */
  #seen: ReadonlyMap<string, string> = new Map();
  #folders: readonly FSWatcher[] = [];
  #lookAtMs = Number.POSITIVE_INFINITY;
  #cancelLook: () => void = () => {};
  #cancelSaying: readonly (() => void)[] = [];

  constructor(clock: Clock, guard: Guard, onChange: () => void) {
    this.#clock = clock;
    this.#guard = guard;
    this.#onChange = onChange;
  }

  /** Instead of whatever was watched. Resolves when every later change will be said. */
  watch(configPath: string, env: Environment): Promise<void> {
    const watched: Watched = { configPath, env };
    this.stop();
    this.#watched = watched;
    return this.#take(watched, filesOf(watched, []));
  }

  stop(): void {
    this.#watched = null;
    this.#cancelLook();
    this.#lookAtMs = Number.POSITIVE_INFINITY;
    this.#leave();
    for (const cancel of this.#cancelSaying) cancel();
  }

  /** What the files are now is what was seen. */
  async #take(watched: Watched, files: readonly string[]): Promise<void> {
    const seen = await look(files);
    if (this.#watched !== watched) return;
    this.#seen = seen;
    this.#leave();
    const folders = new Set(files.map((path) => dirname(path)));
    this.#folders = [...folders].flatMap((folder) => this.#enter(watched, folder));
    this.#lookIn(watched, lookEveryMs);
  }

  /** Only makes it quicker: where the system tells of nothing, it is looked all the same. */
  #enter(watched: Watched, folder: string): readonly FSWatcher[] {
    try {
      const onEvent = this.#guard(() => this.#lookIn(watched, restMs));
      const entered = watchFolder(folder, { persistent: false }, onEvent);
      entered.on(
        'error',
        this.#guard(() => entered.close()),
      );
      return [entered];
    } catch {
      return [];
    }
  }

  #leave(): void {
    for (const folder of this.#folders) folder.close();
    this.#folders = [];
  }

  #lookIn(watched: Watched, delayMs: number): void {
    const atMs = this.#clock.monotonic() + delayMs;
    if (this.#watched !== watched || atMs >= this.#lookAtMs) return;
    this.#cancelLook();
    this.#lookAtMs = atMs;
    this.#cancelLook = this.#clock.after(delayMs, () => {
      this.#lookAtMs = Number.POSITIVE_INFINITY;
      // Armed first: whatever goes wrong, it is looked again.
      this.#lookIn(watched, lookEveryMs);
      return this.#look(watched);
    });
  }

  async #look(watched: Watched): Promise<void> {
    const seen = await look([...this.#seen.keys()]);
    if (this.#watched !== watched) return;
    if (isSame(seen, this.#seen)) return;
    this.#say();
    // It may include others now. One that cannot be read includes what it did.
    await this.#take(watched, filesOf(watched, [...seen.keys()]));
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

async function look(files: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(
    files.map(async (path): Promise<[string, string]> => {
      const stats = await stat(path).catch(() => null);
      return [path, stats === null ? '' : [stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs].join(' ')];
    }),
  );
  return new Map(found);
}

function isSame(one: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return [...one].every(([path, found]) => other.get(path) === found);
}
