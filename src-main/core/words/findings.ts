import type { WordTable } from './table.ts';

/** What can be found about the gateway's settings, what to do about it, and what stands in the way of doing it for the owner. */
export const findingWords = {
  'finding.dm-policy-unset': {
    text: 'Strangers get a pairing code: no direct message policy is set, and OpenClaw’s default answers them.',
    about: 'Finding, red: what happens now. One sentence.',
  },
  'finding.dm-policy-pairing': {
    text: 'Strangers get a pairing code that tells them there is an assistant here.',
    about: 'Finding, red: what happens now. One sentence.',
  },
  'finding.dm-policy-open': {
    text: 'The direct message policy is "open": one "*" in the list lets every stranger in.',
    about: 'Finding, red: what happens now. One sentence.',
  },
  'finding.wildcard': {
    text: 'Anyone can talk to your assistant: the list holds "*".',
    about: 'Finding, red: what happens now. One sentence.',
  },
  'finding.group-policy-open': {
    text: 'Anyone in a group with you can talk to your assistant there.',
    about: 'Finding, red: what happens now. One sentence.',
  },
  'finding.group-wildcard': {
    text: 'Anyone in a group with you can talk to your assistant there: the list holds "*".',
    about: 'Finding, red: what happens now. One sentence.',
  },
  'finding.group-list-unset': {
    text: 'Everyone who may write to your assistant directly may also do so in every group with you: no list of group senders is set.',
    about: 'Finding, amber: what happens now. One sentence.',
  },
  'finding.group-chat-listed': {
    text: 'Everyone in a listed group chat can talk to your assistant there, strangers too.',
    about: 'Finding, amber: what happens now. One sentence.',
  },
  'finding.direct-entries': {
    text: 'People on the direct list may also approve your assistant’s dangerous actions.',
    about: 'Finding, amber: what happens now. One sentence.',
  },
  'finding.no-command-owner': {
    text: 'No command owner is set: everyone who is let in may use commands like /status.',
    about: 'Finding, for information: what happens now. One sentence.',
  },
  'finding.shares-main-session': {
    text: 'Everyone who is let in shares your main conversation: what one says, the next can be told.',
    about: 'Finding, amber: what happens now. One sentence.',
  },
  'finding.channel-config-writes': {
    text: 'A command owner can change who is let in by sending a chat command.',
    about: 'Finding, for information: what happens now. One sentence.',
  },
  'finding.entry-never-matches': {
    text: 'An entry of a list lets nobody in, because no sender can be spelled that way.',
    about: 'Finding, amber: what happens now. One sentence.',
  },
  'finding.entries-collide': {
    text: 'An entry lets in two senders that OpenClaw cannot tell apart: a short code and a number.',
    about: 'Finding, amber: what happens now. One sentence.',
  },
  'finding.paired-locked-out': {
    text: 'People approved by pairing code get no answer: under this policy OpenClaw does not count them.',
    about: 'Finding, for information: what happens now. One sentence.',
  },
  'finding.pairing-store-unknown': {
    text: 'Who was approved by pairing code could not be read, so who is let in is not fully known.',
    about: 'Finding, amber: what happens now. One sentence.',
  },
  'finding.pairing-queue-full': {
    text: 'The pairing queue is full: OpenClaw drops further strangers without listing them.',
    about: 'Finding, amber: what happens now. One sentence.',
  },
  'finding.plugin-not-loaded': {
    text: 'OpenClaw’s iMessage plugin is not loaded: nobody is answered, whoever was approved.',
    about: 'Finding, red: what happens now. One sentence.',
  },
  'finding.not-applied': {
    text: 'The gateway has saved a change that it has not applied yet: strangers still meet the old settings.',
    about: 'Finding, amber: what happens now. One sentence.',
  },
  'finding.accounts-override': {
    text: 'An account has a list of its own: the common list does not count for those who write to it.',
    about: 'Finding, for information: what happens now. One sentence.',
  },
  'finding.other-messages-db': {
    text: 'The gateway reads another Messages database: strangers who write there are not seen here.',
    about: 'Finding, amber: what happens now. One sentence.',
  },
  'finding.other-messages-mac': {
    text: 'The gateway reads another Mac’s Messages: strangers who write there are not seen here.',
    about: 'Something found about the gateway’s settings.',
  },
  'finding.messages-unknown': {
    text: 'It can’t be told whose Messages the gateway reads: strangers who write there may not be seen here.',
    about: 'Something found about the gateway’s settings.',
  },
  'finding.group-name-taken': {
    text: 'OpenClaw has an access group called "peephole" that is not ours, so nobody can be approved.',
    about: 'Finding, amber: what happens now. One sentence.',
  },
  'finding.gateway-too-old': {
    text: 'Peephole does not support this release of OpenClaw: what it does with strangers can’t be told.',
    about: 'Finding, red: what happens now. One sentence.',
  },

  'fix.allowlist': { text: 'Set {setting} to "allowlist".', about: 'What to do by hand about a finding.' },
  'fix.no-wildcard': { text: 'Take "*" out of {setting}.', about: 'What to do by hand about a finding.' },
  'fix.group-list': {
    text: 'Set {setting} to those who may speak in groups, or to [].',
    about: 'What to do by hand about a finding.',
  },
  'fix.list-people': {
    text: 'List people instead of chats in {setting}, unless you trust everyone in them.',
    about: 'What to do by hand about a finding.',
  },
  'fix.full-queue': {
    text: 'Set {setting} to "allowlist": Peephole lists everyone.',
    about: 'What to do by hand when the pairing queue is full.',
  },
  'fix.approve-listed': {
    text: 'Approve them here, then take everyone but yourself out of {setting}.',
    about: 'What to do by hand about people on the direct list.',
  },
  'fix.own-address': {
    text: 'Set {setting} to your own address.',
    about: 'What to do by hand about a finding.',
  },
  'fix.conversations': {
    text: 'Set {setting} to "per-channel-peer".',
    about: 'What to do by hand about a finding.',
  },
  'fix.config-writes': { text: 'Set {setting} to false.', about: 'What to do by hand about a finding.' },
  'fix.pairing-store': {
    text: 'Check that Peephole may read OpenClaw’s state folder.',
    about: 'What to do by hand about a finding.',
  },
  'fix.approve-paired': {
    text: 'Approve them here if they should be let in: {people}.',
    about: 'What to do by hand. {people} is a list of addresses.',
  },
  'fix.people-more': {
    text: { one: '{people}, {count} more', other: '{people}, {count} more' },
    about: 'A list of addresses that was cut.',
  },
  'fix.spelling': {
    text: 'Write numbers with + and country code in {setting}, or take out {entries}.',
    about: 'What to do by hand about entries that never match.',
  },
  'fix.doubtful': {
    text: 'Take {entries} out of {setting}, unless both may talk to your assistant.',
    about: 'What to do by hand about entries that match two senders.',
  },
  'fix.written-there': {
    text: 'Approvals are written to {setting}.',
    about: 'About an account with a list of its own: the one approvals go to.',
  },
  'fix.not-opened': {
    text: 'Approvals made here do not open {setting}.',
    about: 'About an account with a list of its own.',
  },
  'fix.same-database': {
    text: 'Point both at the same file; account {account} reads {path}.',
    about: 'What to do by hand when the gateway reads another Messages database.',
  },
  'fix.that-mac': {
    text: 'Account {account} reads the Messages of {host}: run Peephole there, or let the account read this Mac’s.',
    about: 'What to do by hand when the gateway reads another Mac’s Messages.',
  },
  'fix.wrapper-mac': {
    text: 'Account {account} runs imsg on another Mac, through a wrapper that calls ssh: run Peephole there, or let the account read this Mac’s Messages.',
    about: 'What to do by hand when the gateway reads another Mac’s Messages, and it can’t be told which.',
  },
  'fix.name-messages': {
    text: 'Set dbPath of the account {account} to the Messages it reads, or remoteHost to the Mac they are on.',
    about:
      'What to do by hand when it can’t be told whose Messages the gateway reads. dbPath and remoteHost are settings.',
  },
  'fix.load-plugin': {
    text: 'In a terminal: openclaw plugins install @openclaw/imessage. Then restart OpenClaw.',
    about: 'What to do by hand about a finding. The command is not translated.',
  },
  'fix.rename-group': {
    text: 'Rename that access group in OpenClaw’s config.',
    about: 'What to do by hand about a finding.',
  },

  'obstacle.pairing-store-unknown': {
    text: 'Who was approved by pairing code could not be read. Make it silent without them (they lose access), then approve them here.',
    about: 'Why “Make it silent” can’t be done as asked.',
  },
  'obstacle.group-name-taken': {
    text: 'OpenClaw has an access group "{group}" that is not ours, so nobody can be carried over. Rename it in OpenClaw’s config, or go on without them.',
    about: 'Why “Make it silent” can’t be done as asked.',
  },
  'obstacle.members-undecided': {
    text: 'Our access group has members this Peephole has not approved. Keep or drop each of them first.',
    about: 'Why “Make it silent” can’t be done as asked.',
  },
  'obstacle.shared-wildcard': {
    text: '{settings} lets in everyone on every channel. Take "*" out there first: that reaches beyond iMessage, so it is yours to do.',
    about: 'Why “Make it silent” can’t be done as asked.',
  },
  'obstacle.settings-and': { text: '{settings} and {setting}', about: 'Two or more names of settings.' },

  'refuse.no-silence-undo': {
    text: 'There is no “Make it silent” to take back.',
    about: 'Answer to undoing “Make it silent” when it was not done.',
  },
  'refuse.settings-unread': {
    text: 'OpenClaw’s settings could not be read. Start OpenClaw, then try again.',
    about: 'Answer to “Make it silent” while the gateway does not answer.',
  },
  'refuse.changed-since': {
    text: 'Somebody changed these settings since, so they were left alone: {diff}. Undo them at the gateway, then try again.',
    about: 'Answer to undoing “Make it silent”. {diff} names settings, before and after.',
  },
  'late.leave': {
    text: 'Taking Peephole out of OpenClaw’s config is saved, but the gateway has not applied it yet. Nothing of Peephole’s was removed; run it again in a moment.',
    about: 'Answer when waiting for `uninstall` took too long.',
  },
  'late.silence': {
    text: 'The change is saved, but the gateway has not applied it yet.',
    about: 'Answer when waiting for “Make it silent” took too long.',
  },
} as const satisfies WordTable;
