import type { SenderView } from '#core/surface/sender-view.ts';
import type { Page } from '#core/surface/window-target.ts';

/** Which senders a list shows; the pages of senders, with their segments. */
export type Shelf = 'waiting' | 'known' | 'people' | 'ignored' | 'blocked' | 'automated';

/** The segments of each page that lists senders. */
export const shelvesOf = {
  waiting: ['waiting', 'known'],
  people: ['people'],
  refused: ['ignored', 'blocked'],
  automated: ['automated'],
} as const satisfies Partial<Record<Page, readonly Shelf[]>>;

export type SenderPage = keyof typeof shelvesOf;

export function isSenderPage(page: Page): page is SenderPage {
  return page in shelvesOf;
}

export function shelfOf(sender: SenderView): Shelf {
  if (sender.state === 'approved') return 'people';
  if (sender.state !== 'waiting') return sender.state;
  return sender.group === 'person' ? 'waiting' : sender.group;
}

/** Newest first; equal times by id, so that the order never depends on chance. */
function newestFirst(a: SenderView, b: SenderView): number {
  if (a.lastSeenAt !== b.lastSeenAt) return a.lastSeenAt < b.lastSeenAt ? 1 : -1;
  return a.id < b.id ? -1 : 1;
}

function matches(sender: SenderView, query: string): boolean {
  const digits = query.replace(/[\s().-]/g, '');
  return (
    sender.handle.toLowerCase().includes(query) ||
    (digits !== '' && sender.handle.toLowerCase().includes(digits)) ||
    (sender.contact?.toLowerCase().includes(query) ?? false) ||
    (sender.preview?.toLowerCase().includes(query) ?? false)
  );
}

/** The senders of one shelf that match what was typed, newest first. */
export function sendersOn(
  senders: ReadonlyMap<string, SenderView>,
  shelf: Shelf,
  query: string,
): readonly SenderView[] {
  const wanted = query.trim().toLowerCase();
  const found: SenderView[] = [];
  for (const sender of senders.values()) {
    if (shelfOf(sender) === shelf && (wanted === '' || matches(sender, wanted))) found.push(sender);
  }
  return found.sort(newestFirst);
}
