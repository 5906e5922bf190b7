import { type CrowdView, placesOf } from '#core/surface/crowds.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { newestFirst, type Shelf } from '#core/surface/shelf.ts';
import type { Page } from '#core/surface/window-target.ts';

/** The shelves of each page that lists senders, as segments. */
export const shelvesOf = {
  waiting: ['waiting', 'known'],
  people: ['approved'],
  refused: ['ignored', 'blocked'],
  automated: ['automated'],
} as const satisfies Partial<Record<Page, readonly Shelf[]>>;

export type SenderPage = keyof typeof shelvesOf;

export function isSenderPage(page: Page): page is SenderPage {
  return page in shelvesOf;
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
    if (sender.shelf === shelf && (wanted === '' || matches(sender, wanted))) found.push(sender);
  }
  return found.sort(newestFirst);
}

/** The rows of a list, by id: a crowd is one, with its members below it once it is opened. */
export function rowsOf(
  senders: readonly SenderView[],
  crowds: ReadonlyMap<string, CrowdView>,
  opened: ReadonlySet<string>,
): readonly string[] {
  return placesOf(senders, crowds).flatMap((place) =>
    'members' in place && opened.has(place.id) ? [place.id, ...place.members.map(({ id }) => id)] : place.id,
  );
}
