import { describe, expect, test } from 'vitest';
import { nothingKnown } from '#core/reconcile/belief.ts';
import { nextStep } from '#core/reconcile/next-step.ts';
import type { Step } from '#core/reconcile/step.ts';
import { type Budget, firstWorld, noBudget, type World } from '../../../support/explored-world.ts';
import {
  approvedWorld,
  beginnings,
  explore,
  longLife,
  twoAccounts,
  wander,
  worldAfter,
} from '../../../support/explorer.ts';
import { leaveFigure } from '../../../support/figures.ts';

/** The short walk of `npm test`; further: PEEPHOLE_EXPLORE=200000. */
const maxStates = Number(process.env.PEEPHOLE_EXPLORE ?? 2_500);

/** Lives of 400 turns; more: PEEPHOLE_LIVES=3000. */
const lives = Number(process.env.PEEPHOLE_LIVES ?? 40);

const none = noBudget;

/** The machine with one thing in it done wrong. */
const mutant =
  (change: (step: Step) => Step): typeof nextStep =>
  (...given) =>
    change(nextStep(...given));

function walk(name: string, from: World): void {
  const { violation, ...reach } = explore(from, nextStep, maxStates);
  const { states, transitions, isWhole } = reach;
  console.info(`${name}: ${states} states (${isWhole ? 'all' : 'the nearest'}), ${transitions} transitions`);
  leaveFigure({ name: `explorer: ${name}`, ...reach, violations: Number(violation !== null) });
  expect(violation).toBeNull();
  expect(states).toBeGreaterThan(100);
}

describe('everything that may happen, within bounds', () => {
  test.each<[string, Budget]>([
    ['an approval, and nothing else', { ...none, verdicts: 1 }],
    ['two verdicts and a crash', { ...none, verdicts: 2, crashes: 1 }],
    ['two verdicts and a restart of the gateway', { ...none, verdicts: 2, restarts: 1 }],
    ['two verdicts and a foreign edit', { ...none, verdicts: 2, edits: 1 }],
    ['two verdicts and a refusal', { ...none, verdicts: 2, refusals: 1 }],
    ['two verdicts and an approval whose time is over', { ...none, verdicts: 2, ends: 1 }],
    ['two verdicts, a disk that is full and a crash', { ...none, verdicts: 2, fulls: 1, crashes: 1 }],
    ['two verdicts and a turn of the switch', { ...none, verdicts: 2, turns: 1 }],
    ['two verdicts and another gateway', { ...none, verdicts: 2, others: 1 }],
    ['two verdicts and answers that come twice', { ...none, verdicts: 2, doubles: 2 }],
    ['two verdicts, a crash and another gateway', { ...none, verdicts: 2, crashes: 1, others: 1 }],
    ['two verdicts and lists of another install', { ...none, verdicts: 2, strays: 2 }],
    ['two verdicts, a crash and lists of another install', { ...none, verdicts: 2, crashes: 1, strays: 1 }],
    ['a verdict, two turns and a restart', { ...none, verdicts: 1, turns: 2, restarts: 1 }],
  ])('%s: nothing is as it must not be', (name, budget) => {
    walk(name, firstWorld(budget));
  });

  test('two verdicts and a crash, with two accounts, one with a list of its own: nothing is as it must not be', () => {
    walk(
      'two accounts, two verdicts and a crash',
      firstWorld({ ...none, verdicts: 2, crashes: 1 }, twoAccounts),
    );
  });

  // What takes many steps to reach is where these begin: somebody is let in.
  test.each<[string, Budget]>([
    ['a block and a turn of the switch', { ...none, verdicts: 1, turns: 1 }],
    ['a block, two turns and a refusal', { ...none, verdicts: 1, turns: 2, refusals: 1 }],
    ['the end of its time, a full disk and a crash', { ...none, ends: 1, fulls: 1, crashes: 1 }],
    ['two verdicts, a restart and a crash', { ...none, verdicts: 2, restarts: 1, crashes: 1 }],
    ['two of all verdicts and a crash', { ...none, words: 'every verdict', verdicts: 2, crashes: 1 }],
    ['a verdict, a foreign edit and another gateway', { ...none, verdicts: 1, edits: 1, others: 1 }],
    ['two verdicts and lists of another install', { ...none, verdicts: 2, strays: 2 }],
    ['a block, a restart and lists of another install', { ...none, verdicts: 1, restarts: 1, strays: 1 }],
  ])('from somebody let in, %s: nothing is as it must not be', (name, budget) => {
    walk(`from somebody let in, ${name}`, approvedWorld(budget, nextStep));
  });
});

describe('long lives, by chance', () => {
  test.each(beginnings)('%s: nothing is as it must not be', (name, lists) => {
    const from = firstWorld(longLife, lists);
    for (let seed = 1; seed <= lives; seed += 1) {
      const violation = wander(from, nextStep, seed, 400);
      expect(violation, `life ${seed}`).toBeNull();
    }
    leaveFigure({ name: `lives ${name}`, lives, violations: 0 });
  });
});

describe('a machine that does one thing wrong is caught', () => {
  const verdicts: Budget = { ...none, verdicts: 2 };

  test.each<[string, Budget, string, (step: Step) => Step]>([
    [
      'confirming what is only saved',
      verdicts,
      'an approval was confirmed and is not in force',
      (step) =>
        step.do === 'settle'
          ? {
              ...step,
              settlements: step.settlements.map((one) => ({ ...one, progress: 'confirmed', error: null })),
            }
          : step,
    ],
    [
      'writing a removal without a stop',
      verdicts,
      'somebody got through between stop and removal',
      (step) =>
        step.do === 'stop'
          ? { do: 'stop-over', reasons: ['block-+12125550101-1'], failed: false, journal: step.journal }
          : step,
    ],
    [
      'saying off at once',
      { ...none, turns: 1 },
      'off was said while it ran',
      (step) => (step.do === 'stop' ? { do: 'end-request', failure: null } : step),
    ],
    [
      'letting in somebody else',
      { ...verdicts, verdicts: 1 },
      'somebody is let in without a verdict',
      (step) =>
        step.do === 'write' && step.write.edit.ourMembers
          ? { ...step, write: { ...step.write, edit: { ...step.write.edit, ourMembers: ['+12125550102'] } } }
          : step,
    ],
    [
      'never starting again',
      verdicts,
      'nothing happens any more',
      (step) => (step.do === 'start' ? { do: 'wait', untilMs: null } : step),
    ],
  ])('%s', (_what, budget, expected, change) => {
    const { violation } = explore(firstWorld(budget), mutant(change), 20_000);
    expect(violation?.what).toBe(expected);
  });

  const settled = (decisionId: string): Step => ({
    do: 'settle',
    settlements: [{ decisionId, progress: 'confirmed', error: null }],
  });

  test.each<[string, string, typeof nextStep]>([
    [
      'confirming a block at once',
      'a removal was confirmed and is not in force',
      (view, wanted, ...more) => {
        const blocked = wanted.people.find(
          ({ standing: { decision: last } }) => last?.verdict === 'block' && last.progress === 'queued',
        );
        const id = blocked?.standing.decision?.id;
        return id === undefined ? nextStep(view, wanted, ...more) : settled(id);
      },
    ],
    [
      'confirming twice',
      'a confirmed decision was settled again',
      (view, wanted, ...more) => {
        const done = wanted.people.find(({ standing }) => standing.decision?.progress === 'confirmed');
        const id = done?.standing.decision?.id;
        return id === undefined ? nextStep(view, wanted, ...more) : settled(id);
      },
    ],
    [
      'settling what nobody decided',
      'a decision that there is not was settled',
      (view, wanted, ...more) =>
        wanted.people.length > 0 ? settled('none') : nextStep(view, wanted, ...more),
    ],
  ])('%s', (_what, expected, choose) => {
    expect(explore(firstWorld(verdicts), choose, 20_000).violation?.what).toBe(expected);
  });

  test('in long lives, too: confirming what is only saved', () => {
    const choose = mutant((step) =>
      step.do === 'settle'
        ? { ...step, settlements: step.settlements.map((one) => ({ ...one, progress: 'confirmed' })) }
        : step,
    );
    const found = Array.from(
      { length: 20 },
      (_, seed) => wander(firstWorld(longLife), choose, seed, 400)?.what,
    );
    expect(found).toContain('an approval was confirmed and is not in force');
    expect(found).toContain('a removal was confirmed and is not in force');
  });

  const hasty: typeof nextStep = (view, wanted, journal, flight, nowMs) => {
    const facts = view.facts && { ...view.facts, applied: true };
    return nextStep({ ...view, facts }, wanted, journal, { ...flight, write: null }, nowMs);
  };

  test('believing lists that a write nobody hears of may still change', () => {
    const rash: typeof nextStep = (view, wanted, journal, flight, nowMs) =>
      nextStep(view, wanted, journal, { ...flight, landedAtMs: 0 }, nowMs);
    const approved = ['read', 'read is answered', 'approve 1', 'time', 'write'];
    const blocked = [...approved, 'block 1', 'stop', 'stop is answered', 'crash'];
    const world = worldAfter(firstWorld({ ...verdicts, crashes: 1 }), rash, blocked);
    expect(explore(world, rash, 20_000).violation?.what).toBe(
      'somebody whose removal was confirmed is let in again',
    );
  });

  test('believing whatever is read', () => {
    const forgets = (world: World): World => ({
      ...world,
      flight: { ...world.flight, belief: nothingKnown },
    });
    const world = approvedWorld({ ...none, verdicts: 1, strays: 2 }, nextStep);
    expect(explore(world, nextStep, 20_000, forgets).violation?.what).toBe(
      'an approval was ended that nobody took away',
    );
  });

  test('believing whatever is read first on a connection', () => {
    const takesAny = (world: World): World => {
      const { flight } = world;
      const { hashes, revisions } = flight.belief;
      const belief = { ...flight.belief, revisions: hashes.length === 0 ? [] : revisions };
      return { ...world, flight: { ...flight, belief } };
    };
    const world = approvedWorld({ ...none, verdicts: 1, crashes: 1, strays: 1 }, nextStep);
    expect(explore(world, nextStep, 20_000, takesAny).violation?.what).toBe(
      'a removal was confirmed and is not in force',
    );
  });

  test('taking for stopped what is being started', () => {
    const forgets: typeof nextStep = (view, wanted, journal, flight, nowMs) =>
      nextStep(view, wanted, journal, { ...flight, start: null }, nowMs);
    const world = approvedWorld({ ...none, verdicts: 2, strays: 2 }, nextStep);
    expect(explore(world, forgets, 60_000).violation).not.toBeNull();
  });

  test('taking nobody’s absence for a removal by hand', () => {
    const blind: typeof nextStep = (view, ...more) =>
      nextStep({ ...view, facts: view.facts && { ...view.facts, groups: [] } }, ...more);
    const world = approvedWorld({ ...none, verdicts: 1 }, nextStep);
    expect(explore(world, blind, 20_000).violation?.what).toBe('an approval was ended that nobody took away');
  });

  test('starting before the removal is applied', () => {
    expect(explore(firstWorld(verdicts), hasty, 20_000).violation).not.toBeNull();
  });
});
