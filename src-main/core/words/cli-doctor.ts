import type { WordTable } from './table.ts';

/** What `doctor` checks, finds and advises. */
export const cliDoctorWords = {
  'doctor.all-good': {
    text: 'Everything Peephole stands on is in order.',
    about: 'Last line of `doctor`.',
  },
  'doctor.some-bad': {
    text: { one: '{count} of {checks} needs you.', other: '{count} of {checks} need you.' },
    about: 'Last line of `doctor`.',
  },
  'doctor.at': {
    text: '{found} ({path})',
    about: 'What was found, and where.',
  },

  'doctor.versions': {
    text: 'Versions',
    about: 'Name of a check of `doctor`.',
  },
  'doctor.socket': {
    text: 'Peephole',
    about: 'Name of a check of `doctor`.',
  },
  'doctor.state-dir': {
    text: 'State',
    about: 'Name of a check of `doctor`.',
  },
  'doctor.ledger': {
    text: 'Ledger',
    about: 'Name of a check of `doctor`.',
  },
  'doctor.messages': {
    text: 'Messages',
    about: 'Name of a check of `doctor`.',
  },
  'doctor.contacts': {
    text: 'Contacts',
    about: 'Name of a check of `doctor`.',
  },
  'doctor.openclaw-config': {
    text: 'OpenClaw',
    about: 'Name of a check of `doctor`.',
  },
  'doctor.gateway': {
    text: 'Gateway',
    about: 'Name of a check of `doctor`.',
  },
  'doctor.channel': {
    text: 'Channel',
    about: 'Name of a check of `doctor`: the assistant’s iMessage channel.',
  },
  'doctor.silence': {
    text: 'Strangers',
    about: 'Name of a check of `doctor`: what strangers get.',
  },
  'doctor.channel-fix': {
    text: 'Run openclaw channels status --probe in a terminal.',
    about: 'What to do: why the channel does not run is not known. The command is not translated.',
  },
  'doctor.silence-fix': {
    text: 'Look again in a moment; what is known is in peephole silence.',
    about: 'What to do: what strangers get can’t be told. The command is not translated.',
  },
  'doctor.settings-unread': {
    text: 'OpenClaw’s settings could not be read in time. Look again in a moment.',
    about: 'What to do: doctor asked the gateway and got no answer.',
  },
  'doctor.device': {
    text: 'Pairing',
    about: 'Name of a check of `doctor`.',
  },

  'doctor.these-versions': {
    text: 'Peephole {version}, Node {node}',
    about: 'What `doctor` found.',
  },
  'doctor.needs-node': {
    text: 'Peephole needs Node 24: run it by `npm run peephole`, which brings its own.',
    about: 'What `doctor` says to do.',
  },
  'doctor.running': {
    text: 'running, version {version}',
    about: 'What `doctor` found.',
  },
  'doctor.not-running': {
    text: 'not running',
    about: 'What `doctor` found.',
  },
  'doctor.not-running-fix': {
    text: 'News of strangers waits until it is: open the app, or `peephole serve`.',
    about: 'What `doctor` says to do.',
  },
  'doctor.not-reached': {
    text: 'can’t be reached',
    about: 'What `doctor` found.',
  },
  'doctor.state-new': {
    text: '{path} is made at the first start',
    about: 'What `doctor` found.',
  },
  'doctor.state-file': {
    text: '{path} is a file',
    about: 'What `doctor` found.',
  },
  'doctor.state-file-fix': {
    text: 'Choose another --state-dir.',
    about: 'What `doctor` says to do.',
  },
  'doctor.state-foreign': {
    text: '{path} belongs to another user',
    about: 'What `doctor` found.',
  },
  'doctor.state-foreign-fix': {
    text: 'Choose a --state-dir of your own.',
    about: 'What `doctor` says to do.',
  },
  'doctor.state-open': {
    text: 'others may write to {path}',
    about: 'What `doctor` found.',
  },
  'doctor.state-open-fix': {
    text: 'Take that away: chmod go-w "{path}".',
    about: 'What `doctor` says to do.',
  },
  'doctor.state-no-write': {
    text: '{path} can’t be written',
    about: 'What `doctor` found.',
  },
  'doctor.state-no-write-fix': {
    text: 'Make it yours again: chmod u+rwx "{path}".',
    about: 'What `doctor` says to do.',
  },
  'doctor.path': {
    text: '{path}',
    about: 'What `doctor` found. A path.',
  },
  'doctor.ledger-new': {
    text: 'is made at the first start',
    about: 'What `doctor` found.',
  },
  'doctor.ledger-lines': {
    text: { one: '{count} line, the first one', other: '{count} lines, every one follows the one before it' },
    about: 'What `doctor` found.',
  },
  'doctor.ledger-signed': {
    text: '{lines}; signed from line {line} on',
    about: 'What `doctor` found. {lines} is “{count} lines, every one follows the one before it”.',
  },
  'doctor.ledger-signed-anew': {
    text: '{lines}; signed from line {line} on, by another key since line {last}',
    about: 'What `doctor` found. {lines} is “{count} lines, every one follows the one before it”.',
  },
  'doctor.log-key-fix': {
    text: 'The key that signs the log, {path}, is not there or can’t be read. The next start makes a new one, and the history says so.',
    about: 'What `doctor` says to do. {path} is a file.',
  },
  'doctor.log-signature-fix': {
    text: 'Peephole did not write that. Keep a copy of {path}, and look for what you did not do. If you put files of another Peephole there yourself, restart it: the history says from where on another key signs.',
    about: 'What `doctor` says to do. {path} is a folder.',
  },
  'doctor.ledger-fix': {
    text: 'Restart Peephole: it sets a damaged ledger aside, whole, and says where.',
    about: 'What `doctor` says to do.',
  },
  'doctor.ledger-unreadable': {
    text: 'can’t be read',
    about: 'What `doctor` found.',
  },
  'doctor.messages-read': {
    text: 'can be read',
    about: 'What `doctor` found.',
  },
  'doctor.messages-no-access': {
    text: 'may not be read',
    about: 'What `doctor` found.',
  },
  'doctor.messages-absent': {
    text: 'not there',
    about: 'What `doctor` found.',
  },
  'doctor.messages-unreadable': {
    text: 'can’t be read',
    about: 'What `doctor` found.',
  },
  'doctor.messages-silent': {
    text: 'does not answer',
    about: 'What `doctor` found.',
  },
  'doctor.sign-in': {
    text: 'Open Messages and sign in once.',
    about: 'What `doctor` says to do.',
  },
  'doctor.open-messages': {
    text: 'Open Messages once, then try again.',
    about: 'What `doctor` says to do.',
  },
  'doctor.full-disk-access': {
    text: 'Open System Settings, Privacy & Security, Full Disk Access, and switch on Peephole (or, for this command, your terminal). Then start it again.',
    about: 'What `doctor` says to do.',
  },
  'doctor.contacts-read': {
    text: 'names from your Contacts are shown',
    about: 'What `doctor` found.',
  },
  'doctor.contacts-none': {
    text: 'none on this Mac; names are not shown',
    about: 'What `doctor` found.',
  },
  'doctor.contacts-no-access': {
    text: 'may not be read, so names are not shown',
    about: 'What `doctor` found.',
  },
  'doctor.openclaw-in-use': {
    text: '{version}, found by the running Peephole',
    about: 'What `doctor` found.',
  },
  'doctor.openclaw-unknown': {
    text: 'version unknown, found by the running Peephole',
    about: 'What `doctor` found.',
  },
  'doctor.openclaw-absent': {
    text: 'no config file was found',
    about: 'What `doctor` found.',
  },
  'doctor.openclaw-absent-fix': {
    text: 'Install OpenClaw and start it once, or name its config with --openclaw-config.',
    about: 'What `doctor` says to do.',
  },
  'doctor.openclaw-config-at': {
    text: 'config at {path}',
    about: 'What `doctor` found.',
  },
  'doctor.openclaw-secret': {
    text: 'config at {path}; its secret can’t be read, and is not needed any more',
    about: 'What `doctor` found.',
  },
  'doctor.gateway-connected': {
    text: 'connected to {version} at {url}',
    about: 'What `doctor` found.',
  },
  'doctor.gateway-connecting': {
    text: 'does not answer yet',
    about: 'What `doctor` found.',
  },
  'doctor.gateway-unreachable': {
    text: 'is not running',
    about: 'What `doctor` found.',
  },
  'doctor.gateway-unauthorized': {
    text: 'refuses Peephole',
    about: 'What `doctor` found.',
  },
  'doctor.gateway-incompatible': {
    text: 'is a version Peephole does not support',
    about: 'What `doctor` found.',
  },
  'doctor.gateway-another': {
    text: 'is not the one Peephole knows: nothing is read from it or written to it',
    about: 'What `doctor` found.',
  },
  'doctor.gateway-unidentified': {
    text: 'can’t be told from another one: nothing is read from it or written to it',
    about: 'What `doctor` found.',
  },
  'doctor.gateway-not-local': {
    text: 'is not on this Mac',
    about: 'What `doctor` found.',
  },
  'doctor.gateway-there': {
    text: 'somebody answers at {url}',
    about: 'What `doctor` found.',
  },
  'doctor.start-openclaw': {
    text: 'Start OpenClaw, then try again.',
    about: 'What `doctor` says to do.',
  },
  'doctor.device-none': {
    text: 'connected without a key of its own',
    about: 'What `doctor` found.',
  },
  'doctor.device-new': {
    text: 'not paired yet',
    about: 'What `doctor` found.',
  },
  'doctor.device-new-fix': {
    text: 'Peephole pairs itself at the first start.',
    about: 'What `doctor` says to do.',
  },
  'doctor.device-paired': {
    text: 'paired, allowed {scopes}',
    about: 'What `doctor` found.',
  },
  'doctor.device-limited': {
    text: 'paired, but allowed only {scopes}',
    about: 'What `doctor` found.',
  },
  'doctor.device-nothing': {
    text: 'paired, but allowed only nothing',
    about: 'What `doctor` found.',
  },
  'doctor.device-fix': {
    text: 'Remove the device Peephole in OpenClaw (openclaw devices), then start Peephole again: it asks anew.',
    about: 'What `doctor` says to do.',
  },
} as const satisfies WordTable;
