import { effectiveDirect, judgeDirect } from '#core/access/access.ts';
import type { AccessFacts, AccountAccess } from '#core/access/access-facts.ts';
import type { Level } from '#core/access/setting-name.ts';
import { handleKey, readHandle } from '#core/message/handle.ts';
import { wildcardsIn, withoutWildcards } from './open-doors.ts';

/** The pairing store lets people in at this account now. */
function pairingCounts(facts: AccessFacts, account: AccountAccess): boolean {
  if (account.directPolicy === 'disabled') return false;
  if (account.directPolicy === 'pairing') return true;
  return wildcardsIn(facts, effectiveDirect(facts, account).entries).length > 0;
}

/** Whom "Make it silent" carries over from the pairing store into our group. */
export interface Carried {
  /** Strict handle by key, with the levels whose lists must refer to our group. */
  readonly handles: Map<string, string>;
  readonly levels: Set<Level>;
  readonly notCarried: Set<string>;
  readonly dropsSomebody: boolean;
  readonly unreadable: boolean;
}

/** Who keeps access only by being carried over: paired, let in now, and not named by a list. */
export function carryOver(
  facts: AccessFacts,
  accounts: readonly AccountAccess[],
  {
    dropPaired,
    blocked,
  }: { readonly dropPaired: boolean | readonly string[]; readonly blocked: ReadonlySet<string> },
): Carried {
  const dropped = new Set(typeof dropPaired === 'boolean' ? [] : dropPaired.map(handleKey));
  const closed = withoutWildcards(facts);
  const carried = {
    handles: new Map<string, string>(),
    levels: new Set<Level>(),
    notCarried: new Set<string>(),
    dropsSomebody: false,
    unreadable: false,
  };
  for (const account of accounts) {
    if (!pairingCounts(facts, account)) continue;
    carried.unreadable ||= account.paired === null;
    const bare = closed.accounts.find((one) => one.id === account.id);
    for (const entry of account.paired ?? []) {
      const { key, handle, approvable } = readHandle(entry);
      const isNamed =
        bare && judgeDirect(closed, { ...bare, directPolicy: 'allowlist' }, key).allowed === true;
      if (blocked.has(key) || isNamed) continue;
      if (dropPaired === true || dropped.has(key)) carried.dropsSomebody = true;
      else if (!approvable) carried.notCarried.add(entry);
      else {
        carried.handles.set(key, handle);
        carried.levels.add(effectiveDirect(facts, account).level);
      }
    }
  }
  return carried;
}
