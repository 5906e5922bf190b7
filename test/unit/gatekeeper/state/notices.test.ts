import { describe, expect, test } from 'vitest';
import type { DecisionVerdict } from '#core/decision/decision.ts';
import { handleKey } from '#core/message/handle.ts';
import type { MessageRow } from '#core/message/message.ts';
import type { FindingView } from '#core/silence/finding.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { DecisionStore } from '../../../../src-main/gatekeeper/decisions/store.ts';
import { SenderRoster } from '../../../../src-main/gatekeeper/senders/roster.ts';
import { CardPrints } from '../../../../src-main/gatekeeper/state/card-prints.ts';
import { NoticePublisher } from '../../../../src-main/gatekeeper/state/notices.ts';
import { SettingsStore } from '../../../../src-main/gatekeeper/state/settings.ts';
import { openSenderMemory } from '../../../../src-main/memory/sender-memory.ts';
import { type FakeClock, fakeClock, settle } from '../../../support/fake-clock.ts';
import { fakeMessages } from '../../../support/fake-messages.ts';
import { type InProcessApp, openConnected, startMs } from '../../../support/in-process-app.ts';
import { testLedger } from '../../../support/ledger.ts';
import { messageRow } from '../../../support/message-row.ts';
import { makesSound, mostInAnHour, namedOn } from '../../../support/sounds.ts';
import { fakeSender } from '../../../support/views.ts';

const alice = '+12125550101';

describe('notices', () => {
  test('a knock is told once, and taken away when it was decided elsewhere', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.knock(alice, 'are you there?');
    expect(app.notices).toMatchObject([{ kind: 'knock', handle: alice, oneClick: true }]);
    await app.give('ignore', alice);
    expect(app.notices.at(-1)).toEqual({ kind: 'withdraw', id: app.notices[0]?.id });
  });

  test('a verdict given on the banner goes on there, to the end', async () => {
    const app = await openConnected();
    await app.knock(alice);
    await app.give('approve', alice, { source: 'notification' });
    await app.clock.pass(10_000);
    const progress = app.notices.flatMap((notice) => (notice.kind === 'progress' ? notice.progress : []));
    expect(progress).toEqual(['queued', 'saved', 'confirmed']);
  });

  test('a warning sign takes the one click away', async () => {
    const app = await openConnected();
    await app.knock(alice, 'Please send me the verification code you just received');
    expect(app.notices).toMatchObject([{ kind: 'knock', oneClick: false }]);
  });

  test('many at once are one summary', async () => {
    const app = await openConnected();
    for (let index = 10; index < 20; index += 1) await app.knock(`+447700900${index}0`);
    await app.clock.pass(30_000);
    const kinds = app.notices.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'knock').length).toBeLessThanOrEqual(2);
    expect(app.notices.filter(({ kind }) => kind === 'summary')).toMatchObject([{ senders: 8 }]);
  });

  test('a summary does not count who turned out never to have written, though they are listed', async () => {
    const app = await openConnected();
    // Of the flood's make: no banner of their own.
    const one = '+447700900999';
    // Decided about once, and so listed whether or not they ever wrote.
    await app.give('approve', one, { add: true });
    await app.clock.pass(5_000);
    await app.give('revoke', one);
    await app.clock.pass(5_000);
    for (let index = 10; index < 20; index += 1) await app.knock(`+447700900${index}0`);
    const row = await app.row({ handle: one, key: one });
    app.messages.deliver({ ...row, own: 'left' });
    await settle();
    expect(await app.sender(one)).toMatchObject({ state: 'waiting', knocks: 0 });
    await app.clock.pass(30_000);
    expect(app.notices.filter(({ kind }) => kind === 'summary')).toMatchObject([{ senders: 8 }]);
  });

  test('whoever was there before Peephole is no burst: the next knock gets its banner', async () => {
    const history = Array.from({ length: 10 }, (_, n) =>
      messageRow({ handle: `+4477009001${n}0`, guid: `before-${n}`, rowId: n + 1, atMs: startMs - 60_000 }),
    );
    const app = await openConnected(undefined, fakeMessages({ history }));
    expect(app.notices).toEqual([]);
    await app.knock(alice);
    expect(app.notices).toMatchObject([{ kind: 'knock', handle: alice }]);
  });

  test('paused banners become one summary when the owner resumes', async () => {
    const app = await openConnected();
    await app.keeper.commands['pause-notifications']({ for: 'until-resumed' });
    expect(await app.status()).toMatchObject({ pause: 'until-resumed' });
    await app.knock(alice);
    await app.clock.pass(7_200_000);
    expect(app.notices).toEqual([]);
    await app.keeper.commands['pause-notifications']({ for: 'resume' });
    await app.clock.pass(1_000);
    expect(app.notices).toMatchObject([{ kind: 'summary', senders: 1, named: ['+1 212 555 0101'] }]);
  });

  test('hidden previews never reach a banner', async () => {
    const app = await openConnected();
    await app.keeper.commands['set-settings']({ preview: 'hidden' });
    await app.knock(alice, 'a secret');
    expect(JSON.stringify(app.notices)).not.toContain('a secret');
  });
});

/** Times of whatever made a sound, ms since the test began. */
function soundsOf(app: InProcessApp): number[] {
  const times: number[] = [];
  app.keeper.notices((notice) => {
    if (makesSound(notice)) times.push(app.clock.now() - startMs);
  });
  return times;
}

describe('a stranger with many addresses', () => {
  const person = '+447700900123';
  const shown = '+44 7700 900123';
  const floods: readonly (readonly [string, number, (index: number) => { handle: string; text: string }])[] =
    [
      [
        'mail, every 2 s',
        2_000,
        (index) => ({ handle: `n${index}@example.com`, text: `Win a prize ${index}` }),
      ],
      [
        'mail of ever new domains, every 0.5 s',
        500,
        (index) => ({ handle: `a@d${index}.example`, text: `Offer number ${index} for you` }),
      ],
      [
        'numbers with one text, every 5.5 s',
        5_500,
        (index) => ({ handle: `+1212555${1000 + index}`, text: 'Your parcel is waiting' }),
      ],
      [
        'numbers with texts of their own, every 2 s',
        2_000,
        (index) => ({
          handle: `+1212555${1000 + index}`,
          text: String.fromCharCode(97 + (index % 26)).repeat(20) + index,
        }),
      ],
      [
        'numbers of the person’s own country with one text, every 5 s',
        5_000,
        (index) => ({ handle: `+44770090${1000 + index}`, text: 'Your parcel is waiting' }),
      ],
    ];

  test.each(floods)(
    'makes at most six sounds an hour and crowds out no real person: %s',
    async (_name, everyMs, make) => {
      const app = await openConnected();
      const sounds = soundsOf(app);
      for (let index = 0; index < 60; index += 1) {
        await app.row(make(index));
        await app.clock.pass(everyMs);
      }
      await app.knock(person, 'Hi, it is Sam from the allotment. Is Saturday still good?');
      expect(namedOn(app.notices)).toContain(shown);
      for (let index = 60; index < 200; index += 1) {
        await app.row(make(index));
        await app.clock.pass(everyMs);
      }
      await app.clock.pass(3 * 3_600_000);
      expect(mostInAnHour(sounds)).toBeLessThanOrEqual(6);
      expect(sounds.length).toBeGreaterThan(2);
    },
  );

  const drips = floods.filter(([, everyMs]) => everyMs === 2_000);
  test.each(
    [2_000, 5_000, 60_000].flatMap((everyMs) =>
      drips.map(([name, , make]) => [everyMs, name.replace(/, every .*$/, ''), make] as const),
    ),
  )(
    'whoever writes in an hour with a new address every %i ms is told of at once: %s',
    async (everyMs, _name, make) => {
      const app = await openConnected();
      const sounds = soundsOf(app);
      // Three people have their share of the hour, whatever comes before, between and after them.
      const people = [
        {
          atMs: 5 * 60_000,
          handle: person,
          shown,
          text: 'Hi, it is Sam from the allotment. Is Saturday good?',
        },
        {
          atMs: 30 * 60_000,
          handle: '+14155550123',
          shown: '+1 415 555 0123',
          text: 'Your glasses are still at my place, I found them under the couch.',
        },
        {
          atMs: 55 * 60_000,
          handle: '+13125550123',
          shown: '+1 312 555 0123',
          text: 'Could you water the plants until Thursday?',
        },
      ];
      for (let index = 0; index * everyMs < 3_600_000; index += 1) {
        await app.row(make(index));
        for (const { handle, shown, text } of people.filter(({ atMs }) => atMs === index * everyMs)) {
          await app.knock(handle, text);
          expect(namedOn(app.notices)).toContain(shown);
        }
        await app.clock.pass(everyMs);
      }
      expect(namedOn(app.notices)).toEqual(expect.arrayContaining(people.map(({ shown }) => shown)));
      expect(mostInAnHour(sounds)).toBeLessThanOrEqual(6);
    },
  );

  test('is one line of a summary, and names nobody but who is none of it', async () => {
    const app = await openConnected();
    await app.keeper.commands['pause-notifications']({ for: '1h' });
    for (let index = 0; index < 6; index += 1)
      await app.knock(`+447700900${200 + index}`, `Your parcel ${index} is waiting for you`);
    await app.knock('+12125550101', 'Hi, it is Sam from the allotment');
    await app.keeper.commands['pause-notifications']({ for: 'resume' });
    await app.clock.pass(11_000);
    expect(app.notices.filter(({ kind }) => kind === 'summary')).toMatchObject([
      { senders: 7, crowd: 6, named: ['+1 212 555 0101'] },
    ]);
  });

  test('who can not be told from the flood is named first in the summary all the same', async () => {
    const app = await openConnected();
    for (let index = 0; index < 30; index += 1)
      await app.row({ handle: `n${index}@example.com`, text: 'Win a prize today' });
    await app.row({ handle: 'sam@example.org', text: 'Hi, it is Sam from the allotment. Is Saturday good?' });
    for (let index = 30; index < 60; index += 1)
      await app.row({ handle: `n${index}@example.com`, text: 'Win a prize today' });
    await app.clock.pass(12_000);
    const summaries = app.notices.filter(({ kind }) => kind === 'summary');
    expect(summaries).toMatchObject([{ named: ['sam@example.org'], crowd: expect.any(Number) }]);
  });

  test('the time of a summary is fixed by the first who is gathered', async () => {
    const app = await openConnected();
    for (let index = 0; index < 20; index += 1) {
      await app.row({ handle: `n${index}@example.com`, text: 'Win a prize today' });
      await app.clock.pass(1_000);
    }
    // Two banners, gathered from 2 s on, told at 12 s: whoever came after that waits for the hour.
    expect(app.notices.map((notice) => (notice.kind === 'summary' ? notice.senders : notice.kind))).toEqual([
      'knock',
      'knock',
      10,
    ]);
  });
});

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/** A publisher with cards that a test makes up; `waits` is for how long its timers were set, ms. */
function publisher() {
  const running = fakeClock(startMs);
  const waits: number[] = [];
  const clock: FakeClock = {
    ...running,
    after(ms, run) {
      waits.push(ms);
      return running.after(ms, run);
    },
  };
  const ledger = testLedger(undefined, () => clock.now());
  const memory = openSenderMemory();
  const prints = new CardPrints();
  const cards = new Map<string, SenderView>();
  const roster = new SenderRoster(ledger, memory, 0, clock);
  const settings = new SettingsStore(ledger);
  const decisions: DecisionStore = new DecisionStore(ledger, (event) => notices.receive(event));
  const painted = (key: string) => cards.get(key) ?? null;
  const notices = new NoticePublisher({ ledger, clock, decisions, roster, settings, painted, memory });
  const told: Notice[] = [];
  notices.subscribe((notice) => told.push(notice));
  let rowId = 0;
  const show = (handle: string, card: Partial<SenderView> = {}) => {
    const view = fakeSender({ handle, lastSeenAt: new Date(clock.now()).toISOString(), ...card });
    cards.set(handle, view);
    memory.show(prints.of(view));
  };
  const rows = (made: readonly MessageRow[], origin: 'history' | 'live' = 'live') =>
    notices.receive({ type: 'rows', rows: made, origin, ...roster.absorb(made) });
  const rowOf = (handle: string, row: Partial<MessageRow>) => {
    rowId += 1;
    return messageRow({ handle, rowId, guid: `guid-${rowId}`, atMs: clock.now(), ...row });
  };
  return {
    cards,
    clock,
    decisions,
    ledger,
    notices,
    rows,
    show,
    told,
    waits,
    set(patch: Parameters<SettingsStore['change']>[0]) {
      notices.receive({ type: 'settings', settings: settings.change(patch) });
    },
    /** Somebody writes now, painted as a person who waits unless told otherwise. */
    knock(handle: string, card: Partial<SenderView> = {}, row: Partial<MessageRow> = {}) {
      show(handle, card);
      const made = rowOf(handle, { text: null, ...row });
      rows([made]);
      return made;
    },
    rowOf,
    decide(verdict: DecisionVerdict, source: 'notification' | 'window', handle: string) {
      const about = { key: handleKey(handle), handle, untilMs: null, issuedAtMs: clock.now(), painted: null };
      return decisions.append(
        { ...about, verdict, source },
        { progress: 'queued', error: null, atMs: clock.now() },
      );
    },
    leak: (id: string) =>
      notices.receive({
        type: 'leak',
        leak: { id, handle: alice, place: 'direct', at: '2026-11-24T12:00:00.000Z', kind: 'reply' },
      }),
  };
}

/** Numbers of areas of their own, so that none of them is of a crowd. */
const people = ['+12125550101', '+13125550102', '+14155550103', '+16175550104', '+17135550105'] as const;
const [one, two, three, four, five] = people;
const names = (told: readonly Notice[]) =>
  told.map((notice) => ('handle' in notice ? notice.handle : notice.kind));

const fakeRecord = {
  kind: 'phone',
  approvable: true,
  service: 'iMessage',
  knocks: 1,
  firstSeenAtMs: startMs,
  lastSeenAtMs: startMs,
  isNew: true,
  filterBucket: 0,
  services: ['iMessage'],
  notifiedAtMs: null,
  notifications: 0,
} as const;

describe('a banner', () => {
  test('says who knocked and what they wrote by, as they are painted', () => {
    const { knock, told, ledger, clock } = publisher();
    knock(one, {
      preview: 'Hi',
      revision: 'r1',
      service: 'SMS',
      display: 'their number',
      bringsInvite: true,
    });
    expect(told).toEqual([
      {
        kind: 'knock',
        id: `knock:${one}`,
        handle: one,
        display: 'their number',
        service: 'SMS',
        revision: 'r1',
        preview: 'Hi',
        oneClick: true,
        bringsInvite: true,
      },
    ]);
    expect(ledger.sender(one)).toMatchObject({ notifiedAtMs: clock.now(), notifications: 1 });
  });

  test.each([
    ['hidden', null],
    ['masked', 'my code is ••••'],
    ['full', 'my code is 4711'],
  ] as const)('shows of a message what the owner set: %s', (preview, shown) => {
    const { knock, set, told } = publisher();
    set({ preview });
    knock(one, { preview: 'my code is ••••' }, { text: 'my code is 4711' });
    expect(told).toMatchObject([{ kind: 'knock', preview: shown }]);
  });

  test.each<[string, Partial<SenderView>, boolean]>([
    ['nothing unusual', {}, true],
    ['a warning sign', { warnings: ['asks-for-code'] }, false],
    ['an address that can’t be let in', { approvable: false }, false],
    ['both', { warnings: ['asks-for-code'], approvable: false }, false],
  ])('lets in with one click where there is %s: %o', (_, card, oneClick) => {
    const { knock, told } = publisher();
    knock(one, card);
    expect(told).toMatchObject([{ oneClick }]);
  });

  test('is not made of whom no card is painted, nor of what was there before the first start', () => {
    const { rowOf, rows, show, told } = publisher();
    rows([rowOf(one, {})]);
    show(two);
    rows([rowOf(two, { atMs: startMs + hourMs })]);
    expect(told).toEqual([]);
  });

  test('is shown by a surface that comes later too, while it is true, and no more once that surface is gone', () => {
    const { knock, decide, notices, told } = publisher();
    knock(one);
    knock(two);
    decide('ignore', 'window', one);
    const later: Notice[] = [];
    const end = notices.subscribe((notice) => later.push(notice));
    expect(names(later)).toEqual([two]);
    end();
    decide('ignore', 'window', two);
    expect(names(later)).toEqual([two]);
    expect(names(told)).toEqual([one, two, 'withdraw', 'withdraw']);
  });

  test('is taken away when it turns out that they never wrote', () => {
    const { knock, rows, told } = publisher();
    const row = knock(one);
    knock(two);
    rows([{ ...row, own: 'left' }]);
    expect(told.slice(2)).toEqual([{ kind: 'withdraw', id: `knock:${one}` }]);
    // Once.
    rows([{ ...row, own: 'left' }]);
    expect(told).toHaveLength(3);
  });

  test('is shown of a knock that was taken back before it was told of, and taken away at once', () => {
    const { knock, rows, notices, rowOf, show, told } = publisher();
    const row = knock(two);
    rows([{ ...row, own: 'left' }]);
    told.length = 0;
    show(one);
    const record = { ...fakeRecord, key: one, handle: one };
    notices.receive({
      type: 'rows',
      origin: 'live',
      rows: [],
      arrivals: [{ record, row: rowOf(one, {}), previousAtMs: null }],
      knocks: [],
      withdrawn: [],
      changed: new Set([one]),
    });
    expect(names(told)).toEqual([one, 'withdraw']);
  });

  test('is not shown while the window is in front, and what is not said of attention stays as it was', () => {
    const { knock, notices, told } = publisher();
    notices.attend({ windowFocused: true });
    notices.attend({ awake: true });
    knock(one);
    notices.attend({ windowFocused: false });
    knock(two);
    expect(names(told)).toEqual([two]);
  });

  test('becomes a summary while the Mac sleeps, also when the window was left meanwhile', async () => {
    const { clock, knock, notices, told } = publisher();
    notices.attend({ awake: false });
    notices.attend({ windowFocused: false });
    knock(one);
    await clock.pass(9_999);
    expect(told).toEqual([]);
    await clock.pass(1);
    expect(told).toEqual([{ kind: 'summary', id: 'summary', senders: 1, named: ['+12125550101'] }]);
  });

  test('of a third new sender within ten seconds is a summary; who only goes on writing is no new one', () => {
    const { knock, told } = publisher();
    for (let time = 0; time < 5; time += 1) knock(one);
    knock(two);
    knock(three);
    expect(names(told)).toEqual([one, two]);
  });

  test('of the last three an hour are for people', async () => {
    const { clock, knock, told } = publisher();
    for (const handle of [one, 'a@example.com', two, 'b@example.org', three]) {
      knock(handle);
      await clock.pass(minuteMs);
    }
    expect(names(told)).toEqual([one, 'a@example.com', two, three]);
  });
});

describe('a verdict on a banner', () => {
  test.each(['approve', 'ignore', 'block'] as const)('goes on there: %s', (verdict) => {
    const { decide, knock, told } = publisher();
    knock(one, { display: 'their number' });
    decide(verdict, 'notification', one);
    expect(told.slice(1)).toEqual([
      {
        kind: 'progress',
        id: `knock:${one}`,
        display: 'their number',
        verdict,
        progress: 'queued',
        error: null,
      },
    ]);
  });

  test.each([
    ['undo', 'notification'],
    ['revoke', 'notification'],
    ['approve', 'window'],
  ] as const)('takes the banner away when it is none of a banner’s: %s, %s', (verdict, source) => {
    const { decide, knock, told } = publisher();
    knock(one);
    decide(verdict, source, one);
    expect(told.slice(1)).toEqual([{ kind: 'withdraw', id: `knock:${one}` }]);
  });

  test('is told with the address that was decided about when they are painted no more', () => {
    const { cards, decide, knock, told } = publisher();
    knock(one, { display: 'their number' });
    cards.delete(one);
    decide('block', 'notification', one);
    expect(told.at(-1)).toMatchObject({ kind: 'progress', display: one });
  });

  test.each([
    ['saved', 2],
    ['confirmed', 1],
    ['failed', 1],
  ] as const)('is over when the gateway has answered: %s', (progress, tellings) => {
    const { clock, decide, decisions, knock, told } = publisher();
    knock(one);
    const { id } = decide('approve', 'notification', one);
    told.length = 0;
    decisions.progress(id, { progress, error: null, atMs: clock.now() });
    decisions.progress(id, { progress: 'queued', error: null, atMs: clock.now() });
    expect(told).toHaveLength(tellings);
  });

  test('on somebody without a banner tells nothing', () => {
    const { decide, told } = publisher();
    decide('block', 'window', one);
    expect(told).toEqual([]);
  });
});

describe('an alarm', () => {
  test('is always shown, six times an hour with a sound, and heard again after that', async () => {
    const { clock, leak, told } = publisher();
    for (let index = 0; index < 8; index += 1) leak(`l${index}`);
    await clock.pass(hourMs);
    leak('l8');
    const heard = { kind: 'leak', display: alice };
    expect(told).toEqual(
      [0, 1, 2, 3, 4, 5, 6, 7, 8].map((index) => ({
        ...heard,
        id: `leak:l${index}`,
        leakId: `l${index}`,
        ...(index === 6 || index === 7 ? { sound: false } : {}),
      })),
    );
  });

  test('names the finding that is new', () => {
    const { notices, told } = publisher();
    const finding: FindingView = { id: 'wildcard', severity: 'red', fixes: [], changes: [], oneStep: true };
    notices.receive({ type: 'finding', finding });
    expect(told).toEqual([{ kind: 'finding', id: 'finding:wildcard', finding: 'wildcard' }]);
  });
});

describe('a summary', () => {
  /** Gathers these while banners are paused, and lets them go. */
  async function summaryOf(
    of: ReturnType<typeof publisher>,
    gathered: readonly (readonly [string, Partial<SenderView>])[],
  ) {
    of.set({ pause: 'until-resumed', notifyKnown: true });
    for (const [handle, card] of gathered) {
      of.knock(handle, card);
      await of.clock.pass(1);
    }
    of.set({ pause: null });
    await of.clock.pass(1);
    return of.told.filter(({ kind }) => kind === 'summary');
  }

  test('names three of the best, and who came last first among equals', async () => {
    const all = people.map((handle) => [handle, {}] as const);
    expect(await summaryOf(publisher(), all)).toEqual([
      { kind: 'summary', id: 'summary', senders: 5, named: [five, four, three] },
    ]);
  });

  test.each<[string, readonly [string, Partial<SenderView>], readonly [string, Partial<SenderView>]]>([
    ['who brings an invite', [one, { bringsInvite: true }], [two, {}]],
    ['whom the owner knows', [one, { group: 'known' }], [two, {}]],
    ['a number before an address', [one, {}], ['a@example.com', {}]],
    ['who shows no warning sign', [one, {}], [two, { warnings: ['asks-for-code'] }]],
    ['who resembles nobody', [one, {}], [two, { resembles: '+12125550109' }]],
  ])('names %s first, though the other came later', async (_, better, worse) => {
    const [told] = await summaryOf(publisher(), [better, worse]);
    expect(told).toMatchObject({ named: [better[0], worse[0]] });
  });

  test('names whoever writes from a domain of their own before those who are many of one', async () => {
    const mail = ['sam@example.org', 'a@example.com', 'b@example.com', 'c@example.com'];
    const [told] = await summaryOf(
      publisher(),
      mail.map((handle) => [handle, {}] as const),
    );
    expect(told).toMatchObject({ senders: 4, named: ['b@example.com', 'a@example.com', 'sam@example.org'] });
  });

  test.each([
    [2, [three, two, one], {}],
    [3, [one], { crowd: 3 }],
  ] as const)(
    'takes %i who wrote the same for a crowd from three on, and names none of it',
    async (many, named, crowd) => {
      const alike = [two, three, four]
        .slice(0, many)
        .map((handle) => [handle, { textMark: 'same' }] as const);
      expect(await summaryOf(publisher(), [[one, {}], ...alike])).toEqual([
        { kind: 'summary', id: 'summary', senders: many + 1, named, ...crowd },
      ]);
    },
  );

  test.each([
    ['waiting', 1],
    ['known', 1],
    ['ignored', 1],
    ['automated', 1],
    ['approved', 0],
    ['blocked', 0],
  ] as const)('counts who is undecided by the time it is told: %s', async (shelf, senders) => {
    const of = publisher();
    of.set({ pause: 'until-resumed' });
    of.knock(one);
    of.show(one, { shelf });
    of.set({ pause: null });
    await of.clock.pass(1);
    expect(of.told.map((notice) => notice.kind === 'summary' && notice.senders)).toEqual(
      senders === 0 ? [] : [senders],
    );
  });

  test('notes of whom it told, so that they are quiet from then on', async () => {
    const of = publisher();
    await summaryOf(of, [[one, {}]]);
    const toldAtMs = of.clock.now() - 1;
    expect(of.ledger.sender(one)).toMatchObject({ notifiedAtMs: toldAtMs, notifications: 1 });
    of.knock(one);
    expect(of.told).toHaveLength(1);
  });

  test('notes so of five hundred at most', async () => {
    const of = publisher();
    of.set({ pause: 'until-resumed' });
    const handles = Array.from({ length: 501 }, (_, index) => `n${index}@example.com`);
    for (const handle of handles) of.show(handle);
    of.rows(handles.map((handle) => of.rowOf(handle, { text: null })));
    of.set({ pause: null });
    await of.clock.pass(1);
    expect(of.told).toMatchObject([{ kind: 'summary', senders: 501 }]);
    expect(handles.filter((handle) => of.ledger.sender(handle)?.notifiedAtMs !== null)).toHaveLength(500);
  });

  test('names nobody of whom there is no card any more', async () => {
    const of = publisher();
    of.set({ pause: 'until-resumed' });
    of.knock(one);
    of.knock(two);
    of.cards.delete(two);
    of.set({ pause: null });
    await of.clock.pass(1);
    expect(of.told).toEqual([{ kind: 'summary', id: 'summary', senders: 2, named: [one] }]);
  });

  test('is due when the pause is over, however far away that is, and asks for no timer longer than a day', async () => {
    const of = publisher();
    of.set({ pause: { untilMs: startMs + 48 * hourMs } });
    of.knock(one);
    await of.clock.pass(48 * hourMs - 1);
    expect(of.told).toEqual([]);
    expect(of.waits).toEqual([24 * hourMs, 24 * hourMs]);
    await of.clock.pass(1);
    expect(of.told).toMatchObject([{ kind: 'summary', senders: 1 }]);
  });

  test('is waited for no more when nobody is left to be told of', async () => {
    const of = publisher();
    of.set({ pause: { untilMs: startMs + 48 * hourMs } });
    of.knock(one);
    of.decide('ignore', 'window', one);
    await of.clock.pass(72 * hourMs);
    expect([of.waits, of.told]).toEqual([[24 * hourMs], []]);
  });

  test('waits for nothing while banners are paused for good, and comes when they are resumed', async () => {
    const of = publisher();
    of.set({ pause: { untilMs: startMs + hourMs } });
    of.knock(one);
    of.set({ pause: 'until-resumed' });
    await of.clock.pass(2 * hourMs);
    of.knock(two);
    expect(of.waits).toEqual([hourMs, 0]);
    of.set({ pause: null });
    await of.clock.pass(0);
    expect(of.told).toMatchObject([{ kind: 'summary', senders: 2 }]);
  });

  test('is no reason for a timer when settings change and nobody was gathered', () => {
    const of = publisher();
    of.set({ preview: 'full' });
    expect(of.waits).toEqual([]);
  });

  test('waits for one of the three sounds an hour that are not kept for people', async () => {
    const of = publisher();
    for (const id of ['l1', 'l2', 'l3']) of.leak(id);
    of.set({ pause: { untilMs: startMs + 10 * minuteMs } });
    of.knock(one);
    await of.clock.pass(hourMs - 1);
    expect(of.told).toHaveLength(3);
    await of.clock.pass(1);
    expect(of.told.slice(3)).toMatchObject([{ kind: 'summary', senders: 1 }]);
  });

  test('is followed by another one for whoever comes after it', async () => {
    const of = publisher();
    for (const handle of [one, two, three]) of.knock(handle);
    await of.clock.pass(10_000);
    of.notices.attend({ awake: false });
    of.knock(four);
    await of.clock.pass(hourMs);
    expect(of.told.slice(2)).toMatchObject([
      { kind: 'summary', named: [three] },
      { kind: 'summary', named: [four] },
    ]);
  });

  test('is not told once Peephole stops', async () => {
    const of = publisher();
    of.notices.attend({ awake: false });
    of.knock(one);
    of.notices.stop();
    await of.clock.pass(hourMs);
    expect(of.told).toEqual([]);
  });
});
