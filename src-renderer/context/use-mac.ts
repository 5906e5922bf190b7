import { useEffect, useState } from 'react';
import type { LoginItemState, MacHost } from '#contract/bridge.ts';
import type { NotificationAccess } from '#core/surface/notification-access.ts';
import type { UpdateState } from '#core/surface/update-state.ts';

/** How often what macOS decides is looked at while somebody sees it, ms. */
const lookEveryMs = 1_000;

/** What is known of whether macOS shows our banners, as it is now; null: no Mac, or not told yet. */
export function useNotificationAccess(mac: MacHost | null): NotificationAccess | null {
  const [access, setAccess] = useState<NotificationAccess | null>(null);
  useEffect(() => {
    if (mac === null) return;
    const look = (): void => void mac.notificationAccess().then(setAccess);
    look();
    const timer = setInterval(look, lookEveryMs);
    return () => clearInterval(timer);
  }, [mac]);
  return access;
}

/** Where updating stands; null: this copy can't update itself, or it is not known yet. */
export function useUpdateState(mac: MacHost | null): UpdateState | null {
  const [state, setState] = useState<UpdateState | null>(null);
  useEffect(() => {
    if (mac === null) return;
    // What is told meanwhile is newer than the answer.
    const end = mac.onUpdateState(setState);
    void mac.updateState().then((asked) => setState((told) => told ?? asked));
    return end;
  }, [mac]);
  return state;
}

interface LoginItemHook {
  /** null: no Mac, or not told yet. */
  readonly state: LoginItemState | null;
  set(on: boolean): void;
}

/** Open at login, as macOS says it is: read again whenever the window gets the focus, for it may be changed there. */
export function useLoginItem(mac: MacHost | null): LoginItemHook {
  const [state, setState] = useState<LoginItemState | null>(null);
  useEffect(() => {
    if (mac === null) return;
    const read = (): void => void mac.loginItem().then(setState);
    read();
    window.addEventListener('focus', read);
    return () => window.removeEventListener('focus', read);
  }, [mac]);
  return { state, set: (on) => void mac?.setLoginItem(on).then(setState) };
}
