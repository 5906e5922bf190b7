import type { Clock } from '#core/ports/clock.ts';
import type { AppState } from '#core/surface/app-state.ts';

/** So often, ms, while the owner may be giving access in System Settings (UX-6.1). */
const lookEveryMs = 2_000;

export interface AccessWatchDeps {
  readonly clock: Clock;
  readonly state: () => AppState | null;
  readonly isWindowVisible: () => boolean;
  /** Reads a few bytes of the Messages database: the only honest probe (MAC-5.2). */
  readonly look: () => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/** Looks whether Messages can be read by now, while it can't and the owner has the window open. @returns the end of it. */
export function watchAccess({ clock, state, isWindowVisible, look, onError }: AccessWatchDeps): () => void {
  let cancel: () => void = () => {};
  let ended = false;
  const next = (): void => {
    if (!ended) cancel = clock.after(lookEveryMs, () => void lookOnce());
  };
  const lookOnce = async (): Promise<void> => {
    try {
      if (isWindowVisible() && state()?.status.messages.state === 'no-access') await look();
    } catch (error) {
      onError(error);
    }
    next();
  };
  next();
  return () => {
    ended = true;
    cancel();
  };
}
