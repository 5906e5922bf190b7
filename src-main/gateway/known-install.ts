import { z } from 'zod';

/** One install of OpenClaw: which files its gateway works with. */
export interface KnownInstall {
  readonly configPath: string;
  readonly stateDir: string;
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

const stored = z.object({ configPath: z.string().min(1), stateDir: z.string().min(1) });

/** The part of the ledger that is needed. */
interface Settings {
  setting(name: string): string | null;
  setSetting(name: string, value: string): void;
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
      if (known?.configPath === install.configPath && known.stateDir === install.stateDir) return;
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
