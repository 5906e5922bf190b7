import { type DirectChats, namedChatIds, noChatsAsked } from '#core/access/named-chats.ts';
import { type MessagesSource, MessagesUnavailable } from '#core/ports/messages.ts';
import type { GatewayView } from '../access/gateway-view.ts';
import type { Emit, GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';

/** Asks Messages whose the direct chats are that the gateway's `groups` names, and again whenever that may have changed (OC-90). */
export class NamedChats implements Part {
  readonly #messages: Pick<MessagesSource, 'directChats'>;
  readonly #gateway: GatewayView;
  readonly #emit: Emit;
  #told: DirectChats = noChatsAsked;
  /** The question that is under way; null: none. */
  #asking: Promise<void> | null = null;
  #askAgain = false;

  constructor(messages: Pick<MessagesSource, 'directChats'>, gateway: GatewayView, emit: Emit) {
    this.#messages = messages;
    this.#gateway = gateway;
    this.#emit = emit;
  }

  receive(event: GatekeeperEvent): void {
    if (event.type === 'facts' && !isSame(this.#named(), this.#told.asked)) void this.#ask();
    // Whoever writes may do so in a chat that is new.
    if (event.type === 'rows' && this.#named().length > 0) void this.#ask();
  }

  /** Resolves when what is asked is answered. */
  async answered(): Promise<void> {
    await this.#asking;
  }

  /** What is not read names none: nothing is judged by it either. */
  #named(): readonly number[] {
    const { facts } = this.#gateway;
    return facts === null ? this.#told.asked : namedChatIds(facts);
  }

  #ask(): Promise<void> {
    this.#askAgain = true;
    this.#asking ??= this.#askUntilDone()
      .catch((error) => this.#emit({ type: 'trouble', error }))
      .finally(() => {
        this.#asking = null;
      });
    return this.#asking;
  }

  async #askUntilDone(): Promise<void> {
    while (this.#askAgain) {
      this.#askAgain = false;
      this.#tell(await this.#answer(this.#named()));
    }
  }

  async #answer(asked: readonly number[]): Promise<DirectChats> {
    if (asked.length === 0) return noChatsAsked;
    try {
      const of = await this.#messages.directChats(asked);
      return { asked, of: [...of].toSorted(([one], [other]) => (one < other ? -1 : 1)) };
    } catch (error) {
      // Unknown, until rows come again or the lists are read anew.
      if (error instanceof MessagesUnavailable) return noChatsAsked;
      throw error;
    }
  }

  #tell(chats: DirectChats): void {
    if (isSame(chats, this.#told)) return;
    this.#told = chats;
    this.#emit({ type: 'direct-chats', chats });
  }
}

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
