import { problemSentence } from '#core/decision/decision-error.ts';
import { assertNever } from '#core/errors.ts';
import { findingSentence } from '#core/silence/finding-catalogue.ts';
import type { Words } from '#core/words/words.ts';
import type { SurfaceAction } from './menu-items.ts';
import type { Notice } from './notice.ts';
import type { SenderView } from './sender-view.ts';

export interface BannerButton {
  readonly id: 'approve' | 'ignore' | 'block';
  readonly label: string;
  readonly action: SurfaceAction;
}

/** A banner, ready to be painted. Closing it, or letting it go, is never a verdict (UX-3.5). */
export interface Banner {
  /** A banner with the `id` of an earlier one replaces it. */
  readonly id: string;
  readonly title: string;
  readonly subtitle: string;
  readonly body: string;
  readonly silent: boolean;
  /** None, or always the same three in the same order, so that macOS registers one category. */
  readonly buttons: readonly BannerButton[];
  /** A click on the banner itself. */
  readonly click: SurfaceAction;
}

export type BannerModel =
  | { readonly type: 'show'; readonly banner: Banner }
  | { readonly type: 'withdraw'; readonly id: string };

type NoticeOf<K extends Notice['kind']> = Extract<Notice, { kind: K }>;

/**
 * What a notice looks like, on macOS and in the page alike.
 * @param silent strangers are known to get nothing: only then is it said.
 */
export function bannerModel(notice: Notice, silent: boolean, words: Words): BannerModel {
  switch (notice.kind) {
    case 'knock':
      return shown(knock(notice, words));
    case 'summary':
      return shown({
        ...quiet(notice.id, { kind: 'show', target: { page: 'waiting' } }),
        title: words.say(notice.crowd === notice.senders ? 'crowd.title' : 'banner.summary', {
          count: notice.senders,
        }),
        subtitle: summarised(notice, words),
        body: words.say(silent ? 'banner.summary-body' : 'banner.summary-body-plain'),
        silent: false,
      });
    case 'progress':
      return shown(progress(notice, words));
    case 'leak':
      return shown({
        ...quiet(notice.id, { kind: 'show', target: { page: 'silence' } }),
        title: words.say('banner.leak'),
        subtitle: notice.display,
        body: words.say('banner.leak-body'),
        silent: notice.sound === false,
      });
    case 'finding':
      return shown({
        ...quiet(notice.id, { kind: 'show', target: { page: 'silence' } }),
        title: words.say('banner.finding'),
        body: words.sentence(findingSentence(notice.finding)),
        silent: notice.sound === false,
      });
    case 'withdraw':
      return { type: 'withdraw', id: notice.id };
    default:
      return assertNever(notice);
  }
}

/**
 * The notice of a knock that an earlier run told of, without its text; its id is the surface's.
 * @returns null: nobody waits there any more.
 */
export function standingKnock(sender: SenderView | undefined): NoticeOf<'knock'> | null {
  if (sender === undefined || (sender.shelf !== 'waiting' && sender.shelf !== 'known')) return null;
  if (sender.decision?.progress === 'queued' || sender.decision?.progress === 'saved') return null;
  return {
    kind: 'knock',
    id: '',
    handle: sender.handle,
    display: sender.display,
    service: sender.service,
    revision: sender.revision,
    preview: null,
    oneClick: sender.approvable && sender.warnings.length === 0,
    bringsInvite: sender.bringsInvite,
  };
}

/** Who is among them: the best by name, and a crowd as one. */
function summarised({ senders, named = [], crowd }: NoticeOf<'summary'>, words: Words): string {
  const others = crowd === undefined || crowd === senders ? [] : [words.say('crowd.title', { count: crowd })];
  return [named.join(', '), ...others].filter(Boolean).join(' · ');
}

function shown(banner: Banner): BannerModel {
  return { type: 'show', banner };
}

function quiet(id: string, click: SurfaceAction): Banner {
  return { id, title: '', subtitle: '', body: '', silent: true, buttons: [], click };
}

function knock(notice: NoticeOf<'knock'>, words: Words): Banner {
  const { id, handle, revision } = notice;
  const open: SurfaceAction = { kind: 'show', target: { page: 'waiting', handle } };
  return {
    id,
    title: words.say('banner.knock', { service: notice.service }),
    subtitle: notice.display,
    body: knockBody(notice, words),
    silent: false,
    buttons: [
      {
        id: 'approve',
        label: words.say('banner.approve'),
        // A warning sign must be looked at first, and so must what changed since: the revision holds it to that.
        action: notice.oneClick ? { kind: 'verdict', verdict: 'approve', handle, revision } : open,
      },
      // Keeping someone out is never wrong because they wrote again: no revision, it always acts.
      {
        id: 'ignore',
        label: words.say('banner.ignore'),
        action: { kind: 'verdict', verdict: 'ignore', handle },
      },
      {
        id: 'block',
        label: words.say('banner.block'),
        action: { kind: 'verdict', verdict: 'block', handle },
      },
    ],
    click: open,
  };
}

function knockBody({ preview, bringsInvite }: NoticeOf<'knock'>, words: Words): string {
  const text = preview ?? words.say('banner.knock-hidden');
  if (!bringsInvite) return text;
  const invite = words.say('banner.invite');
  return preview === null ? invite : words.say('banner.with-invite', { invite, preview });
}

function progress(notice: NoticeOf<'progress'>, words: Words): Banner {
  const handle = notice.display;
  const page = { approve: 'people', ignore: 'refused', block: 'refused' } as const;
  const base = quiet(notice.id, { kind: 'show', target: { page: page[notice.verdict] } });
  if (notice.progress === 'failed') {
    const { error } = notice;
    const body = error === null ? words.say('banner.failed-body') : words.sentence(problemSentence(error));
    return { ...base, title: words.say(`banner.failed-${notice.verdict}`, { handle }), body };
  }
  const confirmed = notice.progress === 'confirmed';
  switch (notice.verdict) {
    case 'ignore':
      return { ...base, title: words.say('banner.ignored', { handle }) };
    case 'block':
      return confirmed
        ? { ...base, title: words.say('banner.blocked', { handle }), body: words.say('banner.blocked-body') }
        : { ...base, title: words.say('banner.blocking', { handle }) };
    case 'approve':
      if (confirmed) {
        return {
          ...base,
          title: words.say('banner.approved', { handle }),
          body: words.say('banner.approved-body'),
        };
      }
      return {
        ...base,
        title: words.say('banner.approving', { handle }),
        body: notice.progress === 'saved' ? words.say('banner.approving-saved') : '',
      };
    default:
      return assertNever(notice.verdict);
  }
}
