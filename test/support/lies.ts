import type { AccessEdit, AccessFacts, EditOutcome } from '#core/access/access-facts.ts';
import { type Gateway, type GatewayEvent, GatewayUnavailable } from '#core/ports/gateway.ts';
import { sentence } from '#core/words/sentence.ts';
import type { Random } from '../fuzz/mutate.ts';
import { entry, facts as madeFacts } from './facts.ts';
import type { FakeClock } from './fake-clock.ts';
import type { FakeGateway } from './fake-gateway.ts';

/** What a lie is told with. The truth is `real`: what is in effect there, and what runs. */
export interface LiesOf {
  readonly real: FakeGateway;
  readonly clock: FakeClock;
  readonly random: Random;
  /** Says something by itself. */
  readonly tell: (event: GatewayEvent) => void;
}

/** A kind of lie: what the gateway answers otherwise than it is. */
export type Lie = (of: LiesOf) => Partial<Gateway> & {
  /** Done again and again while it lies, without being asked. */
  readonly meanwhile?: () => void;
};

const someone = ['+12125550101', '+12125550102', '+12125550103'] as const;

const away = (): GatewayUnavailable => new GatewayUnavailable(sentence('gateway.late'));
const later = (clock: FakeClock, ms: number): Promise<void> => new Promise((done) => clock.after(ms, done));
const applied = { kind: 'applied', hash: null } as const;

/** Answers a write, whatever was done. */
const saying =
  (outcome: EditOutcome, does: (real: FakeGateway, edit: AccessEdit, base: AccessFacts) => unknown): Lie =>
  ({ real }) => ({
    async edit(edit, base) {
      await does(real, edit, base);
      return outcome;
    },
  });
const nothing = (): void => {};
const itself = (real: FakeGateway, edit: AccessEdit, base: AccessFacts) => real.edit(edit, base);

/** Reads otherwise than it is. */
const reading =
  (change: (read: AccessFacts, of: LiesOf) => AccessFacts): Lie =>
  (of) => ({ readAccess: async () => change(await of.real.readAccess(), of) });

/** What runs, otherwise than it is. */
const runtime =
  (answer: () => ReturnType<Gateway['readRuntime']>): Lie =>
  () => ({ readRuntime: answer });

const stopping =
  (stop: (of: LiesOf, id: string) => Promise<void>): Lie =>
  (of) => ({ stopChannel: (id) => stop(of, id) });

const starting =
  (start: (of: LiesOf, id: string) => Promise<boolean>): Lie =>
  (of) => ({ startChannel: (id) => start(of, id) });

/** Done by somebody behind our back, now and then. */
const behind =
  (act: (of: LiesOf) => void): Lie =>
  (of) => ({ meanwhile: () => act(of) });

const withDirect = (
  read: AccessFacts,
  change: (list: NonNullable<AccessFacts['root']['direct']>) => typeof list,
) => ({
  ...read,
  root: { ...read.root, direct: change(read.root.direct ?? []) },
});

/** A connection that goes, and comes again a moment later. */
function flap({ real, clock }: LiesOf): void {
  real.crash();
  clock.after(300, () => real.connect());
}

/** Each call ends the connection, at the given chance: at whatever step that is. */
const closing =
  (chance: number): Lie =>
  (of) => {
    let isAway = false;
    const close = (): void => {
      if (isAway) return;
      isAway = true;
      of.real.crash();
      of.clock.after(300, () => {
        isAway = false;
        of.real.connect();
      });
    };
    const perhaps = async <T>(answer: Promise<T>): Promise<T> => {
      if (!of.random.maybe(chance)) return answer;
      close();
      await answer.catch(nothing);
      throw away();
    };
    return {
      readAccess: () => perhaps(of.real.readAccess()),
      readRuntime: () => perhaps(of.real.readRuntime()),
      stopChannel: (id) => perhaps(of.real.stopChannel(id)),
      startChannel: (id) => perhaps(of.real.startChannel(id)),
    };
  };

/** Every answer comes when it likes, so that a later one overtakes an earlier one. */
const reordered: Lie = ({ real, clock, random }) => {
  const delayed = async <T>(answer: Promise<T>): Promise<T> => {
    const said = await answer;
    await later(clock, random.below(4_000));
    return said;
  };
  return { readAccess: () => delayed(real.readAccess()), readRuntime: () => delayed(real.readRuntime()) };
};

/** Every answer is the one before. */
const replayed: Lie = ({ real }) => {
  let before: AccessFacts | null = null;
  return {
    async readAccess() {
      const now = await real.readAccess();
      const said = before ?? now;
      before = now;
      return { ...said, readAtMs: now.readAtMs };
    },
  };
};

/** What runs is reported all the same. */
const running = (read: AccessFacts): AccessFacts['strays'] =>
  read.accounts.flatMap(({ id, runtime: runs }) => (runs ? { id, runtime: runs } : []));

/** Somebody else's: their lists, their revision, their run. */
const ofAnother = (read: AccessFacts): AccessFacts => ({
  ...madeFacts({ direct: ['+12125550199'], group: [] }),
  readAtMs: read.readAtMs,
  bootId: 'another-boot',
  baseHash: 'another-base',
  revision: 'another-revision',
  appliedRevision: 'another-revision',
});

/**
 * Every kind of lie that contradicts itself somewhere. A gateway that lies in the same way about everything, in what it
 * was asked and in what is read back, can't be told from an honest one (THREATS.md).
 */
export const lies: Readonly<Record<string, Lie>> = {
  'says applied, and does nothing': saying(applied, nothing),
  'says applied, and does half of it': saying(applied, (real, edit, base) =>
    itself(real, { ...edit, ...(edit.ourMembers ? { ourMembers: edit.ourMembers.slice(1) } : {}) }, base),
  ),
  'says applied, and leaves the lists alone': saying(applied, (real, { lists: _, ...edit }, base) =>
    itself(real, edit, base),
  ),
  'says applied, and leaves the switch alone': saying(applied, (real, { enabled: _, ...edit }, base) =>
    itself(real, edit, base),
  ),
  'says applied of what is only saved': ({ real }) => ({
    edit(edit, base) {
      real.applyMs = 600_000;
      void real.edit(edit, base);
      return Promise.resolve(applied);
    },
  }),
  'says unknown, and does it': saying({ kind: 'unknown', message: 'no' }, itself),
  'says conflict, and does it': saying({ kind: 'conflict' }, itself),
  'says conflict, again and again': saying({ kind: 'conflict' }, nothing),
  'says refused, and does it': saying({ kind: 'refused', message: 'no' }, itself),
  'says refused of everything': saying({ kind: 'refused', message: 'no' }, nothing),
  'says superseded, again and again': saying({ kind: 'superseded' }, nothing),
  'says not applied, and applies it': saying({ kind: 'not-applied', message: 'no' }, itself),
  'says to wait for a thousand years': saying({ kind: 'rate-limited', retryAfterMs: 3e13 }, nothing),
  'says to wait for no time at all': saying({ kind: 'rate-limited', retryAfterMs: 0 }, nothing),
  'leaves writes unanswered': ({ clock }) => ({
    // The client gives up after seven minutes.
    edit: () => later(clock, 420_000).then(() => ({ kind: 'unknown', message: 'late' })),
  }),
  'says stopped, and goes on': stopping(async () => {}),
  'says stopped, and starts again': stopping(async ({ real, clock }, id) => {
    await real.stopChannel(id);
    clock.after(1_500, () => void real.startChannel(id).catch(nothing));
  }),
  'stops another account': stopping(({ real }) => real.stopChannel('work')),
  'refuses to stop': stopping(() => Promise.reject(away())),
  'leaves a stop unanswered': stopping(({ clock }) =>
    later(clock, 30_000).then(() => Promise.reject(away())),
  ),
  'says started, and does not': starting(async () => true),
  'says not started, and starts': starting(({ real }, id) => real.startChannel(id).then(() => false)),
  'refuses to start': starting(() => Promise.reject(away())),
  'says that nothing runs': runtime(async () => new Map()),
  'says that another account runs': runtime(
    async () => new Map([['work', { running: true, ready: true, restarting: false }]]),
  ),
  'says that everything is about to run': runtime(
    async () => new Map([['default', { running: false, ready: false, restarting: true }]]),
  ),
  'does not say what runs': runtime(() => Promise.reject(away())),
  'reads an old hash': reading((read) => ({ ...read, baseHash: 'base-1' })),
  'reads another hash each time': reading((read, { random }) => ({
    ...read,
    baseHash: `base-${random.below(1e9)}`,
  })),
  'reads as never applied': reading((read) => ({ ...read, applied: false, appliedRevision: 'an older one' })),
  'reads as another run each time': reading((read, { random }) => ({
    ...read,
    bootId: `boot-${random.below(1e9)}`,
  })),
  'reads no account': reading((read) => ({ ...read, accounts: [], strays: running(read) })),
  'reads no channel': reading((read) => ({ ...read, configured: false, accounts: [], applied: false })),
  'reads accounts twice': reading((read) => ({ ...read, accounts: [...read.accounts, ...read.accounts] })),
  'reads another account': reading((read) => ({
    ...read,
    accounts: read.accounts.map((one) => ({ ...one, id: 'work' })),
    strays: running(read),
  })),
  'reads no run time': reading((read) => ({
    ...read,
    accounts: read.accounts.map((one) => ({ ...one, runtime: null })),
  })),
  'reads lists of another install, now and then': reading((read, { random }) =>
    random.maybe(0.4) ? ofAnother(read) : read,
  ),
  'reads thousands of entries more': reading((read) =>
    withDirect(read, (list) => [
      ...list,
      ...Array.from({ length: 2_000 }, (_, n) => entry(`user${n}@example.com`)),
    ]),
  ),
  'reads no lists, now and then': ({ real, random }) => ({
    readAccess: () => (random.maybe(0.5) ? Promise.reject(away()) : real.readAccess()),
  }),
  'leaves a reading unanswered': ({ real, clock }) => ({
    async readAccess() {
      await later(clock, 15_000);
      real.crash();
      clock.after(300, () => real.connect());
      throw away();
    },
  }),
  'answers out of order': reordered,
  'answers with what it said before': replayed,
  'closes now and then': closing(0.15),
  'closes at nearly every step': closing(0.7),
  'comes and goes': behind(flap),
  'floods us with changes that are none': behind(({ tell }) => {
    for (let n = 0; n < 300; n += 1) tell({ type: 'config-changed', hash: null });
  }),
  'is another one now and then': behind(({ real, clock, random }) => {
    real.become(random.one(['another', 'unidentified', 'unauthorized', 'incompatible', 'not-local']));
    clock.after(700, () => real.connect());
  }),
  'opens to everybody behind our back': behind(({ real, random }) =>
    real.change((read) =>
      withDirect(read, (list) =>
        random.maybe(0.5) ? [...list, entry('*')] : list.filter(({ raw }) => raw !== '*'),
      ),
    ),
  ),
  'sends codes behind our back': behind(({ real, random }) =>
    real.change((read) => ({
      ...read,
      accounts: read.accounts.map((one) => ({
        ...one,
        directPolicy: random.one(['pairing', 'allowlist', 'open']),
      })),
    })),
  ),
  'lets somebody in behind our back': behind(({ real, random }) =>
    real.change((read) => withDirect(read, (list) => [...list, entry(random.one(someone))])),
  ),
  'throws everybody of ours out behind our back': behind(({ real, random }) => {
    if (random.maybe(0.3)) real.change((read) => ({ ...read, groups: [] }));
  }),
  'starts by itself what was stopped': behind(({ real }) => void real.startChannel('default').catch(nothing)),
  'saves behind our back, and does not apply': behind(({ real, random }) => {
    real.save((read) => withDirect(read, (list) => list.filter(() => random.maybe(0.8))));
    if (random.maybe(0.3)) real.apply();
  }),
};
