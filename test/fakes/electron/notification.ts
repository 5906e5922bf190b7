import type * as Electron from 'electron';
import { app } from './app.ts';
import { Emitter } from './emitter.ts';
import { usedEvents } from './used.ts';

/** What macOS says of our banners; `off`: allowed once, and switched off in System Settings since. */
type Permission = 'not-determined' | 'asking' | 'granted' | 'refused' | 'off';

/** A banner as macOS holds it, apart from any process of ours. */
export interface Delivered {
  readonly identifier: string;
  readonly groupId: string;
  readonly title: string;
  readonly subtitle: string;
  readonly body: string;
  readonly silent: boolean;
  /** The buttons that are there to be pressed. */
  readonly buttons: readonly string[];
}

/** Electron's native object of one post (`Notification*` of notification_presenter.h). */
interface Native {
  readonly identifier: string;
  /** null: the JS object was closed, or is gone (electron_api_notification.cc: the destructor clears the delegate). */
  delegate: FakeNotification | null;
}

const notAllowed = 'Notifications are not allowed for this application';

/**
 * Notification Center with Electron's presenter on it. It lives longer than the app: `restart` ends the process and leaves
 * what was delivered.
 */
class NotificationCenter {
  permission: Permission = 'granted';
  /** Everything that touched it, in order: the first touch asks for permission (MAC-2.6). */
  readonly touches: string[] = [];
  delivered: Delivered[] = [];
  /** `std::set<Notification*>`, so in the order of addresses, which is the allocator's (MAC-2.2). */
  natives: Native[] = [];
  /** Where the next object's address lies among the others. Behind them by default: the oldest is found first. */
  place: (count: number) => number = (count) => count;
  /** Presses that reached nobody. */
  lost: string[] = [];
  /** Whether a category is registered before its first banner comes (MAC-2.4). */
  registersInTime = true;
  readonly #categories = new Set<string>();

  /** As on a Mac that has never heard of us. */
  reset(permission: Permission = 'granted'): void {
    this.permission = permission;
    this.touches.length = 0;
    this.delivered = [];
    this.natives = [];
    this.lost = [];
    this.registersInTime = true;
    this.place = (count) => count;
    this.#categories.clear();
    FakeNotification.all.length = 0;
  }

  /** The process is another one now: its objects are gone, the banners are not. */
  restart(): void {
    this.natives = [];
    FakeNotification.all.length = 0;
    this.touches.length = 0;
  }

  touch(what: string): void {
    this.touches.push(what);
    if (this.permission === 'not-determined') this.permission = 'asking';
  }

  /** The owner answers the question; null: leaves it, which counts as No after about a minute (kcap-cli #1064). */
  answer(yes: boolean | null): void {
    if (this.permission === 'asking') this.permission = yes ? 'granted' : 'refused';
  }

  add(native: Native, content: Delivered): void {
    this.natives.splice(this.place(this.natives.length), 0, native);
    // Whether it worked is heard from another thread (cocoa_notification.mm: addNotificationRequest).
    setImmediate(() => this.#deliver(native, content));
  }

  #deliver(native: Native, content: Delivered): void {
    if (!this.natives.includes(native)) return;
    if (this.permission !== 'granted' && this.permission !== 'off') {
      this.natives = this.natives.filter((other) => other !== native);
      native.delegate?.emit('failed', {}, notAllowed);
      return;
    }
    if (this.permission === 'granted') {
      // macOS itself replaces what has the same identifier.
      this.take(content.identifier);
      this.delivered.push(this.#withButtons(content));
    }
    // Switched off later, a post still succeeds (orca #7684).
    native.delegate?.emit('show');
  }

  #withButtons(content: Delivered): Delivered {
    const category = JSON.stringify(content.buttons);
    const isThere = this.registersInTime || this.#categories.has(category);
    this.#categories.add(category);
    return isThere ? content : { ...content, buttons: [] };
  }

  take(identifier: string): void {
    this.delivered = this.delivered.filter((banner) => banner.identifier !== identifier);
  }

  /** What the owner sees, newest last. */
  banner(which = -1): Delivered {
    const banner = this.delivered.at(which);
    if (banner === undefined) throw new Error('no banner');
    return banner;
  }

  /** The first object with that identifier gets it, whoever posted what is seen (notification_presenter_mac.mm). */
  #find({ identifier }: Delivered): Native | undefined {
    const native = this.natives.find((other) => other.identifier === identifier);
    if (native?.delegate === undefined || native.delegate === null) this.lost.push(identifier);
    return native;
  }

  /** The owner presses a button: the banner goes, the object stays. */
  press(banner: Delivered, actionIndex: number): void {
    if (!this.delivered.includes(banner)) throw new Error('pressed what is not there');
    if (banner.buttons[actionIndex] === undefined) throw new Error(`no button ${actionIndex}`);
    this.take(banner.identifier);
    this.#find(banner)?.delegate?.emit('action', { actionIndex });
  }

  /** The owner clicks the banner itself: the object that is found goes, and takes the banner with it. */
  click(banner: Delivered): void {
    if (!this.delivered.includes(banner)) throw new Error('clicked what is not there');
    this.take(banner.identifier);
    // electron#51885: not heard while our own app is in front.
    if (app.inFront) {
      this.lost.push(banner.identifier);
      return;
    }
    const native = this.#find(banner);
    this.natives = this.natives.filter((other) => other !== native);
    native?.delegate?.emit('click');
  }

  /** Dismissed by the owner. */
  dismiss(banner: Delivered): void {
    this.take(banner.identifier);
    this.natives
      .find(({ identifier }) => identifier === banner.identifier)
      ?.delegate?.emit('close', { reason: 'userCanceled' });
  }
}

export const center = new NotificationCenter();

export class FakeNotification extends Emitter {
  static readonly all: FakeNotification[] = [];
  readonly options: Electron.NotificationConstructorOptions;
  readonly id: string;
  readonly groupId: string;
  title: string;
  subtitle: string;
  body: string;
  #native: Native | null = null;
  #isRestored = false;

  constructor(options: Electron.NotificationConstructorOptions = {}) {
    super(usedEvents.Notification);
    this.options = options;
    this.id = options.id ?? crypto.randomUUID();
    this.groupId = options.groupId ?? '';
    this.title = options.title ?? '';
    this.subtitle = options.subtitle ?? '';
    this.body = options.body ?? '';
    FakeNotification.all.push(this);
  }

  /** Takes it from Notification Center; the object stays in the presenter's set. */
  static readonly remove = (id: string | string[]): void => {
    center.touch(`remove ${String(id)}`);
    for (const one of [id].flat()) center.take(one);
  };

  /** Live objects for what an earlier run left: texts and ids, no actions (electron.d.ts, `getHistory`). */
  static readonly getHistory = async (): Promise<Electron.Notification[]> => {
    center.touch('history');
    await new Promise((resolve) => setImmediate(resolve));
    return center.delivered.map(({ identifier, groupId, title, subtitle, body }) => {
      const notification = new FakeNotification({ id: identifier, groupId, title, subtitle, body });
      notification.#native = { identifier, delegate: notification };
      notification.#isRestored = true;
      center.natives.splice(center.place(center.natives.length), 0, notification.#native);
      return notification as unknown as Electron.Notification;
    });
  };

  readonly show = (): void => {
    center.touch(`show ${this.id}`);
    // What an earlier run left is only looked at (electron_api_notification.cc: Show).
    if (this.#isRestored) return;
    // electron_api_notification.cc: Show() closes this object's own post, and nobody else's.
    this.close();
    this.#native = { identifier: this.id, delegate: this };
    const { title, subtitle, body, groupId } = this;
    const { silent = false, actions = [] } = this.options;
    const buttons = actions.map(({ text }) => text ?? '');
    center.add(this.#native, { identifier: this.id, groupId, title, subtitle, body, silent, buttons });
  };

  /**
   * Takes away whatever has its identifier, and tells that it closed. What an earlier run left stays in Notification Center:
   * only the object goes (cocoa_notification.mm: Dismiss).
   */
  readonly close = (): void => {
    const native = this.#native;
    if (native === null || !center.natives.includes(native)) return;
    center.natives = center.natives.filter((other) => other !== native);
    this.#native = null;
    if (!this.#isRestored) center.take(this.id);
    native.delegate?.emit('close', {});
    native.delegate = null;
  };
}
