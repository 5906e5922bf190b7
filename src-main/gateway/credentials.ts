import { sentence } from '#core/words/sentence.ts';
import type { Credentials } from './client-options.ts';
import { type ConnectTrouble, trouble } from './connect-trouble.ts';
import type { Device } from './device-identity.ts';
import type { Discovery } from './discovery.ts';
import type { InstallMemory } from './known-install.ts';

/**
 * What we may prove ourselves with, and whether the shared secret is among it: at first contact, and when the owner asks
 * for it, once. A gateway that refuses our own token does not get it by that (RULE-6.17).
 */
export class Proof {
  readonly #device: Device;
  readonly #memory: InstallMemory;
  /** The owner asked to connect anew: whatever is found now is the gateway from now on. */
  #isAsked = false;
  /** Our own token was refused since the owner asked. */
  #distrustsToken = false;

  constructor(device: Device, memory: InstallMemory) {
    this.#device = device;
    this.#memory = memory;
  }

  /** The install that the gateway must be; null: any, it is the first, or the owner asked. */
  get known(): ReturnType<InstallMemory['recall']> {
    return this.#isAsked ? null : this.#memory.recall();
  }

  ask(): void {
    this.#isAsked = true;
    this.#distrustsToken = false;
  }

  /** @returns what to show, or why there is nothing that may be shown. */
  choose({ place, secret, configPath }: Discovery): Credentials | ConnectTrouble {
    if (this.#device.hasToken(place) && !this.#distrustsToken) return { usesToken: true, secret: null };
    const otherPlace = this.#device.place();
    const isFirst = otherPlace === null && this.#memory.recall() === null;
    if (isFirst || this.#isAsked || secret === null) return { usesToken: false, secret };
    const known = otherPlace ?? this.#memory.recall()?.configPath ?? '';
    return known === place || known === configPath
      ? trouble('unauthorized', sentence('gateway.key-lost'))
      : trouble('another', sentence('gateway.another-install', { found: configPath, known }));
  }

  /** @returns whether to try again at once, with the shared secret. */
  refused({ usesToken }: Credentials, { secret }: Discovery): boolean {
    const again = usesToken && this.#isAsked && secret !== null;
    this.#distrustsToken = again;
    // Once: who turns it down is not shown it again until the owner asks again.
    if (!again) this.#isAsked = false;
    return again;
  }

  accepted(install: Parameters<InstallMemory['remember']>[0]): void {
    this.#isAsked = false;
    this.#distrustsToken = false;
    this.#memory.remember(install);
  }
}
