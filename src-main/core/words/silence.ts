import type { WordTable } from './table.ts';

/** The Silence page and the “Make it silent” sheet (UX-5.1). */
export const silenceWords = {
  'silence.silent': { text: 'Strangers get nothing', about: 'Headline.' },
  'silence.silent-text': {
    text: 'Read back from the gateway on this connection. It stays so when Peephole is not running.',
    about: 'Under the headline.',
  },
  'silence.answering': { text: 'Strangers get a pairing code', about: 'Headline.' },
  'silence.answering-text': {
    text: 'Whoever writes is told that there is an assistant here.',
    about: 'Under the headline.',
  },
  'silence.open': { text: 'Anyone can talk to your assistant', about: 'Headline.' },
  'silence.open-text': { text: 'Whoever writes is answered.', about: 'Under the headline.' },
  'silence.no-channel': { text: 'This OpenClaw has no iMessage', about: 'Headline.' },
  'silence.no-channel-text': {
    text: 'Its config sets up no iMessage channel, so it answers nobody there. If somebody is answered all the same, another OpenClaw does it, perhaps another profile.',
    about: 'Under the headline.',
  },
  'silence.unknown': { text: 'Can’t tell what strangers get', about: 'Headline.' },
  'silence.unknown-text': {
    text: 'The gateway’s lists have not been read on this connection.',
    about: 'Under the headline.',
  },
  'silence.red': { text: 'Needs fixing', about: 'Severity.' },
  'silence.amber': { text: 'Check this', about: 'Severity.' },
  'silence.info': { text: 'Good to know', about: 'Severity.' },
  'silence.fix': { text: 'To fix it: {how}', about: 'What to do by hand.' },
  'silence.make': { text: 'Make It Silent…', about: 'Button: opens the sheet.' },
  'silence.undo': { text: 'Undo “Make It Silent”', about: 'Button.' },
  'silence.undone': { text: 'The settings from before are back.', about: 'After the undo.' },
  'silence.accounts': {
    text: 'Accounts of OpenClaw’s iMessage',
    about: 'Title of a list, where there is more than one account.',
  },
  'silence.no-findings': { text: 'No setting answers a stranger.', about: 'No findings.' },
  'silence.before': { text: 'Now', about: 'Column of the diff.' },
  'silence.after': { text: 'Then', about: 'Column of the diff.' },
  'silence.not-set': { text: 'not set', about: 'A setting without a value.' },
  'silence.setting': { text: 'Setting', about: 'Column of the diff.' },
  'silence.exposure': { text: 'Who was sent a code before', about: 'Heading of the exposure list.' },
  'silence.exposure-none': {
    text: 'No one was ever sent a pairing code from this Mac, as far as Messages still shows.',
    about: 'Empty exposure list.',
  },
  'silence.exposure-more': {
    text: { one: 'and {count} more', other: 'and {count} more' },
    about: 'Under a list that was cut.',
  },

  'silent.title': { text: 'Make it silent', about: 'Title of the sheet.' },
  'silent.text': {
    text: 'Strangers will get nothing at all. Who can talk to your assistant today still can.',
    about: 'First sentence of the sheet.',
  },
  'silent.carried': {
    text: 'These people were let in by a pairing code. They stay let in, as approved by you:',
    about: 'Above the checkboxes.',
  },
  'silent.carried-none': {
    text: 'No one was let in by a pairing code.',
    about: 'In place of the checkboxes.',
  },
  'silent.carried-unknown': {
    text: 'Who was let in by a pairing code can’t be read, so they would lose their access. You can approve them again when they write.',
    about: 'In place of the checkboxes.',
  },
  'silent.carried-drop': {
    text: 'Go on although they lose access',
    about: 'Checkbox, when the pairing store could not be read.',
  },
  'silent.lost': {
    text: 'These can’t be carried over and lose their access:',
    about: 'Above entries of the pairing store that are no full address.',
  },
  'silent.groups': {
    text: 'Groups stay exactly as they are; nobody gains anything there.',
    about: 'In the sheet.',
  },
  'silent.diff': { text: 'What is written in OpenClaw’s config', about: 'Heading above the diff.' },
  'silent.diff-none': { text: 'Nothing has to be changed.', about: 'In place of the diff.' },
  'silent.do': { text: 'Make It Silent', about: 'Button.' },
  'silent.doing': { text: 'Writing, and reading back…', about: 'On the button meanwhile.' },
  'silent.done': { text: 'Strangers get nothing', about: 'After it was read back.' },
  'silent.done-text': { text: 'The gateway has applied it.', about: 'After it was read back.' },
  'silent.not-yet': {
    text: 'Saved. Takes effect when the current reply is finished.',
    about: 'Written but not applied yet.',
  },
  'silent.loading': { text: 'Reading the gateway’s settings…', about: 'While the sheet is prepared.' },
} as const satisfies WordTable;
