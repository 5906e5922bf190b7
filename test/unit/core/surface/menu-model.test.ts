import { describe, expect, test } from 'vitest';
import { menuLengths } from '#core/decision/approval-length.ts';
import type { LastVerdict } from '#core/decision/last-verdict.ts';
import type { AppState, StatusView } from '#core/surface/app-state.ts';
import { type MenuItem, menuModel, type SurfaceAction } from '#core/surface/menu-model.ts';
import { Words } from '#core/words/words.ts';
import { calmStatus, fakeSender, stateOf } from '../../../support/views.ts';

const words = new Words({ locale: 'en', timeZone: 'UTC', hourCycle: 'h23' });
const nowMs = Date.parse('2026-11-24T15:00:00Z');
const stranger = fakeSender({
  handle: '+12125550101',
  display: '+1 212 555 0101',
  knocks: 3,
  firstSeenAt: '2026-11-24T14:56:00.000Z',
});

const menuOf = (state: AppState | null): readonly MenuItem[] => menuModel({ state, nowMs, words });

type Named = Exclude<MenuItem, { type: 'separator' }>;

function item(items: readonly MenuItem[], id: string): Named {
  const found = items.find((one) => one.id === id);
  if (!found || found.type === 'separator') throw new Error(`no item ${id}`);
  return found;
}

function choices(items: readonly MenuItem[], id: string): readonly MenuItem[] {
  const found = item(items, id);
  if (found.type !== 'submenu') throw new Error(`${id} is no submenu`);
  return found.items;
}

const labels = (items: readonly MenuItem[]): readonly string[] =>
  items.flatMap((one) => (one.type === 'separator' ? [] : [one.label]));

function actionOf(found: MenuItem): SurfaceAction {
  if (found.type !== 'action' && found.type !== 'check') throw new Error('no action');
  return found.action;
}

describe('the first lines', () => {
  test.each<[Partial<StatusView>, string]>([
    [{}, 'Strangers get nothing'],
    [{ silence: { state: 'answering', findings: [] } }, 'Strangers get a pairing code'],
    [{ silence: { state: 'open', findings: [] } }, 'Anyone can talk to your assistant'],
    [
      {
        silence: { state: 'unknown', findings: [] },
        gateway: { ...calmStatus.gateway, state: 'unreachable' },
      },
      'Can’t tell: gateway unreachable',
    ],
    [{ silence: { state: 'unknown', findings: [] } }, 'Can’t tell what strangers get'],
  ])('say what strangers get: %#', (status, said) => {
    expect(item(menuOf(stateOf([], status)), 'state').label).toBe(said);
  });

  test('offer to make it silent, and ask before they do', () => {
    const items = menuOf(stateOf([], { silence: { state: 'answering', findings: [] } }));
    expect(actionOf(item(items, 'make-silent'))).toEqual({
      kind: 'show',
      target: { page: 'silence', ask: 'make-silent' },
    });
    expect(menuOf(stateOf([])).some(({ id }) => id === 'make-silent')).toBe(false);
  });

  test('say that Messages can’t be read, and then claim nothing about who waits', () => {
    const items = menuOf(stateOf([], { messages: { ...calmStatus.messages, state: 'no-access' } }));
    expect(item(items, 'no-access').label).toBe('Can’t read Messages: Give Access…');
    expect(item(items, 'review').label).toBe('Can’t tell who is waiting');
  });

  test('hold the channel in sight when a removal could not be written', () => {
    const items = menuOf(
      stateOf([], { channel: { state: 'off', persisted: false, heldBy: 'removal', detail: null } }),
    );
    expect(actionOf(item(items, 'held'))).toEqual({ kind: 'retry-removal' });
    // Starting it anyway lets the removed person in: never one click.
    expect(actionOf(item(items, 'held-start'))).toMatchObject({ kind: 'show' });
    expect(item(items, 'channel')).toMatchObject({ enabled: false });
  });
});

describe('who is waiting', () => {
  test('is counted, and no one is said only when that is known', () => {
    expect(item(menuOf(stateOf([stranger])), 'review').label).toBe('Review 1 Waiting…');
    expect(item(menuOf(stateOf([])), 'review').label).toBe('No one is waiting');
    const earlier = fakeSender({ handle: '+12125550103', new: false });
    expect(item(menuOf(stateOf([earlier])), 'review').label).toBe('Review 1 from Earlier…');
  });

  test('lists the five newest people, and only people', () => {
    const senders = Array.from({ length: 8 }, (_, index) =>
      fakeSender({ handle: `+1212555011${index}`, lastSeenAt: `2026-11-24T14:0${index}:00.000Z` }),
    );
    const robot = fakeSender({ handle: '22395', group: 'automated', lastSeenAt: '2026-11-24T14:59:00.000Z' });
    const ids = menuOf(stateOf([...senders, robot])).flatMap((one) =>
      one.type === 'submenu' ? [one.id] : [],
    );
    expect(ids.filter((id) => id.startsWith('sender-'))).toEqual(
      [7, 6, 5, 4, 3].map((index) => `sender-+1212555011${index}`),
    );
  });

  test('shows under the handle when they wrote first, and how often', () => {
    const shown = item(menuOf(stateOf([stranger])), 'sender-+12125550101');
    expect(shown).toMatchObject({
      label: '+1 212 555 0101',
      sublabel: 'first message 4 min ago · 3 messages',
      spoken: '+1 212 555 0101, iMessage, first message 4 minutes ago',
    });
  });

  test('offers the verdicts with exactly the handle and revision that were painted', () => {
    const offered = choices(menuOf(stateOf([stranger])), 'sender-+12125550101');
    const forAWhile = menuLengths.map((length) => words.say(`action.approve-${length}`));
    expect(labels(offered)).toEqual(['Approve', ...forAWhile, 'Ignore', 'Block', 'Details…']);
    const painted = { kind: 'verdict', handle: '+12125550101', revision: stranger.revision };
    expect(offered.filter(({ type }) => type === 'action').map(actionOf)).toEqual([
      { ...painted, verdict: 'approve' },
      ...menuLengths.map((length) => ({ ...painted, verdict: 'approve', for: length })),
      { ...painted, verdict: 'ignore' },
      { ...painted, verdict: 'block' },
      { kind: 'show', target: { page: 'waiting', handle: '+12125550101' } },
    ]);
  });

  test('sends the owner to look where there is a warning sign', () => {
    const odd = fakeSender({ handle: '+12125550104', warnings: ['asks-for-code'] });
    const [approve, ...rest] = choices(menuOf(stateOf([odd])), 'sender-+12125550104');
    expect(approve).toMatchObject({ label: 'Approve…', action: { kind: 'show' } });
    expect(labels(rest)).toEqual(['Ignore', 'Block', 'Details…']);
  });

  test('never offers to approve what can’t be approved', () => {
    const code = fakeSender({ handle: '22395', approvable: false });
    const offered = choices(menuOf(stateOf([code])), 'sender-22395');
    expect(offered.filter((one) => one.type === 'action').map(actionOf)).not.toContainEqual(
      expect.objectContaining({ verdict: 'approve' }),
    );
  });

  test('says what is on its way, until it leaves', () => {
    const decision = {
      id: 'd',
      handle: '+12125550101',
      verdict: 'approve',
      until: null,
      progress: 'queued',
      error: null,
    } as const;
    const under = fakeSender({ handle: '+12125550101', state: 'approved', decision });
    expect(item(menuOf(stateOf([under])), 'sender-+12125550101')).toMatchObject({
      type: 'line',
      sublabel: 'Approving…',
    });
    const done = { ...under, decision: { ...decision, progress: 'confirmed' } } as const;
    expect(menuOf(stateOf([done])).some(({ id }) => id === 'sender-+12125550101')).toBe(false);
  });
});

describe('the channel', () => {
  test.each([
    ['on', true, false],
    ['off', false, true],
    ['starting', true, false],
    ['error', true, false],
  ] as const)('%s: checked %s, a click asks for on = %s', (state, checked, on) => {
    const channel = { ...calmStatus.channel, state };
    expect(item(menuOf(stateOf([], { channel })), 'channel')).toMatchObject({
      checked,
      enabled: true,
      action: { kind: 'channel', on },
    });
  });

  test('says before what turning it on does', () => {
    const channel = { ...calmStatus.channel, state: 'off' } as const;
    const off = menuOf(stateOf([], { channel }));
    expect(item(off, 'channel').sublabel).toBe(
      'Turning it on answers what approved people wrote in the last 2 hours',
    );
    const pairing = menuOf(stateOf([], { channel, silence: { state: 'answering', findings: [] } }));
    expect(item(pairing, 'channel').sublabel).toBe(
      'Strangers who wrote will get a code. Make it silent first.',
    );
  });

  test('can’t be switched while it stops: the second click of a double click would turn it on again', () => {
    const channel = { ...calmStatus.channel, state: 'stopping', persisted: false } as const;
    expect(item(menuOf(stateOf([], { channel })), 'channel')).toMatchObject({
      label: 'Stopping iMessage Channel…',
      checked: false,
      enabled: false,
    });
  });

  test('can’t be switched while nobody knows how it is', () => {
    const channel = { ...calmStatus.channel, state: 'unknown' } as const;
    expect(item(menuOf(stateOf([], { channel })), 'channel')).toMatchObject({
      enabled: false,
      checked: false,
    });
  });
});

describe('undo', () => {
  const decided = (
    verdict: LastVerdict['verdict'],
    state: 'ignored' | 'blocked' | 'approved' | 'waiting',
    handle = '+12125550101',
  ): AppState => ({
    ...stateOf([
      fakeSender({
        handle: '+12125550101',
        display: '+1 212 555 0101',
        state,
        decision: { id: 'd', handle: '', verdict, until: null, progress: 'confirmed', error: null },
      }),
    ]),
    lastVerdict: { handle, verdict, at: '2026-11-24T14:58:00.000Z', until: null },
  });

  test('takes the last verdict back in one click', () => {
    const items = menuOf(decided('ignore', 'ignored'));
    expect(item(items, 'undo').label).toBe('Undo Ignore +1 212 555 0101');
    expect(actionOf(item(items, 'undo'))).toMatchObject({ kind: 'verdict', verdict: 'undo' });
  });

  test.each(['block', 'revoke'] as const)('asks first where undoing %s may let someone in', (verdict) => {
    const items = menuOf(decided(verdict, verdict === 'block' ? 'blocked' : 'waiting'));
    expect(actionOf(item(items, 'undo'))).toMatchObject({ kind: 'show', target: { ask: 'undo' } });
  });

  test('is not there when there is nothing to undo, or nobody to show', () => {
    const hasUndo = (state: AppState): boolean => menuOf(state).some(({ id }) => id === 'undo');
    expect(hasUndo({ ...decided('block', 'blocked'), lastVerdict: null })).toBe(false);
    expect(hasUndo(decided('block', 'blocked', '+12125550199'))).toBe(false);
  });
});

describe('the rest', () => {
  test('pauses notifications, and says until when', () => {
    expect(labels(choices(menuOf(stateOf([])), 'pause'))).toEqual([
      'For 1 Hour',
      'Until Tomorrow',
      'Until I Resume',
    ]);
    const paused = menuOf(stateOf([], { pause: { untilMs: Date.parse('2026-11-24T16:30:00.000Z') } }));
    expect(item(paused, 'pause')).toMatchObject({ label: 'Notifications Paused', sublabel: 'Until 16:30' });
    expect(actionOf(choices(paused, 'pause')[0] as MenuItem)).toEqual({ kind: 'pause', for: 'resume' });
    const held = menuOf(stateOf([], { pause: 'until-resumed' }));
    expect(item(held, 'pause').sublabel).toBe('Until you resume');
  });

  test('says at Quit what goes on without us, and no more than is known', () => {
    expect(item(menuOf(stateOf([])), 'quit').toolTip).toBe(
      'Strangers still get nothing. You won’t see new ones.',
    );
    const open = menuOf(stateOf([], { silence: { state: 'open', findings: [] } }));
    expect(item(open, 'quit').toolTip).not.toContain('nothing');
    expect(item(menuOf(null), 'quit').toolTip).not.toContain('nothing');
  });

  test('gives every item its own id', () => {
    const state = stateOf([stranger, fakeSender({ handle: '+12125550102' })], {
      pause: 'until-resumed',
    });
    const ids: string[] = [];
    const collect = (items: readonly MenuItem[]): void => {
      for (const one of items) {
        ids.push(one.id);
        if (one.type === 'submenu') collect(one.items);
      }
    };
    collect(menuOf(state));
    expect(ids).toHaveLength(new Set(ids).size);
  });
});
