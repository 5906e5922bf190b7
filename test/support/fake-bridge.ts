import type { Bridge } from '#contract/bridge.ts';
import type { CommandName, Input, Output } from '#contract/contract.ts';
import { refusalOf } from '#contract/envelope.ts';
import type { TransportHandlers } from '#contract/transport.ts';
import { type Request, type ServerMessage, subscribeCommand } from '#contract/wire.ts';
import type { DecisionView } from '#core/decision/decision-view.ts';
import type { LastVerdict } from '#core/decision/last-verdict.ts';
import { PeepholeError } from '#core/errors.ts';
import type { HistoryItem } from '#core/log/history.ts';
import type { AppState, StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { Settings } from '#core/surface/settings.ts';
import type { WindowTarget } from '#core/surface/window-target.ts';
import { sentence } from '#core/words/sentence.ts';
import { type FakeMac, fakeMac, macHost } from './fake-mac.ts';
import { defaultScenario, type Scenario } from './fake-scenario.ts';
import { painted } from './views.ts';

/** One call the page made, as the tests see it. */
export interface FakeCall {
  readonly command: CommandName;
  readonly input: unknown;
  /** `performance.now()` in the page. */
  readonly atMs: number;
}

/** What a test may do to the page from outside, on `window.fake`. */
export interface FakeControls {
  readonly calls: FakeCall[];
  /** The Mac of a scenario that has one. */
  readonly mac: FakeMac;
  readonly state: () => AppState;
  update(change: Partial<Pick<Scenario, 'status'>> & { readonly senders?: readonly SenderView[] }): void;
  /** What the app knows and has not told yet: the page paints the sender as before. */
  updateUntold(sender: SenderView): void;
  remove(ids: readonly string[]): void;
  notice(notice: Notice): void;
  connect(connected: boolean): void;
  /** As a menu or a banner leads somewhere. */
  show(target: WindowTarget): void;
  /** Lets the gateway confirm everything that is queued or saved. */
  confirm(): void;
}

/** How long the gateway takes in the fake, ms; null: until `confirm`. */
const confirmMs = (scenario: Scenario): number | null => scenario.confirmMs;

const stateAfter = { approve: 'approved', ignore: 'ignored', block: 'blocked', revoke: 'waiting' } as const;

/** An app with an invented owner, in the page: the same contract, no process behind it. */
export function fakeBridge(scenario: Scenario = defaultScenario()): {
  bridge: Bridge;
  controls: FakeControls;
} {
  const senders = new Map(scenario.senders.map((sender) => [sender.id, sender]));
  const before = new Map<string, SenderView>();
  let page: TransportHandlers | null = null;
  let show: (target: WindowTarget) => void = () => {};
  let subscribed = false;
  const calls: FakeCall[] = [];
  const mac = fakeMac();
  mac.outside = scenario.isOutside;
  mac.update = scenario.update;
  const history: HistoryItem[] = [...scenario.history];
  let { status, settings } = scenario;
  let lastVerdict: LastVerdict | null = null;
  let revision = 1;
  let connected = true;
  let nextId = 1;

  const counted = (): typeof status => {
    const counts = {
      waiting: 0,
      new: 0,
      approved: 0,
      ignored: 0,
      blocked: 0,
      known: 0,
      automated: 0,
      queued: 0,
    };
    for (const sender of senders.values()) {
      counts[sender.shelf] += 1;
      if (sender.shelf === 'waiting' && sender.new) counts.new += 1;
      if (sender.decision?.progress === 'queued' || sender.decision?.progress === 'saved') counts.queued += 1;
    }
    return { ...status, counts: { ...status.counts, ...counts } };
  };
  const tell = (message: ServerMessage): void => {
    if (connected) page?.message(JSON.stringify(message));
  };
  const whole = (): StatePush => ({
    revision,
    base: null,
    status: counted(),
    settings,
    lastVerdict,
    senders: [...senders.values()],
    removed: [],
  });
  const push = (changed: readonly SenderView[], removed: readonly string[] = []): void => {
    if (!connected) return;
    revision += 1;
    if (!subscribed) return;
    tell({ push: { ...whole(), base: revision - 1, senders: changed, removed } });
  };
  const put = (sender: SenderView): SenderView => {
    const view = painted({ ...sender, textMark: sender.state === 'waiting' ? sender.textMark : null });
    senders.set(view.id, view);
    return view;
  };
  const settle = (id: string, decisionId: string): void => {
    const sender = senders.get(id);
    if (sender?.decision?.id !== decisionId || sender.decision.progress === 'failed') return;
    push([put({ ...sender, decision: { ...sender.decision, progress: 'confirmed' } })]);
  };

  const byHandle = (handle: string): SenderView | undefined =>
    [...senders.values()].find((sender) => sender.handle === handle);

  const verdict = (input: Input<'verdict'>): Output<'verdict'> => {
    const found = byHandle(input.handle) ?? (input.add ? scenario.newcomer(input.handle) : undefined);
    if (!found)
      throw new PeepholeError('unknown-sender', sentence('refuse.unknown', { handle: input.handle }));
    if (input.revision !== undefined && input.revision !== found.revision) {
      throw new PeepholeError('stale-revision', sentence('refuse.stale', { handle: found.display }));
    }
    if (input.verdict === 'approve' && !found.approvable) {
      throw new PeepholeError('not-approvable', sentence('refuse.not-approvable', { handle: found.display }));
    }
    const decision: DecisionView = {
      id: `decision-${nextId}`,
      handle: found.handle,
      verdict: input.verdict,
      until: input.for === undefined ? null : new Date(Date.now() + 86_400_000).toISOString(),
      progress: status.gateway.state === 'connected' && input.verdict === 'ignore' ? 'confirmed' : 'queued',
      error: null,
    };
    nextId += 1;
    const earlier = before.get(found.id);
    const next: SenderView =
      input.verdict === 'undo'
        ? { ...(earlier ?? found), decision }
        : {
            ...found,
            state: stateAfter[input.verdict],
            via: input.verdict === 'approve' ? 'peephole' : null,
            until: decision.until,
            decision,
          };
    before.set(found.id, found);
    lastVerdict =
      input.verdict === 'undo'
        ? null
        : {
            handle: found.handle,
            verdict: input.verdict,
            at: new Date().toISOString(),
            until: decision.until,
          };
    push([put(next)]);
    history.unshift(scenario.historyOf(history.length + 1, decision));
    const delay = confirmMs(scenario);
    if (delay !== null && status.gateway.state === 'connected')
      setTimeout(() => settle(found.id, decision.id), delay);
    return { decision };
  };

  const crowdVerdict = ({ crowd, members, ...given }: Input<'crowd-verdict'>): Output<'crowd-verdict'> => {
    const decisions: DecisionView[] = [];
    const refused: Output<'crowd-verdict'>['refused'][number][] = [];
    for (const member of members) {
      try {
        if (byHandle(member.handle)?.textMark !== crowd) {
          throw new PeepholeError('stale-revision', sentence('refuse.stale', { handle: member.handle }));
        }
        decisions.push(verdict({ ...given, ...member }).decision);
      } catch (error) {
        if (!(error instanceof PeepholeError)) throw error;
        const { code, message, sentence: said } = error;
        refused.push({ handle: member.handle, error: { code, message, sentence: said } });
      }
    }
    return { decisions, refused };
  };

  const channel = (on: boolean): Output<'channel'> => {
    status = { ...status, channel: { ...status.channel, state: on ? 'starting' : 'stopping' } };
    push([]);
    setTimeout(() => {
      status = {
        ...status,
        channel: { state: on ? 'on' : 'off', persisted: true, heldBy: null, detail: null },
      };
      push([]);
    }, scenario.confirmMs ?? 300);
    return { channel: status.channel };
  };

  const saveSettings = (patch: Partial<Settings>): { settings: Settings } => {
    settings = { ...settings, ...patch };
    push([]);
    return { settings };
  };

  const silence = (input: Input<'silence'>): Output<'silence'> => {
    const changes = scenario.silenceChanges;
    const paired = scenario.paired;
    if (input.action === 'apply') {
      status = { ...status, silence: { state: 'silent', findings: [] } };
      push([]);
    }
    const { dropPaired } = input;
    return {
      changed: input.action === 'apply',
      silence: status.silence,
      changes: input.action === 'apply' ? [] : changes,
      carriedOver:
        paired === null || dropPaired === true
          ? paired && []
          : paired.filter((handle) => !(Array.isArray(dropPaired) && dropPaired.includes(handle))),
      notCarried: [],
      canUndo: false,
    };
  };

  const handlers = {
    status: () => counted(),
    list: () => ({
      senders: [...senders.values()],
      crowds: [],
      total: senders.size,
      next: null,
      textsWithheld: false,
    }),
    verdict,
    'crowd-verdict': crowdVerdict,
    channel: ({ on }) => channel(on),
    'retry-removal': () => {
      status = { ...status, channel: { state: 'on', persisted: true, heldBy: null, detail: null } };
      push([]);
      return { channel: status.channel };
    },
    'connect-anew': () => ({}),
    leave: () => ({ changed: false, changes: [], losing: [], closed: [] }),
    silence,
    explain: ({ handle }) => scenario.explain(handle),
    invite: () => ({ invite: scenario.invite }),
    invites: () => ({ items: scenario.invites }),
    receipt: () => scenario.receipt,
    exposure: () => ({ items: scenario.exposure }),
    leaks: ({ clear }) => {
      status = { ...status, leaks: status.leaks.filter(({ id }) => id !== clear) };
      push([]);
      return { items: [] };
    },
    history: ({ limit = 200 }) => ({ items: history.slice(0, limit) }),
    messages: ({ handle }) => ({ items: scenario.messagesOf(byHandle(handle)) }),
    attention: () => ({}),
    settings: () => ({ settings }),
    'set-settings': (patch) => saveSettings(patch as Partial<Settings>),
    'pause-notifications': (input) => {
      const pause = input.for === 'resume' ? null : 'until-resumed';
      status = { ...status, pause };
      return saveSettings({ pause });
    },
  } satisfies { readonly [C in CommandName]: (input: Input<C>) => Output<C> };

  const answer = async ({ id, command, input }: Request): Promise<ServerMessage> => {
    calls.push({ command: command as CommandName, input, atMs: performance.now() });
    await scenario.delay();
    try {
      const handler = handlers[command as CommandName] as unknown as (given: unknown) => unknown;
      return { id, ok: true, value: handler(input) };
    } catch (error) {
      if (!(error instanceof PeepholeError)) throw error;
      return { id, ...refusalOf(error) };
    }
  };

  const bridge: Bridge = {
    surface: scenario.surface,
    mac: scenario.onMac ? macHost(mac) : null,
    transport: {
      send(text) {
        const request = JSON.parse(text) as Request;
        if (request.command !== subscribeCommand) {
          void answer(request).then(tell);
          return;
        }
        tell({ id: request.id, ok: true, value: {} });
        subscribed = true;
        tell({ push: whole() });
        for (const notice of scenario.notices) tell({ notice });
      },
      listen(handlers) {
        page = handlers;
        handlers.opened();
      },
      drop: () => page?.closed(),
      close: () => page?.closed(),
    },
    onShow(listener) {
      show = listener;
      return () => {};
    },
    onSay: () => () => {},
    openLink: async (key) => {
      mac.asked.push(`open ${key}`);
      return scenario.onMac ? mac.opens : 'not-here';
    },
  };

  const controls: FakeControls = {
    calls,
    mac,
    state: () => ({ revision, status: counted(), settings, lastVerdict, senders }),
    update(change) {
      if (change.status) status = { ...status, ...change.status };
      push((change.senders ?? []).map(put));
    },
    updateUntold(sender) {
      put(sender);
    },
    remove(ids) {
      for (const id of ids) senders.delete(id);
      push([], ids);
    },
    notice(notice) {
      tell({ notice });
    },
    show: (target) => show(target),
    connect(now) {
      connected = now;
      if (now) page?.opened();
      else page?.closed();
    },
    confirm() {
      for (const sender of senders.values()) if (sender.decision) settle(sender.id, sender.decision.id);
    },
  };
  return { bridge, controls };
}
