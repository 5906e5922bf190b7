import type { WordTable } from './table.ts';

/** An app that lies outside the Applications folder. */
export const moveWords = {
  'move.offered': {
    text: 'Peephole is not in the Applications folder',
    about: 'Title of the offer to move it: in the first steps, and a row in Settings.',
  },
  'move.offered-text': {
    text: 'Full Disk Access and Open at login belong to where it lies, so they are given anew after a move.',
    about: 'Under the offer.',
  },
  'move.do': { text: 'Move It There', about: 'Button: moves the app into the Applications folder.' },
  'move.not-now': { text: 'Not Now', about: 'Button: the first steps do not offer it again.' },
  'move.moved': { text: 'It is moved, and opens anew.', about: 'For a moment, before it ends.' },
  'move.exists': {
    text: 'There is a Peephole in the Applications folder already. Replacing it puts that one into the Trash.',
    about: 'In place of the text under the offer, with the button “Replace It”.',
  },
  'move.replace': { text: 'Replace It', about: 'Button: the app that lies there goes into the Trash.' },
  'move.running': {
    text: 'Another Peephole, in the Applications folder, is running. Quit that one first.',
    about: 'In place of the text under the offer.',
  },
  'move.not-allowed': {
    text: 'You may not change what is there. Somebody who may can drag Peephole into it.',
    about: 'In place of the text under the offer: it would need another user’s password.',
  },
  'move.failed': {
    text: 'macOS did not move it. Quit Peephole, and drag it into the Applications folder in the Finder.',
    about: 'In place of the text under the offer.',
  },
} as const satisfies WordTable;
