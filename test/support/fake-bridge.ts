import type { Answer, Bridge } from '#contract/bridge.ts';
import type { CommandName, Input, Output } from '#contract/contract.ts';
import type { DecisionView } from '#core/decision/decision-view.ts';
import type { HistoryItem } from '#core/log/history.ts';
import type { AppState, StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { Settings } from '#core/surface/settings.ts';
import { defaultScenario, type Scenario } from './fake-scenario.ts';
import { painted } from './painted.ts';

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
  readonly state: () => AppState;
  update(change: Partial<Pick<Scenario, 'status'>> & { readonly senders?: readonly SenderView[] }): void;
  /** What the app knows and has not told yet: the page paints the sender as before. */
  updateUntold(sender: SenderView): void;
  remove(ids: readonly string[]): void;
  notice(notice: Notice): void;
  connect(connected: boolean): void;
  /** Lets the gateway confirm everything that is queued or saved. */
  confirm(): void;
}

/** How long the gateway takes in the fake, ms; null: until `confirm`. */
const confirmMs = (scenario: Scenario): number | null => scenario.confirmMs;

class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

const stateAfter = { approve: 'approved', ignore: 'ignored', block: 'blocked', revoke: 'waiting' } as const;

/** An app with an invented owner, in the page: the same contract, no process behind it. */
export function fakeBridge(scenario: Scenario = defaultScenario()): {
  bridge: Bridge;
  controls: FakeControls;
} {
  const senders = new Map(scenario.senders.map((sender) => [sender.id, sender]));
  const before = new Map<string, SenderView>();
  const pushes = new Set<(push: StatePush) => void>();
  const notices = new Set<(notice: Notice) => void>();
  const connections = new Set<(connected: boolean) => void>();
  const calls: FakeCall[] = [];
  const history: HistoryItem[] = [...scenario.history];
  let { status, settings } = scenario;
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
  const push = (changed: readonly SenderView[], removed: readonly string[] = []): void => {
    if (!connected) return;
    revision += 1;
    const delta = { revision, base: revision - 1, status: counted(), senders: changed, removed };
    for (const listener of [...pushes]) listener(delta);
  };
  const put = (sender: SenderView): SenderView => {
    const view = painted(sender);
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
    if (!found) throw new Refusal('unknown-sender', `${input.handle} has not written yet.`);
    if (input.revision !== undefined && input.revision !== found.revision) {
      throw new Refusal('stale-revision', `${found.display} changed since it was painted.`);
    }
    if (input.verdict === 'approve' && !found.approvable) {
      throw new Refusal(
        'not-approvable',
        `${found.display} can't be approved: type the whole number with +.`,
      );
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
    push([put(next)]);
    history.unshift(scenario.historyOf(history.length + 1, decision));
    const delay = confirmMs(scenario);
    if (delay !== null && status.gateway.state === 'connected')
      setTimeout(() => settle(found.id, decision.id), delay);
    return { decision };
  };

  const channel = (on: boolean): Output<'channel'> => {
    status = { ...status, channel: { ...status.channel, state: on ? 'starting' : 'stopping' } };
    push([]);
    setTimeout(() => {
      status = { ...status, channel: { state: on ? 'on' : 'off', persisted: true, heldBy: null } };
      push([]);
    }, scenario.confirmMs ?? 300);
    return { channel: status.channel };
  };

  const saveSettings = (patch: Partial<Settings>): { settings: Settings } => {
    settings = { ...settings, ...patch };
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
    list: () => ({ senders: [...senders.values()] }),
    verdict,
    channel: ({ on }) => channel(on),
    'retry-removal': () => {
      status = { ...status, channel: { state: 'on', persisted: true, heldBy: null } };
      push([]);
      return { channel: status.channel };
    },
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
      status = { ...status, pausedUntil: input.for === 'resume' ? null : 'until-resumed' };
      push([]);
      return { settings };
    },
  } satisfies { readonly [C in CommandName]: (input: Input<C>) => Output<C> };

  const bridge: Bridge = {
    surface: scenario.surface,
    mac: null,
    async call<C extends CommandName>(command: C, input: Input<C>): Promise<Answer<Output<C>>> {
      calls.push({ command, input, atMs: performance.now() });
      await scenario.delay();
      if (!connected) return { ok: false, error: { code: 'offline', message: 'The connection was lost.' } };
      try {
        const handler = handlers[command] as unknown as (given: Input<C>) => Output<C>;
        return { ok: true, value: handler(input) };
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return { ok: false, error: { code: error.code as 'internal', message: error.message } };
      }
    },
    onPush(listener) {
      pushes.add(listener);
      listener({ revision, base: null, status: counted(), senders: [...senders.values()], removed: [] });
      return () => void pushes.delete(listener);
    },
    onNotice(listener) {
      notices.add(listener);
      for (const notice of scenario.notices) listener(notice);
      return () => void notices.delete(listener);
    },
    onConnection(listener) {
      listener(connected);
      connections.add(listener);
      return () => void connections.delete(listener);
    },
    onShow: () => () => {},
    openLink: () => {},
  };

  const controls: FakeControls = {
    calls,
    state: () => ({ revision, status: counted(), senders }),
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
      for (const listener of notices) listener(notice);
    },
    connect(now) {
      connected = now;
      for (const listener of connections) listener(now);
      if (now)
        for (const listener of pushes) {
          listener({ revision, base: null, status: counted(), senders: [...senders.values()], removed: [] });
        }
    },
    confirm() {
      for (const sender of senders.values()) if (sender.decision) settle(sender.id, sender.decision.id);
    },
  };
  return { bridge, controls };
}
