import { checkedUpTo, isUnchecked } from '#core/access/release.ts';
import type { Listening, WhoListens } from '#core/ports/who-listens.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { Credentials } from './client-options.ts';
import { type ConnectTrouble, trouble, troubles } from './connect-trouble.ts';
import type { Proof } from './credentials.ts';
import { type Discovery, portOf } from './discovery.ts';
import type { GatewaySession, Introduction } from './hello.ts';
import { identify } from './identity.ts';

/** Whose gateway it is: asked of the system before anything is sent, and of the gateway before anything it says is believed. */
export class Recognition {
  readonly #whoListens: WhoListens;
  readonly #proof: Proof;

  constructor(whoListens: WhoListens, proof: Proof) {
    this.#whoListens = whoListens;
    this.#proof = proof;
  }

  /** Who takes connections where the gateway should be. */
  listening({ url, lock }: Discovery): Promise<Listening> {
    const port = portOf(url);
    return this.#whoListens(port, lock?.port === port ? lock.pid : null).catch(() => 'unknown');
  }

  /** @returns what may be shown to whoever listens there, or why nothing is sent. */
  admit(discovery: Discovery, listening: Listening): Credentials | ConnectTrouble {
    if (listening === 'others') return troubles.stranger(discovery);
    if (listening === 'nobody') return troubles.absent(discovery);
    const credentials = this.#proof.choose(discovery);
    return this.#lacksProof(discovery, listening) ? troubles.unproven(discovery) : credentials;
  }

  /** A gateway that kept a lock file keeps one: who listens without is somebody else, of our own user too. */
  #lacksProof({ lock, url, isNamed }: Discovery, listening: Listening): boolean {
    const isProven = listening === 'unknown' || lock?.port === portOf(url);
    return !isProven && !isNamed && this.#proof.known?.byLock === true;
  }

  /** @returns the session, or why it is not this Mac's own. @param isCurrent nobody has given up meanwhile. */
  async recognise(
    said: Introduction,
    discovery: Discovery,
    isCurrent: () => boolean,
  ): Promise<{ readonly session: GatewaySession; readonly notes: readonly Sentence[] } | ConnectTrouble> {
    const { known } = this.#proof;
    // Asked again: somebody else may have taken the port since.
    const listening = await this.listening(discovery);
    if (listening === 'others' || listening === 'nobody') return troubles.stranger(discovery);
    const isProven = listening === 'ours' && discovery.lock?.port === portOf(discovery.url);
    const identity = await identify(said, discovery, known, isProven);
    if (identity.is !== 'this-one') return trouble(identity.is, identity.detail);
    if (isCurrent()) this.#proof.accepted(identity.install);
    const { version, bootId, appliedRevision } = said;
    return {
      session: { version, bootId, stateDir: identity.stateDir, appliedRevision },
      notes: [
        ...(listening === 'unknown' ? [sentence('gateway.listener-unknown')] : []),
        ...(isUnchecked(version)
          ? [sentence('gateway.unchecked-release', { version, checked: checkedUpTo })]
          : []),
      ],
    };
  }
}
