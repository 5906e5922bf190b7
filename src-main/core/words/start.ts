import type { WordTable } from './table.ts';

/** What keeps Peephole from starting, or a command from reaching it: said in a terminal or a dialog, where there is no window. */
export const startWords = {
  'socket.not-running': {
    text: 'Peephole is not running on {path}. Open the app, or run `peephole serve`.',
    about: 'Why the running Peephole can’t be reached, and what to do.',
  },
  'socket.no-answer': {
    text: 'Peephole runs, but does not answer. Quit it and start it again.',
    about: 'Why the running Peephole can’t be reached, and what to do.',
  },
  'socket.open': {
    text: 'Others can get at {path}, so what answers there can’t be trusted. Restart Peephole.',
    about: 'Why the running Peephole can’t be reached, and what to do.',
  },
  'socket.foreign': {
    text: 'The control socket {path} belongs to another user. Use a --state-dir of your own.',
    about: 'Why the running Peephole can’t be reached, and what to do.',
  },
  'socket.dead': {
    text: 'The control socket {path} does not answer. Restart Peephole.',
    about: 'Why the running Peephole can’t be reached, and what to do.',
  },
  'socket.not-made': {
    text: 'The control socket can’t be made in {path}. The directory must be writable, on a disk that allows sockets.',
    about: 'Why the running Peephole can’t be reached, and what to do.',
  },

  'web.not-built': {
    text: 'The window is not built: there is no page in {path}. Run `npm run build`, then start again.',
    about: 'Why the window can’t be shown in a browser.',
  },
  'web.port': {
    text: 'Port {port} of 127.0.0.1 can’t be had: another program may use it. Choose another one, or none: --web.',
    about: 'Why the window can’t be shown in a browser.',
  },

  'state-dir.file-above': {
    text: 'The state directory {path} is a file, or lies under one. Choose another one.',
    about: 'Why the state directory can’t be used, and what to do.',
  },
  'state-dir.full': {
    text: 'The disk is full: {path} can’t be made.',
    about: 'Why the state directory can’t be used, and what to do.',
  },
  'state-dir.not-made': {
    text: 'The state directory {path} can’t be made. Choose a place that you may write to.',
    about: 'Why the state directory can’t be used, and what to do.',
  },
  'state-dir.no-directory': {
    text: 'The state directory {path} is not a directory. Choose another one.',
    about: 'Why the state directory can’t be used, and what to do.',
  },
  'state-dir.foreign-link': {
    text: '{path}, on the way to the state directory, is a link of another user. Choose a folder of your own.',
    about: 'Why the state directory can’t be used, and what to do.',
  },
  'state-dir.foreign': {
    text: 'The state directory {path} belongs to another user. Choose one of your own.',
    about: 'Why the state directory can’t be used, and what to do.',
  },
  'state-dir.open': {
    text: 'Others may write to the state directory {path}, so what it says could not be trusted. Take that away (chmod go-w "{path}"), or choose another one.',
    about: 'Why the state directory can’t be used, and what to do.',
  },
  'state-dir.unreadable': {
    text: 'The state directory {path} can’t be read. It must be readable and writable for you.',
    about: 'Why the state directory can’t be used, and what to do.',
  },
  'state-dir.in-use': {
    text: 'Peephole is already running on {path}. Use that one, quit it first, or choose another --state-dir.',
    about: 'Why the state directory can’t be used, and what to do.',
  },

  'opening.no-file': {
    text: '{path} should be Peephole’s ledger, but is no ordinary file. Move it away, or use another state directory.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'opening.damaged': {
    text: 'Peephole’s ledger is damaged. {damage} It was set aside, whole, as {path}. Put a good copy back in its place, or start Peephole again to begin with an empty one: that takes access from nobody, and asks you about the people who have it.',
    about:
      'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file. {damage} is a sentence.',
  },
  'opening.foreign': {
    text: '{path} is a database, but not Peephole’s ledger. Nothing was changed. Use another state directory.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'opening.newer': {
    text: 'The ledger {path} was made by a newer Peephole (its version is {version}, this one knows {known}). Nothing was changed. Start the newer Peephole, or use another state directory.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
  'opening.first-line': {
    text: 'The first line of the ledger is not Peephole’s.',
    about: 'The ledger, where decisions are written down: what is wrong and what to do. {path} is a file.',
  },
} as const satisfies WordTable;
