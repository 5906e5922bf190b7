import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { SurfaceAction } from '#core/surface/menu-items.ts';
import type { Notice } from '#core/surface/notice.ts';
import { type Banner, bannerModel } from '#core/surface/notification-model.ts';
import { useApp } from '../context/app-context.ts';
import { useWords } from '../context/words.tsx';
import { AppIcon } from '../parts/app-icon.tsx';
import { IconButton } from '../parts/button.tsx';
import { useGuard } from '../parts/use-guard.ts';

/** How long a banner stays that only tells how a verdict went on, ms; one that asks never leaves by itself. */
const quietStayMs = 8_000;

/** Banners on screen at once; more wait behind. Nothing is lost when one goes: the list has everyone. */
const shownBanners = 3;

/** The notices that still stand, oldest first. */
function useNotices(): [readonly Notice[], (id: string) => void] {
  const { client } = useApp();
  const [notices, setNotices] = useState<readonly Notice[]>([]);
  useEffect(
    () =>
      client.notices((notice) =>
        setNotices((before) => {
          if (notice.kind === 'withdraw') return before.filter(({ id }) => id !== notice.id);
          const at = before.findIndex(({ id }) => id === notice.id);
          return at < 0 ? [...before, notice] : before.with(at, notice);
        }),
      ),
    [client],
  );
  return [notices, (id) => setNotices((before) => before.filter((notice) => notice.id !== id))];
}

interface BannersProps {
  readonly onAction: (action: SurfaceAction) => void;
}

/** The banners macOS would show, top right. The oldest stays on top, so that a new one moves none under the pointer. */
export function Banners({ onAction }: BannersProps): ReactNode {
  const { status } = useApp();
  const words = useWords();
  const [notices, close] = useNotices();
  const silent = status.silence.state === 'silent';
  const banners = notices.flatMap((notice) => {
    const model = bannerModel(notice, silent, words);
    return model.type === 'show' ? [model.banner] : [];
  });
  const shown = banners.slice(0, shownBanners);
  const guard = useGuard(JSON.stringify(shown));
  return (
    <section
      className="banners"
      aria-label={words.say('desktop.banners')}
      onPointerDown={guard.onPointerDown}
    >
      {shown.map((banner) => (
        <BannerView
          key={banner.id}
          banner={banner}
          inert={guard.inert}
          onClose={() => close(banner.id)}
          onAction={(action, event) => {
            if (!guard.allows(event)) return;
            if (action.kind === 'show' || banner.buttons.length > 0) close(banner.id);
            onAction(action);
          }}
        />
      ))}
    </section>
  );
}

interface BannerViewProps {
  readonly banner: Banner;
  readonly inert: boolean;
  readonly onClose: () => void;
  readonly onAction: (action: SurfaceAction, event: { readonly detail: number }) => void;
}

function BannerView({ banner, inert, onClose, onAction }: BannerViewProps): ReactNode {
  const words = useWords();
  const { silent } = banner;
  const leave = useRef(onClose);
  leave.current = onClose;
  const said = `${banner.title} ${banner.body}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: new words start the time anew
  useEffect(() => {
    if (!silent) return;
    const timer = setTimeout(() => leave.current(), quietStayMs);
    return () => clearTimeout(timer);
  }, [silent, said]);
  return (
    <article className="banner" aria-label={banner.title}>
      <button type="button" className="banner-body" onClick={(event) => onAction(banner.click, event)}>
        <AppIcon />
        <span className="banner-text" role={banner.silent ? 'status' : undefined}>
          <strong>{banner.title}</strong>
          {banner.subtitle !== '' && (
            <bdi dir="ltr" className="banner-handle" data-foreign="">
              {banner.subtitle}
            </bdi>
          )}
          {banner.body !== '' && (
            <bdi dir="auto" className="banner-words" data-foreign="">
              {banner.body}
            </bdi>
          )}
        </span>
      </button>
      <IconButton icon="cross" label={words.say('desktop.close-banner')} onPress={onClose} />
      {banner.buttons.length > 0 && (
        <div className="banner-buttons">
          {banner.buttons.map((button) => (
            <button
              key={button.id}
              type="button"
              className="button plain"
              aria-disabled={inert || undefined}
              aria-label={words.say('desktop.banner-do', { verb: button.label, handle: banner.subtitle })}
              onClick={(event) => onAction(button.action, event)}
            >
              {button.label}
            </button>
          ))}
        </div>
      )}
    </article>
  );
}
