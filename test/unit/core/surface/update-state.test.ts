import { expect, test } from 'vitest';
import {
  mayTake,
  offeredStep,
  type UpdateState,
  type UpdateStep,
  updateSteps,
} from '#core/surface/update-state.ts';

test.each<[UpdateState, readonly UpdateStep[]]>([
  [{ kind: 'idle' }, ['check']],
  [{ kind: 'checking' }, []],
  [{ kind: 'current' }, ['check']],
  [{ kind: 'available', version: '0.2.0' }, ['download', 'check']],
  [{ kind: 'downloading', version: '0.2.0', percent: 40 }, []],
  [{ kind: 'ready', version: '0.2.0' }, ['restart']],
  [{ kind: 'restarting', version: '0.2.0' }, []],
  [{ kind: 'failed', trouble: 'unreachable' }, ['check']],
])('%j: the first of %j is offered, and no other step can be taken', (state, steps) => {
  expect(offeredStep(state)).toBe(steps[0] ?? null);
  expect(updateSteps.filter((step) => mayTake(step, state))).toEqual(
    updateSteps.filter((step) => steps.includes(step)),
  );
});

test('nothing is downloaded before it was looked for, nor restarted before it was downloaded', () => {
  expect(updateSteps).toEqual(['check', 'download', 'restart']);
});
