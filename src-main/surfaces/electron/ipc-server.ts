import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import type { z } from 'zod';
import type { LoginItemState, MacFacts, MoveOutcome } from '#contract/bridge.ts';
import type { AppApi } from '#contract/contract.ts';
import { type Answer, refusal, refusalOf } from '#contract/envelope.ts';
import { PeepholeError } from '#core/errors.ts';
import type { NotificationAccess } from '#core/surface/notification-access.ts';
import type { UpdateState, UpdateStep } from '#core/surface/update-state.ts';
import type { LinkKey, LinkOutcome, WindowTarget } from '#core/surface/window-target.ts';
import { sentence } from '#core/words/sentence.ts';
import type { ErrorSink } from '../../ipc/dispatch.ts';
import { Session } from '../../ipc/session.ts';
import { appOrigin } from './app-address.ts';
import { type RequestName, requests, told } from './channels.ts';
import { requestSchemas } from './requests.schema.ts';

/** What the window can ask of the Mac, beside the commands of the contract. */
export interface WindowServices {
  openLink(key: LinkKey): Promise<LinkOutcome>;
  loginItem(): LoginItemState;
  setLoginItem(on: boolean): LoginItemState;
  notificationAccess(): NotificationAccess;
  testNotification(): void;
  installCommand(): string | null;
  facts(): Promise<MacFacts>;
  chooseConfig(): Promise<void>;
  canMove(): boolean;
  moveToApplications(replace: boolean): MoveOutcome;
  updateState(): UpdateState | null;
  takeUpdateStep(step: UpdateStep): void;
  showWindow(target: WindowTarget): void;
  closePanel(): void;
  /** @param page who says so. @param height px. */
  resizePanel(page: WebContents, height: number): void;
  quitAndReopen(): void;
  quit(): void;
}

type Args<R extends RequestName> = z.infer<(typeof requestSchemas)[R]>;
type Handlers = {
  readonly [R in RequestName]: (sender: WebContents, ...args: Args<R>) => unknown;
};

/** The frame that asks, as far as it matters whether it is ours. */
type Frame = Pick<NonNullable<IpcMainInvokeEvent['senderFrame']>, 'origin' | 'parent'>;

/** Whether a request comes from the main frame of our own page. A frame that is gone, or went elsewhere, is none of ours. */
export function isOurFrame(frame: Frame | null): boolean {
  return frame !== null && frame.parent === null && frame.origin === appOrigin;
}

export interface IpcServerOptions {
  readonly api: AppApi;
  readonly services: WindowServices;
  readonly onError: ErrorSink;
}

/**
 * Answers the window: every request is checked for who asks, its arguments are parsed, and every answer is `{ok,value}` or
 * `{ok,error}`. Nothing but `requests` is listened to.
 */
export function serveWindow({ api, services, onError }: IpcServerOptions): void {
  const sessions = new WeakMap<WebContents, Session>();
  const handlers: Handlers = {
    open: (page) => {
      sessions.get(page)?.close();
      sessions.set(page, openSession(api, page, onError));
    },
    frame: (page, text) => sessions.get(page)?.receive(text),
    close: (page) => sessions.get(page)?.close(),
    openLink: (_sender, key) => services.openLink(key),
    loginItem: () => services.loginItem(),
    setLoginItem: (_sender, on) => services.setLoginItem(on),
    notificationAccess: () => services.notificationAccess(),
    testNotification: () => services.testNotification(),
    installCommand: () => services.installCommand(),
    facts: () => services.facts(),
    chooseConfig: () => services.chooseConfig(),
    canMove: () => services.canMove(),
    moveToApplications: (_sender, replace) => services.moveToApplications(replace),
    updateState: () => services.updateState(),
    takeUpdateStep: (_sender, step) => services.takeUpdateStep(step),
    showWindow: (_sender, to) => services.showWindow(to),
    closePanel: () => services.closePanel(),
    resizePanel: (page, height) => services.resizePanel(page, height),
    quitAndReopen: () => services.quitAndReopen(),
    quit: () => services.quit(),
  };
  for (const name of Object.keys(requests) as RequestName[]) {
    ipcMain.handle(requests[name], (event, ...args: unknown[]) =>
      answer(name, handlers, event, args, onError),
    );
  }
}

async function answer<R extends RequestName>(
  name: R,
  handlers: Handlers,
  { sender, senderFrame }: IpcMainInvokeEvent,
  args: readonly unknown[],
  onError: ErrorSink,
): Promise<Answer> {
  if (!isOurFrame(senderFrame)) return refusal('usage', sentence('misfit.not-ours'));
  const parsed = requestSchemas[name].safeParse(args);
  if (!parsed.success)
    return refusal('usage', sentence('misfit.wrong-arguments', { request: requests[name] }));
  try {
    return { ok: true, value: await handlers[name](sender, ...(parsed.data as Args<R>)) };
  } catch (error) {
    if (error instanceof PeepholeError) return refusalOf(error);
    onError(error);
    return refusal('internal', sentence('request.mac'));
  }
}

/** What one page asks and is told, until it goes away. */
function openSession(api: AppApi, page: WebContents, onError: ErrorSink): Session {
  const session = new Session(
    api,
    {
      send: (text) => {
        if (!page.isDestroyed()) page.send(told.frame, text);
      },
      // Electron's IPC keeps what is sent, and does not say how much.
      backlog: () => 0,
      soon: setImmediate,
    },
    onError,
  );
  const end = (): void => {
    page.removeListener('destroyed', end);
    page.removeListener('render-process-gone', end);
    session.close();
  };
  page.on('destroyed', end);
  page.on('render-process-gone', end);
  return session;
}
