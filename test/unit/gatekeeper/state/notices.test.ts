import { describe, expect, test } from 'vitest';
import { settle } from '../../../support/fake-clock.ts';
import { fakeMessages } from '../../../support/fake-messages.ts';
import { type InProcessApp, openConnected, startMs } from '../../../support/in-process-app.ts';
import { messageRow } from '../../../support/message-row.ts';
import { makesSound, mostInAnHour, namedOn } from '../../../support/sounds.ts';

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
