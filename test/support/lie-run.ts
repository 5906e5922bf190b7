import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { wholePush } from '#contract/whole-state.ts';
import { judgeInGroups, judgeSender } from '#core/access/access.ts';
import type { Gateway, GatewayEvent } from '#core/ports/gateway.ts';
import type { StatePush } from '#core/surface/app-state.ts';
import { type Random, randomOf } from '../fuzz/mutate.ts';
import { facts } from './facts.ts';
import { type FakeClock, fakeClock, settle } from './fake-clock.ts';
import { type FakeGateway, fakeGateway } from './fake-gateway.ts';
import { fakeMessages } from './fake-messages.ts';
import { memoryDir } from './in-memory.ts';
import { type KeeperInProcess, openKeeper, ownerHandle, startMs } from './in-process-app.ts';
import type { Lie } from './lies.ts';
import { messageRow } from './message-row.ts';

type App = KeeperInProcess<ReturnType<typeof fakeMessages>>;

const people = ['+12125550101', '+12125550102', '+12125550103'] as const;
const stranger = '+12125550177';

/** How long something may be said that is no longer so: the age that facts may have (RULE-6.23), and a little. */
const ageMs = 16_000;
const stepMs = 250;
const lyingMs = 40_000;
/** More writes than this in a minute are a loop of ours: OpenClaw takes 30 (OC-36). */
const writesAMinute = 40;

/** What may be claimed, and whether it is so. */
const claims = {
  silent: ({ effective, isRunning }: FakeGateway): boolean =>
    !isRunning() ||
    [judgeSender(effective, stranger), judgeInGroups(effective, stranger)].every(
      (ruling) => ruling?.allowed !== true && ruling?.rule !== 'answered-with-code',
    ),
  off: ({ isRunning }: FakeGateway): boolean => !isRunning(),
} as const;
type Claim = keyof typeof claims;

/** The gateway that Peephole meets: `real` behind a lie, for as long as that is told. */
function liarOf(real: FakeGateway, lie: ReturnType<Lie>, isLying: () => boolean): FakeGateway {
  const told = (): Partial<Gateway> => (isLying() ? lie : {});
  const ways: Partial<Gateway> = {
    readAccess: () => (told().readAccess ?? real.readAccess).call(real),
    edit: (edit, base) => (told().edit ?? real.edit).call(real, edit, base),
    stopChannel: (id) => (told().stopChannel ?? real.stopChannel).call(real, id),
    startChannel: (id) => (told().startChannel ?? real.startChannel).call(real, id),
    readRuntime: () => (told().readRuntime ?? real.readRuntime).call(real),
  };
  return Object.assign(Object.create(real), ways);
}

/** Looks at what is claimed whenever something is, and in between. */
class Watch {
  readonly violations: string[] = [];
  readonly #real: FakeGateway;
  readonly #clock: FakeClock;
  readonly #said = new Map<Claim, boolean>();
  readonly #falseSince = new Map<Claim, number>();
  readonly #confirmed = new Set<string>();
  /** When each was last let in, and last not. */
  readonly #lastMs = new Map<string, number>();

  constructor(real: FakeGateway, clock: FakeClock) {
    this.#real = real;
    this.#clock = clock;
  }

  /** Is told what every surface is told. */
  readonly pushed = ({ status, senders }: StatePush): void => {
    this.#said.set('silent', status.silence.state === 'silent');
    this.#said.set('off', status.channel.state === 'off');
    this.look();
    for (const { handle, decision } of senders) {
      if (decision?.progress !== 'confirmed' || this.#confirmed.has(decision.id)) continue;
      this.#confirmed.add(decision.id);
      const isIn = decision.verdict === 'approve';
      if (!['approve', 'block', 'revoke'].includes(decision.verdict)) continue;
      const lastMs = this.#lastMs.get(`${handle} ${isIn}`) ?? Number.NEGATIVE_INFINITY;
      if (this.#clock.monotonic() - lastMs > ageMs)
        this.violations.push(`${decision.verdict} confirmed, and is not so`);
    }
  };

  look(): void {
    const now = this.#clock.monotonic();
    for (const key of people) this.#lastMs.set(`${key} ${this.#real.admits(key)}`, now);
    for (const claim of ['silent', 'off'] as const) {
      if (this.#said.get(claim) !== true || claims[claim](this.#real)) this.#falseSince.delete(claim);
      else if (!this.#falseSince.has(claim)) this.#falseSince.set(claim, now);
      else if (now - (this.#falseSince.get(claim) ?? now) > ageMs)
        this.violations.push(`${claim}, and is not so`);
    }
  }
}

/** Something that an owner does, or a person. */
function act(app: App, random: Random): Promise<unknown> | null {
  const handle = random.one(people);
  const waitMs = random.maybe(0.3) ? { waitMs: 5_000 } : {};
  switch (random.below(9)) {
    case 0:
    case 1:
    case 2:
      return app.give('approve', handle, { ...waitMs, ...(random.maybe(0.3) ? { for: '1h' } : {}) });
    case 3:
    case 4:
      return app.give('block', handle, waitMs);
    case 5:
      return app.give(random.one(['revoke', 'undo', 'ignore']), handle, waitMs);
    case 6:
      return app.keeper.commands.channel({ on: random.maybe(0.5), ...waitMs });
    case 7:
      return app.keeper.commands.silence({ action: random.one(['apply', 'undo', 'show']), ...waitMs });
    default:
      return app.keeper.commands['retry-removal']({});
  }
}

/**
 * One life with a gateway that lies for a while and is honest afterwards.
 * @returns what was claimed and was not so, what hung, and what went wrong.
 */
export async function liveWith(lie: Lie, seed: number): Promise<readonly string[]> {
  const dir = mkdtempSync(join(memoryDir, 'peephole-lie-'));
  const random = randomOf(seed);
  const clock = fakeClock(startMs);
  const real = fakeGateway(facts({ direct: [ownerHandle], group: [] }), clock);
  let isLying = random.maybe(0.5);
  const tell = (event: GatewayEvent): void => heard?.(event);
  let heard: ((event: GatewayEvent) => void) | null = null;
  const told = lie({ real, clock, random, tell });
  const liar = liarOf(real, told, () => isLying);
  liar.start = (listen) => {
    heard = listen;
    real.start(listen);
  };
  const messages = fakeMessages({ ownKeys: [ownerHandle] });
  const app = openKeeper(dir, clock, liar, messages);
  const watch = new Watch(real, clock);
  const waiting = new Set<Promise<unknown>>();
  const trouble: string[] = [];
  try {
    const end = app.keeper.subscribe((change) => watch.pushed(wholePush(change)));
    real.connect();
    await clock.pass(stepMs);
    for (const [at, handle] of people.entries()) {
      messages.deliver(messageRow({ rowId: at + 1, guid: `g${at}`, handle, atMs: clock.now() }));
    }
    await settle();
    isLying = true;
    for (let ms = 0; ms < lyingMs; ms += stepMs) {
      if (random.maybe(0.12)) {
        const acted = act(app, random)?.catch((error: unknown) => {
          const isSaid =
            error instanceof Error &&
            error.name === 'PeepholeError' &&
            !('code' in error && error.code === 'internal');
          if (!isSaid) trouble.push(`a command failed: ${String(error)}`);
        });
        if (acted !== undefined) {
          waiting.add(acted);
          void acted.then(() => waiting.delete(acted));
        }
      }
      if (random.maybe(0.2)) told.meanwhile?.();
      await clock.pass(stepMs);
      watch.look();
    }
    if (real.edits.length > writesAMinute) trouble.push(`${real.edits.length} writes in a minute`);
    if (real.calls.length > 4_000) trouble.push(`${real.calls.length} questions in a minute`);

    isLying = false;
    real.applyMs = 100;
    real.connect();
    // What it saved while it was not ours to see comes into effect.
    real.apply();
    for (let round = 0; round < 3; round += 1) {
      await app.keeper.commands['retry-removal']({});
      for (let ms = 0; ms < 65_000; ms += 5_000) {
        await clock.pass(5_000);
        watch.look();
      }
    }
    // A write that was never answered is given up after seven minutes.
    if (waiting.size > 0 || (await hangsOf(app, 0)).length > 0) await clock.pass(480_000);
    watch.look();
    trouble.push(...(await hangsOf(app, waiting.size)));
    end();
    for (const error of app.errors) trouble.push(`a defect: ${String(error)}`);
  } finally {
    await app.close();
    rmSync(dir, { recursive: true, force: true });
  }
  return [...new Set([...watch.violations, ...trouble])];
}

/** What is still open with a gateway that has been honest for minutes. */
async function hangsOf(app: App, waiting: number): Promise<readonly string[]> {
  const { senders } = await app.keeper.commands.list({});
  const status = await app.status();
  const isOpen = senders.filter(
    ({ decision }) =>
      decision !== null &&
      ['queued', 'saved'].includes(decision.progress) &&
      decision.error?.code !== 'not-running',
  );
  return [
    ...(waiting > 0 ? ['a command was never answered'] : []),
    ...isOpen.map(({ decision }) => `${decision?.verdict} stays ${decision?.progress}`),
    ...(status.gateway.state === 'connected' ? [] : [`the gateway stays ${status.gateway.state}`]),
    ...(status.silence.state === 'unknown' ? ['silence stays unknown'] : []),
    ...(['unknown', 'stopping', 'starting'].includes(status.channel.state)
      ? [`the channel stays ${status.channel.state}`]
      : []),
  ];
}
