import { randomUUID } from 'node:crypto';
import type { LeakItem } from '#contract/views.ts';
import { countingAccounts, effectiveGroup, judgeSender } from '#core/access/access.ts';
import { PeepholeError } from '#core/errors.ts';
import {
  type Conversation,
  gatewaySpokeWith,
  judgeOutgoing,
  type LeakKind,
  type LeakPlace,
  type LeakView,
  type OutgoingContext,
} from '#core/leak/leak.ts';
import type { LedgerEvent, RememberedEvent } from '#core/log/event-catalogue.ts';
import { displayHandle } from '#core/message/display.ts';
import { handleKey, readHandle } from '#core/message/handle.ts';
import { contentMark } from '#core/message/knock.ts';
import type { MessageRow } from '#core/message/message.ts';
import type { Clock } from '#core/ports/clock.ts';
import { type Gateway, GatewayUnavailable } from '#core/ports/gateway.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { type MessagesSource, MessagesUnavailable } from '#core/ports/messages.ts';
import { sentence } from '#core/words/sentence.ts';
import type { GatewayView } from '../access/gateway-view.ts';
import type { DecisionStore } from '../decisions/store.ts';
import type { Emit, GatekeeperEvent, Part } from '../events/gatekeeper-event.ts';
import type { SenderRoster } from '../senders/roster.ts';

const kinds = ['leak', 'leak-cleared', 'leak-withdrawn', 'was-this-you'] as const;
type LeakEventKind = (typeof kinds)[number];
/** Clocks differ by less than this, ms. */
const clockSlackMs = 3_600_000;
/** Rows whose verdict has to wait for the gateway's lists; more than this means that nothing can be said anyway. */
const undecidedKept = 500;

interface Alarm {
  readonly item: LeakItem;
  /** The row it is about. */
  readonly guid: string;
  readonly print: string;
}

export interface LeakWatchDeps {
  readonly ledger: Ledger;
  readonly decisions: DecisionStore;
  readonly roster: SenderRoster;
  readonly view: GatewayView;
  readonly gateway: Gateway;
  readonly messages: MessagesSource;
  readonly clock: Clock;
  readonly emit: Emit;
  /** Older rows were sent before Peephole: they are the exposure scan's. */
  readonly firstRunMs: number;
}

/**
 * Watches everything that leaves this Mac for what OpenClaw sent to somebody who is not let in. An alarm is written
 * down once and stays until the owner clears it.
 */
export class LeakWatch implements Part {
  readonly #deps: LeakWatchDeps;
  /** By id, oldest first. */
  readonly #alarms = new Map<string, Alarm>();
  /** Rows already told of, by guid and by what they say: they come again, at times under another guid (DB-2.13). */
  readonly #told = new Set<string>();
  /** The alarm about each row, by guid. */
  readonly #alarmOf = new Map<string, Pick<LeakItem, 'id' | 'handle'>>();
  #undecided: MessageRow[] = [];
  /** Rows for which the lists were read again: where those can't tell, reading them over and over does not help. */
  readonly #readFor = new WeakSet<MessageRow>();
  /** Judging goes on one batch after the other. */
  #judging: Promise<void> = Promise.resolve();

  constructor(deps: LeakWatchDeps) {
    this.#deps = deps;
    for (const event of deps.ledger.events(kinds)) this.#apply(event);
  }

  /** Alarms the owner has not cleared, newest first. */
  open(): readonly LeakView[] {
    return this.list().flatMap(({ clearedAt, ...leak }) => (clearedAt === null ? leak : []));
  }

  /** Every alarm, newest first. */
  list(): readonly LeakItem[] {
    return [...this.#alarms.values()].map(({ item }) => item).toReversed();
  }

  /** @throws PeepholeError `usage` when there is no open alarm of that id. */
  clear(id: string): void {
    const leak = this.#alarms.get(id)?.item;
    if (leak?.clearedAt !== null) throw new PeepholeError('usage', sentence('refuse.no-alarm', { id }));
    const { handle } = leak;
    this.#record({ kind: 'leak-cleared', handle, atMs: this.#deps.clock.now(), data: { id } });
    this.#deps.emit({ type: 'leaks-cleared' });
  }

  /** Gateway and Messages may take their time to answer: nobody waits for it. */
  receive(event: GatekeeperEvent): void {
    if (event.type === 'rows') this.#queue(() => this.#judgeRows(event.rows, event.origin));
    // What could not be judged before is judged now.
    if (event.type === 'facts' && event.facts !== null) {
      this.#queue(() => this.#judgeRows(this.#undecided.splice(0), 'live'));
    }
  }

  /** Resolves when everything that was received is judged. */
  done(): Promise<void> {
    return this.#judging;
  }

  #queue(judge: () => Promise<void>): void {
    this.#judging = this.#judging.then(judge).catch((error) => this.#deps.emit({ type: 'trouble', error }));
  }

  async #judgeRows(rows: readonly MessageRow[], origin: 'history' | 'live'): Promise<void> {
    for (const row of rows) if (row.own !== 'left') this.#withdraw(row.guid);
    // What comes while we watch is new, by whatever clock it is dated; what is far older, Messages wrote again.
    const sinceMs = this.#deps.firstRunMs - (origin === 'live' ? clockSlackMs : 0);
    const sent = rows.filter((row) => row.own === 'left' && row.atMs >= sinceMs && !this.#isTold(row));
    await this.#knowWhoIsLetIn(sent);
    const doubtful = sent.filter((row) => !this.#judge(row, this.#contextOf(row)));
    if (doubtful.length === 0) return;
    const conversations = await this.#conversations();
    const isFamiliar = await this.#familiar(doubtful);
    for (const row of doubtful) {
      const context = this.#contextOf(row);
      this.#judge(
        row,
        {
          ...context,
          isKnown: context.isKnown || isFamiliar(row),
          gatewaySpoke: gatewaySpokeWith(conversations, row),
        },
        true,
      );
    }
  }

  #isTold(row: MessageRow): boolean {
    const sent = { handle: addressOf(row), atMs: row.atMs };
    const prints = [row.guid, printOf({ ...sent, mark: contentMark(row) }), printOf(sent)];
    return prints.some((print) => this.#told.has(print));
  }

  /** Somebody may have been let in by a code since the lists were read: nothing is said of that until they are read again. */
  async #knowWhoIsLetIn(rows: readonly MessageRow[]): Promise<void> {
    const { view } = this.#deps;
    const { facts } = view;
    if (facts === null) return;
    const newer = rows.filter(
      (row) => row.atMs >= facts.readAtMs && !this.#readFor.has(row) && this.#wasLetIn(row) !== true,
    );
    if (newer.length === 0) return;
    for (const row of newer) this.#readFor.add(row);
    await view.fresh();
  }

  async #conversations(): Promise<readonly Conversation[]> {
    try {
      return await this.#deps.gateway.readConversations();
    } catch (error) {
      // Without a gateway to vouch for anything, the rest of the rule still holds.
      if (!(error instanceof GatewayUnavailable)) this.#deps.emit({ type: 'trouble', error });
      return [];
    }
  }

  /** To whom the owner wrote before the knocks that these rows may answer. Messages that can't be read: to everybody. */
  async #familiar(rows: readonly MessageRow[]): Promise<(row: MessageRow) => boolean> {
    const sinceMs = new Map<string, number>();
    for (const row of rows) {
      const { knockedAtMs } = this.#contextOf(row);
      if (row.key === null || knockedAtMs === null) continue;
      sinceMs.set(row.key, Math.min(knockedAtMs, row.atMs, sinceMs.get(row.key) ?? row.atMs));
    }
    const queries = [...sinceMs].map(([key, fromMs]) => {
      const spans = [...this.#deps.decisions.accessSpans(key), { fromMs, toMs: null }];
      return { key, spans };
    });
    try {
      const wrote = await this.#deps.messages.ownerWrote(queries);
      return ({ key }) => key !== null && wrote.get(key) === true;
    } catch (error) {
      if (!(error instanceof MessagesUnavailable)) this.#deps.emit({ type: 'trouble', error });
      return () => true;
    }
  }

  /** Without what has to be asked for. */
  #contextOf(row: MessageRow): OutgoingContext {
    const entry = row.key === null ? null : this.#deps.roster.entry(row.key);
    const knock = row.key === null ? null : this.#deps.roster.knockBefore(row.key, row.rowId);
    return {
      wasLetIn: this.#wasLetIn(row),
      knockedAtMs: entry === null ? null : (knock?.atMs ?? null),
      isKnown: entry?.contact != null,
      gatewaySpoke: false,
    };
  }

  /**
   * @param isLast gateway and Messages have been asked.
   * @returns false when their answers could still change what is said.
   */
  #judge(row: MessageRow, context: OutgoingContext, isLast = false): boolean {
    // A message that Messages wrote twice can come twice in one batch.
    if (this.#isTold(row)) return true;
    const isStranger =
      context.wasLetIn !== true && row.key !== null && this.#deps.roster.entry(row.key) !== null;
    const finding = judgeOutgoing(row, context);
    if (finding?.type === 'alarm') this.#alarm(row, finding.kind);
    else if (finding?.type === 'undecided') {
      this.#undecided = [...this.#undecided.filter(({ guid }) => guid !== row.guid), row].slice(
        -undecidedKept,
      );
    } else if (!isLast && isStranger) return false;
    else if (finding?.type === 'event') this.#tellSoon(row);
    return true;
  }

  #wasLetIn(row: MessageRow): boolean | null {
    const { facts } = this.#deps.view;
    if (row.chat === 'group') {
      if (facts === null) return null;
      return countingAccounts(facts).some(
        (account) => account.groupPolicy !== 'disabled' && effectiveGroup(facts, account).entries.length > 0,
      );
    }
    const keys = row.key === null ? row.oneOf.map(handleKey) : [row.key];
    const each = keys.map((key) => this.#hadAccess(key, row.atMs));
    if (each.length === 0 || each.includes(null)) return null;
    // One of several: only when all of them are let in, it went to somebody who is.
    return each.every((one) => one === true);
  }

  #hadAccess(key: string, atMs: number): boolean | null {
    const { facts } = this.#deps.view;
    const spans = this.#deps.decisions.accessSpans(key);
    if (spans.some(({ fromMs, toMs }) => atMs >= fromMs && (toMs === null || atMs <= toMs))) return true;
    return facts === null ? null : (judgeSender(facts, key)?.allowed ?? null);
  }

  #placeOf(row: MessageRow): LeakPlace {
    if (row.chat === 'group') return 'group';
    if (row.selfChat) return 'self';
    if (row.key === null && row.oneOf.length > 0) return 'one-of';
    return row.key !== null && this.#wasLetIn(row) === false ? 'direct' : 'address';
  }

  /** Messages says by now that it did not leave, or is not the owner's: the alarm is as if it had never been. */
  #withdraw(guid: string): void {
    const alarm = this.#alarmOf.get(guid);
    if (alarm === undefined) return;
    const { id, handle } = alarm;
    this.#record({ kind: 'leak-withdrawn', handle, atMs: this.#deps.clock.now(), data: { id } });
    this.#deps.emit({ type: 'leaks-cleared' });
  }

  #alarm(row: MessageRow, kind: LeakKind): void {
    const place = this.#placeOf(row);
    const handle = addressOf(row);
    const leak = { id: randomUUID(), handle, place, at: new Date(row.atMs).toISOString(), kind };
    const display = row.handle === null ? handle : displayHandle(readHandle(row.handle));
    const mark = contentMark(row);
    const data = { id: leak.id, guid: row.guid, kind, place, display, sentAt: leak.at, mark };
    this.#record({ kind: 'leak', handle, atMs: this.#deps.clock.now(), data });
    this.#deps.emit({ type: 'leak', leak });
  }

  #tellSoon(row: MessageRow): void {
    const { handle, guid, atMs } = row;
    const data = { guid, sentAt: new Date(atMs).toISOString(), mark: contentMark(row) };
    this.#record({ kind: 'was-this-you', handle, atMs: this.#deps.clock.now(), data });
  }

  #record(event: LedgerEvent<LeakEventKind>): void {
    this.#deps.ledger.appendEvent(event);
    this.#apply(event);
  }

  #apply(event: RememberedEvent<LeakEventKind>): void {
    switch (event.kind) {
      case 'leak': {
        const { id, guid, kind, place, sentAt, mark } = event.data;
        const handle = event.handle ?? '';
        const print = printOf({ handle, atMs: Date.parse(sentAt), mark });
        this.#told.add(guid).add(print);
        this.#alarmOf.set(guid, { id, handle });
        this.#alarms.set(id, {
          item: { id, handle, place, at: sentAt, kind, clearedAt: null },
          guid,
          print,
        });
        return;
      }
      case 'leak-cleared': {
        const alarm = this.#alarms.get(event.data.id);
        if (alarm === undefined) return;
        const clearedAt = new Date(event.atMs).toISOString();
        this.#alarms.set(event.data.id, { ...alarm, item: { ...alarm.item, clearedAt } });
        return;
      }
      case 'leak-withdrawn': {
        const alarm = this.#alarms.get(event.data.id);
        if (alarm === undefined) return;
        this.#alarms.delete(event.data.id);
        this.#alarmOf.delete(alarm.guid);
        // It is told of again should it leave after all.
        this.#told.delete(alarm.guid);
        this.#told.delete(alarm.print);
        return;
      }
      case 'was-this-you':
        this.#told.add(event.data.guid);
        if (event.data.sentAt !== undefined) {
          const { sentAt, mark } = event.data;
          this.#told.add(printOf({ handle: event.handle, atMs: Date.parse(sentAt), mark }));
        }
    }
  }
}

/** To whom a row went, as an alarm names it. */
function addressOf({ handle, oneOf, chat, chatIdentifier }: MessageRow): string {
  return handle ?? (chat === 'direct' && oneOf.length > 0 ? oneOf.join(', ') : (chatIdentifier ?? ''));
}

/** What two rows of one message have in common: to whom, when, and a mark of what was said; older lines have no mark. */
function printOf(sent: {
  readonly handle: string | null;
  readonly atMs: number;
  readonly mark?: number | undefined;
}): string {
  return `${sent.handle ?? ''} ${sent.atMs} ${sent.mark ?? ''}`;
}
