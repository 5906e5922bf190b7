import { describe, expect, test } from 'vitest';
import { openConnected, startMs } from '../../../support/in-process-app.ts';

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

  test('whoever was there before Peephole is no burst: the next knock gets its banner', async () => {
    const app = await openConnected();
    for (let index = 10; index < 20; index += 1) {
      await app.row({ handle: `+447700900${index}0`, atMs: startMs - 60_000 });
    }
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
    expect(app.notices).toMatchObject([{ kind: 'summary', senders: 1 }]);
  });

  test('hidden previews never reach a banner', async () => {
    const app = await openConnected();
    await app.keeper.commands['set-settings']({ preview: 'hidden' });
    await app.knock(alice, 'a secret');
    expect(JSON.stringify(app.notices)).not.toContain('a secret');
  });
});
