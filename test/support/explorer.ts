/** Walks of the decision machine: everything that may happen, within bounds, and long lives by chance. */
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { nextStep } from '#core/reconcile/next-step.ts';
import { successors } from './explored-turns.ts';
import {
  type Budget,
  firstWorld,
  isEnabled,
  nameOf,
  noBudget,
  people,
  violationOf,
  type World,
  wantedOf,
} from './explored-world.ts';
import { seeded } from './handle-matrix.ts';
import { opened } from './machine.ts';

type Turns = ReturnType<typeof successors>;

/** Everybody else keeps still: what happens then, until nothing more does. @returns why it does not settle; null: it does. */
function leftAlone(world: World, choose: typeof nextStep): string | null {
  let now: World = { ...world, disk: null, budget: noBudget };
  for (let turn = 0; turn < 400; turn += 1) {
    // What the gateway will not save stays open until somebody solves it, saying why (RULE-6.6).
    const isHeld = now.journal.held !== null || now.tolerated.length > 0;
    const isOpen = wantedOf(now).people.some(
      ({ standing: { decision: last } }) => last?.progress === 'queued' && !(isHeld && last.error !== null),
    );
    if (!isOpen && isAtRest(now) && turn > 60) return null;
    const [first] = successors(now, choose);
    if (first === undefined) return 'nothing happens any more';
    now = first[1];
    const violation = violationOf(now);
    if (violation !== null) return violation;
  }
  return 'it does not settle';
}

function isAtRest({ journal, wish, change, saved, runs, pending, flight }: World): boolean {
  if (journal.held !== null) return true;
  const isAsItShould =
    wish === null &&
    change === null &&
    journal.stopped.length === 0 &&
    (isEnabled(saved) || runs.length === 0);
  return isAsItShould && pending === null && flight.stop === null;
}

export interface Walk {
  readonly states: number;
  readonly transitions: number;
  /** Nothing within the budget is left to walk. */
  readonly isWhole: boolean;
  /** The way to the first world in which something is not as it must be; null: there is none. */
  readonly violation: { readonly what: string; readonly way: readonly string[] } | null;
}

/** A world in which the first is approved and let in, and nothing is on its way. */
export function approvedWorld(budget: Budget, choose: typeof nextStep): World {
  const approve = { ...firstWorld({ ...noBudget, verdicts: 1 }) };
  let now = approve;
  for (let turn = 0; turn < 200; turn += 1) {
    const next = successors(now, choose);
    const [, after] = next.find(([name]) => name.startsWith('approve')) ?? next[0] ?? ['', now];
    now = after;
  }
  return { ...now, budget };
}

/** The world at the end of that way. @throws when it can't be gone. */
export function worldAfter(first: World, choose: typeof nextStep, way: readonly string[]): World {
  return way.reduce((world, name) => {
    const next = successors(world, choose).find(([one]) => one === name);
    if (next === undefined) throw new Error(`"${name}" can’t happen there`);
    return next[1];
  }, first);
}

/**
 * Walks everything that may happen from `first` on within its budget, breadth first, until `maxStates` are known.
 * @param change what a machine that does something wrong makes of each world.
 */
export function explore(
  first: World,
  choose: typeof nextStep,
  maxStates: number,
  change: (world: World) => World = (world) => world,
): Walk {
  const known = new Set([nameOf(first)]);
  let edge: { readonly world: World; readonly way: readonly string[] }[] = [{ world: first, way: [] }];
  let transitions = 0;
  const found = (violation: Walk['violation']): Walk => ({
    states: known.size,
    transitions,
    isWhole: false,
    violation,
  });
  while (edge.length > 0) {
    const beyond: typeof edge = [];
    for (const { world, way } of edge) {
      for (const [name, next] of successors(world, choose)) {
        const after = change(next);
        transitions += 1;
        const path = [...way, name];
        const what = violationOf(after);
        if (what !== null) return found({ what, way: path });
        const key = nameOf(after);
        if (known.has(key)) continue;
        known.add(key);
        if (known.size >= maxStates) return found(null);
        beyond.push({ world: after, way: path });
        // Every so often: left alone from here, does everything settle?
        if (known.size % 97 !== 0) continue;
        const why = leftAlone(after, choose);
        if (why !== null) return found({ what: why, way: path });
      }
    }
    edge = beyond;
  }
  return { ...found(null), isWhole: true };
}

/** What disturbs: how often of a hundred turns the one or the other is let happen beside what goes its way. */
const disturbedOf100 = 8;
const disturbances =
  /^(crash|restart|another gateway|foreign edit|refused|another install|the disk is full|its time is over|on|off|make silent|undo silence|approve|ignore|block|revoke|undo)/;

/** What happens in one long life. */
export const longLife: Budget = {
  words: 'every verdict',
  verdicts: 12,
  turns: 4,
  changes: 4,
  crashes: 2,
  restarts: 2,
  ends: 2,
  fulls: 2,
  edits: 2,
  refusals: 2,
  others: 2,
  doubles: 2,
  strays: 2,
};

/** One of them with a list of its own. */
export const twoAccounts = opened([], { accounts: [{}, { id: 'work', direct: ['+12125550100'] }] });

/** Where long lives begin. */
export const beginnings: readonly (readonly [string, AccessFacts])[] = [
  ['of two whom nobody knows', opened([])],
  [
    'of one whom the owner’s own list lets in, and another',
    opened([], { direct: ['+12125550100', people[0]] }),
  ],
  [
    'where strangers are answered',
    opened([], { accounts: [{ directPolicy: 'pairing', paired: [people[1]] }] }),
  ],
  ['of two accounts, one with a list of its own', twoAccounts],
  ['where all are let in', opened([], { direct: ['*'], accounts: [{ directPolicy: 'open' }] })],
];

/** What happens next in a life by chance: mostly what goes its way, now and then what disturbs. */
export function chance(seed: number): (turns: Turns) => Turns[number] | undefined {
  const random = seeded(seed);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  return (turns) => {
    const disturbing = turns.filter(([name]) => disturbances.test(name));
    const ordinary = turns.filter(([name]) => !disturbances.test(name));
    const isDisturbed = ordinary.length === 0 || random() * 100 < disturbedOf100;
    return pick(isDisturbed && disturbing.length > 0 ? disturbing : ordinary);
  };
}

/**
 * One long life, by chance: `turns` things that may happen, one after the other, and then everybody keeps still. Goes where a
 * walk of everything does not come in its time.
 */
export function wander(
  first: World,
  choose: typeof nextStep,
  seed: number,
  turns: number,
): Walk['violation'] {
  const pick = chance(seed);
  const way: string[] = [];
  let world = first;
  for (let turn = 0; turn < turns; turn += 1) {
    const taken = pick(successors(world, choose));
    if (taken === undefined) return { what: 'nothing happens any more', way };
    way.push(taken[0]);
    world = taken[1];
    const what = violationOf(world);
    if (what !== null) return { what, way };
  }
  const why = leftAlone(world, choose);
  return why === null ? null : { what: why, way };
}
