import type { WordTable } from './table.ts';

/** What the history says of everything that happened beside decisions (core/log/event-catalogue.ts). */
export const eventWords = {
  'event.ledger-begun': {
    text: 'Peephole began a new, empty ledger.',
    about: 'First line of every history.',
  },
  'event.log-signed': {
    text: 'From here on the log is signed with a key of this Peephole’s own.',
    about: 'History: the log of an older version, after an update.',
  },
  'event.log-key-replaced': {
    text: 'The key that signed the log until here is gone: a new one signs from here on. If you did not move or restore Peephole’s files, somebody else has changed them.',
    about: 'History.',
  },
  'event.ledger-set-aside': {
    text: 'The ledger before this one could not be used and is kept at {path}. What was decided there is not known here.',
    about: 'History. {path} is a file.',
  },
  'event.access-lost-group': {
    text: {
      one: 'Somebody removed the access group "peephole" at the gateway: {count} approval ended.',
      other: 'Somebody removed the access group "peephole" at the gateway: {count} approvals ended.',
    },
    about: 'History.',
  },
  'event.access-lost-reference': {
    text: {
      one: 'Somebody removed the reference to our access group at the gateway: {count} approval ended.',
      other: 'Somebody removed the reference to our access group at the gateway: {count} approvals ended.',
    },
    about: 'History.',
  },
  'event.blocked-taken-off': {
    text: '{list}: a blocked handle was on a list again and was taken off.',
    about: 'History. {list} is a list of OpenClaw’s: direct, group.',
  },
  'event.stranger-taken-off': {
    text: 'A member of our access group whom nobody approved here was taken off.',
    about: 'History.',
  },
  'event.settings-changed': {
    text: 'Somebody else changed {settings} at the gateway.',
    about: 'History. {settings} are names of settings in OpenClaw’s config.',
  },
  'event.made-silent': {
    text: 'Made silent: {settings}.',
    about: 'History. {settings} are names of settings in OpenClaw’s config.',
  },
  'event.silence-undone-everything': {
    text: 'Took “Make it silent” back: the settings are as they were before it.',
    about: 'History.',
  },
  'event.silence-undone-policies': {
    text: 'Took “Make it silent” back. People are approved, so our access group and the group senders stay.',
    about: 'History.',
  },
  'event.leak': { text: '{what} was sent {to}.', about: 'History: an alarm. The next eight fill it in.' },
  'event.leak-pairing-code': { text: 'A pairing code', about: 'What was sent.' },
  'event.leak-openclaw-text': { text: 'One of OpenClaw’s own messages', about: 'What was sent.' },
  'event.leak-reply': { text: 'A reply of your assistant', about: 'What was sent.' },
  'event.leak-direct': { text: 'to {handle}, who is not let in', about: 'To whom something was sent.' },
  'event.leak-address': { text: 'to {handle}', about: 'To whom something was sent.' },
  'event.leak-one-of': {
    text: 'to one of these addresses, and Messages does not say to which: {handle}',
    about: 'To whom something was sent.',
  },
  'event.leak-group': { text: 'to the group {handle}', about: 'To whom something was sent.' },
  'event.leak-self': { text: 'to your own address {handle}', about: 'To whom something was sent.' },
  'event.leak-cleared': { text: 'The alarm was cleared.', about: 'History: the owner has seen an alarm.' },
  'event.leak-withdrawn': {
    text: 'Messages says now that it did not leave this Mac. The alarm is over.',
    about: 'History, after a handle: what the alarm was about failed to be sent after all.',
  },
  'event.was-this-you': {
    text: 'A reply left this Mac seconds after they wrote. Was this you?',
    about: 'History.',
  },
  'event.invite-created': { text: 'An invite code was made, good for {hours} h.', about: 'History.' },
  'event.invite-spent': { text: 'Brought an invite code. It is spent.', about: 'History, after a handle.' },
  'event.code-guess': { text: 'Tried an invite code that is not one.', about: 'History, after a handle.' },
  'event.code-withdrawn-invite': {
    text: 'The message with the invite code was your own. The invite is open again.',
    about: 'History: Messages said at first that somebody else had written it.',
  },
  'event.code-withdrawn-guess': {
    text: 'The message with the wrong invite code was not theirs.',
    about: 'History: Messages said at first that they had written it.',
  },
  'event.flood': {
    text: {
      one: '{count} message within 10 minutes.',
      other: '{count} messages within 10 minutes.',
    },
    about: 'History, after a handle.',
  },
  'event.knocks-after-block': {
    text: {
      one: '{count} message since they were blocked.',
      other: '{count} messages since they were blocked.',
    },
    about: 'History, after a handle.',
  },
  'event.code-guesses': {
    text: { one: '{count} wrong invite code tried.', other: '{count} wrong invite codes tried.' },
    about: 'History, after a handle.',
  },
  'event.look-alike': {
    text: 'Looks like {other}, but is not.',
    about: 'History, after a handle. {other} is a handle or a name from the address book.',
  },
  'event.many-strangers': {
    text: {
      one: '{count} new sender wrote within 10 minutes.',
      other: '{count} new senders wrote within 10 minutes.',
    },
    about: 'History.',
  },

  'event-name.ledger-begun': { text: 'ledger begun', about: 'Kind of event, a column of `history`.' },
  'event-name.log-signed': { text: 'log signed', about: 'Kind of event, a column of `history`.' },
  'event-name.log-key-replaced': { text: 'log key replaced', about: 'Kind of event, a column of `history`.' },
  'event-name.ledger-set-aside': { text: 'ledger set aside', about: 'Kind of event, a column of `history`.' },
  'event-name.access-lost': { text: 'access lost', about: 'Kind of event, a column of `history`.' },
  'event-name.blocked-taken-off': { text: 'blocked taken off', about: 'Kind of event.' },
  'event-name.stranger-taken-off': { text: 'stranger taken off', about: 'Kind of event.' },
  'event-name.settings-changed': { text: 'settings changed', about: 'Kind of event.' },
  'event-name.made-silent': { text: 'made silent', about: 'Kind of event.' },
  'event-name.silence-undone': { text: 'silence undone', about: 'Kind of event.' },
  'event-name.leak': { text: 'leak', about: 'Kind of event.' },
  'event-name.leak-cleared': { text: 'leak cleared', about: 'Kind of event.' },
  'event-name.leak-withdrawn': { text: 'leak withdrawn', about: 'Kind of event.' },
  'event-name.code-withdrawn': { text: 'code withdrawn', about: 'Kind of event.' },
  'event-name.was-this-you': { text: 'was this you', about: 'Kind of event.' },
  'event-name.invite-created': { text: 'invite created', about: 'Kind of event.' },
  'event-name.invite-spent': { text: 'invite spent', about: 'Kind of event.' },
  'event.more-of-a-kind': {
    text: { one: '{count} more within the hour: {what}.', other: '{count} more within the hour: {what}.' },
    about: 'History: so many of a kind that only their number was kept. {what} is a kind of event.',
  },
  'event-name.more-of-a-kind': { text: 'more of a kind', about: 'Kind of event.' },
  'event-name.code-guess': { text: 'code guess', about: 'Kind of event.' },
  'event-name.flood': { text: 'flood', about: 'Kind of event.' },
  'event-name.knocks-after-block': { text: 'knocks after block', about: 'Kind of event.' },
  'event-name.code-guesses': { text: 'code guesses', about: 'Kind of event.' },
  'event-name.look-alike': { text: 'look alike', about: 'Kind of event.' },
  'event-name.many-strangers': { text: 'many strangers', about: 'Kind of event.' },
} as const satisfies WordTable;
