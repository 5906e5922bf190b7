import type { Ledger } from '#core/ports/ledger.ts';
import { settingsSchema } from '#core/surface/settings.schema.ts';
import { defaultSettings, type Settings } from '#core/surface/settings.ts';

const settingName = 'settings';

/** What the owner has set, kept in the ledger. */
export class SettingsStore {
  readonly #ledger: Ledger;
  #current: Settings;

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
    this.#current = read(ledger.setting(settingName));
  }

  get current(): Settings {
    return this.#current;
  }

  /** Changes what is given and keeps the rest. @throws PeepholeError `ledger-full`: nothing was changed. */
  change(patch: { readonly [K in keyof Settings]?: Settings[K] | undefined }): Settings {
    const changed = settingsSchema.parse({ ...this.#current, ...patch });
    this.#ledger.setSetting(settingName, JSON.stringify(changed));
    this.#current = changed;
    return changed;
  }
}

/** Settings of an older version lack some: each that is not readable falls back to its default. */
function read(stored: string | null): Settings {
  const known: unknown = stored === null ? {} : JSON.parse(stored);
  const parsed = settingsSchema.partial().safeParse(known);
  return { ...defaultSettings, ...(parsed.success ? withoutUndefined(parsed.data) : {}) };
}

function withoutUndefined(patch: object): Partial<Settings> {
  return Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined));
}
