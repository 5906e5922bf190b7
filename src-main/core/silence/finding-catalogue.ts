import { type Sentence, sentence } from '#core/words/sentence.ts';

/** `red`: a stranger gets something, or could; `amber`: something needs the owner; `info`: good to know. */
export type FindingSeverity = 'red' | 'amber' | 'info';

interface CatalogueEntry {
  readonly severity: FindingSeverity;
  /** "Make it silent" fixes it, unless something named on screen is in the way. */
  readonly oneStep: boolean;
}

/**
 * Everything Peephole can find about the gateway's settings. Ids are stable. The table in docs/findings.md says the same
 * with the settings before and after; a test holds the two together. Its sentence is `finding.<id>` in the words.
 */
export const findingCatalogue = {
  'dm-policy-unset': {
    severity: 'red',
    oneStep: true,
  },
  'dm-policy-pairing': {
    severity: 'red',
    oneStep: true,
  },
  'dm-policy-open': {
    severity: 'red',
    oneStep: true,
  },
  wildcard: {
    severity: 'red',
    oneStep: true,
  },
  'group-policy-open': {
    severity: 'red',
    oneStep: true,
  },
  'group-wildcard': {
    severity: 'red',
    oneStep: true,
  },
  'group-list-unset': {
    severity: 'amber',
    oneStep: true,
  },
  'group-chat-listed': {
    severity: 'amber',
    oneStep: false,
  },
  'direct-entries': {
    severity: 'amber',
    oneStep: false,
  },
  'no-command-owner': {
    severity: 'info',
    oneStep: false,
  },
  'shares-main-session': {
    severity: 'amber',
    oneStep: false,
  },
  'channel-config-writes': {
    severity: 'info',
    oneStep: false,
  },
  'entry-never-matches': {
    severity: 'amber',
    oneStep: false,
  },
  'entries-collide': {
    severity: 'amber',
    oneStep: false,
  },
  'paired-locked-out': {
    severity: 'info',
    oneStep: false,
  },
  'pairing-store-unknown': {
    severity: 'amber',
    oneStep: false,
  },
  'pairing-queue-full': {
    severity: 'amber',
    oneStep: true,
  },
  'plugin-not-loaded': {
    severity: 'red',
    oneStep: false,
  },
  'not-applied': {
    severity: 'amber',
    oneStep: false,
  },
  'accounts-override': {
    severity: 'info',
    oneStep: false,
  },
  'other-messages-db': {
    severity: 'amber',
    oneStep: false,
  },
  'other-messages-mac': {
    severity: 'amber',
    oneStep: false,
  },
  'messages-unknown': {
    severity: 'amber',
    oneStep: false,
  },
  'group-name-taken': {
    severity: 'amber',
    oneStep: false,
  },
  'gateway-too-old': {
    severity: 'red',
    oneStep: false,
  },
} as const satisfies Record<string, CatalogueEntry>;

export type FindingId = keyof typeof findingCatalogue;

/** What happens to a stranger, or to someone who is let in, right now. */
export function findingSentence(id: FindingId): Sentence {
  return sentence(`finding.${id}`);
}
