import type { WordTable } from './table.ts';

/** What a client is told: the command line, a window, a program on the control socket. */
export const requestWords = {
  'request.texts-withheld': {
    text: 'What people wrote, and what your address book calls them, is not told to programs. Peephole → Settings → The command peephole lets them read it.',
    about:
      'Answer to the command line, or another program, that asks for texts. “The command peephole” is a row of the settings.',
  },
  'request.texts-not-here': {
    text: 'Only Peephole’s own window can let programs read what people wrote: Settings → The command peephole.',
    about: 'Answer to a program that tries to switch that setting on.',
  },
  'request.too-many': {
    text: '{limit} requests of this connection are still being answered. Wait for one of them.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'request.mac': {
    text: 'macOS did not do what was asked. Trying again is safe.',
    about: 'Answer to the window: a defect, or macOS refused.',
  },
  'request.internal': {
    text: 'Something went wrong inside Peephole. Its log says where; trying again is safe.',
    about: 'Answer after a defect of ours.',
  },
} as const satisfies WordTable;
