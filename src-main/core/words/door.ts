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
  'door.host': {
    text: 'Not at this address',
    about: 'Title of the page that somebody gets who may not come in.',
  },
  'door.host-text': {
    text: 'Open the link exactly as Peephole printed it, with 127.0.0.1 and its own port.',
    about: 'The page that somebody gets who may not come in.',
  },
  'door.refused': {
    text: 'Refused',
    about: 'Title of the page that somebody gets who may not come in.',
  },
  'door.origin-text': {
    text: 'Another web site asked for this. It gets nothing.',
    about: 'The page that somebody gets who may not come in.',
  },
  'door.cross-site': {
    text: 'Paste the link into the address bar',
    about: 'Title of the page that somebody gets who may not come in.',
  },
  'door.cross-site-text': {
    text: 'Another web site opened this, so it gets nothing. If that was you: copy the link and open it yourself; it is still good.',
    about: 'The page that somebody gets who may not come in.',
  },
  'door.no-origin-text': {
    text: 'Only the window itself may connect here.',
    about: 'The page that somebody gets who may not come in.',
  },
  'door.method-text': {
    text: 'Peephole answers GET only.',
    about: 'The page that somebody gets who may not come in.',
  },
  'door.not-found': {
    text: 'Nothing here',
    about: 'Title of the page that somebody gets who may not come in.',
  },
  'door.not-found-text': {
    text: 'Peephole has one page, at the address without anything after it.',
    about: 'The page that somebody gets who may not come in.',
  },
} as const satisfies WordTable;
