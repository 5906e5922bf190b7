import type { Ledger } from '#core/ports/ledger.ts';
import {
  parseStoredSettings,
  readSettings,
  type StoredSettings,
  settingsPatchSchema,
} from '#core/surface/settings.schema.ts';
import type { Settings } from '#core/surface/settings.ts';

const settingName = 'settings';

/** What the owner has set, kept in the ledger beside what another version of Peephole has put there. */
export class SettingsStore {
  readonly #ledger: Ledger;
  #stored: StoredSettings;
  #current: Settings;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#stored = parseStoredSettings(ledger.setting(settingName));
    this.#current = readSettings(this.#stored);
  }

  get current(): Settings {
    return this.#current;
  }

  /** Changes what is given and keeps the rest. @throws PeepholeError `ledger-full`: nothing was changed. */
  change(patch: { readonly [K in keyof Settings]?: Settings[K] | undefined }): Settings {
    const given = Object.entries(settingsPatchSchema.parse(patch)).filter(([, value]) => value !== undefined);
    const stored = { ...this.#stored, ...Object.fromEntries(given) };
    this.#ledger.setSetting(settingName, JSON.stringify(stored));
    this.#stored = stored;
    this.#current = readSettings(stored);
    return this.#current;
  }
}
