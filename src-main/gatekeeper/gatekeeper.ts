import { defaultAccount, judgeDirect, judgeGroup, judgeSender, type Ruling } from '../core/access.ts';
import type { AccessFacts } from '../core/access-facts.ts';
import type { DecisionView, SenderView, StatusView } from '../core/app-state.ts';
import type { TrackedDecision, Verdict } from '../core/decision.ts';
import { type ErrorCode, errorCodes, PeepholeError } from '../core/errors.ts';
import { type Handle, readHandle, readTypedHandle } from '../core/handle.ts';
import type { MessagesHealth } from '../core/message.ts';
import { ourGroupName } from '../core/our-group.ts';
import type {
  Clock,
  Gateway,
  GatewayConnection,
  GatewayEvent,
  Ledger,
  MessagesEvent,
  MessagesSource,
} from '../core/ports.ts';
import { decisionView, revisionOf, senderView } from '../core/sender-view.ts';
import { settingName } from '../core/setting-name.ts';
import { isOurMember } from '../core/settle.ts';
import { judgeSilence } from '../core/silence.ts';
import { isUnsettled } from '../core/standing.ts';
import { triage } from '../core/triage.ts';
import { approvalEnd, checkVerdict } from '../core/verdict-rules.ts';
import { warningSigns } from '../core/warnings.ts';
import type { AppApi, Input, Output } from '../ipc/contract.ts';
import { AccessWriter } from './access-writer.ts';
import { ChannelSwitch } from './channel-switch.ts';
import { DecisionBook } from './decision-book.ts';
import { type RosterEntry, SenderRoster } from './sender-roster.ts';
import { StateFeed } from './state-feed.ts';

/** The runtime pushes no events, so it is asked this often (2 to 8 ms a time: gateway.md, section i). */
const runtimePollMs = 2_000;
/** Temporary approvals end within this much awake time (design.md, promise 6), however the wall clock jumps. */
const expiryCheckMs = 30_000;
const firstRunSetting = 'first-run-at';

export interface GatekeeperDeps {
  readonly messages: MessagesSource;
  readonly gateway: Gateway;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly version: string;
  /** Everything is invented. */
  readonly practice: boolean;
  /** A defect of ours, or trouble with our own disk: for the log, never with message text. */
  readonly onError: (error: unknown) => void;
}

/** Wires messages, gateway and ledger through core's rules; owns no fact of its own (design.md, section 7). */
export class Gatekeeper implements AppApi {
  readonly #deps: GatekeeperDeps;
  readonly #book: DecisionBook;
  readonly #roster: SenderRoster;
  readonly #writer: AccessWriter;
  readonly #switch: ChannelSwitch;
  readonly #feed: StateFeed;
  readonly #waiters = new Set<() => void>();
  readonly #cancels = new Map<string, () => void>();
  #connection: GatewayConnection = { state: 'connecting', version: null, url: '', detail: null };
  #health: MessagesHealth = { state: 'absent', detail: null, path: '', lastRowId: 0, lastReadAtMs: null };
  #ownKeys: ReadonlySet<string> = new Set();
  #lists = '';
  #events: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(deps: GatekeeperDeps) {
    const { ledger, gateway, clock, onError } = deps;
    this.#deps = deps;
    const firstRun = ledger.setting(firstRunSetting) ?? String(clock.now());
    ledger.setSetting(firstRunSetting, firstRun);
    this.#book = new DecisionBook(ledger);
    this.#roster = new SenderRoster(ledger, Number(firstRun));
    this.#writer = new AccessWriter({
      gateway,
      ledger,
      book: this.#book,
      clock,
      onFacts: (facts) => this.#onFacts(facts),
      onError,
    });
    this.#switch = new ChannelSwitch(gateway, ledger, this.#writer, () => this.#feed.touch());
    this.#feed = new StateFeed(
      (key) => this.#readSender(key),
      (senders) => this.#readStatus(senders),
    );
    this.#book.onChange = (key) => {
      this.#feed.touch([key]);
      for (const check of [...this.#waiters]) check();
    };
    this.#feed.touch([...this.#roster.keys(), ...this.#book.keys()]);
  }

  start(): void {
    this.#expire();
    this.#every('expiry', expiryCheckMs, () => this.#expire());
    this.#deps.messages.start((event) => {
      // One after the other: a sender is shown only when it is known who they are.
      this.#events = this.#events.then(() => this.#onMessages(event)).catch(this.#deps.onError);
    });
    this.#deps.gateway.start((event) => this.#onGateway(event));
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const cancel of this.#cancels.values()) cancel();
    await this.#deps.messages.stop();
    await this.#events;
    await this.#writer.stop();
    await this.#deps.gateway.stop();
  }

  subscribe(listener: Parameters<AppApi['subscribe']>[0]): () => void {
    return this.#feed.subscribe(listener);
  }

  readonly commands: AppApi['commands'] = {
    status: async () => this.#feed.state().status,
    list: async (input) => this.#list(input),
    verdict: async (input) => this.#verdict(input),
    channel: async (input) => this.#channel(input),
    explain: async (input) => this.#explain(input),
    "retry-removal": async () => {
      this.#writer.retry();
      return { channel: this.#switch.view(this.#writer.facts) };
    },
  };

  // ------------------------------------------------------------------------------------------ events

  async #onMessages(event: MessagesEvent): Promise<void> {
    switch (event.type) {
      case 'health':
        this.#health = event.health;
        this.#feed.touch();
        return;
      case 'rows': {
        const { changed, ask } = this.#roster.absorb(event.rows);
        await this.#ask(ask);
        this.#feed.touch([...changed, ...ask]);
        return;
      }
      case 'caught-up':
        this.#ownKeys = await this.#deps.messages.ownKeys();
        return;
      case 'contacts':
        await this.#ask(new Set(this.#roster.keys()));
        this.#feed.touch(this.#roster.keys());
    }
  }

  async #ask(keys: ReadonlySet<string>): Promise<void> {
    if (keys.size === 0) return;
    const { messages } = this.#deps;
    const queries = [...keys].map((key) => ({ key, spans: this.#book.accessSpans(key) }));
    const [wrote, names] = await Promise.all([messages.ownerWrote(queries), messages.contacts([...keys])]);
    for (const key of keys) {
      this.#roster.setOwnerWrote(key, wrote.get(key) ?? false);
      this.#roster.setContact(key, names.get(key) ?? null);
    }
  }

  #onGateway(event: GatewayEvent): void {
    if (event.type === 'config-changed') {
      this.#writer.wake();
      return;
    }
    const was = this.#connection.state;
    this.#connection = event.connection;
    if (event.connection.state === 'connected') {
      this.#writer.connected();
      this.#switch.resume();
      this.#every('runtime', runtimePollMs, () => this.#writer.wake());
    } else if (was === 'connected') {
      this.#cancels.get('runtime')?.();
      this.#writer.disconnected();
    }
    this.#feed.touch();
  }

  #onFacts(facts: AccessFacts | null): void {
    if (facts !== null) this.#switch.settle(facts);
    const lists =
      facts === null ? '' : JSON.stringify([facts.root, facts.groups, facts.accounts.map(accessOnly)]);
    const changed = lists !== this.#lists;
    this.#lists = lists;
    this.#feed.touch(changed ? this.#everyKey(facts) : []);
    for (const check of [...this.#waiters]) check();
  }

  #everyKey(facts: AccessFacts | null): Iterable<string> {
    const members = memberHandles(facts).map((handle) => handle.key);
    return new Set([...this.#roster.keys(), ...this.#book.keys(), ...members, ...this.#feed.keys()]);
  }

  /** Ends temporary approvals whose time is over: a decision of its own, made by the clock. */
  #expire(): void {
    const now = this.#deps.clock.now();
    let nextMs = Number.POSITIVE_INFINITY;
    for (const { key, standing, handle } of [...this.#book.standings()]) {
      if (standing.state !== 'approved' || standing.untilMs === null) continue;
      if (standing.untilMs > now) {
        nextMs = Math.min(nextMs, standing.untilMs);
        continue;
      }
      this.#book.append(
        { key, handle, verdict: 'expire', untilMs: null, issuedAtMs: now, source: 'clock', painted: null },
        { progress: 'queued', error: null, atMs: now },
      );
      this.#takeAway(key);
    }
    if (nextMs - now < expiryCheckMs) this.#later('next-expiry', nextMs - now, () => this.#expire());
  }

  #takeAway(key: string): void {
    if (this.#writer.mayBeLetIn(key)) void this.#writer.brake();
    this.#writer.wake();
  }

  // ------------------------------------------------------------------------------------------ commands

  #list({ state }: Input<'list'>): Output<'list'> {
    const wanted = state ?? 'all';
    const senders = [...this.#feed.state().senders.values()]
      .filter((sender) => wanted === 'all' || shelfOf(sender) === wanted)
      .sort((a, b) => b.lastSeenAt.localeCompare(a.lastSeenAt) || a.handle.localeCompare(b.handle));
    return { senders };
  }

  async #verdict(input: Input<'verdict'>): Promise<Output<'verdict'>> {
    const { verdict } = input;
    const now = this.#deps.clock.now();
    const handle = this.#find(input);
    const { key } = handle;
    const view = this.#readSender(key);
    const facts = this.#writer.facts;
    if (input.revision !== undefined && input.revision !== view?.revision) {
      throw new PeepholeError(
        'stale-revision',
        `${handle.handle} has changed since it was shown. Look again, then decide.`,
      );
    }
    checkVerdict(verdict, {
      handle,
      standing: this.#book.standing(key),
      ruling: facts ? judgeSender(facts, key) : null,
      isMember: facts !== null && isOurMember(facts, key),
      isOwner: this.#ownKeys.has(key),
      collides: this.#roster.collides(handle),
      nowMs: now,
    });
    const decision = this.#book.append(
      {
        key,
        handle: handle.handle,
        verdict,
        untilMs: verdict === 'approve' && input.for !== undefined ? approvalEnd(input.for, now) : null,
        issuedAtMs: now,
        source: input.source,
        painted: view && {
          revision: view.revision,
          state: view.state,
          service: view.service,
          warnings: view.warnings,
        },
      },
      // Ignoring changes nothing at the gateway, so there is nothing to wait for.
      { progress: verdict === 'ignore' ? 'confirmed' : 'queued', error: this.#waitsFor(verdict), atMs: now },
    );
    await this.#carryOut(key, verdict);
    if (verdict === 'approve') this.#expire();
    const settled = input.waitMs === undefined ? decision : await this.#settled(decision, input.waitMs);
    return { decision: decisionView(this.#book.find(settled.id) ?? settled) };
  }

  #waitsFor(verdict: Verdict): string | null {
    if (verdict === 'ignore' || this.#connection.state === 'connected') return null;
    return 'waiting: Will be applied when the gateway is back.';
  }

  async #carryOut(key: string, verdict: Verdict): Promise<void> {
    if (verdict === 'ignore') return;
    if (this.#book.standing(key).state === 'approved') this.#writer.wake({ gather: true });
    // A decision that changes no access is confirmed at once: one look is enough.
    else if (this.#writer.facts !== null && !this.#writer.mayBeLetIn(key)) await this.#writer.look();
    else this.#takeAway(key);
  }

  /** The handle a verdict is about: someone who wrote, a member of our group, or with `add` one typed in full. */
  #find({ handle: typed, add, verdict }: Input<'verdict'>): Handle {
    const strict = readTypedHandle(typed);
    const read = strict ?? readHandle(typed);
    const known = this.#roster.entry(read.key)?.record;
    // Only the very address that was painted: an equal key is equal to the gateway, not to the owner.
    if (known) return known;
    if (this.#book.standing(read.key).decision !== null) return read;
    if (memberHandles(this.#writer.facts).some((member) => member.key === read.key)) return read;
    if (!add) {
      throw new PeepholeError(
        'unknown-sender',
        `${typed} has not written here. Check the spelling, or use --add to decide about someone who has not written yet.`,
      );
    }
    if (verdict !== 'approve' && verdict !== 'block') {
      throw new PeepholeError('usage', 'Only approve and block can be given with --add.');
    }
    if (strict === null) {
      throw new PeepholeError(
        'not-approvable',
        `${typed} is not a full international number (+1 212 555 0101) or an e-mail address.`,
      );
    }
    return strict;
  }

  /** Waits until the gateway has given its answer to this decision, or another decision replaced it. */
  #settled(decision: TrackedDecision, waitMs: number): Promise<TrackedDecision> {
    return this.#until(waitMs, `The decision on ${decision.handle} is still queued.`, () => {
      const current = this.#book.find(decision.id) ?? decision;
      if (current.progress === 'failed') throw failure(current.error);
      const last = this.#book.standing(decision.key).decision;
      return current.progress === 'confirmed' || last?.id !== decision.id ? current : null;
    });
  }

  async #channel({ on, waitMs }: Input<'channel'>): Promise<Output<'channel'>> {
    await this.#switch.turn(on);
    const wanted = on ? 'on' : 'off';
    if (waitMs !== undefined) {
      await this.#until(waitMs, `The channel is not ${wanted} yet.`, () => {
        const view = this.#switch.view(this.#writer.facts);
        if (view.state === wanted && view.persisted) return view;
        if (this.#switch.failure !== null) throw this.#switch.failure;
        return null;
      });
    }
    return { channel: this.#switch.view(this.#writer.facts) };
  }

  #explain({ handle }: Input<'explain'>): Output<'explain'> {
    const read = readHandle(handle);
    const facts = this.#writer.facts;
    const account = facts && defaultAccount(facts);
    if (facts === null || account === null) {
      const unknown = {
        allowed: null,
        rule: facts === null ? 'gateway-not-read' : 'no-account',
        setting: null,
      };
      return { handle: read.handle, dm: unknown, group: unknown, command: unknown };
    }
    const off = !account.enabled;
    const dm = off ? channelOff : shown(judgeDirect(facts, account, read.key));
    const group = off ? channelOff : shown(judgeGroup(facts, account, read.key));
    // Whoever may talk to the assistant may use its ordinary commands; the owner's own are refused (gateway.md, 2).
    return { handle: read.handle, dm, group, command: dm };
  }

  /**
   * Resolves with the first answer of `look` that is not null; looked at again whenever something changes.
   * @throws PeepholeError `timeout`, saying that the decision stands.
   */
  #until<T>(waitMs: number, late: string, look: () => T | null): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        this.#waiters.delete(check);
        cancel();
        settle();
      };
      const check = (): void => {
        try {
          const answer = look();
          if (answer !== null) end(() => resolve(answer));
        } catch (error) {
          end(() => reject(error));
        }
      };
      const cancel = this.#deps.clock.after(waitMs, () => {
        const seconds = Math.round(waitMs / 1000);
        end(() =>
          reject(
            new PeepholeError('timeout', `${late} Not confirmed after ${seconds} s; it stays in force.`),
          ),
        );
      });
      this.#waiters.add(check);
      check();
    });
  }

  // ------------------------------------------------------------------------------------------ state

  #readSender(key: string): SenderView | null {
    const facts = this.#writer.facts;
    const standing = this.#book.standing(key);
    const isMember = facts !== null && isOurMember(facts, key);
    const entry = this.#roster.entry(key) ?? this.#neverWrote(key, facts, isMember);
    if (entry === null) return null;
    const handle: Handle = entry.record;
    return senderView({
      record: entry.record,
      standing,
      ruling: facts ? judgeSender(facts, key) : null,
      isMember,
      group: triage({
        handle,
        filterBucket: entry.record.filterBucket,
        ownerWrote: entry.ownerWrote ?? false,
        contact: entry.contact,
        assistantAppleId: this.#deps.ledger.setting('apple-id') === 'assistant',
      }),
      warnings: this.#warnings(entry),
      contact: entry.contact,
      preview: entry.preview,
    });
  }

  #neverWrote(key: string, facts: AccessFacts | null, isMember: boolean): RosterEntry | null {
    const { decision } = this.#book.standing(key);
    if (decision !== null) return SenderRoster.stranger(readHandle(decision.handle), decision.issuedAtMs);
    const member = isMember ? memberHandles(facts).find((candidate) => candidate.key === key) : undefined;
    return member && facts ? SenderRoster.stranger(member, facts.readAtMs) : null;
  }

  #warnings(entry: RosterEntry): readonly string[] {
    const approved = [...this.#book.standings()].filter(({ standing }) => standing.state === 'approved');
    return warningSigns({
      handle: entry.record,
      service: entry.record.service,
      texts: entry.texts,
      approvedHandles: approved.map(({ handle }) => handle),
      contacts: [],
    });
  }

  #readStatus(senders: ReadonlyMap<string, SenderView>): StatusView {
    const facts = this.#writer.facts;
    const counts = { waiting: 0, approved: 0, ignored: 0, blocked: 0, known: 0, automated: 0, queued: 0 };
    for (const sender of senders.values()) counts[shelfOf(sender)] += 1;
    for (const { decision } of this.#book.unsettled()) if (isUnsettled(decision)) counts.queued += 1;
    const { state, version, url, detail } = this.#connection;
    return {
      version: this.#deps.version,
      silence: judgeSilence(facts, this.#deps.ledger.journal().groupIsOurs),
      channel: this.#switch.view(facts),
      gateway: { state, version, url, detail },
      messages: {
        state: this.#health.state,
        lastRowId: this.#health.lastRowId,
        lastSeenAt:
          this.#health.lastReadAtMs === null ? null : new Date(this.#health.lastReadAtMs).toISOString(),
        detail: this.#health.detail,
      },
      counts,
      leaks: [],
      practice: this.#deps.practice,
    };
  }

  // ------------------------------------------------------------------------------------------ time

  #later(name: string, delayMs: number, run: () => void): void {
    this.#cancels.get(name)?.();
    if (!this.#stopped) this.#cancels.set(name, this.#deps.clock.after(Math.max(0, delayMs), run));
  }

  #every(name: string, periodMs: number, run: () => void): void {
    this.#later(name, periodMs, () => {
      run();
      this.#every(name, periodMs, run);
    });
  }
}

const channelOff = { allowed: false, rule: 'channel-off', setting: settingName('enabled', null) };

function shown({ allowed, rule, setting }: Ruling): {
  allowed: boolean | null;
  rule: string;
  setting: string;
} {
  return { allowed, rule, setting };
}

/** The members of our group at the gateway, as handles. */
function memberHandles(facts: AccessFacts | null): readonly Handle[] {
  const group = facts?.groups.find((candidate) => candidate.name === ourGroupName);
  return (group?.members ?? []).flatMap((member) =>
    member.kind === 'handle' ? readHandle(String(member.raw)) : [],
  );
}

/** What of an account decides who is let in: its lists and policies, not its runtime. */
function accessOnly({ runtime: _, ...access }: AccessFacts['accounts'][number]): object {
  return access;
}

/** Which of the disjoint counts a sender is in (design.md, section 4). */
function shelfOf(sender: SenderView): 'waiting' | 'approved' | 'ignored' | 'blocked' | 'known' | 'automated' {
  if (sender.state !== 'waiting' || sender.group === 'person') return sender.state;
  return sender.group;
}

/** A failed decision as the error that a command answers with. */
function failure(error: string | null): PeepholeError {
  const [head = '', ...rest] = (error ?? '').split(': ');
  const code = errorCodes.find((candidate): candidate is ErrorCode => candidate === head);
  return new PeepholeError(code ?? 'gateway-refused', rest.join(': ') || 'The gateway refused the decision.');
}
