import type { WordTable } from './table.ts';

/** The commands `service` and `uninstall`. */
export const cliLeaveWords = {
  'command.service': {
    text: 'run Peephole on a Mac without a screen, from login on',
    about: 'Help of the command `service`: what it does. Begins small, no full stop.',
  },
  'note.service': {
    text: 'A LaunchAgent of yours. It comes again after a crash; its log is kept below 2 MB.',
    about: 'In the help of `service`.',
  },
  'note.service-places': {
    text: 'The options are those of serve, and are remembered. Where OpenClaw is (OPENCLAW_PROFILE and the like) is taken over from this shell; no secret is.',
    about: 'In the help of `service`.',
  },
  'usage.service': {
    text: 'service is followed by install, uninstall or status, not "{word}".',
    about: 'Wrong usage of the command line.',
  },
  'service.only-mac': {
    text: 'There is no launchd here: service is for a Mac. Elsewhere let your own service manager run “peephole serve”; SIGTERM ends it cleanly.',
    about: 'Answer of `service` on another system than macOS.',
  },
  'service.not-loaded': {
    text: 'launchd did not take it: {text} Log in once on this Mac’s screen, or turn on automatic login, then install it again.',
    about: 'Answer of `service install`: what launchctl said.',
  },
  'service.installed': { text: 'Installed and started: {path}', about: 'Answer of `service install`.' },
  'service.disk-app': {
    text: 'Turn on Peephole in System Settings, Privacy & Security, Full Disk Access, then run “peephole service install” again. Without a screen do it once by Screen Sharing.',
    about: 'Answer of `service install`, for the packaged app.',
  },
  'service.disk-node': {
    text: 'Turn on {program} in System Settings, Privacy & Security, Full Disk Access, then run “peephole service install” again. Whatever this Node runs has that access then: the packaged app keeps it to itself.',
    about: 'Answer of `service install`, when Node runs it: the path of Node.',
  },
  'service.logs': { text: 'Log: {path}', about: 'Answer of `service`.' },
  'service.removed': { text: 'Stopped and removed.', about: 'Answer of `service uninstall`.' },
  'service.none': { text: 'The service is not installed.', about: 'Answer of `service`.' },
  'service.not-started': {
    text: 'Installed, but launchd does not know it: run “peephole service install” again.',
    about: 'Answer of `service status`.',
  },
  'service.ended': {
    text: 'Installed, but it does not run; it ended with {code}. Its log says why.',
    about: 'Answer of `service status`: the exit code.',
  },
  'service.runs': { text: 'Runs, as process {pid}.', about: 'Answer of `service status`.' },
  'option.log-dir': {
    text: 'Keep the log there, below 2 MB, instead of writing it to stderr.',
    about: 'Help of the option --log-dir.',
  },
  'command.uninstall': {
    text: 'take Peephole out of OpenClaw’s config and off this Mac',
    about: 'Help of the command `uninstall`: what it does. Begins small, no full stop.',
  },
  'note.uninstall': {
    text: 'Without --yes it only says what would be done. Blocked people stay off your lists.',
    about: 'In the help of `uninstall`.',
  },
  'note.uninstall-app': {
    text: 'Afterwards move Peephole.app to the Trash.',
    about: 'In the help of `uninstall`.',
  },
  'option.yes': { text: 'Do it.', about: 'Help of the option --yes of `uninstall`.' },
  'option.restore': {
    text: 'Also restore what Make it silent changed: strangers may get pairing codes again.',
    about: 'Help of the option --restore of `uninstall`.',
  },
  'option.keep-approved': {
    text: 'Put the people approved without an end on your own list first.',
    about: 'Help of the option --keep-approved of `uninstall`.',
  },
  'option.files-only': {
    text: 'Leave OpenClaw’s config alone, for an OpenClaw that is gone.',
    about: 'Help of the option --files-only of `uninstall`.',
  },
  'usage.files-only': {
    text: '--files-only changes nothing at OpenClaw: give it without --restore and --keep-approved.',
    about: 'Wrong usage of the command line.',
  },
  'uninstall.not-running': {
    text: 'Start Peephole first: only while it runs can it be taken out of OpenClaw’s config. If OpenClaw is gone, --files-only removes the rest.',
    about: 'Answer of `uninstall` when no Peephole runs.',
  },
  'uninstall.nothing-there': {
    text: 'Nothing of Peephole’s stands in OpenClaw’s config.',
    about: 'Answer of `uninstall`.',
  },
  'uninstall.loses': {
    text: 'They lose access: {people}.',
    about: 'Answer of `uninstall` before it is done.',
  },
  'uninstall.lost': {
    text: 'They no longer have access: {people}.',
    about: 'Answer of `uninstall` once it is done.',
  },
  'uninstall.closed': {
    text: '{setting} keeps accessGroup:peephole-nobody, which lets nobody in: empty, it would let anyone approve your assistant’s actions.',
    about: 'Answer of `uninstall`: the name of a setting.',
  },
  'uninstall.ask': {
    text: 'Nothing is done yet. With --yes this is done, and what Peephole knows is removed: {path}. Its history can be exported before (“peephole export”).',
    about: 'Answer of `uninstall` without --yes.',
  },
  'uninstall.done': {
    text: 'Peephole is off this Mac. Move Peephole.app to the Trash, if you have it.',
    about: 'Answer of `uninstall`.',
  },
  'uninstall.left': { text: 'Not Peephole’s, and left: {path}', about: 'Answer of `uninstall`.' },
} as const satisfies WordTable;
