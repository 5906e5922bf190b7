import { expect, test } from 'vitest';
import type { Bridge } from '#contract/bridge.ts';
import { requests, told } from '../../src-main/surfaces/electron/channels.ts';
import { contextBridge, ipcRenderer } from '../fakes/electron.ts';

await import('../../src-main/surfaces/electron/preload.ts');

const exposed = contextBridge.exposed.peephole as Bridge;
const { mac } = exposed;

test('exposes the bridge and nothing else', () => {
  expect(Object.keys(contextBridge.exposed)).toEqual(['peephole']);
  expect(Object.keys(exposed).toSorted()).toEqual(
    ['surface', 'call', 'onPush', 'onNotice', 'onConnection', 'onShow', 'openLink', 'mac'].toSorted(),
  );
  expect(Object.keys(mac ?? {}).toSorted()).toEqual(
    ['loginItem', 'setLoginItem', 'testNotification', 'quitAndReopen', 'quit'].toSorted(),
  );
  expect(exposed.surface).toBe('electron');
});

test('asks on the channels of the table only, and passes on what it is given', async () => {
  ipcRenderer.invoked.length = 0;
  await exposed.call('status', {});
  exposed.openLink('login-items');
  await mac?.setLoginItem(true);
  await mac?.loginItem();
  await mac?.testNotification();
  mac?.quitAndReopen();
  mac?.quit();
  exposed.onPush(() => {});
  expect(ipcRenderer.invoked).toEqual([
    { channel: requests.command, args: ['status', {}] },
    { channel: requests.openLink, args: ['login-items'] },
    { channel: requests.setLoginItem, args: [true] },
    { channel: requests.loginItem, args: [] },
    { channel: requests.testNotification, args: [] },
    { channel: requests.quitAndReopen, args: [] },
    { channel: requests.quit, args: [] },
    { channel: requests.subscribe, args: [] },
  ]);
});

test('keeps what the window was asked to show until it listens', () => {
  const shown: unknown[] = [];
  ipcRenderer.emit(told.show, {}, { page: 'people' });
  const end = exposed.onShow((target) => shown.push(target));
  ipcRenderer.emit(told.show, {}, { page: 'history' });
  end();
  ipcRenderer.emit(told.show, {}, { page: 'settings' });
  expect(shown).toEqual([{ page: 'people' }, { page: 'history' }]);
});

test('hands on pushes without Electron’s event, until it is ended', () => {
  const pushes: unknown[][] = [];
  const end = exposed.onPush((...args) => pushes.push(args));
  ipcRenderer.emit(told.push, { sender: 'must not get out' }, { revision: 1 });
  end();
  ipcRenderer.emit(told.push, {}, { revision: 2 });
  expect(pushes).toEqual([[{ revision: 1 }]]);
});

test('a refusal is an answer to a call, and an error of the Mac', async () => {
  const refusal = { ok: false, error: { code: 'usage', message: 'No.' } };
  ipcRenderer.answer = refusal;
  expect(await exposed.call('status', {})).toEqual(refusal);
  await expect(mac?.loginItem()).rejects.toThrow('No.');
});
