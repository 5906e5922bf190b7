import type { AppApi, CommandName, Input } from '#contract/contract.ts';
import type { Answer } from '#contract/envelope.ts';
import { assertNever } from '#core/errors.ts';
import type { AppState } from '#core/surface/app-state.ts';
import type { SurfaceAction } from '#core/surface/menu-items.ts';
import { pageOf } from '#core/surface/menu-senders.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { WindowTarget } from '#core/surface/window-target.ts';
import { dispatch, type ErrorSink } from '../../ipc/dispatch.ts';

export interface ActionsDeps {
  readonly api: AppApi;
  readonly state: () => AppState | null;
  /** Someone else may be in front of the Mac. */
  readonly isLocked: () => boolean;
  /** Opens the window. */
  readonly show: (target: WindowTarget) => void;
  /** Tells the owner what went wrong, in a sentence. */
  readonly tell: (message: string) => void;
  readonly quit: () => void;
  readonly onError: ErrorSink;
}

/** Carries out what a menu item or a banner says; the one place where that happens on the Mac. */
export class Actions {
  readonly #deps: ActionsDeps;
  /** What an action on the lock screen wanted to be looked at. */
  #afterUnlock: WindowTarget | null = null;

  constructor(deps: ActionsDeps) {
    this.#deps = deps;
  }

  /** Resolves when the app has answered; what went wrong has been said then. */
  async run(action: SurfaceAction, source: 'menu' | 'notification'): Promise<void> {
    switch (action.kind) {
      case 'show':
        this.#deps.show(action.target);
        return;
      case 'verdict':
        await this.#verdict(action, source);
        return;
      case 'channel':
        await this.#call('channel', { on: action.on });
        return;
      case 'retry-removal':
        await this.#call('retry-removal', {});
        return;
      case 'pause':
        await this.#call('pause-notifications', { for: action.for });
        return;
      case 'quit':
        this.#deps.quit();
        return;
      default:
        assertNever(action);
    }
  }

  /** @returns what is to be looked at now that the screen is unlocked, once; null: nothing. */
  takeAfterUnlock(): WindowTarget | null {
    const target = this.#afterUnlock;
    this.#afterUnlock = null;
    return target;
  }

  async #verdict(
    action: Extract<SurfaceAction, { kind: 'verdict' }>,
    source: 'menu' | 'notification',
  ): Promise<void> {
    const { verdict, handle, revision } = action;
    const letsIn = verdict === 'approve' || verdict === 'undo';
    if (letsIn && this.#deps.isLocked()) {
      // Buttons of a banner can be pressed on the lock screen, by anyone (MAC-2.3).
      this.#afterUnlock = this.#targetOf(handle);
      return;
    }
    const answer = await this.#dispatch('verdict', {
      verdict,
      handle,
      source,
      ...(revision === undefined ? {} : { revision }),
      ...(action.for === undefined ? {} : { for: action.for }),
    });
    if (answer.ok) return;
    // What was shown is no longer what is true: to be looked at in the window. Anything else is said as well.
    this.#deps.show(this.#targetOf(handle));
    if (answer.error.code !== 'stale-revision') this.#deps.tell(answer.error.message);
  }

  async #call<C extends CommandName>(command: C, input: Input<C>): Promise<void> {
    const answer = await this.#dispatch(command, input);
    if (!answer.ok) this.#deps.tell(answer.error.message);
  }

  #dispatch<C extends CommandName>(command: C, input: Input<C>): Promise<Answer> {
    return dispatch(this.#deps.api, command, input, this.#deps.onError);
  }

  #targetOf(handle: string): WindowTarget {
    const sender = senderOf(this.#deps.state(), handle);
    return { page: sender === undefined ? 'waiting' : pageOf(sender), handle };
  }
}

function senderOf(state: AppState | null, handle: string): SenderView | undefined {
  return state?.senders.values().find((sender) => sender.handle === handle);
}
