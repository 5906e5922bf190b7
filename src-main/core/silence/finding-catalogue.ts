/** `red`: a stranger gets something, or could; `amber`: something needs the owner; `info`: good to know. */
export type FindingSeverity = 'red' | 'amber' | 'info';

interface CatalogueEntry {
  readonly severity: FindingSeverity;
  /** What happens to a stranger, or to someone who is let in, right now. One sentence. */
  readonly title: string;
  /** "Make it silent" mends it, unless something named on screen is in the way. */
  readonly oneStep: boolean;
}

/**
 * Everything Peephole can find about the gateway's settings. Ids are stable. The table in docs/findings.md says the same
 * with the settings before and after; a test holds the two together.
 */
export const findingCatalogue = {
  'dm-policy-unset': {
    severity: 'red',
    title:
      'Strangers get a pairing code: no direct message policy is set, and OpenClaw’s default answers them.',
    oneStep: true,
  },
  'dm-policy-pairing': {
    severity: 'red',
    title: 'Strangers get a pairing code that tells them there is an assistant here.',
    oneStep: true,
  },
  'dm-policy-open': {
    severity: 'red',
    title: 'The direct message policy is "open": one "*" in the list lets every stranger in.',
    oneStep: true,
  },
  wildcard: {
    severity: 'red',
    title: 'Anyone can talk to your assistant: the list holds "*".',
    oneStep: true,
  },
  'group-policy-open': {
    severity: 'red',
    title: 'Anyone in a group with you can talk to your assistant there.',
    oneStep: true,
  },
  'group-wildcard': {
    severity: 'red',
    title: 'Anyone in a group with you can talk to your assistant there: the list holds "*".',
    oneStep: true,
  },
  'group-list-unset': {
    severity: 'amber',
    title:
      'Everyone who may write to your assistant directly may also do so in every group with you: no list of group senders is set.',
    oneStep: true,
  },
  'group-chat-listed': {
    severity: 'amber',
    title: 'Everyone in a listed group chat can talk to your assistant there, strangers too.',
    oneStep: false,
  },
  'direct-entries': {
    severity: 'amber',
    title: 'People on the direct list may also approve your assistant’s dangerous actions.',
    oneStep: false,
  },
  'no-command-owner': {
    severity: 'info',
    title: 'No command owner is set: everyone who is let in may use commands like /status.',
    oneStep: false,
  },
  'shares-main-session': {
    severity: 'amber',
    title: 'Everyone who is let in shares your main conversation: what one says, the next can be told.',
    oneStep: false,
  },
  'channel-config-writes': {
    severity: 'info',
    title: 'A command owner can change who is let in by sending a chat command.',
    oneStep: false,
  },
  'entry-never-matches': {
    severity: 'amber',
    title: 'An entry of a list lets nobody in, because no sender can be spelled that way.',
    oneStep: false,
  },
  'entries-collide': {
    severity: 'amber',
    title: 'An entry lets in two senders that OpenClaw cannot tell apart: a short code and a number.',
    oneStep: false,
  },
  'paired-locked-out': {
    severity: 'info',
    title: 'People approved by pairing code get no answer: under this policy OpenClaw does not count them.',
    oneStep: false,
  },
  'pairing-store-unknown': {
    severity: 'amber',
    title: 'Who was approved by pairing code could not be read, so who is let in is not fully known.',
    oneStep: false,
  },
  'pairing-queue-full': {
    severity: 'amber',
    title: 'The pairing queue is full: OpenClaw drops further strangers without listing them.',
    oneStep: true,
  },
  'not-applied': {
    severity: 'amber',
    title:
      'The gateway has saved a change that it has not applied yet: strangers still meet the old settings.',
    oneStep: false,
  },
  'accounts-override': {
    severity: 'info',
    title: 'An account has a list of its own: the common list does not count for those who write to it.',
    oneStep: false,
  },
  'other-messages-db': {
    severity: 'amber',
    title: 'The gateway reads another Messages database: strangers who write there are not seen here.',
    oneStep: false,
  },
  'group-name-taken': {
    severity: 'amber',
    title: 'OpenClaw has an access group called "peephole" that is not ours, so nobody can be approved.',
    oneStep: false,
  },
  'gateway-too-old': {
    severity: 'red',
    title: 'This OpenClaw is older than what Peephole knows: what it does with strangers can’t be told.',
    oneStep: false,
  },
} as const satisfies Record<string, CatalogueEntry>;

export type FindingId = keyof typeof findingCatalogue;
