import { describe, expect, test } from 'vitest';
import { wholePush } from '#contract/whole-state.ts';
import type { StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import { defaultSettings } from '#core/surface/settings.ts';
import { withholdTexts } from '../../../src-main/ipc/withhold-texts.ts';
import { FakeAppApi } from '../../support/fake-app-api.ts';
import { fakeSender } from '../../support/views.ts';

const secret = 'the key is under the mat';
const name = 'Margaret Hill';
const stranger = '+12125550101';
const friend = '+12125550110';

/** What a program on the control socket gets of this app. */
function program(programsRead: boolean) {
  const senders = [fakeSender({ id: stranger, handle: stranger, preview: secret, contact: name })];
  const api = new FakeAppApi(senders, {}, { ...defaultSettings, programsRead });
  api.answers.settings = async () => ({ settings: { ...defaultSettings, programsRead } });
  api.answers.messages = async () => ({ items: [] });
  const pushes: StatePush[] = [];
  const notices: Notice[] = [];
  const offered = withholdTexts(api);
  const end = offered.subscribe((change) => pushes.push(wholePush(change)));
  offered.notices((notice) => notices.push(notice));
  return { api, offered, pushes, notices, end };
}

const knock: Notice = {
  kind: 'knock',
  id: 'knock-1',
  handle: stranger,
  display: '+1 212 555 0101',
  service: 'iMessage',
  revision: 'r1',
  preview: secret,
  oneClick: true,
  bringsInvite: false,
};

describe('while the owner has not let programs read', () => {
  test('nothing that goes out holds a word of what was written, nor a name of the address book', async () => {
    const { api, offered, pushes, notices } = program(false);
    api.change(
      fakeSender({
        id: stranger,
        handle: stranger,
        preview: `${secret}, again`,
        contact: name,
        resembles: friend,
      }),
    );
    api.notify(knock);
    const told = JSON.stringify([pushes, notices, await offered.commands.list({})]);
    expect(told).not.toContain(secret);
    expect(told).not.toContain(name);
    expect(told).toContain(stranger);
    // Whom to take them for is a warning sign, and the address of somebody who is listed.
    expect(pushes.at(-1)).toMatchObject({ senders: [{ resembles: friend, contact: null }] });
    expect(await offered.commands.list({})).toMatchObject({ textsWithheld: true });
    await expect(offered.commands.messages({ handle: stranger })).rejects.toMatchObject({
      code: 'texts-withheld',
    });
    expect(api.calls.map(({ name }) => name)).not.toContain('messages');
  });

  test('no program lets itself: that is for the window, and everything else can be set', async () => {
    const { api, offered } = program(false);
    await expect(offered.commands['set-settings']({ programsRead: true })).rejects.toMatchObject({
      code: 'texts-withheld',
    });
    await expect(
      offered.commands['set-settings']({ sound: false, programsRead: true }),
    ).rejects.toMatchObject({ code: 'texts-withheld' });
    expect(api.calls.map(({ name }) => name)).not.toContain('set-settings');
    await offered.commands['set-settings']({ sound: false });
    await offered.commands['set-settings']({ programsRead: false });
    expect(api.calls.filter(({ name }) => name === 'set-settings')).toHaveLength(2);
  });
});

test('once the owner has, everything is told, and told anew to who listens already', async () => {
  const { api, pushes } = program(false);
  expect(JSON.stringify(pushes)).not.toContain(secret);
  api.share({ settings: { ...defaultSettings, programsRead: true } });
  expect(pushes.at(-1)).toMatchObject({ base: null, senders: [{ preview: secret, contact: name }] });
  api.change(fakeSender({ id: stranger, handle: stranger, preview: 'another' }));
  expect(pushes.at(-1)).toMatchObject({ senders: [{ preview: 'another' }] });
  expect(api.subscribers).toBe(1);
});

test('taken back, nothing more is told, and who listened is listened to no longer when they go', () => {
  const { api, pushes, end } = program(true);
  expect(JSON.stringify(pushes)).toContain(secret);
  api.share({ settings: { ...defaultSettings, programsRead: false } });
  const before = pushes.length;
  api.change(fakeSender({ id: stranger, handle: stranger, preview: `${secret}, again` }));
  expect(JSON.stringify(pushes.slice(before))).not.toContain(secret);
  api.share({ settings: { ...defaultSettings, programsRead: true } });
  end();
  expect(api.subscribers).toBe(0);
});

test('with leave, commands go through as they are', async () => {
  const { offered } = program(true);
  expect(await offered.commands.list({})).toMatchObject({
    textsWithheld: false,
    senders: [{ preview: secret, contact: name }],
  });
  expect(await offered.commands.messages({ handle: stranger })).toEqual({ items: [] });
});
