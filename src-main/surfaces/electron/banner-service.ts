import type { Clock } from '#core/ports/clock.ts';
import type { AppState } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { NotificationAccess } from '#core/surface/notification-access.ts';
import { type Banner, bannerModel, standingKnock } from '#core/surface/notification-model.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { Words } from '#core/words/words.ts';
import type { LeftBanner } from './notifier.ts';

/** How often a refused banner is tried again while the owner may be allowing it, ms. */
const tryEveryMs = 2_000;

/** For how long macOS shows its question, ms; left alone it goes and counts as No (MAC-2.6). */
const askingMs = 70_000;

/** Refused banners that are kept to be tried again. */
const maxKept = 20;

/** What a painter tells. */
export interface PainterEvents {
  readonly shown: () => void;
  readonly failed: (banner: Banner, reason: string) => void;
  readonly takeUp: (left: LeftBanner) => Banner | null;
}

/** Paints banners; made at the first touch of notifications, which asks the owner for permission. */
export interface BannerPainter {
  show(banner: Banner): void;
  withdraw(id: string): void;
  stop(left: 'stay' | 'go'): void;
}

export interface BannerServiceDeps {
  readonly words: Words;
  readonly clock: Clock;
  readonly state: () => AppState | null;
  /** The owner looks at our window, which says the same; macOS loses clicks on our banners meanwhile (MAC-2.8). */
  readonly isWatching: () => boolean;
  /** The window is open, so the owner may be about to allow banners. */
  readonly isWindowVisible: () => boolean;
  /** The owner was asked in an earlier run. */
  readonly askedBefore: () => boolean;
  readonly makePainter: (events: PainterEvents) => BannerPainter;
  /** What is known of macOS's permission has changed. */
  readonly onAccess: () => void;
  /** One line for the log: `reason` is macOS's own text, no sender's. */
  readonly note: (reason: string) => void;
}

const testId = 'test';

/**
 * Paints notices as banners, from the moment on that the owner was told what they are for. What came before is kept, as it
 * stands, and shown then; and so is what macOS refuses while it asks the owner (MAC-2.6).
 */
export class BannerService {
  readonly #deps: BannerServiceDeps;
  readonly #held = new Map<string, Notice>();
  /** What macOS would not show, by id, the newest last. */
  readonly #refused = new Map<string, Banner>();
  /** Banners of an earlier run that got their buttons back: the gatekeeper does not know of them. */
  readonly #takenUp = new Map<string, string>();
  #painter: BannerPainter | null = null;
  #access: NotificationAccess = 'not-asked';
  #askedAtMs = 0;
  #cancelTry: (() => void) | null = null;

  constructor(deps: BannerServiceDeps) {
    this.#deps = deps;
  }

  get access(): NotificationAccess {
    return this.#access;
  }

  /** The owner has read what banners are for: macOS may ask for permission now. */
  allow(): void {
    this.#touch();
  }

  tell(notice: Notice): void {
    this.#takenUp.delete(notice.id);
    if (this.#painter !== null) this.#paint(this.#painter, notice);
    else if (notice.kind === 'withdraw') this.#held.delete(notice.id);
    else this.#held.set(notice.id, notice);
  }

  /** A banner of the Mac's own, about no knock. */
  show(banner: Banner): void {
    this.#touch().show(banner);
  }

  /** Something did not work, and the window is not there to say so. */
  trouble(trouble: Sentence): void {
    const { words } = this.#deps;
    this.show({
      id: 'trouble',
      title: words.say('mac.trouble'),
      subtitle: '',
      body: words.sentence(trouble),
      silent: true,
      buttons: [],
      click: { kind: 'show', target: { page: 'waiting' } },
    });
  }

  /** A banner with the three buttons, none of which decides anything. The first touch only asks: it comes once allowed. */
  test(): void {
    const { words } = this.#deps;
    const click = { kind: 'show', target: { page: 'settings' } } as const;
    this.show({
      id: testId,
      title: words.say('mac.test'),
      subtitle: '',
      body: words.say('mac.test-body'),
      silent: false,
      buttons: [
        { id: 'approve', label: words.say('banner.approve'), action: click },
        { id: 'ignore', label: words.say('banner.ignore'), action: click },
        { id: 'block', label: words.say('banner.block'), action: click },
      ],
      click,
    });
  }

  /** The window came to the front, or went from it: what was refused is tried again. */
  attend(): void {
    this.#tryAgain();
  }

  /** The state has changed: a banner of an earlier run goes once its sender was decided about. */
  follow(state: AppState): void {
    for (const [id, key] of this.#takenUp) {
      if (standingKnock(state.senders.get(key)) !== null) continue;
      this.#takenUp.delete(id);
      this.#painter?.withdraw(id);
    }
  }

  /** @param left what is on screen stays, because another run follows by itself; or nobody could answer it. */
  stop(left: 'stay' | 'go'): void {
    this.#cancelTry?.();
    this.#painter?.stop(left);
  }

  #touch(): BannerPainter {
    if (this.#painter !== null) return this.#painter;
    const painter = this.#deps.makePainter({
      shown: () => this.#shown(),
      failed: (banner, reason) => this.#failed(banner, reason),
      takeUp: (left) => this.#takeUp(left),
    });
    this.#painter = painter;
    this.#askedAtMs = this.#deps.clock.monotonic();
    this.#know('untried');
    for (const notice of this.#held.values()) this.#paint(painter, notice);
    this.#held.clear();
    return painter;
  }

  #paint(painter: BannerPainter, notice: Notice): void {
    const { words, state, isWatching } = this.#deps;
    this.#refused.delete(notice.id);
    const model = bannerModel(notice, state()?.status.silence.state === 'silent', words);
    if (model.type === 'show' && !isWatching()) painter.show(model.banner);
    // What it replaces is no longer true either way.
    else painter.withdraw(notice.id);
  }

  #shown(): void {
    this.#know('shown');
    this.#tryAgain();
  }

  #failed(banner: Banner, reason: string): void {
    const { clock, askedBefore, note } = this.#deps;
    const mayBeAsking = !askedBefore() && clock.monotonic() - this.#askedAtMs < askingMs;
    // Every further try while it asks says the same.
    if (!this.#refused.has(banner.id)) note(`notification-failed: ${reason}`);
    this.#refused.set(banner.id, banner);
    for (const id of this.#refused.keys()) if (this.#refused.size > maxKept) this.#refused.delete(id);
    this.#know(mayBeAsking ? 'asking' : 'refused');
    this.#tryLater();
  }

  #know(access: NotificationAccess): void {
    if (access === this.#access) return;
    this.#access = access;
    this.#deps.onAccess();
  }

  #tryLater(): void {
    this.#cancelTry ??= this.#deps.clock.after(tryEveryMs, () => {
      this.#cancelTry = null;
      if (this.#access === 'asking' || this.#deps.isWindowVisible()) this.#tryAgain();
      else if (this.#refused.size > 0) this.#tryLater();
    });
  }

  /** One banner finds out; once it is shown, the others follow. */
  #tryAgain(): void {
    const { isWatching } = this.#deps;
    const ready = [...this.#refused.values()].filter(({ id }) => id === testId || !isWatching());
    for (const banner of this.#access === 'shown' ? ready : ready.slice(-1)) {
      if (this.#access === 'shown') this.#refused.delete(banner.id);
      this.#painter?.show(banner);
    }
    if (this.#refused.size > 0) this.#tryLater();
  }

  /** Only a knock that still waits, by the address that the banner shows. */
  #takeUp({ banner: id, revision, subtitle }: LeftBanner): Banner | null {
    const { state, words } = this.#deps;
    const key = /^knock:(.+)$/s.exec(id)?.[1];
    const notice = key === undefined ? null : standingKnock(state()?.senders.get(key));
    if (key === undefined || notice?.display !== subtitle) return null;
    this.#takenUp.set(id, key);
    const oneClick = notice.oneClick && revision !== '';
    const model = bannerModel({ ...notice, id, revision, oneClick }, false, words);
    return model.type === 'show' ? model.banner : null;
  }
}
