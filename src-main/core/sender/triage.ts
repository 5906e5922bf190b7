import type { Handle } from '#core/message/handle.ts';
import { blockedBucket, type Service } from '#core/message/message.ts';

/** Which of the three shelves an undecided sender belongs on (RULE-4.2). */
export type SenderGroup = 'person' | 'known' | 'automated';

/** What Messages' own filter says of a sender. */
export type FilterHint = 'none' | 'unknown' | 'junk' | 'automated' | 'blocked';

/** What tells a person from somebody the owner knows and from a machine. */
export interface TriageFacts {
  readonly handle: Handle;
  /** Every service they wrote by. */
  readonly services: readonly Service[];
  /** Messages' own bucket code, or `blockedBucket` (DB-1.12). */
  readonly filterBucket: number;
  /** The owner wrote to them while they had no access. */
  readonly ownerWrote: boolean;
  /** Name in the owner's address book, or null. */
  readonly contact: string | null;
  /** This Mac's Apple ID is just for the assistant: nobody writes here to see the owner. */
  readonly assistantAppleId: boolean;
}

/** From here on Messages takes the chat for junk or for a service's messages. */
const automatedBucket = 2;

/**
 * Which of the three shelves a sender belongs on (RULE-4.2). An address that only a service can have is
 * automated even when the owner answered it ("STOP"); the owner's own word beats Messages' filter, which is a hint.
 */
export function triage(facts: TriageFacts): SenderGroup {
  const { kind } = facts.handle;
  if (kind === 'short-code' || kind === 'other') return 'automated';
  // A person's RCS address is a number: what looks like an e-mail address there is an agent's (DB-1.18).
  if (kind === 'email' && facts.services.length > 0 && facts.services.every((one) => one === 'RCS'))
    return 'automated';
  // The owner's own word, said in Messages.
  if (facts.filterBucket === blockedBucket) return 'automated';
  if (!facts.assistantAppleId && (facts.contact !== null || facts.ownerWrote)) return 'known';
  return facts.filterBucket >= automatedBucket ? 'automated' : 'person';
}

/** What Messages' own filter says of a chat: a hint beside the card, never a verdict. */
export function filterHint(filterBucket: number): FilterHint {
  if (filterBucket === blockedBucket) return 'blocked';
  if (filterBucket <= 0) return 'none';
  if (filterBucket === 1) return 'unknown';
  return filterBucket === automatedBucket ? 'junk' : 'automated';
}
