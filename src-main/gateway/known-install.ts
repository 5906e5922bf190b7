import { z } from 'zod';

/** One install of OpenClaw: which files its gateway works with. */
export interface KnownInstall {
  readonly configPath: string;
  readonly stateDir: string;
  /** Its process was known by OpenClaw's lock file: whoever has none is not it (OC-66). */
  readonly byLock: boolean;
}

/** What this Peephole remembers of the gateway that its decisions are about, over restarts. */
export interface InstallMemory {
  /** null: it was never connected with any. */
  recall(): KnownInstall | null;
  /** Best effort: what can't be written down is remembered until this process ends. */
  remember(install: KnownInstall): void;
}

/** Name of the ledger's setting. */
const settingName = 'gateway-install';

const stored = z.object({
  configPath: z.string().min(1),
  stateDir: z.string().min(1),
  byLock: z.boolean().catch(false),
});

/** The part of the ledger that is needed. */
interface Settings {
  setting(name: string): string | null;
  setSetting(name: string, value: string): void;
}

function isEqual(one: KnownInstall, other: KnownInstall): boolean {
  const { configPath, stateDir, byLock } = one;
  return configPath === other.configPath && stateDir === other.stateDir && byLock === other.byLock;
}

function parse(text: string | null): KnownInstall | null {
  if (text === null) return null;
  try {
    return stored.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** Remembers in the ledger. @param onError is told what could not be written. */
export function installMemory(ledger: Settings, onError: (error: unknown) => void): InstallMemory {
  let known = parse(ledger.setting(settingName));
  return {
    recall: () => known,
    remember(install) {
      if (known !== null && isEqual(known, install)) return;
      known = install;
      try {
        ledger.setSetting(settingName, JSON.stringify(install));
      } catch (error) {
        onError(error);
      }
    },
  };
}

/** Remembers nothing beyond this object: for `doctor`, which has no ledger. */
export function shortMemory(): InstallMemory {
  let known: KnownInstall | null = null;
  return {
    recall: () => known,
    remember(install) {
      known = install;
    },
  };
}
