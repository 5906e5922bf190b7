import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { type AgentOptions, agentPlist } from './agent-plist.ts';
import type { Launchctl } from './launchctl.ts';
import { serviceLabel } from './service-label.ts';

/** `launchctl`: no such service (MAC-11.2). */
const isGone = (code: number): boolean => code === 3 || code === 113;
/** What was just taken out may be on its way out for a moment (MAC-11.2). */
const tries = 20;
const againMs = 250;

export interface ServiceOptions {
  /** The owner's home. */
  readonly home: string;
  readonly uid: number;
  readonly launchctl: Launchctl;
  /** Waits that long. */
  readonly pause: (ms: number) => Promise<void>;
}

export interface ServiceState {
  readonly installed: boolean;
  /** launchd knows it. */
  readonly loaded: boolean;
  /** null: it does not run. */
  readonly pid: number | null;
  /** How it ended last; null: it did not, or launchd does not say. */
  readonly lastExit: number | null;
}

/** `peephole serve` as a LaunchAgent of the owner's, for a Mac without a screen. */
export class Service {
  readonly #options: ServiceOptions;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** Its property list. */
  get file(): string {
    return join(this.#options.home, 'Library', 'LaunchAgents', `${serviceLabel}.plist`);
  }

  /** With a screen, then without: over SSH there may be no session of a screen to load it into (MAC-11.1). */
  get #domains(): readonly string[] {
    return [`gui/${this.#options.uid}`, `user/${this.#options.uid}`];
  }

  /** Installs and starts it; one that is there is replaced. @throws PeepholeError `state-unusable` when launchd takes it nowhere. */
  async install(agent: AgentOptions): Promise<void> {
    const plist = agentPlist(agent);
    await this.#unload();
    mkdirSync(dirname(this.file), { recursive: true, mode: 0o700 });
    mkdirSync(dirname(agent.errorFile), { recursive: true, mode: 0o700 });
    // launchd takes none that others can write to.
    writeFileSync(this.file, plist, { mode: 0o600 });
    const said: string[] = [];
    for (const domain of this.#domains) {
      for (let attempt = 0; attempt < tries; attempt += 1) {
        const { code, text } = this.#options.launchctl(['bootstrap', domain, this.file]);
        if (code === 0) return;
        // The same number means "not quite gone yet" and "no such session": the second lasts.
        if (code !== 5 || attempt === tries - 1) {
          said.push(text.trim());
          break;
        }
        await this.#options.pause(againMs);
      }
    }
    rmSync(this.file, { force: true });
    throw new PeepholeError('state-unusable', sentence('service.not-loaded', { text: said.join(' ') }));
  }

  /** Stops it and takes it away. @returns false: there was none. */
  async uninstall(): Promise<boolean> {
    const wasThere = existsSync(this.file) || this.state().loaded;
    await this.#unload();
    rmSync(this.file, { force: true });
    return wasThere;
  }

  state(): ServiceState {
    const installed = existsSync(this.file);
    for (const domain of this.#domains) {
      const { code, text } = this.#options.launchctl(['print', `${domain}/${serviceLabel}`]);
      if (code !== 0) continue;
      // No interface, says launchctl(1): what is not found is not known.
      const number = (pattern: RegExp): number | null => {
        const found = pattern.exec(text)?.[1];
        return found === undefined ? null : Number(found);
      };
      return {
        installed,
        loaded: true,
        pid: number(/^\s*pid = (\d+)$/m),
        lastExit: number(/^\s*last exit code = (-?\d+)/m),
      };
    }
    return { installed, loaded: false, pid: null, lastExit: null };
  }

  async #unload(): Promise<void> {
    const { launchctl, pause } = this.#options;
    for (const domain of this.#domains) {
      const target = `${domain}/${serviceLabel}`;
      if (isGone(launchctl(['bootout', target]).code)) continue;
      for (let attempt = 0; attempt < tries && launchctl(['print', target]).code === 0; attempt += 1)
        await pause(againMs);
    }
  }
}
