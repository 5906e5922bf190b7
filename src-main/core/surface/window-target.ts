import type { AppState } from './app-state.ts';
import { findSender } from './find-sender.ts';
import type { Shelf } from './shelf.ts';

/** The pages of the window (UX-4.1). */
export const pages = ['waiting', 'people', 'refused', 'automated', 'silence', 'history', 'settings'] as const;
export type Page = (typeof pages)[number];

/** What the window is asked to show: by a menu, a banner, or the app being opened again. */
export interface WindowTarget {
  readonly page: Page;
  /** Select this sender. */
  readonly handle?: string;
  /** Select this crowd. */
  readonly crowd?: string;
  /** Open a question on arrival; none of them decides anything by itself. */
  readonly ask?: 'undo' | 'make-silent' | 'start-held';
  /** Scroll to this part of a long page. */
  readonly part?: 'updates';
}

/** The page of the window that lists each shelf. */
export const pageOfShelf = {
  waiting: 'waiting',
  known: 'waiting',
  approved: 'people',
  ignored: 'refused',
  blocked: 'refused',
  automated: 'automated',
} as const satisfies Readonly<Record<Shelf, Page>>;

/** Where the window shows a sender; one it does not know is looked for among those who wait. */
export function targetOf(senders: AppState['senders'] | undefined, handle: string): WindowTarget {
  const sender = senders && findSender(senders, handle);
  return { page: sender === undefined ? 'waiting' : pageOfShelf[sender.shelf], handle };
}

/**
 * Places outside Peephole that the owner may be sent to, by key: a surface knows the address, no address ever comes from
 * the window (MAC-6.3).
 */
export const linkKeys = [
  'full-disk-access',
  'notification-settings',
  'menu-bar-settings',
  'login-items',
  'messages-settings',
  'releases',
] as const;
export type LinkKey = (typeof linkKeys)[number];

/**
 * What became of opening one. `no-address`: this copy does not know it; `failed`: macOS refused; `not-here`: this surface
 * opens nothing.
 */
export type LinkOutcome = 'opened' | 'no-address' | 'failed' | 'not-here';
