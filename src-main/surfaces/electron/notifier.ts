import { Notification } from 'electron';
import type { Clock } from '#core/ports/clock.ts';
import type { SurfaceAction } from '#core/surface/menu-items.ts';
import type { Banner } from '#core/surface/notification-model.ts';
import { type PostId, postId, readPostId } from './post-id.ts';

/** A banner that is replaced sooner flickers, or is lost (MAC-2.2), ms. */
const minApartMs = 500;

/** How long what an earlier run left is waited for, ms. */
const maxHistoryMs = 2_000;

/** A banner that an earlier run left in Notification Center. */
export interface LeftBanner extends PostId {
  /** As it is painted: of a knock, the address. */
  readonly subtitle: string;
}

export interface NotifierOptions {
  readonly clock: Clock;
  readonly onAction: (action: SurfaceAction) => void;
  /** The owner lets notifications make a sound. */
  readonly hasSound: () => boolean;
  readonly onShown: () => void;
  /** macOS did not show one: most likely notifications are not allowed. `reason` is macOS's own text. */
  readonly onFailed: (banner: Banner, reason: string) => void;
  /** What a banner that was left still means; null: it is not true any more. */
  readonly takeUp: (left: LeftBanner) => Banner | null;
}

interface Posted {
  /** null: taken away in the meantime, and only the time is kept. */
  readonly notification: Notification | null;
  readonly atMs: number;
}

/**
 * Banners of macOS. Each post is a notification of its own, and the one before is closed: one object an id, so a press
 * finds the one that was painted. It is held, because a collected object loses its buttons (MAC-2.1). Closing one, or
 * letting it go, is listened to by nobody.
 *
 * The first touch of `Notification` asks the owner for permission, so nothing here may run before that was explained.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #posted = new Map<string, Posted>();
  readonly #next = new Map<string, { readonly banner: Banner; readonly cancel: () => void }>();
  readonly #run = crypto.randomUUID().slice(0, 8);
  #posts = 0;
  /** What was to be shown before it was known what an earlier run had left; null: that is known. */
  #early: Map<string, Banner> | null = new Map();
  #isStopped = false;

  constructor(options: NotifierOptions) {
    this.#options = options;
    options.clock.after(maxHistoryMs, () => this.#begin());
    Notification.getHistory().then(
      (left) => this.#takeUp(left),
      () => this.#begin(),
    );
  }

  /** Shows a banner, in place of the one with the same id if there is one. */
  show(banner: Banner): void {
    if (this.#isStopped) return;
    if (this.#early !== null) {
      this.#early.set(banner.id, banner);
      return;
    }
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
    this.#early?.delete(id);
    this.#next.get(id)?.cancel();
    this.#next.delete(id);
    const posted = this.#posted.get(id);
    if (!posted?.notification) return;
    this.#close(id);
    this.#posted.set(id, { ...posted, notification: null });
    this.#forgetLater(id);
  }

  /** @param left banners stay: the next run begins by itself, and takes them up. Otherwise nobody can answer them. */
  stop(left: 'stay' | 'go'): void {
    this.#isStopped = true;
    for (const { cancel } of this.#next.values()) cancel();
    this.#next.clear();
    if (left === 'go') for (const id of this.#posted.keys()) this.#close(id);
    this.#posted.clear();
  }

  /** Banners of an earlier run get their buttons back where they are still true; the others go. */
  #takeUp(left: readonly Notification[]): void {
    if (this.#isStopped || this.#early === null) return;
    for (const notification of left) {
      const id = readPostId(notification.id);
      const banner = id && this.#options.takeUp({ ...id, subtitle: notification.subtitle });
      if (id === null || banner === null || this.#posted.has(id.banner)) {
        notification.close();
        Notification.remove(notification.id);
      } else {
        this.#listen(notification, banner);
        this.#posted.set(id.banner, { notification, atMs: this.#options.clock.monotonic() - minApartMs });
      }
    }
    this.#begin();
  }

  #begin(): void {
    const early = this.#early;
    if (early === null) return;
    this.#early = null;
    for (const banner of early.values()) this.show(banner);
  }

  #waitMs(id: string): number {
    const posted = this.#posted.get(id);
    return posted === undefined ? 0 : posted.atMs + minApartMs - this.#options.clock.monotonic();
  }

  #post(banner: Banner): void {
    this.#close(banner.id);
    this.#posts += 1;
    const notification = new Notification({
      id: postId({ banner: banner.id, revision: revisionOf(banner) }, `${this.#run}-${this.#posts}`),
      // All about one sender is one stack.
      groupId: banner.id,
      title: banner.title,
      subtitle: banner.subtitle,
      body: banner.body,
      silent: banner.silent || !this.#options.hasSound(),
      actions: banner.buttons.map(({ label }) => ({ type: 'button', text: label })),
    });
    this.#listen(notification, banner);
    this.#posted.set(banner.id, { notification, atMs: this.#options.clock.monotonic() });
    notification.show();
  }

  #listen(notification: Notification, banner: Banner): void {
    const { onAction, onShown, onFailed } = this.#options;
    let answered = false;
    const answer = (action: SurfaceAction | undefined): void => {
      if (answered || action === undefined) return;
      answered = true;
      onAction(action);
    };
    notification.on('action', ({ actionIndex }) => answer(banner.buttons[actionIndex]?.action));
    notification.on('click', () => answer(banner.click));
    notification.on('show', onShown);
    notification.on('failed', (_event, reason) => onFailed(banner, reason));
  }

  #close(id: string): void {
    const notification = this.#posted.get(id)?.notification;
    if (!notification) return;
    notification.removeAllListeners();
    notification.close();
    // One that an earlier run left stays in Notification Center when it is closed (MAC-2.11).
    Notification.remove(notification.id);
  }

  #forgetLater(id: string): void {
    this.#options.clock.after(minApartMs, () => {
      if (this.#posted.get(id)?.notification === null) this.#posted.delete(id);
    });
  }
}

/** What Approve on it carries. */
function revisionOf({ buttons }: Banner): string {
  for (const { action } of buttons) if (action.kind === 'verdict' && action.revision) return action.revision;
  return '';
}
