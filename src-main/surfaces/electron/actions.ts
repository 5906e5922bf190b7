import type { AppApi, CommandName, Input, Output } from '#contract/contract.ts';
import type { Answer } from '#contract/envelope.ts';
import { type ActionHost, type ActionSource, runAction, verdictInput } from '#contract/run-action.ts';
import { mayLetIn, type SurfaceAction, type VerdictAction } from '#core/surface/menu-items.ts';
import { dispatch, type ErrorSink } from '../../ipc/dispatch.ts';

export interface ActionsDeps extends Pick<ActionHost, 'state' | 'show' | 'open' | 'say' | 'quit'> {
  readonly api: AppApi;
  /** Someone else may be in front of the Mac. */
  readonly isLocked: () => boolean;
  readonly onError: ErrorSink;
}

/** The Mac as a host of actions (contract/run-action.ts): what may let somebody in waits for an unlocked screen. */
export class Actions {
  readonly #deps: ActionsDeps;
  readonly #host: ActionHost;
  /** What was pressed on the lock screen and would have let somebody in. */
  #afterUnlock: VerdictAction | null = null;

  constructor(deps: ActionsDeps) {
    const { api, state, show, open, say, quit, onError } = deps;
    const ask = async <C extends CommandName>(command: C, input: Input<C>): Promise<Answer<Output<C>>> =>
      (await dispatch(api, command, input, onError)) as Answer<Output<C>>;
    this.#deps = deps;
    this.#host = {
      state,
      ask,
      async give(action, source) {
        const answer = await ask('verdict', verdictInput(action, source));
        // That somebody changed meanwhile is seen in the window, which opens on them.
        if (!answer.ok && answer.error.code !== 'stale-revision') say(answer.error.sentence);
        return answer.ok;
      },
      show,
      open,
      say,
      quit,
    };
  }

  /** Resolves when the app has answered; what went wrong has been said then. */
  async run(action: SurfaceAction, source: ActionSource): Promise<void> {
    if (mayLetIn(action) && this.#deps.isLocked()) {
      // Buttons of a banner can be pressed on the lock screen, by anyone (MAC-2.3).
      this.#afterUnlock = action;
      return;
    }
    await runAction(action, source, this.#host);
  }

  /** @returns what was not done because the screen was locked, once; null: nothing. */
  takeAfterUnlock(): VerdictAction | null {
    const action = this.#afterUnlock;
    this.#afterUnlock = null;
    return action;
  }
}
