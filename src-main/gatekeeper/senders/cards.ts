import { judgeSender } from '#core/access/access.ts';
import { readHandle } from '#core/message/handle.ts';
import { isOurMember, ourMembers } from '#core/reconcile/settle.ts';
import { resembles } from '#core/sender/look-alike.ts';
import { wasYours } from '#core/sender/owner-addresses.ts';
import { triage } from '#core/sender/triage.ts';
import { warningSigns } from '#core/sender/warnings.ts';
import { type SenderView, senderView } from '#core/surface/sender-view.ts';
import type { Settings } from '#core/surface/settings.ts';
import type { GatewayView } from '../access/gateway-view.ts';
import type { DecisionStore } from '../decisions/store.ts';
import type { GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';
import type { Enquiry } from './enquiry.ts';
import type { InviteStore } from './invites.ts';
import { type RosterEntry, SenderRoster } from './roster.ts';
import { TextMarks } from './text-marks.ts';

export interface SenderCardsDeps {
  readonly decisions: DecisionStore;
  readonly roster: SenderRoster;
  readonly gateway: GatewayView;
  readonly invites: InviteStore;
  readonly settings: Settings;
  readonly enquiry: Enquiry;
}

/** Puts together, from who wrote, what was decided and what the gateway says, the one card every surface shows. */
export class SenderCards implements Part {
  readonly #deps: SenderCardsDeps;
  readonly #marks = new TextMarks();
  #appleId: Settings['appleId'];
  /** Handles a stranger may pass themselves off as, and what they were gathered from. */
  #trusted: Trusted | null = null;

  constructor(deps: SenderCardsDeps) {
    this.#deps = deps;
    this.#appleId = deps.settings.appleId;
  }

  receive(event: GatekeeperEvent): void {
    if (event.type === 'settings') this.#appleId = event.settings.appleId;
  }

  /** Everybody who has a card: who wrote, who was decided about, who is in our group at the gateway. */
  keys(): ReadonlySet<string> {
    const { roster, decisions, gateway } = this.#deps;
    const members = ourMembers(gateway.facts).map((handle) => handle.key);
    return new Set([...roster.keys(), ...decisions.keys(), ...members]);
  }

  /** @returns null when nobody of that key is shown. */
  view(key: string): SenderView | null {
    const { facts } = this.#deps.gateway;
    const standing = this.#deps.decisions.standing(key);
    const isMember = facts !== null && isOurMember(facts, key);
    const entry = this.#deps.roster.entry(key) ?? this.#neverWrote(key, isMember);
    if (entry === null) return null;
    const { record } = entry;
    const model = resembles(record, this.#trustedHandles());
    return senderView({
      record,
      standing,
      ruling: facts ? judgeSender(facts, key) : null,
      isMember,
      group: triage({
        handle: record,
        services: record.services,
        filterBucket: record.filterBucket,
        ownerWrote: entry.ownerWrote ?? false,
        contact: entry.contact,
        assistantAppleId: this.#appleId === 'assistant',
      }),
      warnings: warningSigns({ signs: entry.signs, resembles: model }),
      resembles: model,
      contact: entry.contact,
      preview: entry.preview,
      textMark: () => this.#marks.of(entry.texts),
      wasLetIn: this.#deps.decisions.wasLetIn(key),
      ownerWrote: entry.ownerWrote,
      outgoing: entry.outgoing,
      wasYours: wasYours(this.#deps.enquiry.own, key),
      ...this.#deps.invites.standingOf(key),
    });
  }

  #neverWrote(key: string, isMember: boolean): RosterEntry | null {
    const { decisions, gateway } = this.#deps;
    const { decision } = decisions.standing(key);
    if (decision !== null) return SenderRoster.stranger(readHandle(decision.handle), decision.issuedAtMs);
    const member = isMember
      ? ourMembers(gateway.facts).find((candidate) => candidate.key === key)
      : undefined;
    return member && gateway.facts ? SenderRoster.stranger(member, gateway.facts.readAtMs) : null;
  }

  #trustedHandles(): readonly string[] {
    const people = this.#deps.decisions.people();
    const contacts = this.#deps.roster.contacts();
    if (this.#trusted?.people !== people || this.#trusted.contacts !== contacts) {
      const approved = people.filter(({ standing }) => standing.state === 'approved');
      const handles = [...approved.map(({ handle }) => handle), ...contacts];
      this.#trusted = { people, contacts, handles };
    }
    return this.#trusted.handles;
  }
}

interface Trusted {
  readonly people: ReturnType<DecisionStore['people']>;
  readonly contacts: readonly string[];
  readonly handles: readonly string[];
}
