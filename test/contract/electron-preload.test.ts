import { expect, test } from 'vitest';
import type { Bridge } from '#contract/bridge.ts';
import { requests, told } from '../../src-main/surfaces/electron/channels.ts';
import { contextBridge, ipcRenderer } from '../fakes/electron/index.ts';

await import('../../src-main/surfaces/electron/preload.ts');

const exposed = contextBridge.exposed.peephole as Bridge;
const { mac, transport } = exposed;
const silent = { opened: () => {}, message: () => {}, closed: () => {} };

test('exposes the bridge and nothing else', () => {
  expect(Object.keys(contextBridge.exposed)).toEqual(['peephole']);
  expect(Object.keys(exposed).toSorted()).toEqual(
    ['surface', 'transport', 'onShow', 'onSay', 'openLink', 'mac'].toSorted(),
  );
  expect(Object.keys(transport).toSorted()).toEqual(['send', 'listen', 'drop', 'close'].toSorted());
  expect(Object.keys(mac ?? {}).toSorted()).toEqual(
    [
      'loginItem',
      'setLoginItem',
      'notificationAccess',
      'testNotification',
      'updateState',
      'installCommand',
      'facts',
      'chooseConfig',
      'canMove',
      'moveToApplications',
      'showWindow',
      'takeUpdateStep',
      'closePanel',
      'resizePanel',
      'onPanelOpen',
      'onUpdateState',
      'quitAndReopen',
      'quit',
    ].toSorted(),
  );
  expect(exposed.surface).toBe('electron');
});

test('asks on the channels of the table only, and passes on what it is given', async () => {
  ipcRenderer.invoked.length = 0;
  transport.listen(silent);
  transport.send('{"id":1}');
  await exposed.openLink('login-items');
  await mac?.setLoginItem(true);
  await mac?.loginItem();
  await mac?.notificationAccess();
  await mac?.testNotification();
  await mac?.canMove();
  await mac?.moveToApplications(true);
  mac?.showWindow({ page: 'people' });
  mac?.closePanel();
  mac?.resizePanel(432);
  mac?.quitAndReopen();
  mac?.quit();
  transport.drop('Nonsense.');
  transport.close();
  expect(ipcRenderer.invoked).toEqual([
    { channel: requests.open, args: [] },
    { channel: requests.frame, args: ['{"id":1}'] },
    { channel: requests.openLink, args: ['login-items'] },
    { channel: requests.setLoginItem, args: [true] },
    { channel: requests.loginItem, args: [] },
    { channel: requests.notificationAccess, args: [] },
    { channel: requests.testNotification, args: [] },
    { channel: requests.canMove, args: [] },
    { channel: requests.moveToApplications, args: [true] },
    { channel: requests.showWindow, args: [{ page: 'people' }] },
    { channel: requests.closePanel, args: [] },
    { channel: requests.resizePanel, args: [432] },
    { channel: requests.quitAndReopen, args: [] },
    { channel: requests.quit, args: [] },
    { channel: requests.close, args: [] },
    { channel: requests.close, args: [] },
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

test('tells the page that the panel is opened, and no more than that', () => {
  const heard: unknown[][] = [];
  const end = mac?.onPanelOpen((...args: unknown[]) => heard.push(args));
  ipcRenderer.emit(told.panelOpen, { sender: 'must not get out' }, 'nothing');
  end?.();
  ipcRenderer.emit(told.panelOpen, {});
  expect(heard).toEqual([[]]);
});

test('hands on texts without Electron’s event, and opens before the first of them', () => {
  const heard: unknown[][] = [];
  transport.listen({ ...silent, opened: () => heard.push(['open']), message: (...args) => heard.push(args) });
  ipcRenderer.emit(told.frame, { sender: 'must not get out' }, '{"push":{}}');
  expect(heard).toEqual([['open'], ['{"push":{}}']]);
});

test('a refusal is an error of the Mac', async () => {
  ipcRenderer.answer = { ok: false, error: { code: 'usage', message: 'No.' } };
  await expect(mac?.loginItem()).rejects.toThrow('No.');
});
