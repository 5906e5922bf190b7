import type { Notice } from '#core/surface/notice.ts';
import { type Banner, bannerModel } from '#core/surface/notification-model.ts';
import type { Words } from '#core/words/words.ts';

/** Paints banners; made at the first touch of notifications, which asks the owner for permission. */
export interface BannerPainter {
  show(banner: Banner): void;
  withdraw(id: string): void;
  stop(): void;
}

export interface BannerServiceDeps {
  readonly words: Words;
  /** Strangers are known to get nothing. */
  readonly isSilent: () => boolean;
  /** The owner looks at our window, which says the same; macOS loses clicks on our banners meanwhile (electron #51885). */
  readonly isWatching: () => boolean;
  readonly makePainter: () => BannerPainter;
}

const testId = 'test';

/**
 * Paints notices as banners, from the moment on that the owner was told what they are for. What came before is kept, as it
 * stands, and shown then.
 */
export class BannerService {
  readonly #deps: BannerServiceDeps;
  readonly #held = new Map<string, Notice>();
  #painter: BannerPainter | null = null;

  constructor(deps: BannerServiceDeps) {
    this.#deps = deps;
  }

  /** The owner has read what banners are for: macOS may ask for permission now. */
  allow(): void {
    this.#touch();
  }

  tell(notice: Notice): void {
    if (this.#painter !== null) this.#paint(this.#painter, notice);
    else if (notice.kind === 'withdraw') this.#held.delete(notice.id);
    else this.#held.set(notice.id, notice);
  }

  /** A banner with the three buttons, none of which decides anything. */
  test(): void {
    const { words } = this.#deps;
    const click = { kind: 'show', target: { page: 'settings' } } as const;
    this.#touch().show({
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

  stop(): void {
    this.#painter?.stop();
  }

  #touch(): BannerPainter {
    if (this.#painter !== null) return this.#painter;
    const painter = this.#deps.makePainter();
    this.#painter = painter;
    for (const notice of this.#held.values()) this.#paint(painter, notice);
    this.#held.clear();
    return painter;
  }

  #paint(painter: BannerPainter, notice: Notice): void {
    const { words, isSilent, isWatching } = this.#deps;
    const model = bannerModel(notice, isSilent(), words);
    if (model.type === 'show' && !isWatching()) painter.show(model.banner);
    // What it replaces is no longer true either way.
    else painter.withdraw(notice.id);
  }
}
