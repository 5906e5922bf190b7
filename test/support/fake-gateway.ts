import { judgeSender } from '#core/access/access.ts';
import type { AccessEdit, AccessFacts, EditOutcome } from '#core/access/access-facts.ts';
import type { Conversation } from '#core/leak/leak.ts';
import type { Clock } from '#core/ports/clock.ts';
import { type Gateway, type GatewayEvent, GatewayUnavailable } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import { applyEdit } from './apply-edit.ts';

interface Pending {
  readonly resolve: (outcome: EditOutcome) => void;
  readonly cancel: () => void;
}

/** OpenClaw without its wire: what is saved, what is in effect and what runs, as measured (OC-5 to OC-8, OC-29 to OC-38). */
export interface FakeGateway extends Gateway {
  /** The lists in effect. */
  readonly effective: AccessFacts;
  /** Every write that was sent. */
  readonly edits: readonly AccessEdit[];
  /** What was asked, oldest first: reads and stops, by the name of the method. */
  readonly calls: ('readAccess' | 'readRuntime' | 'stopChannel')[];
  /** How long a write takes to be saved, ms: another that stands on the same config meets a conflict. */
  saveMs: number;
  /** How long a write takes to be applied once it is saved, ms; an active run of the agent makes it long. */
  applyMs: number;
  /** How long a stop takes to be answered, ms of the clock. 0: at once. */
  stopMs: number;
  /** How long the question what runs takes to be answered, ms of the clock; Infinity: it is never answered. 0: at once. */
  runtimeMs: number;
  /** The next write is answered like this and changes nothing. */
  answerNext: EditOutcome | null;
  /** Whom the assistant talks with. */
  conversations: readonly Conversation[];
  isRunning(accountId?: string): boolean;
  /** A message of theirs would reach the agent now. */
  admits(key: string): boolean;
  connect(): void;
  /** Kills it: what is saved comes into effect when it is connected again, and its channels run. */
  crash(): void;
  /** It is there and not used: the connection says why. */
  become(state: 'unauthorized' | 'incompatible' | 'another' | 'unidentified' | 'not-local'): void;
  /** Somebody else writes to the config, by whatever means; it is applied at once. */
  change(edit: (facts: AccessFacts) => AccessFacts): void;
  /** The same during a reply: it is saved, and applied when `apply` is called. */
  save(edit: (facts: AccessFacts) => AccessFacts): void;
  apply(): void;
  /** Its iMessage plugin is loaded: an account runs, and is reported at all. */
  setLoaded(isLoaded: boolean): void;
}

/** How long the gateway takes to see that its file was written: 90 to 270 ms were measured (OC-126). */
const seenAfterMs = 200;

export function fakeGateway(first: AccessFacts, clock: Clock): FakeGateway {
  let saved = first;
  let effective = first;
  let revision = 1;
  /** What `config.get` is answered with: kept until the gateway has seen what somebody else wrote (OC-126). */
  let known = { facts: first, revision };
  let boot = 1;
  let connected = false;
  let isLoaded = true;
  let pending: Pending | null = null;
  let listen: (event: GatewayEvent) => void = () => {};
  const running = new Map(first.accounts.map((account) => [account.id, account.runtime?.running ?? false]));
  const edits: AccessEdit[] = [];
  let sentAtMs: number[] = [];
  const calls: FakeGateway['calls'] = [];

  const reach = (): void => {
    if (!connected) throw new GatewayUnavailable(sentence('gateway.not-connected'));
  };
  const revisions = new Map<AccessFacts, string>();
  /** The same for the same saved config. */
  const revisionOf = (facts: AccessFacts): string => {
    const name = revisions.get(facts) ?? `revision-${revisions.size + 1}`;
    revisions.set(facts, name);
    return name;
  };
  const runtime = (runs: boolean) => ({
    running: runs,
    connected: runs,
    lifecycle: runs ? 'ready' : 'stopped',
    lastError: null,
  });
  const withRuntime = (facts: AccessFacts): AccessFacts => ({
    ...facts,
    readAtMs: clock.now(),
    bootId: `boot-${boot}`,
    baseHash: `base-${known.revision}`,
    applied: effective === facts,
    revision: revisionOf(facts),
    appliedRevision: revisionOf(effective),
    strays: [...running]
      .filter(([id, runs]) => runs && !facts.accounts.some((account) => account.id === id))
      .map(([id]) => ({ id, runtime: runtime(true) })),
    accounts: facts.accounts.map((account) => {
      const runs = running.get(account.id) ?? false;
      return {
        ...account,
        enabled: facts.rootEnabled !== false,
        // One that only the saved config names is not reported before that is applied.
        runtime: isLoaded && running.has(account.id) ? runtime(runs) : null,
      };
    }),
  });
  /** 30 writes in a minute, refused ones too; null: one more may be sent. */
  const retryAfterMs = (): number | null => {
    const now = clock.monotonic();
    sentAtMs = sentAtMs.filter((atMs) => now - atMs < 60_000);
    const oldest = sentAtMs.length >= 30 ? sentAtMs[0] : undefined;
    if (oldest !== undefined) return 60_000 - (now - oldest);
    sentAtMs.push(now);
    return null;
  };
  const takeEffect = (): void => {
    effective = saved;
    see();
    for (const id of [...running.keys()]) {
      if (!saved.accounts.some((account) => account.id === id)) running.delete(id);
      else if (saved.rootEnabled === false) running.set(id, false);
    }
    for (const { id } of saved.accounts) {
      if (!running.has(id)) running.set(id, isLoaded && saved.rootEnabled !== false);
    }
  };
  /** Seen in the file, whoever wrote it, which names no hash: the gateway itself tells only of what it applied (OC-56). */
  const inFile = (): void => {
    if (connected) listen({ type: 'config-changed', hash: null });
  };
  const see = (): void => {
    known = { facts: saved, revision };
  };
  const finish = (outcome: EditOutcome): void => {
    const done = pending;
    pending = null;
    done?.cancel();
    done?.resolve(outcome);
  };

  return {
    edits,
    calls,
    saveMs: 100,
    applyMs: 1_900,
    stopMs: 0,
    runtimeMs: 0,
    answerNext: null,
    conversations: [],
    get effective() {
      return effective;
    },
    isRunning: (id = first.defaultAccountId) => running.get(id) ?? false,
    admits: (key) => [...running.values()].some(Boolean) && judgeSender(effective, key)?.allowed === true,
    start(listener) {
      listen = listener;
    },
    reconnectNow: () => {},
    connectAnew: () => {},
    async readAccess() {
      calls.push('readAccess');
      reach();
      return withRuntime(known.facts);
    },
    async edit(edit, base) {
      const answer = this.answerNext;
      this.answerNext = null;
      edits.push(edit);
      if (!connected) return { kind: 'unknown', message: 'not connected' };
      if (answer !== null) return answer;
      const limited = retryAfterMs();
      if (limited !== null) return { kind: 'rate-limited', retryAfterMs: limited };
      const life = boot;
      if (this.saveMs > 0) await new Promise<void>((resolve) => clock.after(this.saveMs, resolve));
      if (boot !== life) return { kind: 'unknown', message: 'gone' };
      if (base.baseHash !== `base-${revision}`) return { kind: 'conflict' };
      finish({ kind: 'superseded' });
      revision += 1;
      saved = applyEdit(
        { ...saved, ...(edit.enabled === undefined ? {} : { rootEnabled: edit.enabled }) },
        edit,
      );
      see();
      inFile();
      const applyMs = this.applyMs;
      return new Promise((resolve) => {
        const cancel = clock.after(applyMs, () => {
          takeEffect();
          listen({ type: 'config-changed', hash: `base-${revision}` });
          finish({ kind: 'applied', hash: `base-${revision}` });
        });
        pending = { resolve, cancel };
      });
    },
    async stopChannel(id) {
      calls.push('stopChannel');
      reach();
      running.set(id, false);
      if (this.stopMs > 0) await new Promise<void>((resolve) => clock.after(this.stopMs, resolve));
    },
    async startChannel(id) {
      reach();
      if (saved.rootEnabled === false || !isLoaded || !running.has(id)) return false;
      running.set(id, true);
      return true;
    },
    async readRuntime() {
      calls.push('readRuntime');
      reach();
      const answer = new Map(
        [...running]
          .filter(() => isLoaded)
          .map(([id, runs]) => [id, { running: runs, ready: runs, restarting: false }]),
      );
      if (this.runtimeMs > 0) await new Promise<void>((resolve) => clock.after(this.runtimeMs, resolve));
      return answer;
    },
    async readConversations() {
      reach();
      return this.conversations;
    },
    stop: async () => {
      connected = false;
      // Whoever asked is gone; the gateway goes on.
      pending?.resolve({ kind: 'unknown', message: 'stopped' });
    },
    connect() {
      if (connected) return;
      connected = true;
      const connection = {
        state: 'connected',
        version: '2026.9.6',
        url: 'ws://127.0.0.1:1',
        detail: null,
        notes: [],
      } as const;
      listen({ type: 'connection', connection, appliedRevision: revisionOf(effective) });
    },
    crash() {
      connected = false;
      finish({ kind: 'unknown', message: 'gone' });
      boot += 1;
      effective = saved;
      see();
      for (const id of running.keys()) running.set(id, saved.rootEnabled !== false);
      const connection = {
        state: 'unreachable',
        version: null,
        url: 'ws://127.0.0.1:1',
        detail: sentence('gateway.lost-reconnecting'),
        notes: [],
      } as const;
      listen({ type: 'connection', connection, appliedRevision: null });
    },
    become(state) {
      connected = false;
      finish({ kind: 'unknown', message: 'gone' });
      const detail = sentence('said.foreign', { text: `It is ${state}.` });
      const connection = { state, version: null, url: 'ws://127.0.0.1:1', detail, notes: [] };
      listen({ type: 'connection', connection, appliedRevision: null });
    },
    save(edit) {
      revision += 1;
      saved = edit(saved);
      inFile();
      clock.after(seenAfterMs, () => {
        see();
        // Whoever watches the files asks again until the gateway has seen it, too.
        inFile();
      });
    },
    apply() {
      takeEffect();
      if (connected) listen({ type: 'config-changed', hash: `base-${revision}` });
    },
    setLoaded(loaded) {
      isLoaded = loaded;
      for (const id of running.keys()) running.set(id, loaded && saved.rootEnabled !== false);
    },
    change(edit) {
      revision += 1;
      finish({ kind: 'superseded' });
      saved = edit(saved);
      takeEffect();
      if (connected) listen({ type: 'config-changed', hash: `base-${revision}` });
    },
  };
}
