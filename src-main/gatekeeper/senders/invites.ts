import { randomBytes, randomUUID } from 'node:crypto';
import type { InviteView } from '#contract/views.ts';
import type { LedgerEvent, RememberedEvent } from '#core/log/event-catalogue.ts';
import type { MessageRow } from '#core/message/message.ts';
import { readable } from '#core/message/text.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { hashInviteCode, isInviteCode } from '#core/sender/invite-code.node.ts';
import { findCodeGuesses, findCodes, inviteRandomBytes, makeInviteCode } from '#core/sender/invite-code.ts';

import type { DecisionStore } from '../decisions/store.ts';
import type { GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';
import type { StrangerEvents } from '../record/stranger-events.ts';

const hourMs = 3_600_000;
/** The owner's clock and the one that dated the message may differ by this much. */
const clockSkewMs = 120_000;
/** A sender's further wrong guesses are no news, and must not fill the disk. */
const guessesKept = 50;

const kinds = ['invite-created', 'invite-spent', 'code-guess', 'code-withdrawn'] as const;
type InviteKind = (typeof kinds)[number];

const nothingRead = { guesses: 0, brought: 0 };

interface Invite {
  readonly id: string;
  readonly salt: string;
  readonly hash: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
  spentBy: string | null;
}

/**
 * One-time codes the owner asks for and gives to someone in person (RULE-3.6). Whoever brings one is
 * marked, never let in; a code is spent once; wrong guesses are counted and never answered. All of it is kept as events.
 */
export class InviteStore implements Part {
  readonly #ledger: Ledger;
  readonly #events: StrangerEvents;
  readonly #decisions: DecisionStore;
  readonly #clock: Clock;
  readonly #invites: Invite[] = [];
  /** Messages that were read for codes, by guid: rows come again. `inviteId` null: a wrong guess. */
  readonly #read = new Map<string, { readonly key: string; readonly inviteId: string | null }>();
  /** The same of each sender: a card costs no more because of who else guessed. */
  readonly #counts = new Map<string, { readonly guesses: number; readonly brought: number }>();

  constructor(ledger: Ledger, decisions: DecisionStore, clock: Clock, strangers: StrangerEvents) {
    this.#ledger = ledger;
    this.#events = strangers;
    this.#decisions = decisions;
    this.#clock = clock;
    for (const event of ledger.events(kinds)) this.#apply(event);
  }

  /** Makes a code that is good for `hours`. Only this answer ever holds it. @throws PeepholeError `ledger-full` */
  create(hours: number): InviteView {
    const code = makeInviteCode(randomBytes(inviteRandomBytes));
    const salt = randomBytes(16).toString('hex');
    const id = randomUUID();
    const expiresAtMs = this.#clock.now() + hours * hourMs;
    const hash = hashInviteCode(code, salt);
    const data = { id, salt, hash, expiresAtMs, hours };
    this.#record({ kind: 'invite-created', handle: null, atMs: this.#clock.now(), data });
    const invite = this.#invites.find((candidate) => candidate.id === id);
    if (!invite) throw new Error('The invite just made is missing.');
    return this.#view(invite, code);
  }

  /** Newest first. */
  list(): readonly InviteView[] {
    return this.#invites.map((invite) => this.#view(invite, null)).toReversed();
  }

  /** What a card says of a sender's codes. */
  standingOf(key: string): { readonly bringsInvite: boolean; readonly codeGuesses: number } {
    const { guesses, brought } = this.#counts.get(key) ?? nothingRead;
    return { bringsInvite: brought > 0, codeGuesses: guesses };
  }

  receive(event: GatekeeperEvent): void {
    if (event.type !== 'rows') return;
    for (const guid of event.withdrawn) this.#withdraw(guid);
    for (const row of event.knocks) this.#readRow(row);
  }

  /** The row turned out to be the owner's own, or nobody's: the code in it is as if nobody had brought it. */
  #withdraw(guid: string): void {
    const read = this.#read.get(guid);
    if (read === undefined) return;
    const data = { ...read, guid };
    this.#record({ kind: 'code-withdrawn', handle: null, atMs: this.#clock.now(), data });
  }

  /** Only a waiting or an ignored sender can bring a code. */
  #readRow(row: MessageRow): void {
    if (row.key === null || row.text === null || this.#read.has(row.guid)) return;
    const open = this.#openAt(row.atMs);
    const { state } = this.#decisions.standing(row.key);
    if (open.length === 0 || (state !== 'waiting' && state !== 'ignored')) return;
    this.#readCodes(row, row.key, readable(row.text), open);
  }

  #readCodes(row: MessageRow, key: string, text: string, open: readonly Invite[]): void {
    const data = { key, guid: row.guid };
    for (const code of findCodes(text)) {
      const invite = open.find(({ salt, hash }) => isInviteCode(code, salt, hash));
      if (!invite) continue;
      const spent = { ...data, id: invite.id };
      this.#record({ kind: 'invite-spent', handle: row.handle, atMs: this.#clock.now(), data: spent });
      return;
    }
    const isGuess = findCodeGuesses(text).length > 0;
    if (!isGuess || this.standingOf(key).codeGuesses >= guessesKept) return;
    const guess = { kind: 'code-guess', handle: row.handle, atMs: this.#clock.now(), data } as const;
    this.#events.append(guess);
    this.#apply(guess);
  }

  #openAt(atMs: number): readonly Invite[] {
    return this.#invites.filter(
      ({ spentBy, createdAtMs, expiresAtMs }) =>
        spentBy === null && atMs >= createdAtMs - clockSkewMs && atMs < expiresAtMs,
    );
  }

  #record(event: LedgerEvent<InviteKind>): void {
    this.#ledger.appendEvent(event);
    this.#apply(event);
  }

  #apply(event: RememberedEvent<InviteKind>): void {
    switch (event.kind) {
      case 'invite-created': {
        const { id, salt, hash, expiresAtMs } = event.data;
        this.#invites.push({ id, salt, hash, createdAtMs: event.atMs, expiresAtMs, spentBy: null });
        return;
      }
      case 'code-guess': {
        const { key, guid } = event.data;
        this.#note(guid, { key, inviteId: null });
        return;
      }
      case 'invite-spent': {
        const { key, guid, id } = event.data;
        this.#note(guid, { key, inviteId: id });
        this.#spend(id, event.handle);
        return;
      }
      case 'code-withdrawn': {
        const { guid, inviteId } = event.data;
        this.#note(guid, null);
        if (inviteId !== null) this.#spend(inviteId, null);
      }
    }
  }

  #spend(id: string, by: string | null): void {
    const invite = this.#invites.find((candidate) => candidate.id === id);
    if (invite) invite.spentBy = by;
  }

  #note(guid: string, read: { readonly key: string; readonly inviteId: string | null } | null): void {
    const before = this.#read.get(guid);
    if (before !== undefined) this.#count(before, -1);
    if (read === null) this.#read.delete(guid);
    else {
      this.#read.set(guid, read);
      this.#count(read, 1);
    }
  }

  #count({ key, inviteId }: { readonly key: string; readonly inviteId: string | null }, by: 1 | -1): void {
    const { guesses, brought } = this.#counts.get(key) ?? nothingRead;
    const counts =
      inviteId === null ? { guesses: guesses + by, brought } : { guesses, brought: brought + by };
    this.#counts.set(key, counts);
  }

  #view({ id, createdAtMs, expiresAtMs, spentBy }: Invite, code: string | null): InviteView {
    const isOver = expiresAtMs <= this.#clock.now();
    return {
      id,
      code,
      createdAt: new Date(createdAtMs).toISOString(),
      expiresAt: new Date(expiresAtMs).toISOString(),
      state: spentBy !== null ? 'spent' : isOver ? 'expired' : 'open',
      spentBy,
    };
  }
}
