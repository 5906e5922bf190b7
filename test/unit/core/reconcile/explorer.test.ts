import { describe, expect, test } from 'vitest';
import { nextStep } from '#core/reconcile/next-step.ts';
import type { Step } from '#core/reconcile/step.ts';
import { type Budget, explore } from '../../../support/explorer.ts';

/** The short walk of `npm test`; further: PEEPHOLE_EXPLORE=200000. */
const maxStates = Number(process.env.PEEPHOLE_EXPLORE ?? 2_500);

const none: Budget = { verdicts: 0, turns: 0, crashes: 0, restarts: 0, edits: 0, refusals: 0 };

/** The machine with one thing in it done wrong. */
const mutant =
  (change: (step: Step) => Step): typeof nextStep =>
  (...given) =>
    change(nextStep(...given));

describe('everything that may happen, within bounds', () => {
  test.each<[string, Budget]>([
    ['an approval, and nothing else', { ...none, verdicts: 1 }],
    ['two verdicts and a crash', { ...none, verdicts: 2, crashes: 1 }],
    ['two verdicts and a restart of the gateway', { ...none, verdicts: 2, restarts: 1 }],
    ['two verdicts and a foreign edit', { ...none, verdicts: 2, edits: 1 }],
    ['two verdicts and a refusal', { ...none, verdicts: 2, refusals: 1 }],
    ['two verdicts and a turn of the switch', { ...none, verdicts: 2, turns: 1 }],
    ['a verdict, two turns and a restart', { ...none, verdicts: 1, turns: 2, restarts: 1 }],
  ])('%s: nothing is as it must not be', (name, budget) => {
    const walk = explore(budget, nextStep, maxStates);
    const reach = walk.isWhole ? 'all of it' : 'the nearest';
    console.info(`${name}: ${walk.states} states (${reach}), ${walk.transitions} transitions`);
    expect(walk.violation).toBeNull();
    expect(walk.states).toBeGreaterThan(100);
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
    const { violation } = explore(budget, mutant(change), 20_000);
    expect(violation?.what).toBe(expected);
  });

  test('starting before the removal is applied', () => {
    const hasty: typeof nextStep = (view, wanted, journal, flight, nowMs) => {
      const facts = view.facts && { ...view.facts, applied: true };
      return nextStep({ ...view, facts }, wanted, journal, { ...flight, write: null }, nowMs);
    };
    expect(explore(verdicts, hasty, 20_000).violation).not.toBeNull();
  });
});
