import { Notification } from 'electron';
import type { Clock } from '#core/ports/clock.ts';
import type { SurfaceAction } from '#core/surface/menu-items.ts';
import type { Banner } from '#core/surface/notification-model.ts';

/** A banner that is replaced sooner flickers, or is lost (MAC-2.2), ms. */
const minApartMs = 500;

export interface NotifierOptions {
  readonly clock: Clock;
  readonly onAction: (action: SurfaceAction) => void;
  /** macOS did not show one: most likely notifications are not allowed. */
  readonly onFailed: (reason: string) => void;
}

interface Shown {
  /** null: taken away in the meantime, and only the time is kept. */
  readonly notification: Notification | null;
  readonly atMs: number;
}

/**
 * Banners of macOS. Every one that is shown is held, by id: a collected object loses its buttons. Closing one, or letting
 * it go, is listened to by nobody.
 *
 * The first touch of `Notification` asks the owner for permission, so nothing here may run before that was explained.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #shown = new Map<string, Shown>();
  readonly #next = new Map<string, { readonly banner: Banner; readonly cancel: () => void }>();

  /** Takes away what an earlier run left in Notification Center: what still stands is shown anew. */
  constructor(options: NotifierOptions) {
    this.#options = options;
    Notification.removeAll();
  }

  /** Shows a banner, in place of the one with the same id if there is one. */
  show(banner: Banner): void {
    this.#next.get(banner.id)?.cancel();
    this.#next.delete(banner.id);
    const waitMs = this.#waitMs(banner.id);
    if (waitMs <= 0) {
      this.#post(banner);
      return;
    }
    const cancel = this.#options.clock.after(waitMs, () => {
      this.#next.delete(banner.id);
      this.#post(banner);
    });
    this.#next.set(banner.id, { banner, cancel });
  }

  withdraw(id: string): void {
    this.#next.get(id)?.cancel();
    this.#next.delete(id);
    const shown = this.#shown.get(id);
    if (!shown?.notification) return;
    this.#shown.set(id, { ...shown, notification: null });
    shown.notification.removeAllListeners();
    shown.notification.close();
    Notification.remove(id);
    this.#forgetLater(id);
  }

  /** Nothing on screen can be answered any more, so nothing is left there. */
  stop(): void {
    for (const { cancel } of this.#next.values()) cancel();
    this.#next.clear();
    this.#shown.clear();
    Notification.removeAll();
  }

  #waitMs(id: string): number {
    const shown = this.#shown.get(id);
    return shown === undefined ? 0 : shown.atMs + minApartMs - this.#options.clock.monotonic();
  }

  #post(banner: Banner): void {
    const { onAction, onFailed } = this.#options;
    this.#shown.get(banner.id)?.notification?.removeAllListeners();
    const notification = new Notification({
      id: banner.id,
      title: banner.title,
      subtitle: banner.subtitle,
      body: banner.body,
      silent: banner.silent,
      actions: banner.buttons.map(({ label }) => ({ type: 'button', text: label })),
    });
    notification.on('action', ({ actionIndex }) => {
      const button = banner.buttons[actionIndex];
      if (button !== undefined) onAction(button.action);
    });
    notification.on('click', () => onAction(banner.click));
    notification.on('failed', (_event, reason) => onFailed(reason));
    this.#shown.set(banner.id, { notification, atMs: this.#options.clock.monotonic() });
    notification.show();
  }

  #forgetLater(id: string): void {
    this.#options.clock.after(minApartMs, () => {
      if (this.#shown.get(id)?.notification === null) this.#shown.delete(id);
    });
  }
}
