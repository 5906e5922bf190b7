/** The gateway's access group that holds our approvals (RULE-6.9). */
export const ourGroupName = 'peephole';

const groupPrefix = 'accessGroup:';

/** The one entry of ours in the list in effect. */
export const ourReference = `${groupPrefix}${ourGroupName}`;

/**
 * Stands in a list that would otherwise become empty while our group's name is taken by somebody else: a group that
 * does not exist lets nobody in, and an empty list would authorise anyone to approve actions (OC-62).
 */
export const nobodyReference = `accessGroup:${ourGroupName}-nobody`;

/** Whether an entry, as written, refers to our group: somebody may have put spaces into it, which OpenClaw takes off (OC-43). */
export function isOurReference(raw: string | number): boolean {
  const text = String(raw).trim();
  return text.startsWith(groupPrefix) && text.slice(groupPrefix.length).trim() === ourGroupName;
}

/** Whether an entry, as written, is one that Peephole puts onto lists. */
export function isReference(raw: string | number): boolean {
  return isOurReference(raw) || raw === nobodyReference;
}
