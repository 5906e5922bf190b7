import type { AppApi, CommandName, Input } from '#contract/contract.ts';
import type { Answer } from '#core/access/explain.ts';
import type { ChannelView } from '#core/reconcile/channel-view.ts';
import type { SilenceView } from '#core/silence/finding.ts';
import type { AppState, SharedState, StateChange, StatusView } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { defaultSettings, type Settings } from '#core/surface/settings.ts';
import { CardPrints } from '../../src-main/gatekeeper/state/card-prints.ts';
import { SenderList } from '../../src-main/gatekeeper/state/sender-list.ts';
import { openSenderMemory } from '../../src-main/memory/sender-memory.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';
import { shownOf } from './shown-senders.ts';
import { fakeDecision, stateOf } from './views.ts';

const channel: ChannelView = { state: 'off', persisted: true, heldBy: null };
const silence: SilenceView = { state: 'silent', findings: [] };
const yes: Answer = { allowed: true, rule: 'listed', setting: 'channels.imessage.allowFrom' };
const no: Answer = { allowed: false, rule: 'no-group-senders', setting: null };

/** One call that reached the app, as it was parsed. */
export interface Call {
  readonly name: CommandName;
  readonly input: unknown;
}

/** An app whose answers a test sets, behind the same types as the real one. */
export class FakeAppApi implements AppApi {
  readonly calls: Call[] = [];
  readonly #listeners = new Set<(change: StateChange) => void>();
  readonly #noticeListeners = new Set<(notice: Notice) => void>();
  readonly #prints = new CardPrints();
  #state: AppState;
  /** Overrides the answer of a command; may throw. */
  answers: { [C in CommandName]?: (input: Input<C>) => ReturnType<AppApi['commands'][C]> } = {};

  constructor(
    senders: readonly SenderView[] = [],
    status: Partial<StatusView> = {},
    settings: Settings = defaultSettings,
  ) {
    this.#state = { ...stateOf(senders, status), settings };
  }

  get subscribers(): number {
    return this.#listeners.size;
  }

  subscribe(listener: (change: StateChange) => void): () => void {
    this.#listeners.add(listener);
    listener({ ...this.#state, base: null, changed: [], senders: shownOf(() => this.#state.senders) });
    return () => void this.#listeners.delete(listener);
  }

  notices(listener: (notice: Notice) => void): () => void {
    this.#noticeListeners.add(listener);
    return () => void this.#noticeListeners.delete(listener);
  }

  notify(notice: Notice): void {
    for (const listener of this.#noticeListeners) listener(notice);
  }

  /** Changes senders and pushes that. */
  change(...senders: readonly SenderView[]): void {
    const next = new Map(this.#state.senders);
    for (const sender of senders) next.set(sender.id, sender);
    this.#push({ senders: next }, senders);
  }

  /** Changes what is shared and pushes that. */
  share(shared: Partial<SharedState>): void {
    this.#push(shared, []);
  }

  #push(change: Partial<AppState>, senders: readonly SenderView[]): void {
    const base = this.#state.revision;
    this.#state = { ...this.#state, ...change, revision: base + 1 };
    const changed = senders.map(({ id }) => id);
    const shown = shownOf(() => this.#state.senders);
    for (const listener of [...this.#listeners]) listener({ ...this.#state, base, changed, senders: shown });
  }

  readonly commands: AppApi['commands'] = {
    status: (input) => this.#run('status', input, async () => this.#state.status),
    list: (input) =>
      this.#run('list', input, async () => ({
        ...(await this.#list().read(input)),
        total: this.#state.senders.size,
        textsWithheld: false,
      })),
    verdict: (input) =>
      this.#run('verdict', input, async ({ verdict, handle }) => ({
        decision: fakeDecision({ verdict, handle }),
      })),
    'crowd-verdict': (input) =>
      this.#run('crowd-verdict', input, async ({ verdict, members }) => ({
        decisions: members.map(({ handle }) => fakeDecision({ verdict, handle })),
        refused: [],
      })),
    channel: (input) =>
      this.#run('channel', input, async ({ on }) => ({
        channel: on ? { ...channel, state: 'on' as const } : channel,
      })),
    'retry-removal': (input) => this.#run('retry-removal', input, async () => ({ channel })),
    'connect-anew': (input) => this.#run('connect-anew', input, async () => ({})),
    leave: (input) =>
      this.#run('leave', input, async () => ({ changed: false, changes: [], losing: [], closed: [] })),
    silence: (input) =>
      this.#run('silence', input, async () => ({
        changed: false,
        silence,
        changes: [],
        carriedOver: [],
        notCarried: [],
        canUndo: false,
      })),
    explain: (input) =>
      this.#run('explain', input, async ({ handle }) => ({
        handle,
        dm: yes,
        group: no,
        command: { ...no, ownerOnly: false },
        accounts: [],
        wasYours: null,
      })),
    invite: (input) =>
      this.#run('invite', input, async () => ({
        invite: {
          id: 'i1',
          code: 'K7MP-3WXQ',
          createdAt: '2026-11-24T12:00:00.000Z',
          expiresAt: '2026-11-25T12:00:00.000Z',
          state: 'open' as const,
          spentBy: null,
        },
      })),
    invites: (input) => this.#run('invites', input, async () => ({ items: [] })),
    receipt: (input) => this.#run('receipt', input, async () => ({ items: [], summary: null })),
    exposure: (input) => this.#run('exposure', input, async () => ({ items: [] })),
    leaks: (input) => this.#run('leaks', input, async () => ({ items: [] })),
    history: (input) => this.#run('history', input, async () => ({ items: [] })),
    messages: (input) => this.#run('messages', input, async () => ({ items: [] })),
    attention: (input) => this.#run('attention', input, async () => ({})),
    settings: (input) => this.#run('settings', input, async () => ({ settings: this.#state.settings })),
    'set-settings': (input) =>
      this.#run('set-settings', input, async (patch) => {
        this.share({ settings: { ...this.#state.settings, ...patch } as Settings });
        return { settings: this.#state.settings };
      }),
    'pause-notifications': (input) =>
      this.#run('pause-notifications', input, async () => ({ settings: this.#state.settings })),
  };

  /** The real one, of the senders of now. */
  #list(): SenderList {
    const memory = openSenderMemory();
    const { senders } = this.#state;
    for (const sender of senders.values()) memory.show(this.#prints.of(sender));
    const cards = { card: (id: string) => senders.get(id) ?? null };
    return new SenderList({ memory, cards, clock: systemClock });
  }

  #run<C extends CommandName>(
    name: C,
    input: Input<C>,
    normally: (input: Input<C>) => ReturnType<AppApi['commands'][C]>,
  ): ReturnType<AppApi['commands'][C]> {
    this.calls.push({ name, input });
    return (this.answers[name] ?? normally)(input);
  }
}
