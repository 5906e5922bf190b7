import { interned } from '#core/interned.ts';
import type { KnockRecord, SenderRecord } from '#core/sender/sender-record.ts';

function firstKnock(knock: KnockRecord): SenderRecord {
  const { key, handle, kind, approvable, service, isNew, filterBucket, atMs } = knock;
  return {
    key,
    handle,
    kind,
    approvable,
    service,
    knocks: 1,
    firstSeenAtMs: atMs,
    lastSeenAtMs: atMs,
    isNew,
    filterBucket,
    services: interned([service]),
    notifiedAtMs: null,
    notifications: 0,
  };
}

/**
 * What we know of a sender after one more knock. Knocks come in the order they were stored, not sent: what is shown is
 * of the newest. A short code that the gateway can't tell from a number, once seen, stays (RULE-5.3); the same number without
 * its plus is the same number.
 */
export function afterKnock(before: SenderRecord | null, knock: KnockRecord): SenderRecord {
  if (before === null) return firstKnock(knock);
  const isNewest = knock.atMs >= before.lastSeenAtMs;
  const spelling = spellingOf(before, knock, isNewest);
  return {
    ...before,
    handle: spelling.handle,
    kind: spelling.kind,
    approvable: spelling.approvable,
    service: isNewest ? knock.service : before.service,
    filterBucket: isNewest ? knock.filterBucket : before.filterBucket,
    services: before.services.includes(knock.service)
      ? before.services
      : interned([...before.services, knock.service]),
    knocks: before.knocks + 1,
    firstSeenAtMs: Math.min(before.firstSeenAtMs, knock.atMs),
    lastSeenAtMs: Math.max(before.lastSeenAtMs, knock.atMs),
    isNew: before.isNew || knock.isNew,
  };
}

/** What we know of a sender after one of their knocks was read again. @returns the same object when it says nothing new. */
export function afterReading(before: SenderRecord, knock: KnockRecord): SenderRecord {
  const { service, filterBucket } = knock;
  const isNewest = knock.atMs >= before.lastSeenAtMs;
  if (!isNewest || (before.service === service && before.filterBucket === filterBucket)) return before;
  return { ...before, service, filterBucket };
}

type Spelling = Pick<SenderRecord, 'handle' | 'kind' | 'approvable'>;

function spellingOf(before: Spelling, knock: Spelling, isNewest: boolean): Spelling {
  if (before.approvable === knock.approvable) return isNewest ? knock : before;
  const [approvable, other] = before.approvable ? [before, knock] : [knock, before];
  return approvable.kind === other.kind ? approvable : other;
}
