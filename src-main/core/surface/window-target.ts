/** The pages of the window (UX-4.1). */
export const pages = ['waiting', 'people', 'refused', 'automated', 'silence', 'history', 'settings'] as const;
export type Page = (typeof pages)[number];

/** What the window is asked to show: by a menu, a banner, or the app being opened again. */
export interface WindowTarget {
  readonly page: Page;
  /** Select this sender. */
  readonly handle?: string;
  /** Open a question on arrival; none of them decides anything by itself. */
  readonly ask?: 'undo' | 'make-silent' | 'start-held';
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
] as const;
export type LinkKey = (typeof linkKeys)[number];
