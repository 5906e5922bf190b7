import { describe, expect, test } from 'vitest';
import { menuLengths } from '#core/decision/approval-length.ts';
import type { LastVerdict } from '#core/decision/last-verdict.ts';
import type { AppState, StatusView } from '#core/surface/app-state.ts';
import { mayLetIn } from '#core/surface/menu-items.ts';
import { canTurn, type MenuItem, menuModel, type SurfaceAction } from '#core/surface/menu-model.ts';
import { doingKey, undoAsks } from '#core/surface/menu-senders.ts';
import type { NotificationAccess } from '#core/surface/notification-access.ts';
import type { WindowTarget } from '#core/surface/window-target.ts';
import { sentence } from '#core/words/sentence.ts';
import { Words } from '#core/words/words.ts';
import { calmStatus, fakeDecision, fakeSender, stateOf } from '../../../support/views.ts';

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

describe('what needs the owner is said at the top', () => {
  const top = (status: Partial<StatusView>): readonly MenuItem[] => {
    const items = menuOf(stateOf([], status));
    return items.slice(
      1,
      items.findIndex(({ type }) => type === 'separator'),
    );
  };
  const opens = (target: WindowTarget): SurfaceAction => ({ kind: 'show', target });
  const entry = (id: string, label: string, action: SurfaceAction): MenuItem => ({
    type: 'action',
    id,
    label,
    action,
    enabled: true,
  });
  const channelIs = (state: StatusView['channel']['state']): Partial<StatusView> => ({
    channel: { ...calmStatus.channel, state },
  });
  const messagesAre = (state: StatusView['messages']['state']): Partial<StatusView> => ({
    messages: { ...calmStatus.messages, state },
  });
  const leaks = ['l1', 'l2'].map((id) => ({
    id,
    handle: '+12125550101',
    at: '2026-11-24T14:00:00.000Z',
    kind: 'pairing-code',
    place: 'direct',
  })) as StatusView['leaks'];
  const makeSilent = entry('make-silent', 'Make It Silent…', opens({ page: 'silence', ask: 'make-silent' }));
  const noMessages = entry('no-messages', 'Can’t read Messages: See Why…', opens({ page: 'settings' }));
  const ledger = entry('ledger', 'Can’t save decisions: See Why…', opens({ page: 'waiting' }));

  test.each<[string, Partial<StatusView>, readonly MenuItem[]]>([
    ['nothing while all is well', {}, []],
    ['nothing before Messages was looked at', messagesAre('starting'), []],
    ['nothing while the channel starts', channelIs('starting'), []],
    [
      'a way to silence an OpenClaw that answers',
      { silence: { state: 'answering', findings: [] } },
      [makeSilent],
    ],
    [
      'a way to silence an OpenClaw that lets everyone in',
      { silence: { state: 'open', findings: [] } },
      [makeSilent],
    ],
    [
      'what was sent to strangers',
      { leaks },
      [entry('leak', '2 things were sent to strangers…', opens({ page: 'silence' }))],
    ],
    [
      'a single thing that was sent to a stranger',
      { leaks: leaks.slice(1) },
      [entry('leak', 'Something was sent to a stranger…', opens({ page: 'silence' }))],
    ],
    [
      'Messages that we may not read',
      messagesAre('no-access'),
      [entry('no-access', 'Can’t read Messages: Give Access…', opens({ page: 'settings' }))],
    ],
    ['Messages that are not there', messagesAre('absent'), [noMessages]],
    ['Messages that are broken', messagesAre('error'), [noMessages]],
    ['decisions that there is no room for', { ledger: { state: 'full', detail: null } }, [ledger]],
    ['decisions that can’t be written', { ledger: { state: 'error', detail: null } }, [ledger]],
    [
      'a channel that is held, and nothing else of it',
      { channel: { state: 'error', persisted: false, heldBy: 'removal', detail: null } },
      [
        entry('held', 'Held: someone was removed. Retry…', { kind: 'retry-removal' }),
        entry('held-start', 'Start Channel Anyway…', opens({ page: 'silence', ask: 'start-held' })),
      ],
    ],
    [
      'a channel that is off',
      channelIs('off'),
      [{ type: 'line', id: 'channel-is-off', label: 'Channel is off' }],
    ],
    [
      'a channel that can’t run',
      channelIs('not-loaded'),
      [{ type: 'line', id: 'channel-not-loaded', label: 'OpenClaw’s iMessage plugin is not loaded' }],
    ],
    [
      'a channel that fails',
      channelIs('error'),
      [{ type: 'line', id: 'channel-error', label: 'Channel has a problem' }],
    ],
  ])('%s', (_, status, lines) => {
    expect(top(status)).toEqual(lines);
  });

  test.each<[NotificationAccess | undefined, readonly MenuItem[]]>([
    ['refused', [entry('notifications-off', 'Notifications Are Off: Turn On…', opens({ page: 'settings' }))]],
    ['shown', []],
    ['untried', []],
    [undefined, []],
  ])('banners that are %s', (notifications, lines) => {
    const items = menuModel({
      state: stateOf([]),
      nowMs,
      words,
      ...(notifications === undefined ? {} : { notifications }),
    });
    expect(
      items.slice(
        1,
        items.findIndex(({ type }) => type === 'separator'),
      ),
    ).toEqual(lines);
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
    expect(approve).toMatchObject({
      id: 'approve-+12125550104',
      action: { kind: 'show', target: { page: 'waiting', handle: '+12125550104' } },
    });
    expect(labels(rest)).toEqual(['Ignore', 'Block', 'Details…']);
  });

  test('never offers to approve what can’t be approved', () => {
    const code = fakeSender({ handle: '22395', approvable: false });
    const offered = choices(menuOf(stateOf([code])), 'sender-22395');
    expect(offered.filter((one) => one.type === 'action').map(actionOf)).not.toContainEqual(
      expect.objectContaining({ verdict: 'approve' }),
    );
  });

  test('says in place of Approve that somebody can’t be approved', () => {
    const code = fakeSender({ handle: '22395', approvable: false });
    const offered = choices(menuOf(stateOf([code])), 'sender-22395');
    expect(offered[0]).toEqual({ type: 'line', id: 'approve-22395', label: 'Can’t be approved' });
    expect(offered.map(({ id }) => id)).toEqual([
      'approve-22395',
      'ignore-22395',
      'block-22395',
      'separator-22395',
      'details-22395',
    ]);
    const anybody = choices(menuOf(stateOf([stranger])), 'sender-+12125550101');
    expect(anybody.filter(({ type }) => type === 'line')).toEqual([]);
  });

  test('names each choice after what it does and to whom, and says it in full to whoever listens', () => {
    const offered = choices(menuOf(stateOf([stranger])), 'sender-+12125550101');
    expect(offered.map((one) => [one.id, one.type === 'separator' ? '' : one.spoken])).toEqual([
      ['approve-+12125550101', 'Approve +1 212 555 0101, iMessage, first message 4 minutes ago'],
      [
        'approve-24h-+12125550101',
        'Approve for 24 Hours +1 212 555 0101, iMessage, first message 4 minutes ago',
      ],
      ['ignore-+12125550101', 'Ignore +1 212 555 0101, iMessage, first message 4 minutes ago'],
      ['block-+12125550101', 'Block +1 212 555 0101, iMessage, first message 4 minutes ago'],
      ['separator-+12125550101', ''],
      ['details-+12125550101', 'Details… +1 212 555 0101, iMessage, first message 4 minutes ago'],
    ]);
  });

  test('puts a crowd in one place, and opens the window on it', () => {
    const crowd = [1, 2, 3].map((index) =>
      fakeSender({
        handle: `n${index}@example.com`,
        textMark: 'same',
        lastSeenAt: `2026-11-24T14:5${index}:00.000Z`,
      }),
    );
    const items = menuOf(stateOf([stranger, ...crowd]));
    const review = items.findIndex(({ id }) => id === 'review');
    expect(items.slice(review + 1, review + 4).map(({ id }) => id)).toEqual([
      'crowd-same',
      'sender-+12125550101',
      'separator-2',
    ]);
    expect(items[review + 1]).toEqual({
      type: 'action',
      id: 'crowd-same',
      label: '3 new addresses, the same text',
      action: { kind: 'show', target: { page: 'waiting', crowd: 'same' } },
      enabled: true,
    });
  });

  test('leaves out people who were seen already', () => {
    const seen = fakeSender({ handle: '+12125550103', new: false });
    expect(menuOf(stateOf([seen])).some(({ id }) => id === 'sender-+12125550103')).toBe(false);
  });

  test('leads to those who wait, and only where there are any', () => {
    const review = (...senders: Parameters<typeof stateOf>[0]): MenuItem =>
      item(menuOf(stateOf(senders)), 'review');
    const action = { kind: 'show', target: { page: 'waiting' } };
    expect(review(stranger)).toMatchObject({ type: 'action', action });
    expect(review(fakeSender({ handle: '+12125550103', new: false }))).toMatchObject({
      type: 'action',
      action,
    });
    expect(review().type).toBe('line');
    const unread = menuOf(stateOf([stranger], { messages: { ...calmStatus.messages, state: 'error' } }));
    expect(item(unread, 'review')).toEqual({
      type: 'line',
      id: 'review',
      label: 'Can’t tell who is waiting',
    });
  });

  test.each([
    ['queued', 'approve', 'Approving…'],
    ['saved', 'approve', 'Approving…'],
    ['queued', 'ignore', 'Ignoring…'],
    ['queued', 'block', 'Blocking…'],
    ['queued', 'revoke', 'Taking access away…'],
    ['queued', 'undo', 'Undoing…'],
    ['saved', 'expire', 'Time is over, taking access away…'],
    ['saved', 'taken-away', 'Taken away at the gateway…'],
  ] as const)('says of a %s %s: %s', (progress, verdict, said) => {
    const handle = '+12125550101';
    const decision = fakeDecision({ handle, verdict, progress });
    expect(item(menuOf(stateOf([fakeSender({ handle, decision })])), `sender-${handle}`)).toEqual({
      type: 'line',
      id: `sender-${handle}`,
      label: handle,
      sublabel: said,
    });
    expect(words.say(doingKey(verdict))).toBe(said);
  });

  test('offers the choices again once a verdict came to nothing', () => {
    const handle = '+12125550101';
    const decision = fakeDecision({ handle, verdict: 'approve', progress: 'failed' });
    expect(item(menuOf(stateOf([fakeSender({ handle, decision })])), `sender-${handle}`).type).toBe(
      'submenu',
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

  test.each([
    ['on', 'iMessage Channel'],
    ['off', 'iMessage Channel'],
    ['error', 'iMessage Channel'],
    ['starting', 'Starting iMessage Channel…'],
    ['stopping', 'Stopping iMessage Channel…'],
  ] as const)('that is %s is called “%s”', (state, label) => {
    const channel = { ...calmStatus.channel, state };
    expect(item(menuOf(stateOf([], { channel })), 'channel').label).toBe(label);
  });

  test('can’t be switched while nobody knows how it is', () => {
    const channel = { ...calmStatus.channel, state: 'unknown' } as const;
    expect(item(menuOf(stateOf([], { channel })), 'channel')).toMatchObject({
      enabled: false,
      checked: false,
    });
  });
});

describe('under the channel is said', () => {
  const sublabelOf = (
    channel: Partial<StatusView['channel']>,
    silence: StatusView['silence']['state'] = 'silent',
  ): string | undefined =>
    item(
      menuOf(
        stateOf([], {
          channel: { ...calmStatus.channel, ...channel },
          silence: { state: silence, findings: [] },
        }),
      ),
      'channel',
    ).sublabel;

  test.each<[string, Partial<StatusView['channel']>, string | undefined]>([
    ['nothing while it is on and stays so', {}, undefined],
    ['that it is on until the gateway restarts', { persisted: false }, 'Until the gateway restarts'],
    ['nothing while it starts', { state: 'starting', persisted: false }, undefined],
    ['nothing while it stops', { state: 'stopping', persisted: false }, undefined],
    ['nothing of a channel that fails without a word', { state: 'error' }, undefined],
    ['that nobody knows how it is', { state: 'unknown' }, 'Can’t tell: not connected to your OpenClaw'],
    [
      'what is wrong with it, before anything else',
      { state: 'off', detail: sentence('channel.unexplained', { account: 'default' }) },
      words.sentence(sentence('channel.unexplained', { account: 'default' })),
    ],
  ])('%s', (_, channel, said) => {
    expect(sublabelOf(channel)).toBe(said);
  });

  test('nothing of pairing codes while it is on: strangers get them already', () => {
    expect(sublabelOf({}, 'answering')).toBeUndefined();
  });
});

test.each([
  ['on', null, true],
  ['off', null, true],
  ['starting', null, true],
  ['error', null, true],
  ['unknown', null, false],
  ['stopping', null, false],
  ['none', null, false],
  ['not-loaded', null, false],
  ['off', 'removal', false],
] as const)('a channel that is %s, held by %s, can be turned: %s', (state, heldBy, can) => {
  expect(canTurn({ state, persisted: true, heldBy, detail: null })).toBe(can);
});

test.each([
  ['approve', true],
  ['undo', true],
  ['ignore', false],
  ['block', false],
  ['revoke', false],
] as const)('%s may let somebody in: %s', (verdict, may) => {
  expect(mayLetIn({ kind: 'verdict', verdict, handle: '+12125550101' })).toBe(may);
});

test('nothing but a verdict lets anybody in by itself', () => {
  expect(mayLetIn({ kind: 'show', target: { page: 'silence', ask: 'start-held' } })).toBe(false);
  expect(mayLetIn({ kind: 'channel', on: true })).toBe(false);
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

  test('carries what was painted, so that it never undoes what was decided since', () => {
    const state = decided('ignore', 'ignored');
    expect(item(menuOf(state), 'undo')).toEqual({
      type: 'action',
      id: 'undo',
      label: 'Undo Ignore +1 212 555 0101',
      action: {
        kind: 'verdict',
        verdict: 'undo',
        handle: '+12125550101',
        revision: state.senders.get('+12125550101')?.revision,
      },
      enabled: true,
    });
  });

  test.each([
    ['block', 'blocked', 'Undo Block +1 212 555 0101…', 'refused'],
    ['revoke', 'waiting', 'Undo Take Access from +1 212 555 0101…', 'waiting'],
  ] as const)('of %s asks in the window, where the sender is listed', (verdict, state, label, page) => {
    expect(item(menuOf(decided(verdict, state)), 'undo')).toEqual({
      type: 'action',
      id: 'undo',
      label,
      action: { kind: 'show', target: { page, handle: '+12125550101', ask: 'undo' } },
      enabled: true,
    });
  });

  test.each([
    ['blocked', null, true],
    ['ignored', null, false],
    ['ignored', 'ignore', false],
    ['approved', 'approve', false],
    ['waiting', 'revoke', true],
    ['waiting', 'block', true],
  ] as const)('of somebody %s, after %s, asks first: %s', (state, verdict, asks) => {
    const handle = '+12125550101';
    const decision = verdict === null ? null : fakeDecision({ handle, verdict });
    expect(undoAsks(fakeSender({ handle, state, decision }))).toBe(asks);
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

  test('offers every length of a pause, and an end of one that holds', () => {
    const lengths = [
      { id: 'pause-1h', action: { kind: 'pause', for: '1h' } },
      { id: 'pause-tomorrow', action: { kind: 'pause', for: 'tomorrow' } },
      { id: 'pause-until', action: { kind: 'pause', for: 'until-resumed' } },
    ];
    expect(item(menuOf(stateOf([])), 'pause')).toMatchObject({
      type: 'submenu',
      label: 'Pause Notifications',
      items: lengths,
    });
    const held = menuOf(stateOf([], { pause: 'until-resumed' }));
    expect(item(held, 'pause')).toMatchObject({
      type: 'submenu',
      label: 'Notifications Paused',
      items: [
        { id: 'pause-end', label: 'Resume Now', action: { kind: 'pause', for: 'resume' } },
        { type: 'separator', id: 'separator-pause' },
        ...lengths,
      ],
    });
  });

  test('has the same order whatever is known, parted into what belongs together', () => {
    expect(menuOf(stateOf([stranger])).map(({ type, id }) => [type, id])).toEqual([
      ['line', 'state'],
      ['separator', 'separator-1'],
      ['action', 'review'],
      ['submenu', 'sender-+12125550101'],
      ['separator', 'separator-2'],
      ['check', 'channel'],
      ['separator', 'separator-3'],
      ['submenu', 'pause'],
      ['separator', 'separator-4'],
      ['action', 'people'],
      ['action', 'history'],
      ['action', 'settings'],
      ['action', 'updates'],
      ['separator', 'separator-5'],
      ['action', 'quit'],
    ]);
  });

  test('leads to the pages and out, even before anything is known, and then claims nothing', () => {
    const entry = { type: 'action', enabled: true } as const;
    expect(menuOf(null)).toEqual([
      { type: 'line', id: 'state', label: 'Can’t tell what strangers get' },
      { type: 'separator', id: 'separator-1' },
      { ...entry, id: 'people', label: 'People…', action: { kind: 'show', target: { page: 'people' } } },
      { ...entry, id: 'history', label: 'History…', action: { kind: 'show', target: { page: 'history' } } },
      {
        ...entry,
        id: 'settings',
        label: 'Settings…',
        action: { kind: 'show', target: { page: 'settings' } },
        accelerator: 'CmdOrCtrl+,',
      },
      { ...entry, id: 'updates', label: 'Check for Updates…', action: { kind: 'open', link: 'releases' } },
      { type: 'separator', id: 'separator-2' },
      {
        ...entry,
        id: 'quit',
        label: 'Quit Peephole',
        action: { kind: 'quit' },
        toolTip: 'You won’t see new senders while Peephole is closed.',
        accelerator: 'CmdOrCtrl+Q',
      },
    ]);
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
