import type { WordTable } from './table.ts';

/** What the command line prints, and how it refuses a wrong line. */
export const cliScreenWords = {
  'usage.no-command': {
    text: 'Say which command: `peephole help` lists them.',
    about: 'Wrong usage of the command line.',
  },
  'usage.unknown-command': {
    text: 'There is no command "{word}". `peephole help` lists them.',
    about: 'Wrong usage of the command line.',
  },
  'usage.unknown-short': {
    text: 'There is no option {word}. Options have two dashes; an operand that begins with - goes after --.',
    about: 'Wrong usage of the command line.',
  },
  'usage.unknown-option': {
    text: '{command} has no option --{name}. Try `peephole help {command}`.',
    about: 'Wrong usage of the command line.',
  },
  'usage.option-before': {
    text: 'There is no option --{name} here. Options of a command stand after it.',
    about: 'Wrong usage of the command line.',
  },
  'usage.option-twice': {
    text: '--{name} is given twice.',
    about: 'Wrong usage of the command line.',
  },
  'usage.too-few': {
    text: '{command} needs {operands}. Try `peephole help {command}`.',
    about: 'Wrong usage of the command line.',
  },
  'usage.too-many': {
    text: '"{word}" is one word too many for {command}. Try `peephole help {command}`.',
    about: 'Wrong usage of the command line.',
  },
  'usage.no-value': {
    text: '--{name} takes no value.',
    about: 'Wrong usage of the command line.',
  },
  'usage.number': {
    text: '--{name} takes a number, not "{value}".',
    about: 'Wrong usage of the command line.',
  },
  'usage.needs-value': {
    text: '--{name} needs a value: --{name}={placeholder}.',
    about: 'Wrong usage of the command line.',
  },
  'usage.one-of': {
    text: '--{name} is one of {choices}, not "{value}".',
    about: 'Wrong usage of the command line.',
  },
  'usage.wait': {
    text: '--wait takes at most 3600 seconds.',
    about: 'Wrong usage of the command line.',
  },
  'usage.for-invite': {
    text: '--for takes 1h to {hours}h, or 1d to {days}d, not "{value}".',
    about: 'Wrong usage of the command line.',
  },
  'usage.limit': {
    text: '--limit takes a number from 1 to 100000, not "{value}".',
    about: 'Wrong usage of the command line.',
  },
  'usage.gateway-url': {
    text: '--gateway-url is like ws://127.0.0.1:18789, not "{value}".',
    about: 'Wrong usage of the command line.',
  },
  'usage.web': {
    text: '--web takes a port from 0 to 65535, not "{value}".',
    about: 'Wrong usage of the command line.',
  },
  'usage.channel': {
    text: 'channel is switched on or off, not "{word}".',
    about: 'Wrong usage of the command line.',
  },
  'usage.apply-undo': {
    text: '--apply and --undo exclude each other.',
    about: 'Wrong usage of the command line.',
  },
  'usage.drop-paired': {
    text: '--drop-paired goes with --apply.',
    about: 'Wrong usage of the command line.',
  },
  'usage.one-handle': {
    text: '{command} takes one handle at a time, not {number}.',
    about: 'Wrong usage of the command line.',
  },
  'usage.crowd-alone': {
    text: '--crowd stands in place of a handle, and takes no option beside it.',
    about: 'Wrong usage of the command line.',
  },
  'usage.no-file': {
    text: 'There is no file {path}.',
    about: 'Answer to `verify FILE`.',
  },
  'usage.folder': {
    text: '{path} is a folder; verify takes an exported file.',
    about: 'Answer to `verify FILE`.',
  },
  'usage.no-read': {
    text: 'You may not read {path}.',
    about: 'Answer to `verify FILE`.',
  },
  'usage.no-folder': {
    text: 'The folder of {path} is not there.',
    about: 'Answer to `export FILE`.',
  },
  'usage.no-write': {
    text: 'You may not write {path}.',
    about: 'Answer to `export FILE`.',
  },
  'usage.already-there': {
    text: '{path} is there already, and is left as it is. Choose another name.',
    about: 'Answer to `export FILE`.',
  },
  'usage.disk-full': {
    text: 'The disk is full: {path} was not written.',
    about: 'Answer to `export FILE`.',
  },
  'usage.internal': {
    text: 'Something went wrong inside Peephole. Nothing was decided.',
    about: 'Answer to a command after a defect of ours.',
  },

  'status.people': {
    text: 'People',
    about: 'Row of `status`.',
  },
  'status.channel': {
    text: 'Channel',
    about: 'Row of `status`.',
  },
  'status.gateway': {
    text: 'Gateway',
    about: 'Row of `status`.',
  },
  'status.messages': {
    text: 'Messages',
    about: 'Row of `status`.',
  },
  'status.ledger': {
    text: 'Ledger',
    about: 'Row of `status`.',
  },
  'status.waiting-new': {
    text: '{waiting}, {new}',
    about: 'Value of a row: “3 waiting, 2 new”.',
  },
  'status.approved': {
    text: '{count} approved',
    about: 'Under the row People.',
  },
  'status.ignored': {
    text: '{count} ignored',
    about: 'Under the row People.',
  },
  'status.blocked': {
    text: '{count} blocked',
    about: 'Under the row People.',
  },
  'status.known': {
    text: '{count} known',
    about: 'Under the row People: the owner knows them.',
  },
  'status.automated': {
    text: '{count} automated',
    about: 'Under the row People.',
  },
  'status.queued': {
    text: '{count} on the way',
    about: 'Under the row People: decisions that are not in force yet.',
  },
  'status.not-persisted': {
    text: '{state}, until the gateway restarts',
    about: 'Value of the row Channel; {state} is On or Off.',
  },
  'status.gateway-version': {
    text: '{version} at {url}',
    about: 'Value of the row Gateway.',
  },
  'status.gateway-at': {
    text: 'at {url}',
    about: 'Value of the row Gateway, version not known.',
  },
  'status.read': {
    text: 'read',
    about: 'Value of the row Messages.',
  },
  'status.read-looked': {
    text: 'read, last looked {ago}',
    about: 'Value of the row Messages; {ago} is “4 min ago”.',
  },
  'status.ledger-full': {
    text: 'cannot be written',
    about: 'Value of the row Ledger.',
  },
  'status.held': {
    text: 'Someone was removed and the gateway has not taken it in. `peephole channel retry` tries again; `peephole channel on` starts it anyway.',
    about: 'Under the row Channel.',
  },
  'status.leak': {
    text: '! {what} (peephole leaks --clear {id})',
    about: 'An open alarm; {what} is a sentence.',
  },
  'status.more': {
    text: '`peephole silence` says more, and fixes what it can.',
    about: 'Below the findings.',
  },

  'cli.channel-on': {
    text: 'iMessage channel: on',
    about: 'State of the channel.',
  },
  'cli.channel-off': {
    text: 'iMessage channel: off',
    about: 'State of the channel.',
  },
  'cli.channel-starting': {
    text: 'iMessage channel: starting…',
    about: 'State of the channel.',
  },
  'cli.channel-stopping': {
    text: 'iMessage channel: stopping…',
    about: 'State of the channel.',
  },
  'cli.channel-error': {
    text: 'iMessage channel: has a problem.',
    about: 'State of the channel.',
  },
  'cli.channel-none': {
    text: 'iMessage channel: not set up in OpenClaw.',
    about: 'State of the channel.',
  },
  'cli.channel-not-loaded': {
    text: 'iMessage channel: OpenClaw’s iMessage plugin is not loaded. Install it with: openclaw plugins install @openclaw/imessage. Then restart OpenClaw.',
    about: 'State of the channel. The command is not translated.',
  },
  'cli.channel-unknown': {
    text: 'iMessage channel: can’t tell.',
    about: 'State of the channel.',
  },
  'cli.channel-stays': {
    text: '{state}. It stays so when the gateway restarts.',
    about: '{state} is “iMessage channel: on”.',
  },
  'cli.channel-for-now': {
    text: '{state} for now. Not yet so after a gateway restart.',
    about: '{state} is “iMessage channel: on”.',
  },
  'cli.silence-fixes': {
    text: '`peephole silence --apply` fixes it.',
    about: 'Under a finding that “Make it silent” fixes.',
  },
  'cli.silence-written': {
    text: 'Written',
    about: 'Heading above settings that were changed.',
  },
  'cli.silence-would': {
    text: 'Would be written',
    about: 'Heading above settings that would be changed.',
  },
  'cli.silence-back': {
    text: 'Written. `peephole silence --undo` takes it back.',
    about: 'After “Make it silent”.',
  },
  'cli.silence-apply': {
    text: '`peephole silence --apply --wait` writes this and waits until it is in force.',
    about: 'Below what would be changed.',
  },
  'cli.silence-undo': {
    text: '`peephole silence --undo` takes “Make it silent” back.',
    about: 'Where there is something to undo.',
  },
  'cli.crowd-do': {
    text: '`peephole ignore --crowd {id}` or `block` decides about exactly these; `list --each` shows them.',
    about: 'In a list, below a crowd: new addresses that wrote the same.',
  },
  'cli.crowd-changed': {
    text: 'The crowd is not as it was listed any more. Look at `peephole list` again.',
    about: 'Answer to a verdict on a crowd some of whom were decided about, or changed, since.',
  },
  'cli.list-more': {
    text: 'These are the newest of {count}. `peephole list --all` shows everybody.',
    about: 'Under a list of very many. {count}: how many senders there are.',
  },
  'cli.list-shows': {
    text: '`peephole list` shows when the gateway has confirmed it; --wait waits for that.',
    about: 'After a verdict that is on its way.',
  },
  'cli.no-one-wrote': {
    text: 'No one has written yet.',
    about: 'Empty list.',
  },
  'cli.no-codes': {
    text: 'No code was asked for. `peephole invite` makes one.',
    about: 'Empty list of invite codes.',
  },
  'cli.account': {
    text: 'Account {account}',
    about: 'Heading: an account of the gateway.',
  },
  'cli.explain-title': {
    text: '{handle}, by the gateway’s present settings:',
    about: 'Above the answers of explain.',
  },
  'cli.since': {
    text: 'since {time}',
    about: 'In a row: when a sender first wrote.',
  },
  'cli.receipt': {
    text: '{sent} since {time}.',
    about: 'What left this Mac to one sender; {sent} is “3 messages have left …”.',
  },
  'cli.receipt-rows': {
    text: '{sent} since {time} (rows {from} to {to} of Messages).',
    about: 'The same, with where it was counted.',
  },
  'cli.leak-open': {
    text: 'open',
    about: 'State of an alarm.',
  },
  'cli.leak-cleared': {
    text: 'cleared {time}',
    about: 'State of an alarm.',
  },
  'cli.no-leaks': {
    text: 'No alarm: nothing was seen leaving this Mac to anyone not let in.',
    about: 'Empty list of alarms.',
  },
  'cli.exported': {
    text: {
      one: 'Wrote {count} line to {path}. Keep this beside it: {hash}',
      other: 'Wrote {count} lines to {path}. Keep this beside it: {hash}',
    },
    about: 'After `export FILE`.',
  },
  'cli.verified': {
    text: {
      one: '{what}: {count} line, the first one.',
      other: '{what}: {count} lines, every one follows the one before it.',
    },
    about: 'After `verify`: all is well. {what} is a file, or “The log”.',
  },
  'cli.signed-from': {
    text: 'Signed from line {line} on. Key: {key}',
    about: 'After `verify`: all is well. {key} is a public key, 43 letters and digits.',
  },
  'cli.signed-anew': {
    text: 'From line {line} on by another key: {key}',
    about:
      'After `verify`, below the line about the first key. {key} is a public key, 43 letters and digits.',
  },
  'cli.signed-by-own': {
    text: 'That is the key of this Peephole.',
    about: 'After `verify`, below the lines about keys: the last of them.',
  },
  'cli.signed-by-other': {
    text: 'That is not the key of this Peephole: another one signed this, or somebody who is none.',
    about: 'After `verify FILE`, below the lines about keys: the last of them.',
  },
  'cli.signed-by-unknown': {
    text: 'Whose key that is was not checked: the key of this Peephole is not there, or can’t be read.',
    about: 'After `verify`, below the lines about keys: the last of them.',
  },
  'cli.not-signed': {
    text: 'It is not signed. Whoever made every hash anew could have written it.',
    about: 'After `verify` of a log that no version of Peephole wrote that signs.',
  },
  'cli.not-verified': {
    text: '{what}: {problem}',
    about: 'After `verify`: {problem} is a sentence.',
  },
  'cli.lines-hold': {
    text: { one: '{count} line before it holds.', other: '{count} lines before it hold.' },
    about: 'After `verify` found a wrong line.',
  },
  'cli.the-log': {
    text: 'The log',
    about: 'What was checked.',
  },
  'cli.practice': {
    text: 'Practice: everything here is invented. Your own Messages and OpenClaw are not touched.',
    about: 'First line of `practice`.',
  },
  'cli.practice-web': {
    text: 'Look here: {url}',
    about: 'Second line of `practice`.',
  },
  'cli.practice-list': {
    text: 'Or from another terminal: npm run -s peephole -- list --state-dir {path}',
    about: 'Third line of `practice`.',
  },
  'cli.practice-end': {
    text: 'Strangers knock by themselves. Ctrl-C ends it.',
    about: 'Last line of `practice`.',
  },
} as const satisfies WordTable;
