import type { Notice } from '#core/surface/notice.ts';
import { bannerModel } from '#core/surface/notification-model.ts';
import { Words } from '#core/words/words.ts';

const words = new Words({ locale: 'en' });
const hourMs = 3_600_000;

/** Whether the banner of this notice makes a sound. */
export function makesSound(notice: Notice): boolean {
  const model = bannerModel(notice, true, words);
  return model.type === 'show' && !model.banner.silent;
}

/** Most of these times, ms, that lie within one hour. */
export function mostInAnHour(times: readonly number[]): number {
  return Math.max(0, ...times.map((from) => times.filter((at) => at >= from && at < from + hourMs).length));
}

/** Everybody who is named on these banners, as they are shown. */
export function namedOn(notices: readonly Notice[]): readonly string[] {
  return notices.flatMap((notice) =>
    notice.kind === 'knock' ? notice.display : notice.kind === 'summary' ? (notice.named ?? []) : [],
  );
}
