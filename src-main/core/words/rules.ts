import type { WordTable } from './table.ts';

/** What decides whether somebody is let in (core/explain.ts). */
export const ruleWords = {
  'rule.not-read': {
    text: 'the gateway’s lists have not been read on this connection',
    about: 'Why, beside an answer of explain.',
  },
  'rule.no-account': { text: 'no iMessage account is set up', about: 'Why, beside an answer of explain.' },
  'rule.channel-off': { text: 'the channel is off', about: 'Why, beside an answer of explain.' },
  'rule.parked': {
    text: 'OpenClaw reads the same Messages for another account alone',
    about: 'Why, beside an answer of explain.',
  },
  'rule.policy-disabled': {
    text: 'this kind of message is switched off',
    about: 'Why, beside an answer of explain.',
  },
  'rule.policy-open': { text: 'everyone is let in', about: 'Why, beside an answer of explain.' },
  'rule.listed': { text: 'they are on the list', about: 'Why, beside an answer of explain.' },
  'rule.not-listed': { text: 'they are not on the list', about: 'Why, beside an answer of explain.' },
  'rule.paired': { text: 'a pairing code let them in', about: 'Why, beside an answer of explain.' },
  'rule.pairing-store-unknown': {
    text: 'who was let in by a pairing code can’t be read',
    about: 'Why, beside an answer of explain.',
  },
  'rule.answered-with-code': {
    text: 'they are answered with a pairing code',
    about: 'Why, beside an answer of explain.',
  },
  'rule.no-group-senders': { text: 'nobody is let in there', about: 'Why, beside an answer of explain.' },
  'rule.depends-on-chat': {
    text: 'it depends on the chat: only some count',
    about: 'Why, beside an answer of explain.',
  },
  'rule.chat-as-group': {
    text: 'OpenClaw treats their chat as a group, because this setting names it, and the list for groups decides',
    about: 'Why, beside an answer of explain and the name of the setting.',
  },
  'rule.wants-mention': {
    text: 'OpenClaw treats their chat as a group, because this setting names it, and answers there only what mentions your assistant',
    about: 'Why, beside an answer of explain and the name of the setting.',
  },
  'rule.chats-unread': {
    text: 'OpenClaw’s groups name chats, and whether one of theirs is among them can’t be told',
    about: 'Why, beside an answer of explain.',
  },
  'rule.no-command-owner': {
    text: 'no command owner is set, so whoever is let in may use commands like /status',
    about: 'Why, beside an answer of explain.',
  },
  'rule.command-owner-unknown': {
    text: 'who owns commands can’t be read',
    about: 'Why, beside an answer of explain.',
  },
  'rule.command-owner': { text: 'they own commands', about: 'Why, beside an answer of explain.' },
  'rule.not-command-owner': {
    text: 'somebody else owns commands',
    about: 'Why, beside an answer of explain.',
  },
  'rule.command-listed': {
    text: 'they are on the list for commands',
    about: 'Why, beside an answer of explain.',
  },
  'rule.not-command-listed': {
    text: 'they are not on the list for commands',
    about: 'Why, beside an answer of explain.',
  },
  'rule.depends-on-spelling': {
    text: 'OpenClaw compares commands’ senders letter by letter, and this one may be spelled either way',
    about: 'Why, beside an answer of explain.',
  },
} as const satisfies WordTable;
