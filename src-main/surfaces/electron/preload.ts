import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import type { Bridge } from '#contract/bridge.ts';
import type { Answer } from '#contract/envelope.ts';
import type { Transport } from '#contract/transport.ts';
import type { UpdateState } from '#core/surface/update-state.ts';
import type { WindowTarget } from '#core/surface/window-target.ts';
import type { Sentence } from '#core/words/sentence.ts';
import { requests, told } from './channels.ts';

/*
 * The window's only way out (contract/bridge.ts), in a sandbox: it passes on and decides nothing. Whatever it says is
 * checked where it arrives (ipc-server.ts).
 */

async function ask<T>(channel: string, ...args: readonly unknown[]): Promise<T> {
  const answer = (await ipcRenderer.invoke(channel, ...args)) as Answer<T>;
  if (answer.ok) return answer.value;
  throw new Error(answer.error.message);
}

function listen<T>(channel: string, listener: (value: T) => void): () => void {
  const onMessage = (_event: IpcRendererEvent, value: T): void => listener(value);
  ipcRenderer.on(channel, onMessage);
  return () => void ipcRenderer.removeListener(channel, onMessage);
}

/** What the window was last asked to show, until somebody in it listens: it may be asked before it is ready. */
let kept: WindowTarget | null = null;
const showListeners = new Set<(target: WindowTarget) => void>();
listen<WindowTarget>(told.show, (target) => {
  if (showListeners.size === 0) kept = target;
  for (const listener of showListeners) listener(target);
});

const transport: Transport = {
  send: (text) => void ask(requests.frame, text),
  listen({ opened, message }) {
    // The window lives and dies with the process that answers it.
    listen<string>(told.frame, message);
    void ask(requests.open);
    opened();
  },
  drop: () => void ask(requests.close),
  close: () => void ask(requests.close),
};

const bridge: Bridge = {
  surface: 'electron',
  transport,
  onShow(listener) {
    showListeners.add(listener);
    if (kept !== null) listener(kept);
    kept = null;
    return () => void showListeners.delete(listener);
  },
  onSay: (listener) => listen<Sentence>(told.say, listener),
  openLink: (key) => ask(requests.openLink, key),
  mac: {
    loginItem: () => ask(requests.loginItem),
    setLoginItem: (on) => ask(requests.setLoginItem, on),
    notificationAccess: () => ask(requests.notificationAccess),
    testNotification: () => ask(requests.testNotification),
    installCommand: () => ask(requests.installCommand),
    facts: () => ask(requests.facts),
    chooseConfig: () => ask(requests.chooseConfig),
    canMove: () => ask(requests.canMove),
    moveToApplications: (replace) => ask(requests.moveToApplications, replace),
    updateState: () => ask(requests.updateState),
    takeUpdateStep: (step) => void ask(requests.takeUpdateStep, step),
    onUpdateState: (listener) => listen<UpdateState>(told.update, listener),
    showWindow: (target) => void ask(requests.showWindow, target),
    closePanel: () => void ask(requests.closePanel),
    resizePanel: (height) => void ask(requests.resizePanel, height),
    onPanelOpen: (listener) => listen<undefined>(told.panelOpen, () => listener()),
    quitAndReopen: () => void ask(requests.quitAndReopen),
    quit: () => void ask(requests.quit),
  },
};

contextBridge.exposeInMainWorld('peephole', bridge);
