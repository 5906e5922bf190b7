import { expect, test } from 'vitest';
import { inTurns } from '../../../../src-main/gatekeeper/state/in-turns.ts';

test('work goes on for five milliseconds, and then lets whatever waits have its turn', async () => {
  let nowMs = 1_000;
  const waiting: (() => void)[] = [];
  const turn = inTurns({ monotonic: () => nowMs, soon: (run) => waiting.push(run) });
  nowMs = 1_004;
  expect(turn()).toBeNull();
  nowMs = 1_005;
  const first = turn();
  expect(first).toBeInstanceOf(Promise);
  nowMs = 1_050;
  for (const run of waiting) run();
  await first;
  // Its own time begins anew when the others have had theirs.
  nowMs = 1_054;
  expect(turn()).toBeNull();
  nowMs = 1_055;
  expect(turn()).toBeInstanceOf(Promise);
  expect(waiting).toHaveLength(2);
});
