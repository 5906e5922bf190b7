import type { GatewayAnswer } from './gateway-answer.ts';

/** Allow-list entries that a block took out of the owner's own lists, so that an undo can put exactly these back. */
export interface TakenEntry {
  /** null: the root's list. */
  readonly accountId: string | null;
  readonly list: 'direct' | 'group' | 'other-group' | 'other-group-shared';
  /** The group's name for `other-group`, else null. */
  readonly groupName: string | null;
  readonly raw: string | number;
  /** How the file spells it where that is another text (`${VAR}`): this is put back; absent: as `raw`. */
  readonly written?: string | undefined;
  /** Where it stood in the list. */
  readonly index: number;
}

/**
 * One entry of an allow list, read by `gateway/` from OpenClaw's spelling. `raw` is written back untouched: OpenClaw keeps the
 * file's `${VAR}` for it as long as it is in that list, and only `written` knows it once it is not (OC-125).
 */
export type AccessEntry =
  | {
      readonly kind: 'handle';
      readonly key: string;
      readonly raw: string | number;
      readonly written?: string | undefined;
    }
  | { readonly kind: 'everyone'; readonly raw: string }
  | { readonly kind: 'group'; readonly name: string; readonly raw: string }
  | { readonly kind: 'chat'; readonly raw: string }
  | { readonly kind: 'other'; readonly raw: string | number };

/** The lists as written at one level (root or one account). null: not set there, so it is inherited. */
export interface AccessLists {
  readonly direct: readonly AccessEntry[] | null;
  readonly group: readonly AccessEntry[] | null;
}

export type DirectPolicy = 'pairing' | 'allowlist' | 'open' | 'disabled';
export type GroupPolicy = 'allowlist' | 'open' | 'disabled';

/** Why the gateway says that an account does not run. */
export interface AccountError {
  /** Which advice helps; it never decides what is so. `other`: none that is known. */
  readonly kind: 'breaker' | 'imsg-missing' | 'no-access' | 'other';
  /** The gateway's own words, on one line. */
  readonly words: string;
}

/** What the gateway's runtime says of one account (OC-55). */
export interface AccountRuntime {
  readonly running: boolean;
  readonly connected: boolean;
  readonly lifecycle: string;
  /** null: it says none. */
  readonly lastError: AccountError | null;
}

/** Which Messages an account of the gateway reads, by real paths (OC-89). */
export type AccountMessages =
  /** The very Messages that Peephole reads. */
  | { readonly kind: 'this-mac' }
  /** Another Mac's, over SSH; `host` as its owner wrote it, null: a wrapper that does not say plainly. */
  | { readonly kind: 'another-mac'; readonly host: string | null }
  /** Another file on this Mac. */
  | { readonly kind: 'another-file'; readonly path: string }
  /** It can't be told from here. */
  | { readonly kind: 'unknown' };

/** A chat that `groups` names by its number. Other spellings (a guid, an address) name no chat (OC-90). */
export interface NamedChat {
  /** Its ROWID in the Messages that the account reads. */
  readonly id: number;
  /** The entry, as in OpenClaw's config. */
  readonly setting: string;
  /** Only messages that mention the assistant are answered there. */
  readonly wantsMention: boolean;
}

export interface AccountAccess {
  readonly id: string;
  /** Enabled at root and at the account. */
  readonly enabled: boolean;
  readonly directPolicy: DirectPolicy;
  readonly groupPolicy: GroupPolicy;
  /** Where the policies are written; null: the schema's default is in force. */
  readonly directPolicySetBy: 'root' | 'account' | null;
  readonly groupPolicySetBy: 'root' | 'account' | null;
  /** `listed`: of the groups only those that `groups` names are answered, whoever writes there (OC-90). */
  readonly groupChats: 'any' | 'listed';
  /** Chats that `groups` names by number: a direct one among them is judged as a group (OC-90). */
  readonly namedChats: readonly NamedChat[];
  readonly own: AccessLists;
  /** Which Messages it reads. */
  readonly messages: AccountMessages;
  /** The account whose watcher runs in this one's place, because both have one source; null: it has its own (OC-54). */
  readonly parkedBy: string | null;
  /** null: the runtime does not list this account (plugin unloaded, or not read). */
  readonly runtime: AccountRuntime | null;
  /** Keys let in through the gateway's pairing store; null: could not be read. Counts under `pairing` only. */
  readonly paired: readonly string[] | null;
}

/** One of the gateway's named sender lists. `members` are those that count for iMessage (own key and `*`). */
export interface AccessGroup {
  readonly name: string;
  /** True for a static sender list, the only type that can hold our members. */
  readonly isSenderList: boolean;
  /** Under the iMessage key. */
  readonly members: readonly AccessEntry[];
  /** Under the key shared by every channel. */
  readonly sharedMembers: readonly AccessEntry[];
}

/**
 * Everything the running gateway said about who is let in, read on one connection in one go. Never partly
 * filled: what could not be read is null, and null is "unknown", never "empty" (PROMISE-9).
 */
export interface AccessFacts {
  readonly readAtMs: number;
  /** Read so soon after connecting that the gateway may still be loading its plugins; absent: it was not. */
  readonly isEarly?: boolean;
  /** Identifies this run of the gateway; another value means it was restarted. */
  readonly bootId: string;
  /** For `config.patch`: the base this reading stands on. */
  readonly baseHash: string;
  /** The running gateway has applied the saved config. */
  readonly applied: boolean;
  /** Names the saved config that these lists are of. */
  readonly revision: string;
  /** Names the config that the running gateway lives by; another than `revision` while that is not applied. */
  readonly appliedRevision: string;
  /** `channels.imessage` exists in the config. */
  readonly configured: boolean;
  /** `channels.imessage.enabled` as written at the root; null: not set (which means enabled). */
  readonly rootEnabled: boolean | null;
  readonly root: AccessLists;
  readonly accounts: readonly AccountAccess[];
  /** Accounts that the gateway reports and its saved config does not name: they may run all the same (OC-38). */
  readonly strays: readonly { readonly id: string; readonly runtime: AccountRuntime }[];
  readonly defaultAccountId: string;
  readonly groups: readonly AccessGroup[];
  /** True when approved people share the owner's main conversation (`session.dmScope` is `main` or unset). */
  readonly sharesMainSession: boolean;
  readonly commandOwnerConfigured: boolean | null;
  /**
   * Command owners as written, without a channel in front; none: nobody owns commands here. OpenClaw compares them with the
   * sender letter by letter, not by the plugin's equality (OC-91). Absent or null: not read.
   */
  readonly commandOwners?: readonly string[] | null;
  /** `commands.allowFrom` in effect for iMessage: then the only rule for commands (OC-63); absent or null: not set. */
  readonly commandSenders?: { readonly setting: string; readonly entries: readonly string[] } | null;
  /** Chat commands may write the config (`/allowlist add` and the like); null: could not be told. */
  readonly channelConfigWrites: boolean | null;
  /** Requests waiting in the gateway's pairing queue, per account, and how many fit; null: could not be read. */
  readonly pairingQueue: {
    readonly pending: ReadonlyMap<string, number>;
    readonly limit: number;
  } | null;
}

/** One write, in our words. `gateway/` turns it into one `config.patch`; `undefined` leaves a thing as it is. */
export interface AccessEdit {
  /** The whole new member list of our own group (strict handles), creating the group when it is missing; null takes the group out. */
  readonly ourMembers?: readonly string[] | null;
  /** With `ourMembers` null: no other group is left, and `accessGroups` goes as well. */
  readonly isLastGroup?: boolean;
  /** Whole new lists, by level (`null` is the root). */
  readonly lists?: readonly {
    readonly accountId: string | null;
    readonly list: 'direct' | 'group';
    /** null takes the setting out, so that it is inherited again. */
    readonly entries: readonly (string | number)[] | null;
  }[];
  /** Policies, by level; null takes the setting out (the schema's default is then in force). */
  readonly policies?: readonly {
    readonly accountId: string | null;
    readonly directPolicy?: DirectPolicy | null;
    readonly groupPolicy?: GroupPolicy | null;
  }[];
  /** Whole new iMessage (or shared) member lists of other groups: blocked handles, or in Make it silent `*`, taken out. */
  readonly otherGroups?: readonly {
    readonly name: string;
    readonly shared: boolean;
    readonly entries: readonly (string | number)[];
  }[];
  /** `channels.imessage.enabled` at the root. */
  readonly enabled?: boolean;
}

/**
 * How one write ended, as measured (OC-32, OC-35). `answer` is the gateway's own; absent when it gave none. Decided by
 * codes and by what was read back, never by the words.
 */
export type EditOutcome =
  /** `hash`: of the config that came of it, as `baseHash`; null: the gateway did not say. */
  | { readonly kind: 'applied'; readonly hash: string | null }
  /** Somebody else wrote first: read again and plan again. */
  | { readonly kind: 'conflict' }
  | { readonly kind: 'rate-limited'; readonly retryAfterMs: number }
  /** Saved, but a later write replaced it before it was applied. */
  | { readonly kind: 'superseded' }
  /** Saved, but the gateway could not apply it, or a later write replaced it first. */
  | { readonly kind: 'not-applied'; readonly message: string; readonly answer?: GatewayAnswer }
  /** The gateway says no, for good: nothing was written, and asking again will not help. */
  | { readonly kind: 'refused'; readonly message: string; readonly answer?: GatewayAnswer }
  /** The connection went away, or the gateway was not able to: nobody knows, so read again. */
  | { readonly kind: 'unknown'; readonly message: string; readonly answer?: GatewayAnswer };
