import type { WordTable } from './table.ts';

/** What a program is told that asks for what there is not; no window of ours ever does, and it could say this in English only. */
export const misfitWords = {
  'misfit.no-json': {
    text: 'A request must be one JSON object: {example}.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'misfit.no-id': {
    text: 'A request needs "id" and "command": {example}.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'misfit.wrong-id': {
    text: 'The "id" of a request must be a whole number.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'misfit.wrong-command': {
    text: 'The "command" of a request must be a text.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'misfit.no-command': {
    text: 'There is no command {command}. One of: {commands}.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'misfit.no-name': {
    text: 'that',
    about: 'In place of the name of a command that is not a text.',
  },
  'misfit.wrong': {
    text: 'The input of {command} is not right.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'misfit.wrong-because': {
    text: 'The input of {command} is not right: {reason}.',
    about: 'Answer to a program whose request can’t be understood. {reason} is technical.',
  },
  'misfit.wrong-field': {
    text: 'The field "{field}" of {command} is not right: {reason}.',
    about: 'Answer to a program whose request can’t be understood. {reason} is technical.',
  },
  'misfit.no-field': {
    text: '{command} has no field {fields}.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'misfit.not-ours': {
    text: 'Only Peephole’s own window may ask this.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'misfit.wrong-arguments': {
    text: 'The request {request} has the wrong arguments.',
    about: 'Answer to a program whose request can’t be understood.',
  },
  'misfit.too-long': {
    text: 'A request may be at most 4 MiB long.',
    about: 'Answer to a program whose request can’t be understood.',
  },
} as const satisfies WordTable;
