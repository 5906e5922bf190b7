import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { type Clock, guardedClock } from '#core/ports/clock.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { openLedger } from '../../src-main/ledger/open-ledger.ts';
import { type Random, randomOf } from '../fuzz/mutate.ts';
import { facts } from './facts.ts';
import { type FakeClock, fakeClock, settle } from './fake-clock.ts';
import { type FakeGateway, fakeGateway } from './fake-gateway.ts';
import { type FakeMessages, fakeMessages } from './fake-messages.ts';
import { ledgerWrites } from './full-disk.ts';
import { memoryDir } from './in-memory.ts';
import { type KeeperInProcess, openKeeper, ownerHandle, startMs } from './in-process-app.ts';
import { messageRow } from './message-row.ts';

const people = ['+12125550101', '+12125550102', '+12125550103'] as const;
/** A life ends at one of its first so many writes; with fewer, between two. */
const mostWrites = 16;
const acts = 14;

/** A process from its start to its end: whatever of it comes later does not happen. */
interface Life {
  isOver: boolean;
}

/** What the owner did, and whether they were told that it is written down. */
interface Given {
  readonly verdict: string;
  readonly handle: string;
  /** null: they were not told. */
  id: string | null;
}

/** What one crash came to. */
export interface CrashOutcome {
  /** At which write, and on which side of it; null: the process ended between two. */
  readonly at: string | null;
  readonly violations: readonly string[];
}

/**
 * One life of Peephole that ends at a write to its disk, before it or right after it, as `kill -9` ends one: nothing is closed,
 * and what is on the disk is what was committed. The next one begins with that, on the same gateway.
 */
export async function crashOnce(seed: number): Promise<CrashOutcome> {
  const random = randomOf(seed);
  const clock = fakeClock(startMs);
  const gateway = fakeGateway(facts({ direct: [ownerHandle], group: [] }), clock);
  gateway.saveMs = random.one([0, 10, 300]);
  gateway.applyMs = random.one([100, 1_900, 20_000]);
  gateway.stopMs = random.one([0, 0, 300]);
  const root = mkdtempSync(join(memoryDir, 'peephole-crash-'));
  const crash = new Crash(root, random.below(mostWrites), random.maybe(0.5));
  try {
    const first: Life = { isOver: false };
    const app = begin(join(root, 'first'), first, clock, gateway, (ledger) => crash.watch(ledger, first));
    gateway.connect();
    await clock.pass(100);
    await knock(app.messages, clock);
    crash.arm();
    const given = await live(app, first, clock, random);
    crash.end(first);
    // The connection of a process that is no more.
    await gateway.stop();

    const second: Life = { isOver: false };
    const next = begin(crash.left, second, clock, gateway);
    gateway.connect();
    await clock.pass(100);
    await knock(next.messages, clock);
    gateway.applyMs = 100;
    for (let round = 0; round < 3; round += 1) {
      await next.keeper.commands['retry-removal']({});
      await clock.pass(60_000);
    }
    const violations = await wrongIn(next, gateway, given);
    second.isOver = true;
    await next.close();
    return { at: crash.at, violations };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** When a life ends, and what is on the disk then. */
class Crash {
  readonly left: string;
  at: string | null = null;
  readonly #from: string;
  readonly #isBefore: boolean;
  #countdown: number;
  #isArmed = false;

  /** @param write how many writes come before the one at which it ends. */
  constructor(root: string, write: number, isBefore: boolean) {
    this.#from = join(root, 'first');
    this.left = join(root, 'left');
    this.#isBefore = isBefore;
    this.#countdown = write;
  }

  arm(): void {
    this.#isArmed = true;
  }

  /** The same ledger, whose owner dies at one of its writes. */
  watch(ledger: Ledger, life: Life): Ledger {
    const isWrite = (name: PropertyKey): boolean => ledgerWrites.some((one) => one === name);
    return new Proxy(ledger, {
      get: (target, name) => {
        const value: unknown = Reflect.get(target, name, target);
        if (typeof value !== 'function') return value;
        return (...given: readonly unknown[]): unknown => {
          if (life.isOver) throw new Error('dead');
          const call = (): unknown => Reflect.apply(value, target, given);
          if (!isWrite(name) || !this.#isArmed) return call();
          this.#countdown -= 1;
          if (this.#countdown >= 0) return call();
          if (!this.#isBefore) call();
          this.at = `${this.#isBefore ? 'before' : 'after'} ${String(name)}`;
          this.end(life);
          throw new Error('dead');
        };
      },
    });
  }

  /** Nothing of this life happens any more; what is on the disk stays. */
  end(life: Life): void {
    if (life.isOver) return;
    life.isOver = true;
    mkdirSync(this.left, { mode: 0o700 });
    // Shared memory is no file of a disk, and a lock is the process's.
    const kept = readdirSync(this.#from).filter((name) => !/-shm$|lock/.test(name));
    for (const name of kept)
      cpSync(join(this.#from, name), join(this.left, name), { preserveTimestamps: true });
  }
}

type App = KeeperInProcess<FakeMessages>;

function begin(
  dir: string,
  life: Life,
  clock: FakeClock,
  gateway: FakeGateway,
  watch: (ledger: Ledger) => Ledger = (ledger) => ledger,
): App {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const alive = (run: () => void) => () => {
    if (!life.isOver) run();
  };
  const own: Clock = guardedClock(clock, (run) => alive(run as () => void) as typeof run);
  const ledger = watch(openLedger(dir, { now: () => clock.now(), soon: setImmediate }));
  const messages = fakeMessages({ ownKeys: [ownerHandle] });
  return openKeeper(dir, Object.assign(Object.create(clock), own), reached(gateway, life), messages, ledger);
}

/** The gateway as a process reaches it that may end: what it sent is carried out, what is answered then nobody hears. */
function reached(gateway: FakeGateway, life: Life): FakeGateway {
  const while_ =
    <Given extends readonly unknown[], Answer>(call: (...given: Given) => Promise<Answer>) =>
    (...given: Given): Promise<Answer> =>
      life.isOver
        ? new Promise(() => {})
        : call.apply(gateway, given as never).then(
            (answer) => (life.isOver ? new Promise<Answer>(() => {}) : answer),
            (error: unknown) => (life.isOver ? new Promise<Answer>(() => {}) : Promise.reject(error)),
          );
  return Object.assign(Object.create(gateway), {
    start: (listen: Parameters<FakeGateway['start']>[0]) =>
      gateway.start((event) => {
        if (!life.isOver) listen(event);
      }),
    stop: async () => {},
    readAccess: while_(gateway.readAccess),
    edit: while_(gateway.edit),
    stopChannel: while_(gateway.stopChannel),
    startChannel: while_(gateway.startChannel),
    readRuntime: while_(gateway.readRuntime),
  });
}

/** Everybody writes; a later life reads the same rows again. */
async function knock(messages: FakeMessages, clock: FakeClock): Promise<void> {
  for (const [at, handle] of people.entries())
    messages.deliver(messageRow({ rowId: at + 1, guid: `g${at}`, handle, atMs: startMs }));
  await clock.pass(0);
}

/** What an owner does until the process ends. */
async function live(app: App, life: Life, clock: FakeClock, random: Random): Promise<readonly Given[]> {
  const given: Given[] = [];
  for (let act = 0; act < acts && !life.isOver; act += 1) {
    if (random.maybe(0.4)) {
      await clock.pass(random.one([10, 200, 2_500, 9_000]));
      continue;
    }
    const verdict = random.one(['approve', 'approve', 'block', 'block', 'revoke', 'undo', 'ignore'] as const);
    const one: Given = { verdict, handle: random.one(people), id: null };
    given.push(one);
    app
      .give(verdict, one.handle, verdict === 'approve' && random.maybe(0.2) ? { for: '24h' } : {})
      .then((answer) => {
        // Nobody hears what a dead process says.
        if (!life.isOver) one.id = (answer as { decision: { id: string } }).decision.id;
      })
      .catch((error: unknown) => {
        // Refused, and nothing was decided.
        if (!life.isOver && error instanceof Error && error.name === 'PeepholeError')
          given.splice(given.indexOf(one), 1);
      });
    await settle();
  }
  return given;
}

async function wrongIn(app: App, gateway: FakeGateway, given: readonly Given[]): Promise<readonly string[]> {
  const wrong: string[] = [];
  const decisions = app.ledger.decisions().filter(({ source }) => source === 'window');
  for (const { id, verdict, handle } of given) {
    if (id === null) continue;
    const found = decisions.filter((one) => one.id === id);
    if (found.length !== 1) wrong.push(`${verdict} is there ${found.length} times`);
    else if (found[0]?.verdict !== verdict || found[0].key !== handle)
      wrong.push(`${verdict} became another`);
  }
  for (const handle of people) {
    const ofThem = given.filter((one) => one.handle === handle);
    const kept = decisions.filter(({ key }) => key === handle);
    if (kept.length > ofThem.length) wrong.push('a decision that nobody made');
    const order = kept.map(({ id }) => id);
    const told = ofThem.flatMap(({ id }) => id ?? []);
    if (told.some((id, at) => order.indexOf(id) < order.indexOf(told[at - 1] ?? '')))
      wrong.push('an earlier decision overtook a later one');
    const sender = await app.sender(handle);
    const { progress, error } = sender?.decision ?? { progress: 'none', error: null };
    if (progress === 'queued' || progress === 'saved') wrong.push(`stays ${progress}: ${error?.code}`);
    if (gateway.admits(handle) !== (sender?.state === 'approved'))
      wrong.push(`${sender?.state}, and is ${gateway.admits(handle) ? '' : 'not '}let in`);
    if (gateway.admits(handle) && !ofThem.some(({ verdict }) => verdict === 'approve' || verdict === 'undo'))
      wrong.push('let in without a verdict');
    const last = ofThem.at(-1);
    if (last?.id != null && last.verdict === 'approve' && sender?.state !== 'approved')
      wrong.push(`approved last, and is ${sender?.state}`);
    if (last?.id != null && last.verdict === 'block' && sender?.state !== 'blocked')
      wrong.push(`blocked last, and is ${sender?.state}`);
  }
  const { channel } = await app.status();
  if (channel.state !== 'on' || channel.heldBy !== null) wrong.push(`the channel is ${channel.state}`);
  for (const error of app.errors) wrong.push(`a defect: ${String(error)}`);
  return [...new Set(wrong)];
}

/** Something an owner asks for, and what must be so of it after a crash. */
export interface Verb {
  readonly name: string;
  /** The gateway before; default: nobody but the owner is let in. */
  readonly facts?: AccessFacts;
  /** What was there already: done before the process may end. */
  prepare?(app: KeeperInProcess<FakeMessages>): Promise<unknown>;
  act(app: KeeperInProcess<FakeMessages>): Promise<unknown>;
  /** @param told the owner was told that it is done, or written down. @returns what is wrong, when everything came to rest. */
  wrong(next: KeeperInProcess<FakeMessages>, told: boolean): Promise<readonly string[]>;
}

/**
 * One life for each write to the disk that a verb brings about, and for each side of it: the process ends there, and the next
 * one begins with what is on the disk.
 * @returns how many writes there were, and what was wrong after which.
 */
export async function crashAtEachWrite(
  verb: Verb,
): Promise<{ readonly writes: number; readonly wrong: readonly string[] }> {
  const wrong: string[] = [];
  for (let write = 0; ; write += 1) {
    for (const isBefore of [true, false]) {
      const { at, said } = await crashAt(verb, write, isBefore);
      if (at === null) return { writes: write, wrong };
      wrong.push(...said.map((what) => `${at}, the ${write + 1}. write: ${what}`));
    }
  }
}

async function crashAt(
  verb: Verb,
  write: number,
  isBefore: boolean,
): Promise<{ readonly at: string | null; readonly said: readonly string[] }> {
  const clock = fakeClock(startMs);
  const gateway = fakeGateway(verb.facts ?? facts({ direct: [ownerHandle], group: [] }), clock);
  gateway.applyMs = 100;
  const root = mkdtempSync(join(memoryDir, 'peephole-crash-'));
  try {
    const crash = new Crash(root, write, isBefore);
    const first: Life = { isOver: false };
    const app = begin(join(root, 'first'), first, clock, gateway, (ledger) => crash.watch(ledger, first));
    gateway.connect();
    await clock.pass(100);
    await knock(app.messages, clock);
    const prepared = verb.prepare?.(app);
    await clock.pass(10_000);
    await prepared;
    crash.arm();
    let told = false;
    verb.act(app).then(
      () => {
        // Nobody hears what a dead process says.
        told = !first.isOver;
      },
      () => {},
    );
    await clock.pass(10_000);
    const { at } = crash;
    crash.end(first);
    await gateway.stop();
    if (at === null) return { at, said: [] };

    const second: Life = { isOver: false };
    const next = begin(crash.left, second, clock, gateway);
    gateway.connect();
    await clock.pass(100);
    await knock(next.messages, clock);
    await clock.pass(20_000);
    const said = [
      ...(await verb.wrong(next, told)),
      ...next.errors.map((error) => `a defect: ${String(error)}`),
    ];
    second.isOver = true;
    await next.close();
    return { at, said };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
