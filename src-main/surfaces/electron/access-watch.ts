import type { Clock } from '#core/ports/clock.ts';
import type { AppState } from '#core/surface/app-state.ts';

/** How often, ms, access is looked for while the owner may be giving it in System Settings (UX-6.1). */
const pollEveryMs = 2_000;

export interface AccessWatchDeps {
  readonly clock: Clock;
  readonly state: () => AppState | null;
  /** Reads a few bytes of the Messages database: the only honest probe (MAC-5.2). */
  readonly poll: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * Tries whether Messages can be read by now, while it can't and the owner has the window open.
 * @returns what is to be told whether the window is on screen: as long as it is not, no time is waited for.
 */
export function watchAccess({ clock, state, poll, onError }: AccessWatchDeps): (isShown: boolean) => void {
  let isWanted = false;
  let cancel: () => void = () => {};
  const next = (): void => {
    cancel();
    if (isWanted) cancel = clock.after(pollEveryMs, () => void pollOnce());
  };
  const pollOnce = async (): Promise<void> => {
    try {
      if (state()?.status.messages.state === 'no-access') await poll();
    } catch (error) {
      onError(error);
    }
    next();
  };
  return (isShown) => {
    isWanted = isShown;
    next();
  };
}
