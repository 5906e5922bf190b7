/** The real access runner in a world of the explorer: whatever happens there happens to both, and they must do the same. */
import type { EditOutcome } from '#core/access/access-facts.ts';
import type { TrackedDecision } from '#core/decision/decision.ts';
import { PeepholeError } from '#core/errors.ts';
import type { Clock } from '#core/ports/clock.ts';
import type { AccountState, Gateway } from '#core/ports/gateway.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import type { Write } from '#core/reconcile/flight.ts';
import { nextStep } from '#core/reconcile/next-step.ts';
import type { Step } from '#core/reconcile/step.ts';
import type { Decided } from '#core/reconcile/wanted.ts';
import { AccessRunner } from '../../src-main/gatekeeper/access/access-runner.ts';
import { ChannelSwitch } from '../../src-main/gatekeeper/access/channel-switch.ts';
import { GatewayView } from '../../src-main/gatekeeper/access/gateway-view.ts';
import { Onlookers } from '../../src-main/gatekeeper/access/onlookers.ts';
import { DecisionStore } from '../../src-main/gatekeeper/decisions/store.ts';
import { EventStream } from '../../src-main/gatekeeper/events/event-stream.ts';
import { SteadyLedger } from '../../src-main/gatekeeper/record/steady-ledger.ts';
import { successors } from './explored-turns.ts';
import { type Asked, reading, strayReading, type World, wantedOf } from './explored-world.ts';
import { chance } from './explorer.ts';
import { type FakeClock, settle } from './fake-clock.ts';
import { fillDisk } from './full-disk.ts';

/** A question of the runner that is not answered. */
interface Open {
  readonly what: 'readAccess' | 'readRuntime' | 'stopChannel' | 'startChannel';
  readonly account: string | null;
  readonly answer: (with_: unknown) => void;
}

/** One process of the real parts, on a ledger that outlives it. */
class Life {
  readonly channel: ChannelSwitch;
  readonly decisions: DecisionStore;
  /** Unanswered, oldest first. */
  open: Open[] = [];
  readonly writes: { readonly edit: string; readonly answer: (outcome: EditOutcome) => void }[] = [];
  readonly errors: unknown[] = [];
  readonly ledger: SteadyLedger;
  readonly #stream = new EventStream((error) => {
    if (!(error instanceof PeepholeError)) this.errors.push(error);
  });
  readonly #runner: AccessRunner;
  #isOver = false;

  constructor(disk: Ledger, ofAll: FakeClock) {
    const { emit } = this.#stream;
    const view = new GatewayView(emit);
    const alive = (run: () => void) => () => {
      if (!this.#isOver) run();
    };
    const clock: Clock = { ...ofAll, after: (ms, run) => ofAll.after(ms, alive(run)) };
    const ledger = new SteadyLedger(disk, clock, emit);
    this.ledger = ledger;
    this.channel = new ChannelSwitch(ledger, view, clock, emit);
    this.decisions = new DecisionStore(ledger, emit);
    const { channel, decisions } = this;
    const gateway = this.#gateway();
    const onlookers = new Onlookers(clock, emit);
    onlookers.begin();
    this.#runner = new AccessRunner({ gateway, view, decisions, channel, onlookers, ledger, clock, emit });
    this.#stream.deliverTo([view, this.channel, this.#runner]);
  }

  readonly emit = this.#stream.emit;

  /** The gateway is reached, and says what it lives by; null: it is gone. */
  become(world: World | null): void {
    this.open = [];
    const state = world === null ? 'unreachable' : 'connected';
    const appliedRevision = world && reading(world).appliedRevision;
    const connection = { state, version: null, url: '', detail: null, notes: [] } as const;
    this.emit({ type: 'connection', connection, appliedRevision });
  }

  /** As `kill -9` ends it: what it only remembers is gone. */
  end(): void {
    this.#isOver = true;
    this.#runner.stop();
    this.#stream.deliverTo([]);
  }

  #gateway(): Gateway {
    const ask = <Answer>(what: Open['what'], of: string | null = null): Promise<Answer> =>
      new Promise((resolve) => {
        this.open.push({ what, account: of, answer: resolve as Open['answer'] });
      });
    return {
      start: () => {},
      reconnectNow: () => {},
      connectAnew: () => {},
      readAccess: () => ask('readAccess'),
      readRuntime: () => ask('readRuntime'),
      stopChannel: (id) => ask('stopChannel', id),
      startChannel: (id) => ask('startChannel', id),
      readConversations: async () => [],
      edit: (edit) =>
        new Promise((resolve) => {
          this.writes.push({ edit: named(edit), answer: resolve });
        }),
      stop: async () => {},
    };
  }
}

/** An edit as it is compared: the order of members says nothing. */
function named(edit: Write['edit']): string {
  const { ourMembers, ...rest } = edit;
  return JSON.stringify({ ...rest, ...(ourMembers ? { ourMembers: ourMembers.toSorted() } : {}) });
}

const said = ({ key, standing: { state, asks, decision } }: Decided): string =>
  JSON.stringify([key, state, asks, decision?.verdict, decision?.progress, decision?.error]);

/** What a question of the model is at the port: a stop asks each account. */
const asPort: Readonly<Record<Asked['what'], Open['what']>> = {
  read: 'readAccess',
  check: 'readRuntime',
  ran: 'readRuntime',
  stop: 'stopChannel',
  start: 'startChannel',
};

function runtimeOf({ saved }: World, running: readonly string[]): ReadonlyMap<string, AccountState> {
  return new Map(
    saved.accounts.map(({ id }) => {
      const runs = running.includes(id);
      return [id, { running: runs, ready: runs, restarting: false }];
    }),
  );
}

/** What can be seen of both, and must be the same. */
const seenOfModel = (world: World, written: readonly string[]) => ({
  journal: world.journal,
  wish: world.wish,
  people: wantedOf(world).people.map(said).toSorted(),
  // A stop of nobody is answered at once.
  open: world.asked.flatMap(({ what, accounts }) =>
    what === 'stop' ? accounts.map(() => asPort.stop) : asPort[what],
  ),
  writes: written,
});

const seenOfRunner = (life: Life) => ({
  journal: life.ledger.journal(),
  wish: life.channel.request,
  people: life.decisions.people().map(said).toSorted(),
  open: life.open.map(({ what }) => what),
  writes: life.writes.map(({ edit }) => edit),
});

/**
 * A long life by chance in the explorer's world, in which the real runner stands in the place of the machine.
 * @returns the way to where the two part, and what each shows there; null: they did the same all the way.
 */
export async function follow(
  first: World,
  ledger: Ledger,
  clock: FakeClock,
  seed: number,
  turns: number,
): Promise<{ readonly way: readonly string[]; readonly model: unknown; readonly runner: unknown } | null> {
  const pick = chance(seed);
  const way: string[] = [];
  ledger.setJournal(first.journal);
  let life = new Life(ledger, clock);
  let written: string[] = [];
  let sent = new Map<Write, (outcome: EditOutcome) => void>();
  let world = first;
  let free = (): void => {};
  life.become(first);
  await settle();

  /** What the machine does by itself, the runner has done by then. */
  const goOn = (): void => {
    for (;;) {
      const [next] = successors(world, nextStep);
      if (next === undefined || !isStep(next[0])) return;
      const { writes } = life;
      [, world] = next;
      if (next[0] !== 'write' || world.sent === null) continue;
      written.push(named(world.sent.edit));
      const answer = writes[written.length - 1]?.answer;
      if (answer) sent.set(world.sent, answer);
    }
  };

  for (let turn = 0; turn < turns; turn += 1) {
    goOn();
    const model = seenOfModel(world, written);
    const runner = seenOfRunner(life);
    if (JSON.stringify(model) !== JSON.stringify(runner)) return { way, model, runner };
    if (life.errors.length > 0) return { way, model: [], runner: life.errors.map(String) };
    const all = successors(world, nextStep);
    // A stop of nobody is answered before anything else can be.
    const idle = all.find(([, after]) =>
      world.asked.some(
        (one) => one.what === 'stop' && one.accounts.length === 0 && !after.asked.includes(one),
      ),
    );
    // A foreign edit and the end of the write it overtakes are two answers, between which the runner does something.
    const taken = idle ?? pick(all.filter(([name]) => !(name === 'foreign edit' && world.pending !== null)));
    if (taken === undefined) return null;
    const [name, after] = taken;
    way.push(name);
    const before = world;
    if (name === 'time') {
      // Nothing before it is time.
      await clock.pass(after.nowMs - before.nowMs - 1);
      const early = seenOfRunner(life);
      if (JSON.stringify(early) !== JSON.stringify(runner)) return { way, model, runner: early };
    }
    world = after;
    if (name === 'the disk is full') free = fillDisk(ledger);
    else if (name === 'the disk takes it') {
      free();
      // It is asked again within seconds.
      life.ledger.catchUp();
    } else if (name === 'crash') {
      life.end();
      life = new Life(ledger, clock);
      written = [];
      sent = new Map();
      // What was over by time is over for this one as well.
      for (const one of after.decisions.slice(before.disk?.decisions.length ?? after.decisions.length))
        give(life, one);
      life.become(before.isConnected ? after : null);
    } else await happen(name, before, after, life, clock, sent);
    await settle();
  }
  life.end();
  return null;
}

/** What the machine does by itself, among the names of what may happen. */
const steps: Readonly<Record<Step['do'], true>> = {
  wait: true,
  read: true,
  check: true,
  stop: true,
  'tell-stopped': true,
  'stop-over': true,
  start: true,
  write: true,
  settle: true,
  'end-approvals': true,
  'look-again': true,
  journal: true,
  'end-request': true,
  'end-change': true,
};
const isStep = (name: string): boolean => Object.hasOwn(steps, name);

/** Lets the runner hear of what happened between these two worlds. */
async function happen(
  name: string,
  before: World,
  after: World,
  life: Life,
  clock: FakeClock,
  sent: ReadonlyMap<Write, (outcome: EditOutcome) => void>,
): Promise<void> {
  const answer = (write: Write | null, outcome: EditOutcome): void => {
    if (write !== null) sent.get(write)?.(outcome);
  };
  const asked = before.asked.find((one) => !after.asked.includes(one));
  const made = after.decisions.length > before.decisions.length ? after.decisions.at(-1) : undefined;
  if (made !== undefined) give(life, made);
  else if (name.endsWith('there again')) life.become(after);
  else if (name === 'another gateway' || name === 'restart') life.become(null);
  else if (name === 'time') await clock.pass(1);
  else if (name === 'on' || name === 'off') life.channel.turn(name === 'on').catch(() => {});
  else if (after.change !== null && after.change !== before.change)
    life.emit({ type: 'change-asked', change: after.change });
  else if (name === 'foreign edit') life.emit({ type: 'config-changed', hash: `base-${after.revision}` });
  else if (name === 'foreign edit that nobody tells of') return;
  else if (name === 'what nobody waits for is saved') life.emit({ type: 'config-changed', hash: null });
  else if (name.startsWith('apply')) {
    const hash = `base-${before.revision}`;
    if (before.flight.write?.base === before.pending?.base) answer(before.pending, { kind: 'applied', hash });
    else life.emit({ type: 'config-changed', hash });
  } else if (name.endsWith('saved')) answer(before.pending, { kind: 'superseded' });
  else if (name === 'conflict') answer(before.sent, { kind: 'conflict' });
  else if (name === 'refused') answer(before.sent, { kind: 'refused', message: 'no' });
  else if (asked !== undefined) answerQuestion(name, asked, before, life);
  else throw new Error(`nothing is known of "${name}"`);
}

function give(life: Life, one: TrackedDecision): void {
  const { key, handle, verdict, untilMs, issuedAtMs, source, painted, progress, error } = one;
  const given = { key, handle, verdict, untilMs, issuedAtMs, source, painted };
  life.decisions.append(given, { progress, error, atMs: issuedAtMs });
}

function answerQuestion(name: string, asked: Asked, before: World, life: Life): void {
  const width = ({ what, accounts }: Asked): number => (what === 'stop' ? accounts.length : 1);
  const at = before.asked.slice(0, before.asked.indexOf(asked)).reduce((sum, one) => sum + width(one), 0);
  const answers: Readonly<Record<Asked['what'], () => unknown>> = {
    read: () =>
      name === 'another install is read'
        ? strayReading(before)
        : name === 'read is answered'
          ? reading(before)
          : asked.lists,
    check: () => runtimeOf(before, before.runs),
    ran: () => runtimeOf(before, asked.ran),
    stop: () => undefined,
    start: () => true,
  };
  for (const { answer } of life.open.splice(at, width(asked))) answer(answers[asked.what]());
}
