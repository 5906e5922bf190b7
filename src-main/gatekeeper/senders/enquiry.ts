import type { MessagesHealth } from '#core/message/message.ts';
import type { Clock } from '#core/ports/clock.ts';
import {
  type AccessSpan,
  type MessagesSource,
  MessagesUnavailable,
  type ToldSender,
} from '#core/ports/messages.ts';
import { noAddresses, type OwnerAddresses } from '#core/sender/owner-addresses.ts';
import { readsOurMessages } from '#core/silence/findings-gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import type { GatewayView } from '../access/gateway-view.ts';
import type { DecisionStore } from '../decisions/store.ts';
import type { Emit, GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';
import type { SenderRoster } from './roster.ts';
import { SentCounts } from './sent-counts.ts';

export interface EnquiryDeps {
  readonly messages: MessagesSource;
  readonly decisions: DecisionStore;
  readonly roster: SenderRoster;
  readonly gateway: GatewayView;
  readonly emit: Emit;
  readonly clock: Pick<Clock, 'soon'>;
}

/** Asks Messages who somebody is, and holds what it last said of itself and of the owner. */
export class Enquiry implements Part {
  readonly #deps: EnquiryDeps;
  /** The newest question about a sender that is not answered, by key: an older answer is not taken. */
  readonly #newest = new Map<string, object>();
  #health: MessagesHealth = {
    state: 'starting',
    detail: sentence('messages.opening'),
    path: '',
    lastRowId: 0,
    lastReadAtMs: null,
  };
  readonly #sent: SentCounts;
  #own: OwnerAddresses = noAddresses;
  #wasInDoubt = false;

  constructor(deps: EnquiryDeps) {
    const { messages, roster, emit, clock } = deps;
    this.#deps = deps;
    const mayCount = () => this.#health.state === 'reading';
    const isTold = () => this.readsOurDatabase;
    this.#sent = new SentCounts({ messages, roster, emit, clock, mayCount, isTold });
  }

  get health(): MessagesHealth {
    return this.#health;
  }

  /** The owner's own addresses, as Messages last said. */
  get own(): OwnerAddresses {
    return this.#own;
  }

  /** False unless the gateway's iMessage accounts are known to read what we read: what was sent is then not claimed. */
  get readsOurDatabase(): boolean {
    const { facts } = this.#deps.gateway;
    return facts === null || readsOurMessages(facts);
  }

  receive(event: GatekeeperEvent): void {
    if (event.type === 'messages-health') this.#noteHealth(event.health);
    if (event.type === 'own-addresses') this.#own = event.own;
    if (event.type === 'connection' || event.type === 'facts') this.#judgeDoubt();
  }

  /**
   * OpenClaw is there and who is let in can't be read: what left since somebody first wrote may be its own, whoever it went to.
   * Where nobody runs that could answer, it is the owner's.
   */
  get isInDoubt(): boolean {
    const { facts, obstacle } = this.#deps.gateway;
    return facts === null && obstacle !== null;
  }

  #judgeDoubt(): void {
    if (this.isInDoubt === this.#wasInDoubt) return;
    this.#wasInDoubt = this.isInDoubt;
    const keys = this.#deps.roster.keys();
    void this.ask(new Set(keys))
      .then(() => this.#deps.emit({ type: 'senders', keys }))
      .catch((error) => this.#deps.emit({ type: 'trouble', error }));
  }

  #noteHealth(health: MessagesHealth): void {
    this.#health = health;
    if (health.state === 'reading') this.#sent.run();
  }

  /**
   * Takes note of what Messages says of these. Who they are stays unknown when it can't be read.
   * @param how.senders what it says of some of them already. Default: of none.
   * @param how.areCounted what left to them is waited for, too, and not only asked for behind that. Default: no.
   */
  async ask(
    keys: ReadonlySet<string>,
    how: { readonly senders?: ReadonlyMap<string, ToldSender>; readonly areCounted?: boolean } = {},
  ): Promise<void> {
    if (keys.size === 0) return;
    try {
      const open = this.#noteTold(keys, how.senders);
      await Promise.all([
        open.size > 0 ? this.#ask(open) : null,
        how.areCounted === true ? this.#sent.countNow([...keys]) : this.#sent.add(keys),
      ]);
    } finally {
      this.#sent.run();
    }
  }

  /** @returns who is still to be asked about. */
  #noteTold(
    keys: ReadonlySet<string>,
    senders: ReadonlyMap<string, ToldSender> = new Map(),
  ): ReadonlySet<string> {
    const open = new Set(keys);
    for (const key of keys) {
      const told = senders.get(key);
      // While an answer is on its way, nobody can say which of the two is the newer one.
      if (told === undefined || this.#newest.has(key)) continue;
      // Not without its spans: what the assistant wrote would count as the owner's.
      if (this.#spansOf(key, this.isInDoubt).length > 0) continue;
      this.#deps.roster.learn(key, told);
      open.delete(key);
    }
    return open;
  }

  /** When the assistant may have written to a sender. */
  #spansOf(key: string, isInDoubt: boolean): readonly AccessSpan[] {
    const { decisions, roster } = this.#deps;
    const since = roster.record(key)?.firstSeenAtMs ?? 0;
    return [...decisions.accessSpans(key), ...(isInDoubt ? [{ fromMs: since, toMs: null }] : [])];
  }

  async #ask(keys: ReadonlySet<string>): Promise<void> {
    const question = {};
    for (const key of keys) this.#newest.set(key, question);
    const isInDoubt = this.isInDoubt;
    const answers = await this.#answers([...keys], isInDoubt);
    if (answers === null) return;
    const [wrote, names] = answers;
    for (const key of keys) {
      // Asked again meanwhile: that answer is the newer one, whichever comes first.
      if (this.#newest.get(key) !== question) continue;
      this.#newest.delete(key);
      this.#deps.roster.learn(key, {
        ownerWrote: wrote.get(key) || (isInDoubt ? null : (wrote.get(key) ?? null)),
        contact: names.get(key) ?? null,
      });
    }
  }

  async #answers(keys: readonly string[], isInDoubt: boolean) {
    const { messages } = this.#deps;
    try {
      return await Promise.all([
        messages.ownerWrote(keys.map((key) => ({ key, spans: this.#spansOf(key, isInDoubt) }))),
        messages.contacts(keys),
      ]);
    } catch (error) {
      if (error instanceof MessagesUnavailable) return null;
      throw error;
    }
  }
}
