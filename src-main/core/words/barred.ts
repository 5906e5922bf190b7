import type { WordTable } from './table.ts';

/** What the server of the browser surface itself says to a request that gets no page of ours (refusal-page.ts). */
export const barredWords = {
  'barred.host': {
    text: 'Not at this address',
    about: 'Title of the page that somebody gets who may not come in.',
  },
  'barred.host-text': {
    text: 'Open the link exactly as Peephole printed it, with 127.0.0.1 and its own port.',
    about: 'The page that somebody gets who may not come in.',
  },
  'barred.refused': {
    text: 'Refused',
    about: 'Title of the page that somebody gets who may not come in.',
  },
  'barred.origin-text': {
    text: 'Another web site asked for this. It gets nothing.',
    about: 'The page that somebody gets who may not come in.',
  },
  'barred.cross-site': {
    text: 'Paste the link into the address bar',
    about: 'Title of the page that somebody gets who may not come in.',
  },
  'barred.cross-site-text': {
    text: 'Another web site opened this, so it gets nothing. If that was you: copy the link and open it yourself; it is still good.',
    about: 'The page that somebody gets who may not come in.',
  },
  'barred.no-origin-text': {
    text: 'Only the window itself may connect here.',
    about: 'The page that somebody gets who may not come in.',
  },
  'barred.method-text': {
    text: 'Peephole answers GET only.',
    about: 'The page that somebody gets who may not come in.',
  },
  'barred.not-found': {
    text: 'Nothing here',
    about: 'Title of the page that somebody gets who may not come in.',
  },
  'barred.not-found-text': {
    text: 'Peephole has one page, at the address without anything after it.',
    about: 'The page that somebody gets who may not come in.',
  },
} as const satisfies WordTable;
