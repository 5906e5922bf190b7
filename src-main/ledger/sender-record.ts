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
    services: [service],
    notifiedAtMs: null,
    notifications: 0,
  };
}

/**
 * What we know of a sender after one more knock. Knocks come in the order they were stored, not sent: what is shown is
 * of the newest. A spelling that can't be approved, once seen, stays: the gateway can't tell it from the one that can
 * (RULE-5.3).
 */
export function afterKnock(before: SenderRecord | null, knock: KnockRecord): SenderRecord {
  if (before === null) return firstKnock(knock);
  const isNewest = knock.atMs >= before.lastSeenAtMs;
  const spelling =
    before.approvable === knock.approvable ? (isNewest ? knock : before) : before.approvable ? knock : before;
  return {
    ...before,
    handle: spelling.handle,
    kind: spelling.kind,
    approvable: spelling.approvable,
    service: isNewest ? knock.service : before.service,
    filterBucket: isNewest ? knock.filterBucket : before.filterBucket,
    services: before.services.includes(knock.service) ? before.services : [...before.services, knock.service],
    knocks: before.knocks + 1,
    firstSeenAtMs: Math.min(before.firstSeenAtMs, knock.atMs),
    lastSeenAtMs: Math.max(before.lastSeenAtMs, knock.atMs),
    isNew: before.isNew || knock.isNew,
  };
}
