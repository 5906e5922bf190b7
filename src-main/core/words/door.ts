import type { WordTable } from './table.ts';

/** What a browser is told that may not have the window (surfaces/browser/access-gate.ts). */
export const doorWords = {
  'door.spent-token': {
    text: 'This link was used already',
    about: 'Title of the page that somebody gets who may not come in.',
  },
  'door.spent-token-text': {
    text: 'Each link opens Peephole in one browser, once. In that browser, open the address without what follows the #. To use another one: {restart}',
    about: 'The page that somebody gets who may not come in. {restart} is a sentence.',
  },
  'door.restart': {
    text: 'Stop Peephole (Ctrl+C in its terminal) and start it again: it prints a new link. Nothing is lost.',
    about: 'At the end of other sentences.',
  },
  'door.wrong-token': {
    text: 'This is not the link that Peephole printed last',
    about: 'Title of the page that somebody gets who may not come in.',
  },
  'door.wrong-token-text': {
    text: 'Copy the whole link from the terminal in which Peephole runs. Every start prints a new one.',
    about: 'The page that somebody gets who may not come in.',
  },
  'door.no-secret': {
    text: 'Open Peephole with its link',
    about: 'Title of the page that somebody gets who may not come in.',
  },
  'door.no-secret-text': {
    text: 'Peephole prints a link when it starts, with a token that works once. Open that one. If it was used already: {restart}',
    about: 'The page that somebody gets who may not come in. {restart} is a sentence.',
  },
} as const satisfies WordTable;
