import type { WordTable } from './table.ts';

/** Reading Messages: what is wrong and what to do. */
export const messagesWords = {
  'messages.full-disk-access': {
    text: 'macOS does not let Peephole read {path}. Turn on Full Disk Access for it in System Settings, Privacy & Security; if it is on already, turn it off and on again. Then start Peephole again.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.not-yours': {
    text: '{path} can’t be read: it belongs to somebody else. Run Peephole as the user whose Messages these are, or make the file readable.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.absent': {
    text: 'There are no Messages here: {path} does not exist. Open Messages and sign in once; Peephole looks again by itself.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.unreadable': {
    text: '{path} can’t be read ({reason}).',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.damaged': {
    text: '{path} is damaged, or not a Messages database. Peephole looks again by itself; restore it from a backup if Messages can’t open it either.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.locked': {
    text: '{path} is locked by another program. Peephole looks again by itself.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.failed': {
    text: 'Reading {path} failed ({reason}). Peephole looks again by itself.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.no-file': {
    text: '{path} is not a file. Give the path of Messages’ chat.db.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.no-database': {
    text: '{path} is not a database. Give the path of Messages’ chat.db.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.other-database': {
    text: '{path} is not a Messages database that Peephole knows: {missing} is missing. Give the path of Messages’ chat.db, or update Peephole.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file. {missing} names columns.',
  },
  'messages.changes': {
    text: '{path} changes too quickly to be read. Peephole looks again by itself.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.no-shm': {
    text: '{path}-shm is missing beside {path}-wal, and Peephole does not create it. Open Messages once; Peephole looks again by itself.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.hung': {
    text: 'Messages has not answered for {seconds} seconds: {path} lies on a disk that hangs, or another program holds it. Peephole goes on trying; restart the Mac if this stays.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.opening': {
    text: 'Messages was not read yet.',
    about: 'Right after the start, before anything is known of Messages.',
  },
  'messages.reader-stopped': {
    text: 'The reader of Messages stopped ({reason}). Peephole starts it again by itself.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.reader-gone': {
    text: 'The reader of Messages stopped.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.reader-ended': {
    text: 'it ended',
    about: 'Why the reader of Messages stopped, when nothing more is known.',
  },
  'messages.not-read': {
    text: 'Messages is not being read now.',
    about: 'Why Messages can’t be read, and what to do. {path} is a file.',
  },
  'messages.stopping': {
    text: 'Peephole is stopping.',
    about: 'Answer to a question while Peephole quits.',
  },
} as const satisfies WordTable;
