import type { AppApi, Input, Output } from '#contract/contract.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { explain } from '#core/access/explain.ts';
import { PeepholeError } from '#core/errors.ts';
import { readHandle } from '#core/message/handle.ts';
import type { MessageRow } from '#core/message/message.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { Gateway, GatewayEvent } from '#core/ports/gateway.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { type MessagesEvent, type MessagesSource, MessagesUnavailable } from '#core/ports/messages.ts';
import { newestFirst } from '#core/surface/shelf.ts';
import { sentence } from '#core/words/sentence.ts';
import { AccessWriter } from './access/access-writer.ts';
import { ChannelSwitch } from './access/channel-switch.ts';
import { GatewayView } from './access/gateway-view.ts';
import { DecisionStore } from './decisions/store.ts';
import { VerdictService } from './decisions/verdict-service.ts';
import { Waiters } from './decisions/waiters.ts';
import { SenderCards } from './senders/cards.ts';
import { InviteStore } from './senders/invites.ts';
import { SenderRoster } from './senders/roster.ts';
import { StatePublisher } from './state/feed.ts';
import { NoticePublisher } from './state/notices.ts';
import { RecordService } from './state/records.ts';
import { SettingsStore } from './state/settings.ts';
import { StatusProjection } from './state/status.ts';
import { LeakWatch } from './watch/leaks.ts';
import { SilenceService } from './watch/silence.ts';
import { SuspicionWatch } from './watch/suspicion.ts';

/** The runtime pushes no events, so it is asked this often (2 to 8 ms a time: OC-55). */
const runtimePollMs = 2_000;
/** Of these, every so many reads everything: config changes are pushed, the pairing store's are not. */
const pollsPerLook = 5;
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

/** Wires messages, gateway and ledger through core's rules; owns no fact of its own. */
export class Gatekeeper implements AppApi {
  readonly #deps: GatekeeperDeps;
  readonly #decisions: DecisionStore;
  readonly #roster: SenderRoster;
  readonly #gateway = new GatewayView();
  readonly #writer: AccessWriter;
  readonly #switch: ChannelSwitch;
  readonly #silence: SilenceService;
  readonly #invites: InviteStore;
  readonly #leaks: LeakWatch;
  readonly #notices: NoticePublisher;
  readonly #suspicion: SuspicionWatch;
  readonly #settings: SettingsStore;
  readonly #records: RecordService;
  readonly #verdicts: VerdictService;
  readonly #cards: SenderCards;
  readonly #status: StatusProjection;
  readonly #feed: StatePublisher;
  readonly #waiters: Waiters;
  #ownKeys: ReadonlySet<string> = new Set();
  #cancelPoll: () => void = () => {};
  #polls = 0;
  #asks = 0;
  /** The newest question about a sender that is not answered, by key. */
  readonly #askedLast = new Map<string, number>();
  #access = '';
  #events: Promise<void> = Promise.resolve();
  /** Looks for leaks, one after the other. */
  #looks: Promise<void> = Promise.resolve();

  constructor(deps: GatekeeperDeps) {
    const { ledger, gateway, messages, clock, version, practice } = deps;
    const onError = (error: unknown) => this.#onError(error);
    const touch = (keys?: Iterable<string>) => this.#feed.touch(keys);
    const firstRun = ledger.setting(firstRunSetting) ?? String(clock.now());
    ledger.setSetting(firstRunSetting, firstRun);
    this.#deps = deps;
    this.#waiters = new Waiters(clock);
    this.#settings = new SettingsStore(ledger);
    this.#decisions = new DecisionStore(ledger);
    this.#roster = new SenderRoster(ledger, Number(firstRun));
    this.#invites = new InviteStore(ledger, clock);
    this.#writer = new AccessWriter({
      gateway,
      ledger,
      decisions: this.#decisions,
      clock,
      view: this.#gateway,
      onFacts: (facts) => this.#onFacts(facts),
      onError,
    });
    this.#switch = new ChannelSwitch(gateway, ledger, this.#writer, this.#gateway, clock, () => touch());
    this.#cards = new SenderCards({
      decisions: this.#decisions,
      roster: this.#roster,
      gateway: this.#gateway,
      invites: this.#invites,
      settings: this.#settings,
    });
    const view = (key: string) => this.#cards.view(key);
    this.#silence = new SilenceService({
      gateway: this.#gateway,
      writer: this.#writer,
      ledger,
      decisions: this.#decisions,
      clock,
      waiters: this.#waiters,
      messagesPath: () => this.#status.health.path,
      ownKeys: () => this.#ownKeys,
    });
    this.#leaks = new LeakWatch({
      ledger,
      decisions: this.#decisions,
      roster: this.#roster,
      gateway: this.#gateway,
      writer: this.#writer,
      clock,
      conversations: () => gateway.readConversations(),
      ownerWrote: (queries) => messages.ownerWrote(queries),
      onAlarm: (leak) => {
        this.#notices.leak(leak);
        touch();
      },
      onError,
      firstRunMs: Number(firstRun),
    });
    this.#status = new StatusProjection({
      version,
      practice,
      decisions: this.#decisions,
      gateway: this.#gateway,
      channel: this.#switch,
      leaks: this.#leaks,
      settings: this.#settings,
      silence: () => this.#silence.view(),
    });
    const painted = (key: string) => this.#feed.sender(key);
    this.#suspicion = new SuspicionWatch({ ledger, clock, decisions: this.#decisions, view: painted });
    this.#notices = new NoticePublisher({
      ledger,
      clock,
      view: painted,
      roster: this.#roster,
      decisions: this.#decisions,
      settings: () => this.#settings.current,
    });
    this.#records = new RecordService({ ledger, messages, roster: this.#roster, clock });
    this.#verdicts = new VerdictService({
      decisions: this.#decisions,
      roster: this.#roster,
      gateway: this.#gateway,
      writer: this.#writer,
      waiters: this.#waiters,
      clock,
      view,
      isOwner: (key) => this.#ownKeys.has(key),
    });
    this.#feed = new StatePublisher(view, (senders) => ({
      status: this.#status.read(senders),
      settings: this.#settings.current,
      lastVerdict: this.#decisions.lastVerdict(),
    }));
    this.#decisions.onChange = (key) => {
      this.#cards.forgetTrusted();
      touch([key]);
      this.#notices.decided(key);
      this.#waiters.check();
    };
    touch(this.#cards.keys());
  }

  start(): void {
    this.#guard(() => this.#verdicts.expire());
    this.#deps.messages.start((event) => {
      // Shown one after the other, when it is known who they are; who the next ones are is asked meanwhile.
      const show = this.#guard(() => this.#onMessages(event));
      const before = this.#events;
      this.#events = before.then(show).catch((error) => this.#onError(error));
      return before;
    });
    this.#deps.gateway.start((event) => this.#onGateway(event));
  }

  async stop(): Promise<void> {
    this.#waiters.stop();
    this.#verdicts.stop();
    this.#notices.stop();
    await this.#deps.messages.stop();
    await this.#events;
    await this.#writer.stop();
    await this.#deps.gateway.stop();
    await this.#looks;
    // Last: a gateway that connected meanwhile has begun to be asked.
    this.#cancelPoll();
    this.#feed.stop();
  }

  subscribe(listener: Parameters<AppApi['subscribe']>[0]): () => void {
    return this.#feed.subscribe(listener);
  }

  notices(listener: Parameters<AppApi['notices']>[0]): () => void {
    return this.#notices.subscribe(listener);
  }

  readonly commands: AppApi['commands'] = {
    status: async () => this.#feed.state().status,
    list: async (input) => this.#list(input),
    verdict: async (input) => {
      const decision = await this.#verdicts.give(input);
      return { decision };
    },
    channel: async (input) => this.#channel(input),
    'retry-removal': async () => {
      this.#writer.retry();
      return { channel: this.#switch.view() };
    },
    silence: async (input) => this.#silence.run(input),
    explain: async ({ handle }) => {
      await this.#writer.look();
      return explain(this.#gateway.facts, readHandle(handle));
    },
    invite: async ({ hours }) => ({ invite: this.#invites.create(hours ?? 24) }),
    invites: async () => ({ items: this.#invites.list() }),
    receipt: async ({ handle }) =>
      this.#records.receipt(handle ?? null, {
        readable: this.#silence.readsOurDatabase(),
        isLetIn: (key) => this.#cards.view(key)?.state === 'approved',
      }),
    exposure: async () => ({ items: await this.#records.exposure() }),
    leaks: async ({ clear }) => {
      if (clear !== undefined) this.#leaks.clear(clear);
      this.#feed.touch();
      return { items: this.#leaks.list() };
    },
    history: async (input) => ({ items: this.#records.history(input.limit ?? 200, input.handle ?? null) }),
    messages: async ({ handle, limit }) => ({ items: await this.#records.messages(handle, limit ?? 20) }),
    attention: async (input) => {
      this.#notices.attend(input);
      return {};
    },
    settings: async () => ({ settings: this.#settings.current }),
    'set-settings': async (patch) => this.#changeSettings(patch),
    'pause-notifications': async (input) =>
      this.#changeSettings({ pausedUntilMs: pauseEnd(input.for, this.#deps.clock.now()) }),
  };

  // ------------------------------------------------------------------------------------------ events

  /** @returns what is to be done when it is this event's turn. */
  #onMessages(event: MessagesEvent): () => void | Promise<void> {
    switch (event.type) {
      case 'health':
        return () => {
          this.#status.health = event.health;
          this.#feed.touch();
        };
      case 'rows':
        return this.#onRows(event.rows, event.origin);
      case 'caught-up':
        return async () => {
          this.#ownKeys = await this.#deps.messages.ownKeys();
        };
      case 'contacts':
        return async () => {
          await this.#ask(new Set(this.#roster.keys()));
          this.#feed.touch(this.#roster.keys());
        };
    }
  }

  #onRows(rows: readonly MessageRow[], origin: 'history' | 'live'): () => Promise<void> {
    const { changed, ask, arrivals, knocks } = this.#roster.absorb(rows);
    this.#status.ledger = { state: 'writing', detail: null };
    const asked = this.#ask(ask);
    // Whoever waits for it says what went wrong.
    asked.catch(() => {});
    return async () => {
      await asked;
      const codes = this.#invites.read(knocks, (key) => this.#decisions.standing(key).state);
      // Asks the gateway, which may take its time: who knocks is shown meanwhile.
      this.#looks = this.#looks
        .then(() => this.#leaks.look(rows))
        .catch((error) => this.#onError(error))
        .then(() => this.#feed.touch());
      const shown = [...changed, ...ask, ...codes];
      this.#feed.touch(shown);
      // Notices name what is painted, so the state goes first.
      this.#feed.flush(shown);
      this.#suspicion.arrived(arrivals);
      this.#notices.arrived(arrivals, origin);
    };
  }

  /** Asks Messages who these are, and takes note. */
  async #ask(keys: ReadonlySet<string>): Promise<void> {
    if (keys.size === 0) return;
    const { messages } = this.#deps;
    const list = [...keys];
    this.#asks += 1;
    const ask = this.#asks;
    for (const key of list) this.#askedLast.set(key, ask);
    const answers = await Promise.all([
      messages.ownerWrote(list.map((key) => ({ key, spans: this.#decisions.accessSpans(key) }))),
      messages.contacts(list),
      messages.outgoing(
        list.map((key) => ({ key, sinceMs: this.#roster.entry(key)?.record.firstSeenAtMs ?? 0 })),
      ),
    ]).catch((error: unknown) => {
      // Who they are stays unknown for now; that they wrote is shown all the same.
      if (!(error instanceof MessagesUnavailable)) throw error;
    });
    if (answers === undefined) return;
    const [wrote, names, outgoing] = answers;
    const isOurs = this.#silence.readsOurDatabase();
    for (const key of keys) {
      // Asked again meanwhile: that answer is the newer one, whichever comes first.
      if (this.#askedLast.get(key) !== ask) continue;
      this.#askedLast.delete(key);
      this.#roster.learn(key, {
        ownerWrote: wrote.get(key) ?? null,
        contact: names.get(key) ?? null,
        sent: isOurs ? (outgoing.get(key)?.sent ?? null) : null,
      });
      if (names.has(key)) this.#cards.forgetTrusted();
    }
  }

  #onGateway(event: GatewayEvent): void {
    if (event.type === 'config-changed') {
      this.#writer.wake();
      return;
    }
    const was = this.#gateway.connection.state;
    this.#gateway.connect(event.connection);
    if (event.connection.state === 'connected') {
      this.#writer.connected();
      this.#switch.resume();
      this.#poll();
    } else if (was === 'connected') {
      this.#cancelPoll();
      this.#writer.disconnected();
    }
    this.#feed.touch();
  }

  #poll(): void {
    this.#cancelPoll();
    this.#cancelPoll = this.#deps.clock.after(runtimePollMs, () => {
      this.#polls += 1;
      const isBusy = this.#switch.request !== null || this.#writer.hasStopped;
      if (isBusy || this.#polls % pollsPerLook === 0) this.#writer.wake();
      else void this.#writer.watchRuntime();
      this.#poll();
    });
  }

  #onFacts(facts: AccessFacts | null): void {
    if (facts !== null) {
      this.#switch.settle(facts);
      const found = this.#silence.observe(facts);
      for (const finding of found) this.#notices.finding(finding);
      this.#leaks.lookAgain().catch((error) => this.#onError(error));
    }
    const access =
      facts === null ? '' : JSON.stringify([facts.root, facts.groups, facts.accounts.map(accessOnly)]);
    const changed = access !== this.#access;
    this.#access = access;
    this.#feed.touch(changed ? [...this.#cards.keys(), ...this.#feed.keys()] : []);
    this.#waiters.check();
  }

  #onError(error: unknown): void {
    if (error instanceof PeepholeError && error.code === 'ledger-full') {
      this.#status.ledger = { state: 'full', detail: error.sentence };
      this.#feed.touch();
    }
    this.#deps.onError(error);
  }

  #guard<T>(run: () => T): T | undefined {
    try {
      return run();
    } catch (error) {
      this.#onError(error);
      return undefined;
    }
  }

  // ------------------------------------------------------------------------------------------ commands

  #list({ state }: Input<'list'>): Output<'list'> {
    const wanted = state ?? 'all';
    const senders = [...this.#feed.state().senders.values()]
      .filter(({ shelf }) => wanted === 'all' || shelf === wanted)
      .sort(newestFirst);
    return { senders };
  }

  async #channel({ on, waitMs }: Input<'channel'>): Promise<Output<'channel'>> {
    await this.#switch.turn(on);
    const wanted = on ? 'on' : 'off';
    if (waitMs !== undefined) {
      await this.#waiters.until(waitMs, sentence(`late.channel-${wanted}`), () => {
        const view = this.#switch.view();
        if (view.state === wanted && view.persisted) return view;
        if (this.#switch.failure !== null) throw this.#switch.failure;
        return null;
      });
    }
    return { channel: this.#switch.view() };
  }

  #changeSettings(patch: Input<'set-settings'>): Output<'set-settings'> {
    const settings = this.#settings.change(patch);
    this.#notices.settingsChanged();
    this.#feed.touch(this.#cards.keys());
    return { settings };
  }
}

/** What of an account decides who is let in: its lists and policies, not its runtime. */
function accessOnly({ runtime: _, ...access }: AccessFacts['accounts'][number]): object {
  return access;
}

/** End of a pause, ms; null: none. "Tomorrow" is 8 in the morning, local time. */
function pauseEnd(length: Input<'pause-notifications'>['for'], nowMs: number): number | null {
  switch (length) {
    case 'resume':
      return null;
    case '1h':
      return nowMs + 3_600_000;
    case 'until-resumed':
      return Number.MAX_SAFE_INTEGER;
    case 'tomorrow': {
      const morning = new Date(nowMs);
      morning.setDate(morning.getDate() + 1);
      morning.setHours(8, 0, 0, 0);
      return morning.getTime();
    }
  }
}
