import type { AppApi, Input, Output } from '#contract/contract.ts';
import { explain } from '#core/access/explain.ts';
import { type Guard, makeGuard } from '#core/guard.ts';
import { readHandle } from '#core/message/handle.ts';
import { type Clock, guardedClock } from '#core/ports/clock.ts';
import type { Gateway } from '#core/ports/gateway.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { MessagesSource } from '#core/ports/messages.ts';
import type { SenderMemory } from '#core/ports/sender-memory.ts';
import { readEveryMs } from '#core/reconcile/pace.ts';
import { wasYours } from '#core/sender/owner-addresses.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import type { Pause } from '#core/surface/settings.ts';
import { shelves } from '#core/surface/shelf.ts';
import { sentence } from '#core/words/sentence.ts';
import { AccessRunner } from './access/access-runner.ts';
import { ChannelSwitch } from './access/channel-switch.ts';
import { GatewayView } from './access/gateway-view.ts';
import { Onlookers } from './access/onlookers.ts';
import { DecisionStore } from './decisions/store.ts';
import { VerdictService } from './decisions/verdict-service.ts';
import { Waiters } from './decisions/waiters.ts';
import { EventStream } from './events/event-stream.ts';
import { SteadyLedger } from './record/steady-ledger.ts';
import { StrangerEvents } from './record/stranger-events.ts';
import { SenderCards } from './senders/cards.ts';
import { Enquiry } from './senders/enquiry.ts';
import { Intake } from './senders/intake.ts';
import { InviteStore } from './senders/invites.ts';
import { NamedChats } from './senders/named-chats.ts';
import { SenderRoster } from './senders/roster.ts';
import { StatePublisher } from './state/feed.ts';
import { NoticePublisher } from './state/notices.ts';
import { RecordService } from './state/records.ts';
import { SenderList } from './state/sender-list.ts';
import { SettingsStore } from './state/settings.ts';
import { StatusProjection } from './state/status.ts';
import { DriftWatch } from './watch/drift.ts';
import { LeakWatch } from './watch/leaks.ts';
import { SilenceService } from './watch/silence.ts';
import { SuspicionWatch } from './watch/suspicion.ts';

const firstRunSetting = 'first-run-at';
/** A gateway that answers at all does so long before; one that hangs is said to, and nobody who asks has to wait for it, ms. */
const freshWithinMs = 1_000;

export interface GatekeeperDeps {
  readonly messages: MessagesSource;
  readonly gateway: Gateway;
  readonly ledger: Ledger;
  /** Empty, and this gatekeeper's alone. */
  readonly memory: SenderMemory;
  readonly clock: Clock;
  readonly version: string;
  /** Everything is invented. */
  readonly practice: boolean;
  /** Nothing of ours is left at the gateway (RULE-6.27): whoever started us takes away what is theirs. */
  readonly onLeft?: () => void;
  /** A defect of ours, or trouble with our own disk: for the log, never with message text. */
  readonly onError: (error: unknown) => void;
}

/** Wires messages, gateway and ledger through core's rules; owns no fact of its own. */
export class Gatekeeper implements AppApi {
  readonly #guard: Guard;
  readonly #onLeft: () => void;
  readonly #clock: Clock;
  readonly #ledger: SteadyLedger;
  readonly #strangers: StrangerEvents;
  readonly #sources: Pick<GatekeeperDeps, 'messages' | 'gateway'>;
  readonly #stream: EventStream;
  readonly #gateway: GatewayView;
  readonly #onlookers: Onlookers;
  readonly #runner: AccessRunner;
  readonly #channel: ChannelSwitch;
  readonly #verdicts: VerdictService;
  readonly #waiters: Waiters;
  readonly #intake: Intake;
  readonly #enquiry: Enquiry;
  readonly #namedChats: NamedChats;
  readonly #invites: InviteStore;
  readonly #cards: SenderCards;
  readonly #leaks: LeakWatch;
  readonly #silence: SilenceService;
  readonly #settings: SettingsStore;
  readonly #records: RecordService;
  readonly #feed: StatePublisher;
  readonly #senderList: SenderList;
  readonly #notices: NoticePublisher;

  constructor(deps: GatekeeperDeps) {
    const { messages, gateway, memory, version, practice } = deps;
    const stream = new EventStream(deps.onError);
    const { emit } = stream;
    const guard = makeGuard((error) => emit({ type: 'trouble', error }));
    const clock = guardedClock(deps.clock, guard);
    const ledger = new SteadyLedger(deps.ledger, clock, emit);
    const firstRunMs = firstRun(ledger, clock);
    const settings = new SettingsStore(ledger);
    const waiters = new Waiters(clock);

    const view = new GatewayView(emit);
    const channel = new ChannelSwitch(ledger, view, clock, emit);
    const decisions = new DecisionStore(ledger, emit);
    const onlookers = new Onlookers(clock, emit);
    const runner = new AccessRunner({ gateway, view, decisions, channel, onlookers, ledger, clock, emit });

    const strangers = new StrangerEvents(ledger, clock);
    const roster = new SenderRoster(ledger, memory, firstRunMs, clock);
    const invites = new InviteStore(ledger, decisions, clock, strangers);
    const enquiry = new Enquiry({ messages, decisions, roster, gateway: view, clock, emit });
    const namedChats = new NamedChats(messages, view, emit);
    const cards = new SenderCards({
      decisions,
      roster,
      gateway: view,
      invites,
      settings: settings.current,
      enquiry,
    });
    const card = (key: string) => cards.view(key);
    const isOwner = (key: string) => enquiry.own.now.has(key);
    const verdicts = new VerdictService({ decisions, gateway: view, waiters, clock, card, isOwner });

    const drift = new DriftWatch(ledger, clock);
    const silence = new SilenceService({ gateway: view, ledger, decisions, enquiry, clock, waiters, emit });
    const leaks = new LeakWatch({
      ledger,
      decisions,
      roster,
      view,
      gateway,
      messages,
      clock,
      emit,
      firstRunMs,
    });
    const status = new StatusProjection({
      version,
      practice,
      decisions,
      gateway: view,
      channel,
      leaks,
      silence,
      enquiry,
      settings,
    });
    const feed = new StatePublisher(cards, memory, clock, (counts) => ({
      status: status.read(counts),
      settings: settings.current,
      lastVerdict: decisions.lastVerdict(),
    }));
    const painted = (key: string) => feed.card(key);
    const suspicion = new SuspicionWatch({ ledger, events: strangers, clock, decisions, painted });
    const notices = new NoticePublisher({
      ledger,
      clock,
      decisions,
      roster,
      settings,
      painted,
      memory,
    });

    // The one order in which everybody is told of everything: who keeps what was read; who acts on it, the channel's stop
    // before all else; who says what is so; who paints it; who tells of what is painted; who waits for any of it.
    stream.deliverTo([
      view,
      runner,
      channel,
      enquiry,
      namedChats,
      invites,
      cards,
      drift,
      silence,
      leaks,
      status,
      feed,
      suspicion,
      notices,
      waiters,
    ]);

    this.#guard = guard;
    this.#onLeft = guard(deps.onLeft ?? (() => {}));
    this.#clock = clock;
    this.#ledger = ledger;
    this.#strangers = strangers;
    this.#sources = { messages, gateway };
    this.#stream = stream;
    this.#gateway = view;
    this.#onlookers = onlookers;
    this.#runner = runner;
    this.#channel = channel;
    this.#verdicts = verdicts;
    this.#waiters = waiters;
    this.#intake = new Intake(roster, enquiry, clock, emit);
    this.#enquiry = enquiry;
    this.#namedChats = namedChats;
    this.#invites = invites;
    this.#cards = cards;
    this.#leaks = leaks;
    this.#silence = silence;
    this.#settings = settings;
    this.#records = new RecordService({ ledger, messages, roster, clock });
    this.#feed = feed;
    this.#senderList = new SenderList({ memory, cards: feed, clock });
    this.#notices = notices;
  }

  start(): void {
    this.#verdicts.start();
    this.#sources.messages.start((event) => this.#intake.take(event));
    this.#sources.gateway.start(this.#stream.emit);
  }

  async stop(): Promise<void> {
    this.#waiters.stop();
    this.#verdicts.stop();
    this.#notices.stop();
    await this.#sources.messages.stop();
    this.#intake.stop();
    await this.#intake.done();
    this.#runner.stop();
    this.#gateway.stop();
    await this.#sources.gateway.stop();
    await this.#leaks.done();
    this.#feed.stop();
    this.#stream.deliverTo([]);
    this.#strangers.stop();
    this.#ledger.close();
  }

  subscribe(listener: Parameters<AppApi['subscribe']>[0]): () => void {
    const leave = this.look();
    const end = this.follow(listener);
    return () => {
      end();
      leave();
    };
  }

  /** The same for what is on screen all day, the icon: nobody looks for its sake (RULE-6.28). */
  follow(listener: Parameters<AppApi['subscribe']>[0]): () => void {
    return this.#feed.subscribe(this.#guard(listener));
  }

  /** Somebody looks at what is said of the gateway. @returns the end of it. */
  look(): () => void {
    return this.#onlookers.begin();
  }

  notices(listener: Parameters<AppApi['notices']>[0]): () => void {
    return this.#notices.subscribe(this.#guard(listener));
  }

  readonly commands: AppApi['commands'] = {
    status: async () => (await this.#current()).status,
    list: async (input) => {
      const { status } = await this.#current();
      const total = totalOf(status.counts, input.state ?? 'all');
      return { ...(await this.#senderList.read(input)), total, textsWithheld: false };
    },
    verdict: async (input) => {
      const decision = await this.#verdicts.give(input);
      return { decision };
    },
    'crowd-verdict': async (input) => this.#verdicts.giveCrowd(input),
    channel: async (input) => this.#turnChannel(input),
    'retry-removal': async () => {
      this.#stream.emit({ type: 'retry-asked' });
      return { channel: this.#channel.view() };
    },
    'connect-anew': async ({ config }) => {
      this.#sources.gateway.connectAnew(config ?? null);
      return {};
    },
    silence: async (input) => this.#silence.run(input),
    leave: async (input) => {
      const answer = await this.#silence.leave(input);
      if (input.dryRun !== true) this.#onLeft();
      return answer;
    },
    explain: async ({ handle }) => {
      await this.#gateway.fresh();
      await this.#namedChats.answered();
      const { facts, chats } = this.#gateway.readState;
      const asked = readHandle(handle);
      return { ...explain(facts, asked, chats), wasYours: wasYours(this.#enquiry.own, asked.key) };
    },
    invite: async ({ hours }) => ({ invite: this.#invites.create(hours ?? 24) }),
    invites: async () => ({ items: this.#invites.list() }),
    receipt: async ({ handle }) =>
      this.#records.receipt(handle ?? null, {
        readable: this.#enquiry.readsOurDatabase,
        isLetIn: (key) => this.#cards.view(key)?.state === 'approved',
      }),
    exposure: async () => ({ items: await this.#records.exposure() }),
    leaks: async ({ clear }) => {
      if (clear !== undefined) this.#leaks.clear(clear);
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
      this.#changeSettings({ pause: pauseOf(input.for, this.#clock.now()) }),
  };

  /** What is shown, as the gateway says it by now: whoever asks once is told nothing that is older than for who watches. */
  async #current(): ReturnType<StatePublisher['settled']> {
    const { facts } = this.#gateway;
    if (facts !== null && Math.abs(this.#clock.now() - facts.readAtMs) > readEveryMs)
      await this.#within(freshWithinMs, this.#gateway.fresh());
    this.#onlookers.glance();
    return this.#feed.settled();
  }

  /** Resolves when `done` does, or after so long: what is not there by then is not waited for. */
  #within(ms: number, done: Promise<void>): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.#clock.after(ms, resolve);
      void done.finally(cancel).then(resolve, resolve);
    });
  }

  async #turnChannel({ on, waitMs }: Input<'channel'>): Promise<Output<'channel'>> {
    await this.#channel.turn(on);
    const wanted = on ? 'on' : 'off';
    if (waitMs !== undefined) {
      await this.#waiters.until(waitMs, sentence(`late.channel-${wanted}`), () => {
        const view = this.#channel.view();
        if (view.state === wanted && view.persisted) return view;
        if (this.#channel.failure !== null) throw this.#channel.failure;
        return null;
      });
    }
    return { channel: this.#channel.view() };
  }

  #changeSettings(patch: Input<'set-settings'>): Output<'set-settings'> {
    const settings = this.#settings.change(patch);
    this.#stream.emit({ type: 'settings', settings });
    return { settings };
  }
}

/** How many senders one list has, or all together. */
function totalOf(counts: StatusView['counts'], state: NonNullable<Input<'list'>['state']>): number {
  return state === 'all' ? shelves.reduce((sum, shelf) => sum + counts[shelf], 0) : counts[state];
}

/** When Peephole first ran here, ms: whatever is older is history, not news. */
function firstRun(ledger: Ledger, clock: Clock): number {
  const known = ledger.setting(firstRunSetting);
  if (known !== null && /^\d+$/.test(known)) return Number(known);
  const nowMs = clock.now();
  ledger.setSetting(firstRunSetting, String(nowMs));
  return nowMs;
}

/** "Tomorrow" is 8 in the morning, local time. */
function pauseOf(length: Input<'pause-notifications'>['for'], nowMs: number): Pause {
  switch (length) {
    case 'resume':
      return null;
    case '1h':
      return { untilMs: nowMs + 3_600_000 };
    case 'until-resumed':
      return length;
    case 'tomorrow': {
      const morning = new Date(nowMs);
      morning.setDate(morning.getDate() + 1);
      morning.setHours(8, 0, 0, 0);
      return { untilMs: morning.getTime() };
    }
  }
}
