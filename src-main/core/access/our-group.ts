/** The gateway's access group that holds our approvals (RULE-6.9). */
export const ourGroupName = 'peephole';

/** The one entry of ours in the list in effect. */
export const ourReference = `accessGroup:${ourGroupName}`;

/**
 * Stands in a list that would otherwise become empty while our group's name is taken by somebody else: a group that
 * does not exist lets nobody in, and an empty list would authorise anyone to approve actions (OC-62).
 */
export const nobodyReference = `accessGroup:${ourGroupName}-nobody`;
