import type { WordTable } from './table.ts';

/** The help of the command line. */
export const cliHelpWords = {
  'command.status': {
    text: 'what strangers get, who is waiting, and whether everything works',
    about: 'Help of the command `status`: what it does. Begins small, no full stop.',
  },
  'command.list': {
    text: 'everyone who wrote, newest first',
    about: 'Help of the command `list`: what it does. Begins small, no full stop.',
  },
  'command.approve': {
    text: 'let someone talk to your assistant in direct messages',
    about: 'Help of the command `approve`: what it does. Begins small, no full stop.',
  },
  'command.ignore': {
    text: 'leave someone without an answer and hear no more of them for now',
    about: 'Help of the command `ignore`: what it does. Begins small, no full stop.',
  },
  'command.block': {
    text: 'keep someone out for good, off every list',
    about: 'Help of the command `block`: what it does. Begins small, no full stop.',
  },
  'command.revoke': {
    text: 'end an approval of yours',
    about: 'Help of the command `revoke`: what it does. Begins small, no full stop.',
  },
  'command.undo': {
    text: 'restore what was before the last verdict on someone',
    about: 'Help of the command `undo`: what it does. Begins small, no full stop.',
  },
  'command.channel': {
    text: 'the switch of the iMessage channel, for every account',
    about: 'Help of the command `channel`: what it does. Begins small, no full stop.',
  },
  'command.connect': {
    text: 'take the OpenClaw that answers now for yours',
    about: 'Help of the command `connect`: what it does. Begins small, no full stop.',
  },
  'command.silence': {
    text: 'what strangers get and why; make it nothing; take that back',
    about: 'Help of the command `silence`: what it does. Begins small, no full stop.',
  },
  'command.explain': {
    text: 'dry run: would a message of this handle be let in, and by which rule',
    about: 'Help of the command `explain`: what it does. Begins small, no full stop.',
  },
  'command.invite': {
    text: 'a one-time code to give to one person, face to face or by phone',
    about: 'Help of the command `invite`: what it does. Begins small, no full stop.',
  },
  'command.invites': {
    text: 'open and spent codes',
    about: 'Help of the command `invites`: what it does. Begins small, no full stop.',
  },
  'command.receipt': {
    text: 'how many messages left this Mac to whom',
    about: 'Help of the command `receipt`: what it does. Begins small, no full stop.',
  },
  'command.exposure': {
    text: 'who was ever sent a pairing code from this Mac',
    about: 'Help of the command `exposure`: what it does. Begins small, no full stop.',
  },
  'command.leaks': {
    text: 'alarms: what was sent to someone not let in',
    about: 'Help of the command `leaks`: what it does. Begins small, no full stop.',
  },
  'command.history': {
    text: 'what you decided and what happened, newest first',
    about: 'Help of the command `history`: what it does. Begins small, no full stop.',
  },
  'command.export': {
    text: 'the whole hash-chained log as JSON lines',
    about: 'Help of the command `export`: what it does. Begins small, no full stop.',
  },
  'command.verify': {
    text: 'check the log, or an exported file, line by line',
    about: 'Help of the command `verify`: what it does. Begins small, no full stop.',
  },
  'command.serve': {
    text: 'run Peephole without the app, until SIGTERM',
    about: 'Help of the command `serve`: what it does. Begins small, no full stop.',
  },
  'command.doctor': {
    text: 'check permissions, paths, versions and scopes, and say what to do',
    about: 'Help of the command `doctor`: what it does. Begins small, no full stop.',
  },
  'command.practice': {
    text: 'everything on invented data, in a browser',
    about: 'Help of the command `practice`: what it does. Begins small, no full stop.',
  },
  'command.help': {
    text: 'how a command is used',
    about: 'Help of the command `help`: what it does. Begins small, no full stop.',
  },

  'option.state-dir': {
    text: 'Where Peephole keeps what it knows.',
    about: 'Help of the option --state-dir.',
  },
  'option.json': {
    text: 'Print one JSON document, and nothing else.',
    about: 'Help of the option --json.',
  },
  'option.help': {
    text: 'Say how a command is used.',
    about: 'Help of the option --help.',
  },
  'option.version': {
    text: 'Print the version.',
    about: 'Help of the option --version.',
  },
  'option.wait': {
    text: 'Return when the gateway has confirmed it (default 330 s).',
    about: 'Help of the option --wait.',
  },
  'option.state': {
    text: 'Only these: {states}.',
    about: 'Help of the option --state.',
  },
  'option.for': {
    text: 'Let them in for this long: {lengths}.',
    about: 'Help of approve --for.',
  },
  'option.for-invite': {
    text: 'How long it can be used: 1h to 168h (7d).',
    about: 'Help of invite --for.',
  },
  'option.add': {
    text: 'Also someone who has not written yet, typed in full.',
    about: 'Help of the option --add.',
  },
  'option.revision': {
    text: 'Refuse when they changed since `list` showed this revision.',
    about: 'Help of the option --revision.',
  },
  'option.crowd': {
    text: 'Everybody whom `list` showed as this crowd, and nobody who joined it since.',
    about: 'Help of the option --crowd. A crowd is a few or many new addresses that wrote the same.',
  },
  'option.each': {
    text: 'Every address of a crowd on a line of its own.',
    about: 'Help of the option --each of list.',
  },
  'option.all': {
    text: 'Everybody, not only the newest.',
    about: 'Help of the option --all of list.',
  },
  'option.apply': {
    text: 'Make it silent.',
    about: 'Help of the option --apply.',
  },
  'option.drop-paired': {
    text: 'Do not carry over whom a pairing code let in (with --apply).',
    about: 'Help of the option --drop-paired.',
  },
  'option.undo': {
    text: 'Take “Make it silent” back.',
    about: 'Help of the option --undo.',
  },
  'option.clear': {
    text: 'You have seen this one.',
    about: 'Help of the option --clear.',
  },
  'option.limit': {
    text: 'At most this many rows (default {limit}).',
    about: 'Help of the option --limit.',
  },
  'option.messages-db': {
    text: 'Messages database (default: this Mac’s own).',
    about: 'Help of the option --messages-db.',
  },
  'option.contacts-dir': {
    text: 'Address book (default: this Mac’s own).',
    about: 'Help of the option --contacts-dir.',
  },
  'option.openclaw-config': {
    text: 'OpenClaw’s config (default: where it looks).',
    about: 'Help of the option --openclaw-config.',
  },
  'option.pid-file': {
    text: 'Write the process id into FILE',
    about: 'Help of an option of the menu-bar app.',
  },
  'option.openclaw-state': {
    text: 'OpenClaw’s state folder (default: where it looks).',
    about: 'Help of the option --openclaw-state.',
  },
  'option.gateway-url': {
    text: 'Gateway on this Mac: ws://127.0.0.1:PORT.',
    about: 'Help of the option --gateway-url.',
  },
  'option.silent': {
    text: 'Begin with Make it silent done, instead of with an OpenClaw as it comes.',
    about: 'Help of the option --silent of `practice`.',
  },
  'option.web': {
    text: 'Also the window, in a browser on this Mac.',
    about: 'Help of the option --web.',
  },

  'note.channel': {
    text: 'off takes effect at once. on answers what approved people wrote in the last two hours.',
    about: 'In the help of `channel`.',
  },
  'note.connect': {
    text: 'For an OpenClaw that was moved, set up anew, or no longer knows Peephole. It is shown its shared secret once more.',
    about: 'In the help of `connect`.',
  },
  'note.connect-config': {
    text: 'With --openclaw-config that OpenClaw is Peephole’s from now on, also after a restart. Who was approved at another one stays approved there.',
    about: 'In the help of `connect`.',
  },
  'note.channel-retry': {
    text: 'retry (in place of on or off) tries again to write a removal that the gateway refused.',
    about: 'In the help of `channel`.',
  },
  'note.export': {
    text: 'Without FILE it goes to stdout. `peephole verify FILE` checks it, anywhere and at any time.',
    about: 'In the help of `export`.',
  },
  'note.serve': {
    text: 'When ready it prints one line: {example}. The link in web opens the window once.',
    about: 'In the help of `serve`.',
  },
  'note.doctor': {
    text: 'Works whether Peephole runs or not, and changes nothing.',
    about: 'In the help of `doctor`.',
  },
  'note.practice': {
    text: 'What you decide there is forgotten at the end, unless --state-dir names a place to keep it.',
    about: 'In the help of `practice`.',
  },

  'help.about': {
    text: 'See who texts your OpenClaw assistant, and decide, while strangers get nothing.',
    about: 'First line of the help.',
  },
  'help.exit-codes': {
    text: 'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 Peephole is not running, 4 not confirmed in time.',
    about: 'At the end of the help.',
  },
  'help.more': {
    text: '`peephole help COMMAND` says more about one.',
    about: 'Last line of the help.',
  },
} as const satisfies WordTable;
