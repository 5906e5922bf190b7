import type { AccessFacts } from '#core/access/access-facts.ts';
import { readAccessSettings } from '#core/access/drift.schema.ts';
import { accessSettings, driftOf } from '#core/access/drift.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';

/** The settings as last read, so that a change made while we were away is noticed too. */
const seenSetting = 'access-seen';

/** Notices when somebody else changes who is let in, and writes it down. */
export class DriftWatch implements Part {
  readonly #ledger: Ledger;
  readonly #clock: Clock;
  /** A write of ours was sent, and no reading since is known to hold all of it. */
  #ours = false;

  constructor(ledger: Ledger, clock: Clock) {
    this.#ledger = ledger;
    this.#clock = clock;
  }

  receive(event: GatekeeperEvent): void {
    if (event.type === 'write-sent') this.#ours = true;
    if (event.type !== 'facts' || event.facts === null) return;
    this.#compare(event.facts);
    // What changes from now on without a further write is somebody else's doing.
    if (event.facts.applied && !event.isWriting) this.#ours = false;
  }

  #compare(facts: AccessFacts): void {
    const seen = readAccessSettings(this.#ledger.setting(seenSetting));
    const now = accessSettings(facts);
    const changes = seen === null ? [] : driftOf(seen, now);
    if (seen !== null && changes.length === 0) return;
    if (seen !== null && !this.#ours) {
      const atMs = this.#clock.now();
      this.#ledger.appendEvent({ kind: 'settings-changed', handle: null, atMs, data: { changes } });
    }
    this.#ledger.setSetting(seenSetting, JSON.stringify(now));
  }
}
