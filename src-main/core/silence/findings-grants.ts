import { countingAccounts, effectiveDirect, judgeDirect } from '#core/access/access.ts';
import type { AccessEntry, AccessFacts, AccountAccess } from '#core/access/access-facts.ts';
import { isOurReference, ourReference } from '#core/access/our-group.ts';
import { grantSettings, type Level, settingName } from '#core/access/setting-name.ts';
import { sentence } from '#core/words/sentence.ts';
import type { FindingContext, Found } from './finding.ts';

/** More names than this are a list of their own, not a sentence. */
const namedAtMost = 5;

/** What people who are let in may do beyond writing, and who no longer is. */
export function grantFindings(facts: AccessFacts, context: FindingContext): readonly Found[] {
  return [
    ...directEntries(facts, context.ownKeys ?? new Set()),
    ...commandOwner(facts, context.ownKeys ?? new Set()),
    ...mainSession(facts),
    ...configWrites(facts),
    ...countingAccounts(facts).flatMap((account) => paired(facts, account, context.blocked ?? new Set())),
  ];
}

/** A literal entry may approve the assistant's actions; a group's member may not (OC-9). */
function directEntries(facts: AccessFacts, ownKeys: ReadonlySet<string>): readonly Found[] {
  const levels = new Map<Level, readonly AccessEntry[]>();
  for (const account of countingAccounts(facts)) {
    const { level, entries } = effectiveDirect(facts, account);
    levels.set(level, entries);
  }
  return [...levels].flatMap(([level, entries]): readonly Found[] => {
    const isPerson = (entry: AccessEntry): boolean => entry.kind === 'handle' && !ownKeys.has(entry.key);
    if (!entries.some(isPerson)) return [];
    const setting = settingName('direct', level);
    const kept = entries.filter((entry) => !isPerson(entry)).map((entry) => entry.raw);
    const after = kept.some(isOurReference) ? kept : [...kept, ourReference];
    return [
      {
        id: 'direct-entries',
        fix: sentence('fix.approve-listed', { setting }),
        changes: [{ path: setting, before: entries.map((entry) => entry.raw), after }],
      },
    ];
  });
}

function commandOwner(facts: AccessFacts, ownKeys: ReadonlySet<string>): readonly Found[] {
  if (facts.commandOwnerConfigured !== false) return [];
  // Which of several addresses the owner writes from is theirs to say: all of now are proposed.
  const own = ownKeys.size > 0 ? [...ownKeys].toSorted() : ['<your own address>'];
  const after = own.map((address) => `imessage:${address}`);
  return [
    {
      id: 'no-command-owner',
      fix: sentence('fix.own-address', { setting: grantSettings.commandOwners }),
      changes: [{ path: grantSettings.commandOwners, before: null, after }],
    },
  ];
}

function mainSession(facts: AccessFacts): readonly Found[] {
  if (!facts.sharesMainSession) return [];
  return [
    {
      id: 'shares-main-session',
      fix: sentence('fix.conversations', { setting: grantSettings.conversation }),
      changes: [{ path: grantSettings.conversation, before: 'main', after: 'per-channel-peer' }],
    },
  ];
}

function configWrites(facts: AccessFacts): readonly Found[] {
  if (facts.channelConfigWrites !== true) return [];
  return [
    {
      id: 'channel-config-writes',
      fix: sentence('fix.config-writes', { setting: grantSettings.configWrites }),
      changes: [{ path: grantSettings.configWrites, before: true, after: false }],
    },
  ];
}

function paired(facts: AccessFacts, account: AccountAccess, blocked: ReadonlySet<string>): readonly Found[] {
  if (account.paired === null) {
    if (account.directPolicy !== 'pairing') return [];
    return [{ id: 'pairing-store-unknown', fix: sentence('fix.pairing-store') }];
  }
  const lockedOut = account.paired.filter(
    (key) => !blocked.has(key) && judgeDirect(facts, account, key).allowed === false,
  );
  if (lockedOut.length === 0) return [];
  const more = lockedOut.length - namedAtMost;
  const named = lockedOut.slice(0, namedAtMost).join(', ');
  const people = more > 0 ? sentence('fix.people-more', { people: named, count: more }) : named;
  return [{ id: 'paired-locked-out', fix: sentence('fix.approve-paired', { people }) }];
}
