import { countingAccounts } from '#core/access/access.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { isGroupNameTaken } from '#core/access/access-plan.ts';
import { sentence } from '#core/words/sentence.ts';
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
  return [...found, ...otherDatabases(facts, context.messagesDbPath ?? null)];
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

/** Whether the gateway's iMessage account reads another database than `ours`; null: ours is not known. */
export function readsOtherDatabase(facts: AccessFacts, ours: string | null): boolean {
  return otherDatabases(facts, ours).length > 0;
}

function otherDatabases(facts: AccessFacts, ours: string | null): readonly Found[] {
  if (ours === null) return [];
  return countingAccounts(facts).flatMap((account): readonly Found[] => {
    const theirs = account.runtime?.dbPath ?? null;
    if (theirs === null || theirs === ours) return [];
    return [
      { id: 'other-messages-db', fix: sentence('fix.same-database', { account: account.id, path: theirs }) },
    ];
  });
}
