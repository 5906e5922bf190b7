import { effectiveGroup, judgeDirect, judgeGroup, type Ruling } from './access.ts';
import type { AccessFacts, AccountAccess, NamedChat } from './access-facts.ts';

/** Whose the direct chats are that `groups` names, as Messages says. What it was not asked is unknown, never nobody's. */
export interface DirectChats {
  /** ROWIDs of the chats that Messages was asked about, in order. */
  readonly asked: readonly number[];
  /** Every direct chat of whoever takes part in one of these, by key. */
  readonly of: readonly (readonly [string, readonly number[]])[];
}

export const noChatsAsked: DirectChats = { asked: [], of: [] };

/** A ruling on a direct message, wherever it comes in. */
export interface MessageRuling extends Omit<Ruling, 'rule'> {
  readonly rule: Ruling['rule'] | ChatRule;
}

type ChatRule = 'chat-as-group' | 'wants-mention' | 'depends-on-chat' | 'chats-unread';

/** Chats that any account's `groups` names, by ROWID in order: of these it matters whose they are. */
export function namedChatIds(facts: AccessFacts): readonly number[] {
  const ids = facts.accounts.flatMap(({ namedChats }) => namedChats.map(({ id }) => id));
  return [...new Set(ids)].toSorted((a, b) => a - b);
}

/**
 * Would what `key` writes to the owner alone reach the assistant? As `judgeDirect`, but for a direct chat that `groups`
 * names: that one is judged as a group (OC-90).
 */
export function judgeMessage(
  facts: AccessFacts,
  account: AccountAccess,
  key: string,
  chats: DirectChats,
): MessageRuling {
  const direct = judgeDirect(facts, account, key);
  const theirs = chatsOf(account, key, chats);
  const named = account.namedChats.filter(({ id }) => theirs === null || theirs.includes(id));
  const rulings = named.map((chat) => judgeNamed(facts, account, key, chat));
  const other = rulings.find(({ allowed }) => allowed !== direct.allowed);
  if (other === undefined) return direct;
  if (theirs === null) return { ...other, allowed: null, rule: 'chats-unread' };
  const isAll = rulings.length === theirs.length && rulings.every(({ allowed }) => allowed === other.allowed);
  return isAll ? other : { ...other, allowed: null, rule: 'depends-on-chat' };
}

/** The direct chats of somebody with this account, all of them if `groups` names one; null: it can't be told. */
function chatsOf(
  { namedChats, messages }: AccountAccess,
  key: string,
  { asked, of }: DirectChats,
): readonly number[] | null {
  if (namedChats.length === 0) return [];
  // The numbers of other Messages say nothing about ours.
  if (messages.kind !== 'this-mac' || namedChats.some(({ id }) => !asked.includes(id))) return null;
  return of.find(([whose]) => whose === key)?.[1] ?? [];
}

function judgeNamed(
  facts: AccessFacts,
  account: AccountAccess,
  key: string,
  { setting, wantsMention }: NamedChat,
): MessageRuling {
  const { allowed, rule, via, ...group } = judgeGroup(facts, account, key);
  // Whoever writes in a listed chat is let in there.
  const listsChats = effectiveGroup(facts, account).entries.some(({ kind }) => kind === 'chat');
  if (rule === 'not-listed' && listsChats) return { ...group, via, allowed: null, rule: 'depends-on-chat' };
  if (allowed && wantsMention) return { allowed: null, rule: 'wants-mention', setting, via };
  return { allowed, rule: 'chat-as-group', setting, via };
}
