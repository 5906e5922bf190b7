import type { WordTable } from './table.ts';

/** Lists of senders, the card beside them, verdicts and what follows (UX-4.2 to UX-4.10). */
export const senderWords = {
  'row.times': { text: '×{count}', about: 'How many messages a sender wrote, in a row.' },
  'row.no-text': { text: 'No text', about: 'In place of a preview: only an attachment, or not kept.' },
  'row.new': { text: 'New', about: 'Accessible name of the dot before a sender who has not been seen.' },
  'row.warnings': {
    text: { one: '{count} warning', other: '{count} warnings' },
    about: 'Beside the warning glyph, in a row.',
  },
  'row.invite': { text: 'Brings your code', about: 'In a row: the message carried an invite code.' },
  'row.contact': { text: '{name}, in your Contacts', about: 'Below a handle.' },

  'list.search': { text: 'Search', about: 'Placeholder and name of the search field.' },
  'list.new': {
    text: { one: '{count} new', other: '{count} new' },
    about: 'Pill above the list: senders who came while the order was held still. A click shows them.',
  },
  'list.new-spoken': {
    text: { one: 'Show {count} new sender', other: 'Show {count} new senders' },
    about: 'Accessible name of the pill.',
  },
  'list.strangers': { text: 'New People', about: 'Segment of the waiting list.' },
  'list.known': { text: 'People You Know', about: 'Segment of the waiting list.' },
  'list.ignored': { text: 'Ignored', about: 'Segment of the list.' },
  'list.blocked': { text: 'Blocked', about: 'Segment of the list.' },
  'list.nothing-found': { text: 'Nothing found for “{query}”', about: 'Empty result of a search.' },
  'list.senders': { text: 'Senders', about: 'Accessible name of the list.' },

  'empty.waiting': { text: 'No one is waiting', about: 'Empty list, heading.' },
  'empty.waiting-text': {
    text: 'Strangers get nothing; you will see them here.',
    about: 'Empty list, only while the gateway is known to be silent.',
  },
  'empty.waiting-text-plain': { text: 'New senders will be listed here.', about: 'Empty list otherwise.' },
  'empty.waiting-unknown': {
    text: 'Can’t tell who is waiting',
    about: 'Empty list while Messages can’t be read.',
  },
  'empty.known': { text: 'No one you know is waiting', about: 'Empty list, heading.' },
  'empty.known-text': {
    text: 'People in your Contacts, or whom you have written to, are listed here without a notification.',
    about: 'Empty list.',
  },
  'empty.approved': { text: 'No one is let in', about: 'Empty list, heading.' },
  'empty.approved-text': {
    text: 'Whom you approve can talk to your assistant, and is listed here.',
    about: 'Empty list.',
  },
  'empty.approved-unknown': {
    text: 'Can’t tell who is let in',
    about: 'Empty list while the gateway’s lists have not been read.',
  },
  'empty.ignored': { text: 'No one is ignored', about: 'Empty list, heading.' },
  'empty.ignored-text': {
    text: 'Whom you ignore gets nothing, and you hear of them again only after seven quiet days.',
    about: 'Empty list.',
  },
  'empty.blocked': { text: 'No one is blocked', about: 'Empty list, heading.' },
  'empty.blocked-text': {
    text: 'Whom you block is kept off every list, whoever puts them back.',
    about: 'Empty list.',
  },
  'empty.automated': { text: 'Nothing automated', about: 'Empty list, heading.' },
  'empty.automated-text': {
    text: 'Short codes, businesses and what Messages filters are listed here, without notifications.',
    about: 'Empty list.',
  },

  'card.they-wrote': { text: 'They wrote', about: 'Heading above the quoted messages.' },
  'card.nothing-kept': {
    text: 'They have not written yet.',
    about: 'In place of messages, for someone who was added by the owner.',
  },
  'card.no-messages': { text: 'Their messages can’t be read just now.', about: 'In place of messages.' },
  'card.attachment': {
    text: 'An attachment. Peephole does not open it.',
    about: 'A message with an attachment.',
  },
  'card.link-host': {
    text: 'really {host}',
    about: 'After a link whose address is written to look like another.',
  },
  'card.facts': { text: 'What is known', about: 'Heading above the facts.' },
  'card.warnings': { text: 'Look closely', about: 'Heading above the warning signs.' },

  'fact.contacts': { text: 'In your Contacts', about: 'Label of a fact.' },
  'fact.contacts-no': { text: 'No', about: 'Not in the address book.' },
  'fact.wrote': { text: 'You wrote to them', about: 'Label of a fact.' },
  'fact.wrote-yes': { text: 'Yes, before', about: 'The owner wrote to them.' },
  'fact.wrote-no': { text: 'Never', about: 'The owner never wrote to them.' },
  'fact.unknown': { text: 'Not known yet', about: 'A fact that has not been read.' },
  'fact.country': { text: 'Number from', about: 'Label of a fact: country of the phone number.' },
  'fact.first': { text: 'First seen', about: 'Label of a fact.' },
  'fact.last': { text: 'Last seen', about: 'Label of a fact.' },
  'fact.was-yours': {
    text: 'Was yours until {date}',
    about: 'An address of the owner’s from before, from which somebody writes today. {date} is a day.',
  },
  'fact.was-yours-once': {
    text: 'Was yours before; until when is not known',
    about: 'The same, when nobody knows until when.',
  },
  'fact.filter': { text: 'Messages’ filter', about: 'Label of a fact: what Messages itself thinks.' },
  'fact.filter-unknown': { text: 'Unknown sender', about: 'A hint of Messages’ own filter.' },
  'fact.filter-junk': { text: 'Junk', about: 'A hint of Messages’ own filter.' },
  'fact.filter-blocked': { text: 'Blocked in Messages', about: 'The owner blocked them in Messages itself.' },
  'fact.filter-automated': { text: 'Automated', about: 'A hint of Messages’ own filter.' },
  'fact.sent': {
    text: {
      one: '{count} message has left this Mac to this address',
      other: '{count} messages have left this Mac to this address',
    },
    about: 'The silence receipt of one sender.',
  },
  'fact.tried': {
    text: {
      one: '{count} message to this address was tried and has not left',
      other: '{count} messages to this address were tried and have not left',
    },
    about: 'The silence receipt of one sender: what failed, still waits, or is to be sent later.',
  },
  'fact.sent-unknown': {
    text: 'Can’t tell how many messages left this Mac to this address',
    about: 'The receipt is withheld or has not been read.',
  },
  'fact.guesses': {
    text: { one: '{count} wrong invite code tried', other: '{count} wrong invite codes tried' },
    about: 'Wrong guesses of a sender.',
  },
  'fact.invite': {
    text: 'Their message carries an invite code you had asked for.',
    about: 'A hint beside the verdict, never a verdict.',
  },

  'warning.forged': {
    text: 'This number can be forged: it writes by {service}.',
    about: 'SMS and RCS senders.',
  },
  'warning.resembles': {
    text: 'Looks like {other}, but is not.',
    about: 'The handle resembles an approved one or a contact.',
  },
  'warning.asks-for-code': { text: 'Asks for a code or a password.', about: 'Warning sign.' },
  'warning.instructs-assistant': {
    text: 'Speaks to your assistant’s instructions, not to you.',
    about: 'Warning sign: prompt injection.',
  },
  'warning.poses-as-service': {
    text: 'Says it is a bank, a parcel or an authority, and wants a link opened.',
    about: 'Warning sign.',
  },
  'warning.poses-as-family': {
    text: 'Says “it’s me, my new number”. Call the old number first.',
    about: 'Warning sign.',
  },
  'warning.deceptive-link': {
    text: 'Has a link that does not lead where it seems to.',
    about: 'Warning sign.',
  },
  'warning.hidden-characters': {
    text: 'Holds characters that hide or turn text.',
    about: 'Warning sign.',
  },
  'warning.look-alike': {
    text: 'The address could be taken for someone you know, but is not theirs.',
    about: 'Warning sign, when it is not known whose address it resembles.',
  },

  'effect.can': {
    text: 'Can talk to your assistant in direct messages. Not in groups. Not an owner.',
    about: 'What approving does, for good.',
  },
  'effect.can-until': {
    text: 'Can talk to your assistant in direct messages, {until}. Not in groups. Not an owner.',
    about: 'What approving for a while does; {until} is “until 18:00 tomorrow”.',
  },
  'effect.shares': {
    text: 'Shares your main conversation.',
    about: 'What approving does, when the gateway keeps one conversation for everybody.',
  },
  'effect.accounts': {
    text: 'It counts for what they write to: {accounts}.',
    about:
      'Beside Approve, where OpenClaw has more than one iMessage account. {accounts} are their names, with commas.',
  },
  'effect.restart': {
    text: 'Changing access restarts your channels for a few seconds.',
    about: 'A side effect of approving.',
  },
  'effect.sms': {
    text: 'A forged SMS with this number is let in too.',
    about: 'A side effect of approving a phone number.',
  },
  'effect.cant': {
    text: 'This sender can’t be approved: only a full international number or an e-mail address can.',
    about: 'In place of what approving does.',
  },
  'effect.failed': {
    text: 'Not done: {why}',
    about: 'Above the buttons, of the last decision about somebody. {why} is a sentence of its own.',
  },
  'effect.later': {
    text: 'Peephole is not connected to your OpenClaw. What you decide is applied when it is.',
    about: 'Beside the buttons, whatever the reason for not being connected.',
  },

  'access.peephole': { text: 'Approved by you', about: 'By what someone is let in.' },
  'access.owner': { text: 'Your own allow list in OpenClaw', about: 'By what someone is let in.' },
  'access.group': { text: 'Your access group “{name}”', about: 'By what someone is let in.' },
  'access.pairing': { text: 'Paired with a code', about: 'By what someone is let in.' },
  'access.everyone': { text: 'Everyone is let in', about: 'By what someone is let in.' },
  'access.none': { text: 'Not let in', about: 'By what someone is let in.' },
  'access.unknown': { text: 'Can’t tell: lists not read', about: 'By what someone is let in.' },
  'access.by': { text: 'Let in by', about: 'Label of a fact.' },
  'access.until': { text: 'For how long', about: 'Label of a fact.' },
  'access.for-good': { text: 'until you take it away', about: 'An approval without an end.' },
  'access.adopted': {
    text: 'Found in Peephole’s access group at the gateway, but not put there by this Peephole. Keep or drop them before anyone new can be approved.',
    about: 'A member of our group without a decision of this ledger.',
  },
  'access.not-ours': {
    text: 'Peephole did not let them in, so it can’t take this access away. You can block them, or take them off in OpenClaw.',
    about: 'Someone whom the owner’s own lists let in.',
  },
  'access.ignored': {
    text: 'Gets nothing. You hear of them again only if they write after seven quiet days.',
    about: 'What ignoring means, on the card.',
  },
  'access.blocked': {
    text: 'Kept off every list, whoever puts them back. Messages itself still receives what they write: OpenClaw has no block list.',
    about: 'What blocking means, on the card.',
  },

  'explain.ask': {
    text: 'Check against the gateway',
    about: 'Button: asks what would happen to this sender.',
  },
  'explain.title': { text: 'By the gateway’s present settings', about: 'Heading above the answers.' },
  'explain.dm': { text: 'Direct message', about: 'Label.' },
  'explain.group': { text: 'Message in a group', about: 'Label.' },
  'explain.command': { text: 'Command', about: 'Label: a slash command to the assistant.' },
  'explain.yes': { text: 'Let in', about: 'Answer.' },
  'explain.no': { text: 'Not let in', about: 'Answer.' },
  'explain.maybe': { text: 'Can’t tell', about: 'Answer.' },

  'many.title': {
    text: { one: '{count} sender selected', other: '{count} senders selected' },
    about: 'Detail pane with several rows selected.',
  },
  'many.text': {
    text: 'Exactly these, whoever writes meanwhile:',
    about: 'Above the list of the selected handles.',
  },
  'many.ignore': { text: { one: 'Ignore {count}', other: 'Ignore {count}' }, about: 'Button.' },
  'many.block': { text: { one: 'Block {count}', other: 'Block {count}' }, about: 'Button.' },
  'many.approve': {
    text: { one: 'Approve {count}…', other: 'Approve {count}…' },
    about: 'Button: opens a sheet.',
  },
  'crowd.title': {
    text: { one: '{count} new address, the same text', other: '{count} new addresses, the same text' },
    about:
      'A crowd: people who wrote the same, from as many addresses. One line of a list, menu or panel, the title of its card, and of a banner.',
  },
  'crowd.show': { text: 'Show Them in the List', about: 'Button on the card of a crowd.' },
  'crowd.hide': { text: 'Hide Them', about: 'The same button, when they are shown.' },
  'crowd.block': {
    text: { one: 'Block {count}…', other: 'Block {count}…' },
    about: 'Button: opens a sheet.',
  },
  'sheet.block-title': {
    text: { one: 'Block {count} address?', other: 'Block {count} addresses?' },
    about: 'Question before a whole crowd is blocked.',
  },
  'sheet.approve-title': {
    text: { one: 'Approve {count} sender?', other: 'Approve {count} senders?' },
    about: 'Title of the sheet that lists every handle.',
  },
  'sheet.approve-do': {
    text: { one: 'Approve {count}', other: 'Approve {count}' },
    about: 'Button of that sheet.',
  },
  'sheet.approve-skipped': {
    text: {
      one: '{count} of them can’t be approved and stays as it is.',
      other: '{count} of them can’t be approved and stay as they are.',
    },
    about: 'In that sheet.',
  },

  'ask.undo-title': {
    text: 'Let {handle} in again?',
    about: 'Question before an undo that lets someone in.',
  },
  'ask.undo-text': {
    text: 'Undoing this puts back what was there before, and that may let them talk to your assistant.',
    about: 'Under that question.',
  },
  'ask.undo-do': { text: 'Undo', about: 'Button of that question.' },
  'ask.held-title': { text: 'Start the channel anyway?', about: 'Question.' },
  'ask.held-text': {
    text: 'Someone was removed, but the gateway has not taken them off its list yet. When you start the channel now, they can talk to your assistant until it does.',
    about: 'Under that question.',
  },

  'bar.approve-queued': { text: 'Approving {handle}…', about: 'Bar at the bottom after a verdict.' },
  'bar.approve-saved': {
    text: 'Saved {handle}; takes effect when the current reply is finished',
    about: 'Bar: written, not in force yet.',
  },
  'bar.approve-confirmed': { text: 'Approved {handle}', about: 'Bar: confirmed by the gateway.' },
  'bar.approve-failed': { text: 'Could not approve {handle}', about: 'Bar.' },
  'bar.ignore-queued': { text: 'Ignoring {handle}…', about: 'Bar.' },
  'bar.ignore-saved': { text: 'Ignoring {handle}…', about: 'Bar.' },
  'bar.ignore-confirmed': { text: 'Ignored {handle}', about: 'Bar.' },
  'bar.ignore-failed': { text: 'Could not ignore {handle}', about: 'Bar.' },
  'bar.block-queued': { text: 'Blocking {handle}…', about: 'Bar.' },
  'bar.block-saved': {
    text: 'Saved; {handle} is blocked as soon as the gateway has applied it',
    about: 'Bar.',
  },
  'bar.block-confirmed': { text: 'Blocked {handle}', about: 'Bar.' },
  'bar.block-failed': { text: 'Could not block {handle}', about: 'Bar.' },
  'bar.revoke-queued': { text: 'Taking access away from {handle}…', about: 'Bar.' },
  'bar.revoke-saved': { text: 'Saved; {handle} is out as soon as the gateway has applied it', about: 'Bar.' },
  'bar.revoke-confirmed': { text: 'Took access away from {handle}', about: 'Bar.' },
  'bar.revoke-failed': { text: 'Could not take access away from {handle}', about: 'Bar.' },
  'bar.undo-queued': { text: 'Undoing for {handle}…', about: 'Bar.' },
  'bar.undo-saved': { text: 'Saved the undo for {handle}', about: 'Bar.' },
  'bar.undo-confirmed': { text: 'Undone for {handle}', about: 'Bar.' },
  'bar.undo-failed': { text: 'Could not undo for {handle}', about: 'Bar.' },
  'bar.idle-waiting': {
    text: { one: '{count} person is waiting', other: '{count} people are waiting' },
    about: 'Bar, when there is no verdict to tell of.',
  },
  'bar.idle-new': {
    text: { one: '{people}, {count} of them new', other: '{people}, {count} of them new' },
    about: 'The same, when the owner has seen some of them. {people} is “5 people are waiting”.',
  },
  'bar.idle-queued': {
    text: { one: '{count} decision is on its way', other: '{count} decisions are on their way' },
    about: 'Bar, when there is no verdict of this window to tell of.',
  },
  'bar.several': {
    text: { one: '{count} sender', other: '{count} senders' },
    about: 'In place of a handle in the bar, after a verdict on several.',
  },
  'bar.later': {
    text: 'Will be applied when the gateway is back.',
    about: 'Bar, second sentence, offline.',
  },
  'bar.stale': {
    text: '{handle} changed while you decided, so nothing was done. Look again.',
    about: 'Bar: the revision was no longer the painted one.',
  },
  'bar.stale-many': {
    text: {
      one: '{count} of them changed while you decided and was left as it is.',
      other: '{count} of them changed while you decided and were left as they are.',
    },
    about: 'Bar, second sentence, after a verdict on several.',
  },

  'add.open': { text: 'Add Someone…', about: 'Button: decide about someone who has not written yet.' },
  'add.title': { text: 'Add someone who has not written yet', about: 'Title of the sheet.' },
  'add.text': {
    text: 'Type the whole number with its country code, or the e-mail address they write from. Nothing is sent to them.',
    about: 'In the sheet.',
  },
  'add.field': { text: 'Number or e-mail address', about: 'Label of the field.' },
  'add.example': { text: '+1 212 555 0101 or alice@example.com', about: 'Example under the field.' },
  'add.length': { text: 'Let in', about: 'Label: for how long.' },

  'invite.open': { text: 'Invite…', about: 'Button: asks for a one-time code.' },
  'invite.title': { text: 'Invite someone', about: 'Title of the sheet.' },
  'invite.text': {
    text: 'Give this code to one person, face to face or by phone. When they write it to this Mac, you will see it beside their name. You still decide; the code lets nobody in by itself.',
    about: 'In the sheet.',
  },
  'invite.make': { text: 'Make a Code', about: 'Button.' },
  'invite.code': { text: 'Your code', about: 'Accessible name of the code.' },
  'invite.once': { text: 'Shown only once. Works once, {until}.', about: 'Under the code.' },
  'invite.list': { text: 'Codes', about: 'Heading above the codes made before.' },
  'invite.state-open': { text: 'Open, {until}', about: 'State of a code.' },
  'invite.state-spent': { text: 'Brought by {handle}', about: 'State of a code.' },
  'invite.state-expired': { text: 'Expired', about: 'State of a code.' },
  'invite.made': { text: 'Made {when}', about: 'When a code was made.' },
} as const satisfies WordTable;
