import { approvalAccounts, effectiveDirect } from '#core/access/access.ts';
import type { AccessFacts, AccountAccess, AccountMessages } from '#core/access/access-facts.ts';
import { isActive, isReceiving, isUnexplained } from '#core/access/running.ts';
import { settingName } from '#core/access/setting-name.ts';
import { isDirectOpen, isGroupOpen, isOpenToAll } from '#core/silence/open-doors.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { failureOf } from './channel-trouble.ts';

/** One account of the channel as every surface shows it, by what was last read. */
export interface AccountView {
  readonly id: string;
  /**
   * `receiving` is the only one that answers anybody. `parked`: OpenClaw reads the same Messages for another account alone, whether or not that one receives (OC-93); `failed`: the gateway
   * says why; `unexplained`: it
   * says none; `unreported`: the gateway says nothing of it.
   */
  readonly state:
    | 'receiving'
    | 'starting'
    | 'stopped'
    | 'failed'
    | 'off'
    | 'parked'
    | 'unexplained'
    | 'unreported';
  /** Whose Messages it reads: those that Peephole reads, another Mac's, another file, or it can't be told. */
  readonly messages: AccountMessages['kind'];
  /** What strangers who write to it get, once it receives. */
  readonly strangers: 'silent' | 'answering' | 'open';
  /** The setting that is its list of direct messages. */
  readonly setting: string;
  /** Approvals are written for it. */
  readonly takesApprovals: boolean;
  /** All of it in words. */
  readonly detail: Sentence;
}

/** Every account that the saved config names. What one of them is told of is told of all. */
export function accountViews(facts: AccessFacts | null): readonly AccountView[] {
  if (facts === null) return [];
  const approved = approvalAccounts(facts).map(({ id }) => id);
  return facts.accounts.map((account) => {
    const { id, messages } = account;
    const state = stateOf(facts, account);
    const strangers = strangersOf(facts, account);
    const setting = settingName('direct', effectiveDirect(facts, account).level);
    const detail = sentence('account.line', {
      account: id,
      state: stateSentence(facts, account, state),
      messages: messagesSentence(messages),
      strangers: sentence(`account.strangers-${strangers}`),
      setting,
    });
    const takesApprovals = approved.includes(id);
    return { id, state, messages: messages.kind, strangers, setting, takesApprovals, detail };
  });
}

function stateOf(facts: AccessFacts, account: AccountAccess): AccountView['state'] {
  const { runtime } = account;
  if (!account.enabled && (runtime === null || !isActive(account))) return 'off';
  if (account.parkedBy !== null) return 'parked';
  if (runtime === null) return 'unreported';
  if (isReceiving(account)) return 'receiving';
  if (runtime.lastError !== null) return 'failed';
  if (isUnexplained(facts, account)) return 'unexplained';
  return isActive(account) ? 'starting' : 'stopped';
}

function stateSentence(facts: AccessFacts, account: AccountAccess, state: AccountView['state']): Sentence {
  if (state === 'parked') return sentence('account.parked', { other: account.parkedBy ?? '' });
  const failure = state === 'failed' ? failureOf(facts, account) : null;
  return failure ?? sentence(`account.${state}`);
}

function messagesSentence(messages: AccountMessages): Sentence {
  switch (messages.kind) {
    case 'this-mac':
      return sentence('account.messages-this-mac');
    case 'another-mac':
      return messages.host === null
        ? sentence('account.messages-another-mac')
        : sentence('account.messages-of-host', { host: messages.host });
    case 'another-file':
      return sentence('account.messages-another-file', { path: messages.path });
    case 'unknown':
      return sentence('account.messages-unknown');
  }
}

function strangersOf(facts: AccessFacts, account: AccountAccess): AccountView['strangers'] {
  if (isOpenToAll(facts, account) || isGroupOpen(facts, account)) return 'open';
  return isDirectOpen(facts, account) ? 'answering' : 'silent';
}
