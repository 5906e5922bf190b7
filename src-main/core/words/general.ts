import type { WordTable } from './table.ts';

/** Times, and words every page uses. */
export const generalWords = {
  'time.now': { text: 'just now', about: 'Less than a minute ago.' },
  'time.ago': { text: '{span} ago', about: '{span} is “4 min” or “4 minutes”.' },
  'time.today': { text: 'Today', about: 'Heading of a day.' },
  'time.yesterday': { text: 'Yesterday', about: 'Heading of a day, or time in a row.' },
  'time.until-today': { text: 'until {clock}', about: 'End of an approval that is today.' },
  'time.until-tomorrow': { text: 'until {clock} tomorrow', about: 'End of an approval that is tomorrow.' },
  'time.until-day': { text: 'until {day}, {clock}', about: 'End of an approval on a later day.' },
  'time.day-clock': { text: '{day}, {clock}', about: 'A day and a time of day.' },

  'said.foreign': {
    text: '{text}',
    about: 'What another program or another version of Peephole said, shown as it is. Not translated.',
  },
  'said.connection-lost': {
    text: 'The connection to Peephole was lost. What was decided is kept, and goes on when it runs again.',
    about: 'In place of an answer that did not come any more.',
  },
  'said.not-peephole': {
    text: 'What answered does not speak as Peephole does, so it was not believed. Start Peephole again.',
    about: 'In place of an answer that makes no sense. At most 120 characters.',
  },
  'said.unknown': {
    text: 'Another version of Peephole said this: {key}',
    about: 'In place of a message this version does not know. {key} is its name in the catalogue.',
  },

  'length.always': { text: 'Always', about: 'How long an approval holds.' },
  'length.1h': { text: '1 Hour', about: 'How long an approval holds.' },
  'length.tonight': {
    text: 'Until Tonight',
    about: 'How long an approval holds: to the next local midnight.',
  },
  'length.24h': { text: '24 Hours', about: 'How long an approval holds.' },
  'length.7d': { text: '7 Days', about: 'How long an approval holds.' },

  'action.approve': { text: 'Approve', about: 'Button.' },
  'action.approve-1h': { text: 'Approve for 1 Hour', about: 'Button.' },
  'action.approve-tonight': { text: 'Approve until Tonight', about: 'Button.' },
  'action.approve-24h': { text: 'Approve for 24 Hours', about: 'Button.' },
  'action.approve-7d': { text: 'Approve for 7 Days', about: 'Button.' },
  'action.how-long': { text: 'For how long', about: 'Accessible name of the arrow beside Approve.' },
  'action.ignore': { text: 'Ignore', about: 'Button.' },
  'action.block': { text: 'Block', about: 'Button.' },
  'action.revoke': { text: 'Take Access Away', about: 'Button: ends an approval.' },
  'action.undo': { text: 'Undo', about: 'Button: takes the last verdict on a sender back.' },
  'action.keep': { text: 'Keep', about: 'Button: someone found in our group at the gateway stays let in.' },
  'action.drop': { text: 'Drop', about: 'Button: someone found in our group at the gateway is taken off.' },
  'action.cancel': { text: 'Cancel', about: 'Button: closes a sheet; nothing is decided.' },
  'action.done': { text: 'Done', about: 'Button: closes a sheet.' },
  'action.dismiss': { text: 'Dismiss', about: 'Accessible name of a × button.' },
  'action.retry': { text: 'Retry', about: 'Button.' },
  'action.start-anyway': {
    text: 'Start Anyway',
    about: 'Button: starts a held channel although the removed person is still on the list.',
  },
  'action.copy': { text: 'Copy', about: 'Button.' },
  'action.copied': { text: 'Copied', about: 'On the Copy button for a moment.' },
  'action.show-more': { text: 'Show more', about: 'Button under a long message.' },
  'action.show-less': { text: 'Show less', about: 'Button under a long message.' },
  'action.back': { text: 'Back', about: 'Button in a narrow window: from the detail to the list.' },

  'state.waiting': { text: 'Waiting', about: 'State of a sender.' },
  'state.approved': { text: 'Approved', about: 'State of a sender.' },
  'state.ignored': { text: 'Ignored', about: 'State of a sender.' },
  'state.blocked': { text: 'Blocked', about: 'State of a sender.' },
} as const satisfies WordTable;
