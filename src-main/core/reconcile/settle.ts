import { approvalAccounts, isByGroup, judgeInGroups, judgeSender, type Ruling } from '#core/access/access.ts';
import type { AccessFacts, AccountAccess } from '#core/access/access-facts.ts';
import type { AccessPlan } from '#core/access/access-plan.ts';
import { type DirectChats, judgeMessage, type MessageRuling } from '#core/access/named-chats.ts';
import { ourGroupName } from '#core/access/our-group.ts';
import { isActive, isPluginMissing, isReceiving } from '#core/access/running.ts';
import { settingName } from '#core/access/setting-name.ts';
import type { Progress } from '#core/decision/decision.ts';
import { type DecisionError, problem } from '#core/decision/decision-error.ts';
import type { Standing } from '#core/decision/standing.ts';
import { type Handle, handleKey, readHandle } from '#core/message/handle.ts';

/** How far a decision has come, as read back from the running gateway. */
export interface Settlement {
  readonly progress: Progress;
  readonly error: DecisionError | null;
}

/** A member of our group at the gateway, as written in its config (which may not be applied yet). */
export function isOurMember(facts: AccessFacts, key: string): boolean {
  const group = facts.groups.find((candidate) => candidate.name === ourGroupName);
  return group?.members.some((member) => member.kind === 'handle' && member.key === key) ?? false;
}

/** The members of our group at the gateway, as handles; none when the lists were not read. */
export function ourMembers(facts: AccessFacts | null): readonly Handle[] {
  const group = facts?.groups.find((candidate) => candidate.name === ourGroupName);
  return (group?.members ?? []).flatMap((member) =>
    member.kind === 'handle' ? readHandle(String(member.raw)) : [],
  );
}

/** Why an approval cannot take effect under the present settings whatever is written, or null. */
export function approvalObstacle(facts: AccessFacts): DecisionError | null {
  if (!facts.configured) return problem('no-channel');
  if (facts.accounts.length === 0) return problem('no-account');
  const accounts = approvalAccounts(facts);
  if (accounts.length === 0) return problem('no-account-here');
  const isOff = accounts.every(({ directPolicy }) => directPolicy === 'disabled');
  return isOff ? problem('direct-messages-off') : null;
}

function stillAdmitted({ via, setting }: Ruling): DecisionError {
  if (via !== null && isByGroup(via)) {
    return { code: 'still-in-group', params: { group: via.slice('group:'.length) } };
  }
  switch (via) {
    case 'owner':
      return { code: 'still-listed', params: { setting } };
    case 'pairing':
      return problem('still-paired');
    case 'everyone':
      return { code: 'still-everyone', params: { setting } };
    case 'peephole':
    case null:
      return { code: 'still-let-in', params: { setting } };
  }
}

/** Why those whose lists let somebody in do not receive. */
function notRunning(facts: AccessFacts, open: readonly { readonly account: AccountAccess }[]): DecisionError {
  if (isPluginMissing(facts)) return problem('not-loaded');
  return open.some(({ account }) => isActive(account)) ? problem('not-receiving') : problem('not-running');
}

/** Saved, applied, and yet in force only once OpenClaw's iMessage runs: for a while it may be about to. */
export function isNotRunning(error: DecisionError | null): boolean {
  return error?.code === 'not-loaded' || error?.code === 'not-running' || error?.code === 'not-receiving';
}

/** Saved and applied, and the rest is the owner's: nothing more comes of waiting. */
export function isUpToOwner(error: DecisionError | null): boolean {
  return isNotRunning(error) || error?.code === 'chat-as-group';
}

/** Why a direct message of theirs is not what decides, or may not be; null: the lists keep them out. */
function chatTrouble({ rule, setting }: MessageRuling): DecisionError | null {
  switch (rule) {
    case 'chat-as-group':
    case 'wants-mention':
    case 'depends-on-chat':
      return { code: 'chat-as-group', params: { setting } };
    case 'chats-unread':
      return problem('chats-unread');
    default:
      return null;
  }
}

function settleApproval(
  facts: AccessFacts,
  plan: AccessPlan,
  key: string,
  standing: Standing,
  chats: DirectChats,
): Settlement {
  if (!isOurMember(facts, key) || plan.grants.includes(key)) {
    if (plan.groupNameTaken) return { progress: 'failed', error: problem('group-name-taken') };
    // Written once, it is not granted again (RULE-6.1), whatever else it takes: an account that the owner just added.
    if (isOurMember(facts, key) && standing.decision?.progress === 'saved')
      return { progress: 'saved', error: null };
    return { progress: 'queued', error: plan.undecided.length > 0 ? problem('undecided-members') : null };
  }
  if (!facts.applied) return { progress: 'saved', error: null };
  const rulings = approvalAccounts(facts).map((account) => ({
    account,
    ...judgeMessage(facts, account, key, chats),
  }));
  const open = rulings.filter(({ allowed }) => allowed);
  if (open.some(({ account }) => isReceiving(account))) return { progress: 'confirmed', error: null };
  if (open.length > 0) return { progress: 'saved', error: notRunning(facts, open) };
  const chat = rulings.map(chatTrouble).find((error) => error !== null) ?? null;
  if (chat !== null && approvalObstacle(facts) === null) return { progress: 'saved', error: chat };
  const setting = rulings[0]?.setting ?? settingName('direct', null);
  return {
    progress: 'failed',
    error: approvalObstacle(facts) ?? { code: 'kept-out', params: { setting } },
  };
}

/**
 * Judges one sender's last decision by what was read back and by what is still to be written (RULE-3.9).
 * "Confirmed" needs the lists to say so and the running gateway to have applied them; until then it is saved at most.
 */
export function settle(
  facts: AccessFacts,
  plan: AccessPlan,
  key: string,
  standing: Standing,
  chats: DirectChats,
): Settlement {
  if (standing.state === 'approved') return settleApproval(facts, plan, key, standing, chats);
  const settled = { progress: facts.applied ? 'confirmed' : 'saved', error: null } as const;
  const ruling = judgeSender(facts, key);
  if (standing.restore.length > 0) return plan.edit === null ? settled : { progress: 'queued', error: null };
  if (ruling?.allowed === true) {
    // Whom the owner's own lists let in is not kept out by a decision that asks for nothing of the kind.
    if (standing.asks === 'nothing' && !isOurMember(facts, key))
      return { progress: 'confirmed', error: null };
    // A write that is to take off others waits for nobody here.
    const isInPlan = plan.losing.some((raw) => handleKey(String(raw)) === key);
    if (isInPlan) return { progress: 'queued', error: null };
    if (!facts.applied) return { progress: 'saved', error: null };
    return { progress: 'failed', error: stillAdmitted(ruling) };
  }
  if (ruling === null || ruling.allowed === false) {
    const inGroups = standing.state === 'blocked' ? judgeInGroups(facts, key) : null;
    if (inGroups === null) return settled;
    if (plan.edit !== null) return { progress: 'queued', error: null };
    if (!facts.applied) return { progress: 'saved', error: null };
    return { progress: 'failed', error: { code: 'still-in-groups', params: { setting: inGroups.setting } } };
  }
  return { progress: 'saved', error: problem('pairing-unread') };
}
