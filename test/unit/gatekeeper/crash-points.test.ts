import { expect, test } from 'vitest';
import { crashOnce } from '../../support/crash-run.ts';
import { leaveFigure } from '../../support/figures.ts';
import { trialsMs } from '../../support/wait.ts';

/** Lives that end at a write; 10,000 of them: PEEPHOLE_CRASHES=10000. */
const crashes = Number(process.env.PEEPHOLE_CRASHES ?? 50);
const firstSeed = Number(process.env.PEEPHOLE_SEED ?? 1);

test(`a process that ends at ${crashes} writes, or between two: no decision is lost, doubled, flipped or overtaken`, {
  timeout: trialsMs(crashes),
}, async () => {
  const wrong: Record<string, readonly number[]> = {};
  const points = new Map<string, number>();
  for (let seed = firstSeed; seed < firstSeed + crashes; seed += 1) {
    const { at, violations } = await crashOnce(seed);
    points.set(at ?? 'between', (points.get(at ?? 'between') ?? 0) + 1);
    for (const what of violations) wrong[what] = [...(wrong[what] ?? []), seed];
  }
  console.info(
    [...points]
      .toSorted()
      .map(([at, count]) => `${at}: ${count}`)
      .join(', '),
  );
  for (const [at, count] of points) leaveFigure({ name: `crash ${at}`, crashes: count });
  leaveFigure({ name: 'crashes in process', crashes, wrong: Object.values(wrong).flat().length });
  expect(wrong).toEqual({});
  for (const at of ['before appendDecision', 'after appendDecision', 'after appendProgress'])
    expect(points.get(at) ?? 0, at).toBeGreaterThan(0);
});
