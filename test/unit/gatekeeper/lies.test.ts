import { describe, expect, test } from 'vitest';
import { leaveFigure } from '../../support/figures.ts';
import { liveWith } from '../../support/lie-run.ts';
import { lies } from '../../support/lies.ts';
import { trialsMs } from '../../support/wait.ts';

/** Lives with each kind of liar; more: PEEPHOLE_LIES=1000. */
const runs = Number(process.env.PEEPHOLE_LIES ?? 1);
const firstSeed = Number(process.env.PEEPHOLE_SEED ?? 1);

describe('of a gateway that lies nothing is said that is not so, and nothing hangs', () => {
  test('there are many kinds of lies', () => {
    expect(Object.keys(lies).length).toBeGreaterThanOrEqual(30);
  });

  test.each(Object.entries(lies))('%s', { timeout: trialsMs(runs) }, async (name, lie) => {
    const wrong: Record<string, readonly number[]> = {};
    for (let seed = firstSeed; seed < firstSeed + runs; seed += 1) {
      for (const what of await liveWith(lie, seed)) wrong[what] = [...(wrong[what] ?? []), seed];
    }
    leaveFigure({ name: `lie: ${name}`, lives: runs, wrong: Object.values(wrong).flat().length });
    expect(wrong).toEqual({});
  });
});
