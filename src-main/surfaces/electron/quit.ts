import type { AppApi } from '#contract/contract.ts';
import type { AppState } from '#core/surface/app-state.ts';
import { liveApprovals } from '#core/surface/live-approvals.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { Words } from '#core/words/words.ts';
import { dispatch, type ErrorSink } from '../../ipc/dispatch.ts';

/** How long quitting waits for the gateway to confirm that access was taken away, ms. */
const maxWaitMs = 20_000;

/** A question with buttons, the first of them the one that is offered. */
export interface Question {
  readonly message: string;
  readonly detail: string;
  readonly buttons: readonly string[];
  /** What Escape, and closing the question, mean. */
  readonly cancel: number;
}

export interface QuitDeps {
  readonly api: AppApi;
  readonly words: Words;
  readonly state: () => AppState | null;
  /** @returns index of the button. */
  readonly ask: (question: Question) => Promise<number>;
  readonly onError: ErrorSink;
}

/**
 * Asks what becomes of temporary approvals, and sees to it.
 * @returns true: quit now.
 */
export async function mayQuit(deps: QuitDeps): Promise<boolean> {
  const { words, state, ask } = deps;
  const live = liveApprovals(state());
  if (live.length === 0) return true;
  const keep = 1;
  const stay = 2;
  const answer = await ask({
    message: words.say('mac.quit-live', { count: live.length }),
    detail: words.say('mac.quit-live-text'),
    buttons: [words.say('mac.quit-end'), words.say('mac.quit-keep'), words.say('mac.stay')],
    cancel: stay,
  });
  if (answer === stay) return false;
  if (answer === keep) return true;
  const stuck = await endNow(live, deps);
  if (stuck === 0) return true;
  const anyway = 0;
  return (
    (await ask({
      message: words.say('mac.quit-stuck', { count: stuck }),
      detail: words.say('mac.quit-stuck-text'),
      buttons: [words.say('mac.quit-anyway'), words.say('mac.stay')],
      cancel: 1,
    })) === anyway
  );
}

/** @returns how many of them are not confirmed. */
async function endNow(live: readonly SenderView[], { api, onError }: QuitDeps): Promise<number> {
  const ended = await Promise.all(
    live.map(async ({ handle }) => {
      const answer = await dispatch(
        api,
        'verdict',
        { verdict: 'revoke', handle, source: 'menu', waitMs: maxWaitMs },
        onError,
      );
      return answer.ok;
    }),
  );
  return ended.filter((done) => !done).length;
}
