import type { WordTable } from './table.ts';

/** What only the Mac app says: questions at quitting, the test banner, the end of a start that failed. */
export const macWords = {
  'mac.test': { text: 'This is a test', about: 'Title of the test notification.' },
  'mac.test-body': {
    text: 'Approve, Ignore and Block will be here. On a test they decide nothing.',
    about: 'Body of the test notification, which has the three buttons.',
  },
  'mac.quit-live': {
    text: {
      one: 'One approval is for a limited time',
      other: '{count} approvals are for a limited time',
    },
    about: 'Question at quitting, when approvals with an end are in force.',
  },
  'mac.quit-live-text': {
    text: 'They end only while Peephole runs. Keep them until it runs again, or end them now?',
    about: 'Under the question at quitting.',
  },
  'mac.quit-end': { text: 'End Now', about: 'Button: takes access away, then quits.' },
  'mac.quit-keep': { text: 'Keep', about: 'Button: quits; access stays until Peephole runs again.' },
  'mac.quit-stuck': {
    text: {
      one: 'Access could not be taken away yet',
      other: 'Access of {count} people could not be taken away yet',
    },
    about: 'Question after End Now, when the gateway has not confirmed it.',
  },
  'mac.quit-stuck-text': {
    text: 'The gateway has not confirmed it. It is saved, and will be done when Peephole runs again.',
    about: 'Under the question after End Now.',
  },
  'mac.quit-anyway': { text: 'Quit Anyway', about: 'Button: quits although access was not taken away.' },
  'mac.stay': { text: 'Don’t Quit', about: 'Button: Peephole goes on.' },
  'mac.not-started': {
    text: 'Peephole could not start',
    about: 'Title of the message when it ends at once.',
  },
  'mac.internal': {
    text: 'Something went wrong inside Peephole. Its log says where: {path}',
    about: 'Message before it ends: a defect of ours.',
  },
  'mac.trouble': {
    text: 'That did not work',
    about: 'Title of a notification about something from the menu.',
  },
  'mac.locked-press': {
    text: 'Approve was pressed while this Mac was locked',
    about: 'Title of a notification after unlocking; the address stands below it.',
  },
  'mac.locked-press-body': {
    text: 'Nobody was let in. Decide now, if it was you.',
    about: 'Body of the notification after unlocking, which has the three buttons again.',
  },
} as const satisfies WordTable;
