import { describe, expect, test } from 'vitest';
import { follow } from '../../../support/explored-runner.ts';
import { firstWorld } from '../../../support/explored-world.ts';
import { beginnings, longLife } from '../../../support/explorer.ts';
import { fakeClock } from '../../../support/fake-clock.ts';
import { leaveFigure } from '../../../support/figures.ts';
import { testLedger } from '../../../support/ledger.ts';

/** Lives of 200 turns of each kind; more: PEEPHOLE_FOLLOWED=1000. */
const lives = Number(process.env.PEEPHOLE_FOLLOWED ?? 5);

describe('the real runner, on the real ledger, does in the explorer’s world what the machine does there', () => {
  test.each(beginnings)('in long lives %s', async (name, lists) => {
    for (let seed = 1; seed <= lives; seed += 1) {
      const parted = await follow(firstWorld(longLife, lists), testLedger(), fakeClock(0), seed, 200);
      expect(parted, `life ${seed}`).toBeNull();
    }
    leaveFigure({ name: `lives of the real runner ${name}`, lives, parted: 0 });
  });
});
