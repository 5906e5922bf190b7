import type { WordTable } from './table.ts';

/** Peephole’s own files: the ledger, the directory it lies in. What is wrong and what to do. */
export const ledgerWords = {
  'ledger.full': {
    text: 'The disk is full: nothing was written down, so nothing was decided. Free some space and try again.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'ledger.damaged-in-use': {
    text: 'Peephole’s ledger {path} is damaged. Quit Peephole and start it again: it will be set aside.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'ledger.busy': {
    text: 'Another program is holding Peephole’s ledger {path}. Close it and try again.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'ledger.no-access': {
    text: 'Peephole’s ledger {path} can’t be opened for writing. Its folder and files must belong to you and be writable.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'ledger.disk': {
    text: 'The disk did not read or write Peephole’s ledger {path}. Check the disk.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'ledger.too-many-files': {
    text: 'Too many files are open on this computer for Peephole to open {path}. Quit other programs and start Peephole again.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'ledger.full-at-start': {
    text: 'The disk is full: Peephole’s ledger {path} can’t be made. Free some space.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'ledger.no-folder': {
    text: 'The folder of {path} is not there, or is not a folder. Choose another one.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'ledger.no-write': {
    text: 'Peephole may not write {path}. Its folder must belong to you and be writable: fix that, or choose another one.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'ledger.column': {
    text: 'The ledger holds something unexpected in its column {column}.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'ledger.line-changed': {
    text: 'A line of Peephole’s ledger {path} was changed and can’t be read; “peephole verify” says which. Put a good copy in its place, or move it away to begin with an empty one.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'ledger.moved': {
    text: 'Peephole’s ledger {path} was moved or deleted while Peephole is running, so nothing was decided. Put it back, or quit Peephole and start it again.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },

  'ledger.no-decision': {
    text: 'The ledger knows no decision {decision}.',
    about: 'A defect of ours: {decision} is an id.',
  },
} as const satisfies WordTable;
