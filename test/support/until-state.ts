import type { ApiClient } from '#contract/client.ts';
import type { AppState } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';

/**
 * Resolves with what `is` finds in the state, now or in the first pushed one in which it finds something.
 * @throws Error naming `what` when the connection ends first.
 */
export function untilState<T>(
  client: ApiClient,
  what: string,
  is: (state: AppState) => T | null | undefined | false,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const end = client.subscribe((state) => {
      const found = is(state);
      if (found === null || found === undefined || found === false) return;
      // The first call comes before `end` is there.
      queueMicrotask(() => end());
      resolve(found);
    });
    client.onConnection(({ open }) => {
      if (!open) reject(new Error(`the connection ended before ${what}`));
    });
  });
}

export function senderIn(state: AppState, handle: string): SenderView | undefined {
  return [...state.senders.values()].find((sender) => sender.handle === handle);
}
