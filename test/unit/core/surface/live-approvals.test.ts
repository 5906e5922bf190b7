import { expect, test } from 'vitest';
import { liveApprovals } from '#core/surface/live-approvals.ts';
import { fakeDecision, fakeSender, stateOf } from '../../../support/views.ts';

const until = '2026-11-24T16:00:00.000Z';

test('only approvals that end, and are in force or on their way there, end by Peephole', () => {
  const approved = (
    handle: string,
    given: Partial<Parameters<typeof fakeSender>[0]> = {},
  ): ReturnType<typeof fakeSender> => fakeSender({ handle, state: 'approved', until, ...given });
  const decidedAs = (handle: string, progress: 'confirmed' | 'queued' | 'failed') =>
    approved(handle, { decision: fakeDecision({ handle, verdict: 'approve', until, progress }) });
  const state = stateOf([
    approved('+12125550101'),
    decidedAs('+12125550102', 'confirmed'),
    decidedAs('+12125550103', 'queued'),
    decidedAs('+12125550104', 'failed'),
    approved('+12125550105', { until: null }),
    fakeSender({ handle: '+12125550106', state: 'waiting', until }),
  ]);
  expect(liveApprovals(state).map(({ handle }) => handle)).toEqual([
    '+12125550101',
    '+12125550102',
    '+12125550103',
  ]);
});

test('before the first push none is known', () => {
  expect(liveApprovals(null)).toEqual([]);
});
