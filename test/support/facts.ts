import type { AccessEntry, AccessFacts, AccountAccess, AccountRuntime } from '#core/access/access-facts.ts';
import { handleKey } from '#core/message/handle.ts';
import { readAccountError } from '../../src-main/gateway/account-error.ts';

/** Reads an entry the way `gateway/` does, for rules that are tested without a gateway. */
export function entry(raw: string | number): AccessEntry {
  const text = String(raw);
  if (text === '*') return { kind: 'everyone', raw: text };
  if (text.startsWith('accessGroup:'))
    return { kind: 'group', name: text.slice('accessGroup:'.length).trim(), raw: text };
  if (text.startsWith('chat_')) return { kind: 'chat', raw: text };
  return { kind: 'handle', key: handleKey(text), raw };
}

const entries = (list: readonly (string | number)[] | null | undefined) => list?.map(entry) ?? null;

interface AccountInput {
  readonly id?: string;
  readonly enabled?: boolean;
  readonly directPolicy?: AccountAccess['directPolicy'];
  readonly groupPolicy?: AccountAccess['groupPolicy'];
  readonly direct?: readonly (string | number)[] | null;
  readonly group?: readonly (string | number)[] | null;
  readonly paired?: readonly string[] | null;
  readonly running?: boolean;
  readonly lastError?: string | null;
  readonly directPolicySetBy?: AccountAccess['directPolicySetBy'];
  readonly groupPolicySetBy?: AccountAccess['groupPolicySetBy'];
  readonly messages?: AccountAccess['messages'];
  readonly groupChats?: AccountAccess['groupChats'];
  readonly namedChats?: AccountAccess['namedChats'];
  readonly parkedBy?: string | null;
}

interface FactsInput {
  readonly direct?: readonly (string | number)[] | null;
  readonly group?: readonly (string | number)[] | null;
  readonly accounts?: readonly AccountInput[];
  readonly groups?: Readonly<Record<string, readonly (string | number)[]>>;
  readonly sharedMembers?: Readonly<Record<string, readonly (string | number)[]>>;
  readonly otherType?: readonly string[];
  /** False: the runtime lists no account at all. */
  readonly isLoaded?: boolean;
  /** Accounts that run and that the config does not name. */
  readonly strays?: readonly string[];
  readonly applied?: boolean;
  readonly rootEnabled?: boolean | null;
  readonly configured?: boolean;
  readonly sharesMainSession?: boolean;
  readonly commandOwnerConfigured?: boolean | null;
  readonly commandOwners?: readonly string[] | null;
  readonly commandSenders?: AccessFacts['commandSenders'];
  readonly channelConfigWrites?: boolean | null;
  readonly pairingQueue?: AccessFacts['pairingQueue'];
}

function runtimeOf(running: boolean): AccountRuntime {
  const lifecycle = running ? 'ready' : 'stopped';
  return { running, connected: running, lifecycle, lastError: null };
}

function account(input: AccountInput): AccountAccess {
  const running = input.running ?? true;
  return {
    id: input.id ?? 'default',
    enabled: input.enabled ?? true,
    directPolicy: input.directPolicy ?? 'allowlist',
    groupPolicy: input.groupPolicy ?? 'allowlist',
    directPolicySetBy: input.directPolicySetBy === undefined ? 'root' : input.directPolicySetBy,
    groupPolicySetBy: input.groupPolicySetBy ?? null,
    groupChats: input.groupChats ?? 'any',
    namedChats: input.namedChats ?? [],
    own: { direct: entries(input.direct), group: entries(input.group) },
    runtime: { ...runtimeOf(running), lastError: readAccountError(input.lastError ?? null) },
    messages: input.messages ?? { kind: 'this-mac' },
    parkedBy: input.parkedBy ?? null,
    paired: input.paired === undefined ? [] : input.paired,
  };
}

/** Access facts in short form: lists as the owner would write them. */
export function facts(input: FactsInput = {}): AccessFacts {
  const accounts = (input.accounts ?? [{}])
    .map(account)
    .map((one) => (input.isLoaded === false ? { ...one, runtime: null } : one));
  return {
    readAtMs: 0,
    bootId: 'boot-1',
    baseHash: 'base-1',
    applied: input.applied ?? true,
    revision: 'revision-1',
    appliedRevision: input.applied === false ? 'revision-0' : 'revision-1',
    configured: input.configured ?? true,
    rootEnabled: input.rootEnabled ?? null,
    root: { direct: entries(input.direct), group: entries(input.group) },
    accounts,
    strays: (input.strays ?? []).map((id) => ({ id, runtime: runtimeOf(true) })),
    defaultAccountId: accounts[0]?.id ?? 'default',
    groups: Object.entries(input.groups ?? {}).map(([name, members]) => ({
      name,
      isSenderList: !(input.otherType ?? []).includes(name),
      members: members.map(entry),
      sharedMembers: (input.sharedMembers?.[name] ?? []).map(entry),
    })),
    sharesMainSession: input.sharesMainSession ?? false,
    commandOwnerConfigured: input.commandOwnerConfigured ?? null,
    commandOwners: input.commandOwners ?? null,
    commandSenders: input.commandSenders ?? null,
    channelConfigWrites: input.channelConfigWrites ?? null,
    pairingQueue: input.pairingQueue ?? null,
  };
}
