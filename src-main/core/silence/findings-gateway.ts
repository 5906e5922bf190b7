import { countingAccounts } from '#core/access/access.ts';
import type { AccessFacts, AccountAccess } from '#core/access/access-facts.ts';
import { isGroupNameTaken } from '#core/access/access-plan.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { FindingContext, Found } from './finding.ts';

/** The oldest gateway whose rules Peephole was checked against. */
export const oldestGateway = '2026.9.1';

/** What the gateway itself, not its lists, makes of what Peephole can know and do. */
export function gatewayFindings(facts: AccessFacts | null, context: FindingContext): readonly Found[] {
  const found: Found[] = [];
  if (isTooOld(context)) found.push({ id: 'gateway-too-old', fix: sentence('fix.update') });
  if (facts === null) return found;
  if (!facts.applied) found.push({ id: 'not-applied', fix: null });
  if (isGroupNameTaken(facts, context.groupIsOurs)) {
    found.push({ id: 'group-name-taken', fix: sentence('fix.rename-group') });
  }
  return [...found, ...otherMessages(facts)];
}

/** Whether this gateway is older than the oldest Peephole knows, or refused to speak with it. */
export function isTooOld({ gatewayVersion, incompatible }: FindingContext): boolean {
  if (incompatible) return true;
  if (gatewayVersion == null) return false;
  const parts = (version: string): readonly number[] => version.split(/[.+-]/, 3).map(Number);
  const oldest = parts(oldestGateway);
  const theirs = parts(gatewayVersion);
  const differing = oldest.findIndex((part, index) => part !== theirs[index]);
  // A version that can't be read is not called old.
  return differing >= 0 && (theirs[differing] ?? Number.NaN) < (oldest[differing] ?? 0);
}

/** Whether every iMessage account of the gateway is known to read the Messages that Peephole reads. */
export function readsOurMessages(facts: AccessFacts): boolean {
  return countingAccounts(facts).every(({ messages }) => messages.kind === 'this-mac');
}

function otherMessages(facts: AccessFacts): readonly Found[] {
  return countingAccounts(facts).flatMap((account) => messagesFinding(account) ?? []);
}

function messagesFinding({ id: account, messages }: AccountAccess): Found | null {
  switch (messages.kind) {
    case 'another-file':
      return {
        id: 'other-messages-db',
        fix: sentence('fix.same-database', { account, path: messages.path }),
      };
    case 'another-mac':
      return { id: 'other-messages-mac', fix: otherMac(account, messages.host) };
    case 'unknown':
      return { id: 'messages-unknown', fix: sentence('fix.name-messages', { account }) };
    case 'this-mac':
      return null;
  }
}

function otherMac(account: string, host: string | null): Sentence {
  return host === null
    ? sentence('fix.wrapper-mac', { account })
    : sentence('fix.that-mac', { account, host });
}
