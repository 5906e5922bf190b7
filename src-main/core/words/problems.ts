import type { WordTable } from './table.ts';

/** Why a decision waits or came to nothing (core/decision/decision-error.ts). Shown under a sender, in a banner, in the history. */
export const problemWords = {
  'problem.gateway-away': {
    text: 'Will be applied when the gateway is back.',
    about: 'Queued while the gateway is not connected.',
  },
  'problem.gateway-unusable': {
    text: '{message} Nothing was changed at OpenClaw.',
    about: 'Queued: the gateway is one that Peephole does not use. {message} is a sentence that says why.',
  },
  'problem.undecided-members': {
    text: 'The access group "peephole" holds people this Peephole has not approved. Keep (approve) or drop (revoke) them first.',
    about: 'Queued: somebody else put members into our group at the gateway.',
  },
  'problem.pairing-unread': {
    text: 'OpenClaw’s pairing store could not be read, so nobody can tell yet.',
    about: 'Saved: whether someone still has access can’t be told.',
  },
  'problem.deferred': {
    text: 'Saved; takes effect when the current reply is finished.',
    about: 'The gateway waits for an agent run to end before it applies a change.',
  },
  'problem.group-name-taken': {
    text: 'OpenClaw’s access group "peephole" is not one of ours. Rename it in OpenClaw’s config, then approve again.',
    about: 'An approval failed.',
  },
  'problem.no-channel': {
    text: 'OpenClaw has no iMessage channel set up. Add it to OpenClaw first.',
    about: 'An approval can’t take effect.',
  },
  'problem.no-account-here': {
    text: 'None of OpenClaw’s iMessage accounts receives on the Messages of this Mac, so nobody who writes here can be let in. Check dbPath, remoteHost and enabled of its accounts.',
    about: 'An approval can’t take effect. The names of settings are not translated.',
  },
  'problem.not-running': {
    text: 'OpenClaw’s iMessage is not running. They are let in when it runs.',
    about: 'An approval is saved; the channel is off, or its account has failed.',
  },
  'problem.not-receiving': {
    text: 'OpenClaw’s iMessage runs and does not receive yet. They are let in when it does.',
    about: 'An approval is saved; the account has not got to Messages so far.',
  },
  'problem.not-loaded': {
    text: 'OpenClaw’s iMessage is not running: its plugin is not loaded. In a terminal: openclaw plugins install @openclaw/imessage. Then restart OpenClaw.',
    about:
      'An approval is saved and can’t take effect; or the channel can’t be turned on. The command is not translated.',
  },
  'problem.no-account': {
    text: 'OpenClaw has no iMessage account. Add one to OpenClaw first.',
    about: 'An approval can’t take effect.',
  },
  'problem.direct-messages-off': {
    text: 'Direct messages are switched off by dmPolicy "disabled". Set it to "allowlist", then approve again.',
    about: 'An approval can’t take effect. dmPolicy is a setting of OpenClaw’s and is not translated.',
  },
  'problem.kept-out': {
    text: 'The gateway still keeps them out: see {setting}.',
    about: 'An approval failed. {setting} is the name of a setting in OpenClaw’s config.',
  },
  'problem.chat-as-group': {
    text: 'OpenClaw treats a chat of theirs with you as a group, because {setting} names it, so the approval does not count there. Take that entry out of OpenClaw’s config, or let them in for groups as well.',
    about: 'An approval is saved, and not in force. {setting} is the name of a setting in OpenClaw’s config.',
  },
  'problem.chats-unread': {
    text: 'OpenClaw’s setting “groups” names chats, and whether one of theirs is among them can’t be told.',
    about: 'An approval is saved, and not confirmed.',
  },
  'problem.still-listed': {
    text: 'They are still listed in {setting}.',
    about: 'Access could not be taken away. {setting} is the name of a setting in OpenClaw’s config.',
  },
  'problem.still-in-group': {
    text: 'They are a member of the access group "{group}".',
    about: 'Access could not be taken away. {group} is the name of a group in OpenClaw’s config.',
  },
  'problem.still-paired': {
    text: 'They are approved in OpenClaw’s pairing store, which counts under dmPolicy "pairing".',
    about: 'Access could not be taken away.',
  },
  'problem.still-everyone': {
    text: 'They are let in with everyone by {setting}.',
    about: 'Access could not be taken away. {setting} is the name of a setting in OpenClaw’s config.',
  },
  'problem.still-let-in': {
    text: 'They are let in by {setting}.',
    about: 'Access could not be taken away. {setting} is the name of a setting in OpenClaw’s config.',
  },
  'problem.still-in-groups': {
    text: 'Not let in for direct messages, but in groups with you they may still reach your assistant, by {setting}.',
    about: 'A block is not complete. {setting} is the name of a setting in OpenClaw’s config.',
  },
  'problem.gateway-unable': {
    text: 'OpenClaw could not do it yet and is asked again. {message}',
    about: 'Queued or saved. {message} is the gateway’s own.',
  },
  'problem.removal-held': {
    text: '{message} The channel stays stopped until this is solved.',
    about: 'A removal that the gateway refuses to write. {message} is the gateway’s own.',
  },
} as const satisfies WordTable;
