import { statSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { type Discovery, type DiscoveryOptions, discover } from './discovery.ts';
import { readIfThere, writePrivateFile } from './private-file.ts';
import { isAbsent } from './same-file.ts';

const placeFile = 'gateway-place.json';

const foundSchema = z.object({ configPath: z.string().min(1), stateDir: z.string().min(1) });
const storedSchema = z.object({
  chosen: z.string().min(1).nullable().catch(null),
  found: foundSchema.nullable().catch(null),
});

/** What is kept over restarts of where OpenClaw is. Every path was chosen by the owner, or found by discovery: none is a gateway's word. */
interface StoredPlace {
  /** The config file that the owner chose; null: none. */
  readonly chosen: string | null;
  /** Where discovery last found the gateway that is known; null: never yet. */
  readonly found: z.infer<typeof foundSchema> | null;
}

function recall(path: string): StoredPlace {
  try {
    return storedSchema.parse(JSON.parse(readIfThere(path) ?? ''));
  } catch {
    return { chosen: null, found: null };
  }
}

/** What an environment says of OpenClaw's place (OC-65). */
const placeVariables = ['OPENCLAW_HOME', 'OPENCLAW_PROFILE', 'OPENCLAW_STATE_DIR', 'OPENCLAW_CONFIG_PATH'];

function withStored(given: DiscoveryOptions, { chosen, found }: StoredPlace): DiscoveryOptions {
  if (given.configPath !== null || (given.openclawStateDir ?? null) !== null) return given;
  if (chosen !== null) return { ...given, configPath: chosen };
  const isNamed = placeVariables.some((name) => (given.env[name]?.trim() ?? '') !== '');
  // An OpenClaw that is no longer there is looked for anew; whether that one is the owner's is another question.
  if (isNamed || found === null || isAbsent(found.configPath)) return given;
  return { ...given, configPath: found.configPath, openclawStateDir: found.stateDir };
}

/**
 * Where OpenClaw is looked for, likeliest first: where the command line says; the config that the owner chose; where the
 * environment says; where it was found before; where OpenClaw itself would look. An app that the Finder or the login
 * starts has no environment (MAC-7.4), so what a first start in a terminal found is kept in a file of `stateDir`.
 */
export class GatewayPlace {
  readonly #given: DiscoveryOptions;
  readonly #path: string;
  #stored: StoredPlace;
  /** The owner chose since this process began: that is said later than its command line. */
  #isChosenNow = false;

  constructor(given: DiscoveryOptions, stateDir: string) {
    this.#given = given;
    this.#path = join(stateDir, placeFile);
    this.#stored = recall(this.#path);
  }

  /** Looks there. Never throws. */
  discover(): Discovery {
    const given = this.#isChosenNow
      ? { ...this.#given, configPath: null, openclawStateDir: null, url: null }
      : this.#given;
    return discover(withStored(given, this.#stored));
  }

  /** The owner chose this config file. @throws PeepholeError `usage`: it is none. */
  choose(configPath: string): void {
    if (!isAbsolute(configPath) || !isFile(configPath)) {
      throw new PeepholeError('usage', sentence('gateway.no-such-config', { path: configPath }));
    }
    this.#isChosenNow = true;
    this.#keep({ ...this.#stored, chosen: configPath });
  }

  /** The gateway that is known was found there. */
  found(configPath: string, stateDir: string): void {
    const { found } = this.#stored;
    if (found?.configPath === configPath && found.stateDir === stateDir) return;
    this.#keep({ ...this.#stored, found: { configPath, stateDir } });
  }

  #keep(place: StoredPlace): void {
    this.#stored = place;
    try {
      writePrivateFile(this.#path, `${JSON.stringify(place)}\n`);
    } catch {
      // A full disk costs us the place at the next start, not the connection.
    }
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
