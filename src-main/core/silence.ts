import { countingAccounts, effectiveDirect, effectiveGroup } from './access.ts';
import type { AccessFacts } from './access-facts.ts';
import { isGroupNameTaken } from './access-plan.ts';
import type { FindingView, SilenceView } from './app-state.ts';
import { settingName } from './setting-name.ts';

const levelOf = (setBy: 'root' | 'account' | null, id: string): string | null =>
  setBy === 'account' ? id : null;

/**
 * What the gateway does with strangers, from its lists as read on this connection (design.md, section 6, "Silent").
 * `open` beats `answering`; anything unread is `unknown`.
 * @param facts null when the lists were not read.
 */
export function judgeSilence(facts: AccessFacts | null, groupIsOurs: boolean): SilenceView {
  if (facts === null) return { state: 'unknown', findings: [] };
  const findings = new Map<string, FindingView>();
  const add = (finding: FindingView): void => void findings.set(finding.id, finding);
  let open = false;
  let answering = false;
  for (const account of countingAccounts(facts)) {
    const direct = effectiveDirect(facts, account);
    const group = effectiveGroup(facts, account);
    const policySetting = settingName('directPolicy', levelOf(account.directPolicySetBy, account.id));
    if (account.directPolicy === 'pairing') {
      answering = true;
      const unset = account.directPolicySetBy === null;
      add({
        id: unset ? 'dm-policy-unset' : 'dm-policy-pairing',
        severity: 'red',
        title: unset
          ? 'Strangers get a pairing code: no direct message policy is set, and OpenClaw’s default answers them.'
          : 'Strangers get a pairing code that tells them there is an assistant here.',
        fix: `Set ${policySetting} to "allowlist".`,
      });
    }
    const everyone = direct.entries.some((entry) => entry.kind === 'everyone');
    if (everyone && account.directPolicy !== 'disabled') {
      open = true;
      const setting = settingName('direct', direct.level);
      add({
        id: 'wildcard',
        severity: 'red',
        title: 'Anyone can talk to your assistant: the list holds "*".',
        fix: `Take "*" out of ${setting}.`,
      });
    } else if (account.directPolicy === 'open') {
      open = true;
      add({
        id: 'dm-policy-open',
        severity: 'red',
        title: 'The direct message policy is "open": one "*" in the list would let everybody in.',
        fix: `Set ${policySetting} to "allowlist".`,
      });
    }
    if (account.groupPolicy === 'open') {
      open = true;
      add({
        id: 'group-policy-open',
        severity: 'red',
        title: 'Anyone in a group with you can talk to your assistant there.',
        fix: `Set ${settingName('groupPolicy', levelOf(account.groupPolicySetBy, account.id))} to "allowlist".`,
      });
    } else if (
      account.groupPolicy === 'allowlist' &&
      group.entries.some((entry) => entry.kind === 'everyone')
    ) {
      open = true;
      add({
        id: 'group-wildcard',
        severity: 'red',
        title: 'Anyone in a group with you can talk to your assistant there: the list holds "*".',
        fix: `Take "*" out of ${settingName(group.fallback ? 'direct' : 'group', group.level)}.`,
      });
    }
  }
  if (!facts.applied) {
    add({
      id: 'not-applied',
      severity: 'amber',
      title: 'The gateway has saved a change that it has not applied yet.',
      fix: null,
    });
  }
  if (isGroupNameTaken(facts, groupIsOurs)) {
    add({
      id: 'group-name-taken',
      severity: 'amber',
      title: 'OpenClaw has an access group called "peephole" that is not ours, so nobody can be approved.',
      fix: 'Rename accessGroups.peephole in OpenClaw’s config.',
    });
  }
  const state = open ? 'open' : answering ? 'answering' : facts.applied ? 'silent' : 'unknown';
  return { state, findings: [...findings.values()] };
}
