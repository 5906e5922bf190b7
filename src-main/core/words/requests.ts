import type { WordTable } from './table.ts';

/** What a client is told: the command line, a window, a program on the control socket. */
export const requestWords = {
  'request.no-json': {
    text: 'A request must be one JSON object: {example}.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'request.no-id': {
    text: 'A request needs "id" and "command": {example}.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'request.wrong-id': {
    text: 'The "id" of a request must be a whole number.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'request.wrong-command': {
    text: 'The "command" of a request must be a text.',
    about: 'Answer to a program whose request can’t be understood.',
  },
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
  'request.no-command': {
    text: 'There is no command {command}. One of: {commands}.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'request.no-name': {
    text: 'that',
    about: 'In place of the name of a command that is not a text.',
  },
  'request.wrong': {
    text: 'The input of {command} is not right.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'request.wrong-because': {
    text: 'The input of {command} is not right: {reason}.',
    about: 'Answer to a program whose request can’t be understood. {reason} is technical.',
  },
  'request.wrong-field': {
    text: 'The field "{field}" of {command} is not right: {reason}.',
    about: 'Answer to a program whose request can’t be understood. {reason} is technical.',
  },
  'request.no-field': {
    text: '{command} has no field {fields}.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'request.not-ours': {
    text: 'Only Peephole’s own window may ask this.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'request.wrong-arguments': {
    text: 'The request {request} has the wrong arguments.',
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
  'request.too-long': {
    text: 'A request may be at most 4 MiB long.',
    about: 'Answer to a program whose request can’t be understood.',
  },
} as const satisfies WordTable;
