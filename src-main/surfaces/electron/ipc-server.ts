import { type IpcMainInvokeEvent, ipcMain, type WebContents } from 'electron';
import { z } from 'zod';
import type { LoginItemState } from '#contract/bridge.ts';
import type { AppApi } from '#contract/contract.ts';
import { type Answer, refusal, refusalOf } from '#contract/envelope.ts';
import { PeepholeError } from '#core/errors.ts';
import { type LinkKey, linkKeys } from '#core/surface/window-target.ts';
import { sentence } from '#core/words/sentence.ts';
import { dispatch, type ErrorSink } from '../../ipc/dispatch.ts';
import { appOrigin } from './app-address.ts';
import { type RequestName, requests, told } from './channels.ts';

/** What the window can ask of the Mac, beside the commands of the contract. */
export interface WindowServices {
  openLink(key: LinkKey): Promise<void>;
  loginItem(): LoginItemState;
  setLoginItem(on: boolean): LoginItemState;
  testNotification(): void;
  quitAndReopen(): void;
  quit(): void;
}

const nothing = z.tuple([]);

/** The arguments of every request. A command's own input is parsed by its own schema (ipc/dispatch.ts). */
export const requestSchemas = {
  command: z.tuple([z.string(), z.unknown()]),
  subscribe: nothing,
  openLink: z.tuple([z.enum(linkKeys)]),
  loginItem: nothing,
  setLoginItem: z.tuple([z.boolean()]),
  testNotification: nothing,
  quitAndReopen: nothing,
  quit: nothing,
} as const satisfies Record<RequestName, z.ZodType<readonly unknown[]>>;

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
  const subscriptions = new WeakMap<WebContents, () => void>();
  const handlers: Handlers = {
    command: (_sender, name, input) => dispatch(api, name, input, onError),
    subscribe: (sender) => {
      subscriptions.get(sender)?.();
      subscriptions.set(sender, subscribe(api, sender));
      return {};
    },
    openLink: (_sender, key) => services.openLink(key),
    loginItem: () => services.loginItem(),
    setLoginItem: (_sender, on) => services.setLoginItem(on),
    testNotification: () => services.testNotification(),
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
  if (!isOurFrame(senderFrame)) return refusal('usage', sentence('request.not-ours'));
  const parsed = requestSchemas[name].safeParse(args);
  if (!parsed.success)
    return refusal('usage', sentence('request.wrong-arguments', { request: requests[name] }));
  try {
    const value = await handlers[name](sender, ...(parsed.data as Args<R>));
    // What dispatch says is an answer already.
    return name === 'command' ? (value as Answer) : { ok: true, value };
  } catch (error) {
    if (error instanceof PeepholeError) return refusalOf(error);
    onError(error);
    return refusal('internal', sentence('request.mac'));
  }
}

/** Pushes and notices to one page, until it goes away. */
function subscribe(api: AppApi, page: WebContents): () => void {
  const send = (channel: string, value: unknown): void => {
    if (!page.isDestroyed()) page.send(channel, value);
  };
  const ends = [
    api.subscribe((push) => send(told.push, push)),
    api.notices((notice) => send(told.notice, notice)),
  ];
  const end = (): void => {
    page.removeListener('destroyed', end);
    page.removeListener('render-process-gone', end);
    for (const stop of ends) stop();
  };
  page.on('destroyed', end);
  page.on('render-process-gone', end);
  return end;
}
