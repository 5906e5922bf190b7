import type { WordTable } from './table.ts';

/** A copy signed with a Developer ID updates itself, a step at a time, each by the owner’s click. */
export const updateWords = {
  'update.idle': {
    text: 'Asks the page of releases when you press Check, and at no other time.',
    about: 'Under the row “Check for Updates…”, before anything was asked.',
  },
  'update.checking': { text: 'Looking for a newer version…', about: 'Under that row, while it is asked.' },
  'update.current': { text: 'This is the newest version.', about: 'Under that row: nothing newer is there.' },
  'update.available': {
    text: 'Version {version} is there. Nothing has been downloaded yet.',
    about: 'Under that row. {version} like 1.2.0.',
  },
  'update.downloading': {
    text: 'Downloading version {version}: {percent}%',
    about: 'Under that row. {percent} is a whole number.',
  },
  'update.ready': {
    text: 'Version {version} is downloaded, and is installed when Peephole restarts.',
    about: 'Under that row; the button “Restart to Update” is beside it.',
  },
  'update.restarting': {
    text: 'macOS checks who signed version {version}. Then Peephole restarts by itself.',
    about: 'Under that row, after “Restart to Update”.',
  },
  'update.failed-unreachable': {
    text: 'The page of releases did not answer. Is this Mac online?',
    about: 'Under that row.',
  },
  'update.failed-unreadable': {
    text: 'The page of releases names no version.',
    about: 'Under that row; a button that opens the page is beside it.',
  },
  'update.failed-damaged': {
    text: 'What came is not what was published. It was thrown away.',
    about: 'Under that row: the checksum is another.',
  },
  'update.failed-no-space': {
    text: 'The disk is too full for the new version.',
    about: 'Under that row.',
  },
  'update.failed-refused': {
    text: 'macOS did not take the new version. This one stays as it is.',
    about: 'Under that row: signed by somebody else, or Peephole lies where it can’t be replaced.',
  },
  'update.failed-unknown': {
    text: 'That did not work. The log says where it stopped.',
    about: 'Under that row.',
  },
  'update.check': { text: 'Check', about: 'Button: asks whether there is a newer version.' },
  'update.download': { text: 'Download', about: 'Button: downloads the newer version.' },
  'update.restart': {
    text: 'Restart to Update',
    about: 'Button: quits Peephole, installs the newer version and opens it.',
  },
  'update.again': { text: 'Try Again', about: 'Button, after it did not work.' },
  'update.page': { text: 'Open Releases', about: 'Button: opens the page of releases in the browser.' },
} as const satisfies WordTable;
