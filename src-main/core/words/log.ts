import type { WordTable } from './table.ts';

/** The log of decisions: what is wrong with it, as `verify`, `doctor` and a start that finds it damaged say it. */
export const logWords = {
  'log.empty': {
    text: 'It holds nothing.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.empty-file': {
    text: 'The file is empty.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.newest-damaged': {
    text: 'What was written last, and is not yet in the file itself, was changed after it was written.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.sqlite': {
    text: 'SQLite could not read all of it ({reason}).',
    about: 'What is wrong with the log of decisions. {reason} is a code of SQLite’s.',
  },
  'log.integrity': {
    text: 'SQLite says: {reason}.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.lost-line': {
    text: 'A decision has lost its line in the log.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.lines-missing': {
    text: 'Lines {from} to {to} are missing.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.not-last': {
    text: 'Line {line} is not the last one that was written.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.unreadable': {
    text: 'Line {line} can’t be read.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.line-missing': {
    text: 'Line {line} is missing: line {found} is in its place.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.not-following': {
    text: 'Line {line} does not follow the line before it.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.changed': {
    text: 'Line {line} was changed after it was written.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.not-signed': {
    text: 'Line {line} is not signed.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.signed-wrong': {
    text: 'The signature of line {line} is not by the key that signs this log.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.signed-by-nobody': {
    text: 'Line {line} is signed, but no line before it says by which key.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.other-key': {
    text: 'From line {line} on the log is signed by another key than the one in {path}.',
    about: 'What is wrong with the log of decisions. {path} is a file.',
  },
  'log.cut-off': {
    text: 'The end is missing: this file was cut off.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.after-end': {
    text: 'There is something after the end, from line {line} on.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.no-line': {
    text: 'Line {line} is not a line of Peephole’s log.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.respelled': {
    text: 'Line {line} is not written as Peephole writes it.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.no-text': {
    text: 'Line {line} is not UTF-8 text.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.unreadable-part': {
    text: 'A part of it can’t be read.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.no-json': {
    text: 'Line {line} is not JSON.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.too-many': {
    text: 'There are {lines} lines, but the end says {said}.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.other-end': {
    text: 'The end does not belong to line {line}.',
    about: 'What is wrong with the log of decisions.',
  },
  'log.wrong': {
    text: 'Line {line} is wrong.',
    about: 'What is wrong with the log of decisions.',
  },
} as const satisfies WordTable;
