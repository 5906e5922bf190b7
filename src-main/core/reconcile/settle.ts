import { defaultAccount, judgeDirect, judgeSender, type Ruling } from '#core/access/access.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import type { AccessPlan } from '#core/access/access-plan.ts';
import { ourGroupName } from '#core/access/our-group.ts';
import type { Standing } from '#core/decision/standing.ts';
import type { ErrorCode } from '#core/errors.ts';
import { type Handle, readHandle } from '#core/message/handle.ts';

/** How far a decision has come, as read back from the running gateway. */
export interface Settlement {
  readonly progress: 'queued' | 'saved' | 'confirmed' | 'failed';
  readonly error: string | null;
}

/** `code: sentence`, the form in which a decision carries its error. */
export function decisionError(code: ErrorCode | 'deferred' | 'waiting', sentence: string): string {
  return `${code}: ${sentence}`;
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
export function approvalObstacle(facts: AccessFacts): string | null {
  if (!facts.configured) return 'OpenClaw has no iMessage channel set up. Add it to OpenClaw first.';
  const account = defaultAccount(facts);
  if (account === null) return 'OpenClaw has no iMessage account. Add one to OpenClaw first.';
  if (account.directPolicy !== 'disabled') return null;
  return 'Direct messages are switched off by dmPolicy "disabled". Set it to "allowlist", then approve again.';
}

function stillAdmitted(ruling: Ruling): string {
  const because: Record<string, string> = {
    owner: `still listed in ${ruling.setting}`,
    pairing: 'approved in OpenClaw’s pairing store, which counts under dmPolicy "pairing"',
    everyone: `let in with everyone by ${ruling.setting}`,
  };
  const group = ruling.via?.startsWith('group:')
    ? `a member of the access group "${ruling.via.slice(6)}"`
    : null;
  return `They are ${group ?? because[ruling.via ?? ''] ?? `let in by ${ruling.setting}`}.`;
}

const undecidedMembers =
  'The access group "peephole" holds people this Peephole has not approved. Keep (approve) or drop (revoke) them first.';
const nameTaken =
  'OpenClaw’s access group "peephole" is not one of ours. Rename it in OpenClaw’s config, then approve again.';

function settleApproval(facts: AccessFacts, plan: AccessPlan, key: string): Settlement {
  if (!isOurMember(facts, key) || plan.grants.includes(key)) {
    if (plan.groupNameTaken)
      return { progress: 'failed', error: decisionError('group-name-taken', nameTaken) };
    const blocked = plan.undecided.length > 0;
    return { progress: 'queued', error: blocked ? decisionError('waiting', undecidedMembers) : null };
  }
  if (!facts.applied) return { progress: 'saved', error: null };
  const account = defaultAccount(facts);
  const ruling = account ? judgeDirect(facts, account, key) : null;
  if (ruling?.allowed) return { progress: 'confirmed', error: null };
  const sentence =
    approvalObstacle(facts) ?? `The gateway still keeps them out: see ${ruling?.setting ?? 'its lists'}.`;
  return { progress: 'failed', error: decisionError('not-admitted', sentence) };
}

/**
 * Judges one sender's last decision by what was read back and by what is still to be written (RULE-3.9).
 * "Confirmed" needs the lists to say so and the running gateway to have applied them; until then it is saved at most.
 */
export function settle(facts: AccessFacts, plan: AccessPlan, key: string, standing: Standing): Settlement {
  if (standing.state === 'approved') return settleApproval(facts, plan, key);
  const settled = { progress: facts.applied ? 'confirmed' : 'saved', error: null } as const;
  const ruling = judgeSender(facts, key);
  if (standing.restore.length > 0) return plan.edit === null ? settled : { progress: 'queued', error: null };
  if (ruling?.allowed === true) {
    // Ignoring changes nothing at the gateway, so it has nothing to wait for.
    if (standing.state === 'ignored') return { progress: 'confirmed', error: null };
    if (plan.edit !== null) return { progress: 'queued', error: null };
    if (!facts.applied) return { progress: 'saved', error: null };
    return { progress: 'failed', error: decisionError('still-admitted', stillAdmitted(ruling)) };
  }
  if (ruling === null || ruling.allowed === false) return settled;
  const sentence = 'OpenClaw’s pairing store could not be read, so nobody can tell yet.';
  return { progress: 'saved', error: decisionError('waiting', sentence) };
}
