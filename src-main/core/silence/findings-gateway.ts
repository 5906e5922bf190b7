import { countingAccounts } from '#core/access/access.ts';
import type { AccessFacts, AccountAccess } from '#core/access/access-facts.ts';
import { isGroupNameTaken } from '#core/access/access-plan.ts';
import { isPluginMissing } from '#core/access/running.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { FindingContext, Found } from './finding.ts';

/** What the gateway itself, not its lists, makes of what Peephole can know and do. */
export function gatewayFindings(facts: AccessFacts | null, context: FindingContext): readonly Found[] {
  const found: Found[] = [];
  // What a release can do decides, not its date: one that can't tell what runs is never connected.
  if (context.unsupported != null) found.push({ id: 'gateway-too-old', fix: context.unsupported });
  if (facts === null) return found;
  if (isPluginMissing(facts)) found.push({ id: 'plugin-not-loaded', fix: sentence('fix.load-plugin') });
  if (!facts.applied) found.push({ id: 'not-applied', fix: null });
  if (isGroupNameTaken(facts, context.groupIsOurs)) {
    found.push({ id: 'group-name-taken', fix: sentence('fix.rename-group') });
  }
  return [...found, ...otherMessages(facts)];
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
