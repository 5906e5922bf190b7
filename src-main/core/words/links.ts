import type { WordTable } from './table.ts';

/** Places outside Peephole that the owner opens, and why one did not. */
export const linkWords = {
  'menu.updates': {
    text: 'Check for Updates…',
    about: 'Opens the page of releases in the browser; of a copy that updates itself its place in Settings.',
  },
  'set.updates-text': {
    text: 'Opens the page of releases in your browser. Peephole itself looks nowhere.',
    about: 'Under the row “Check for Updates…”.',
  },
  'set.updates-open': { text: 'Open', about: 'Button: opens the page of releases in the browser.' },
  'link.no-address': {
    text: 'This copy of Peephole does not know where its releases are. Look where you got it.',
    about: 'After “Check for Updates…” in a copy that somebody built themselves.',
  },
  'link.failed': { text: 'macOS did not open that.', about: 'A pane of System Settings, or a page.' },
  'link.not-here': {
    text: 'That can’t be opened from a browser. Peephole in the menu bar can.',
    about: 'A place outside Peephole was chosen in the browser surface.',
  },
} as const satisfies WordTable;
