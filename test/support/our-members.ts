/** @param config the gateway's. @returns whom our group lets in, as it is written there. */
export function membersIn(config: object): readonly string[] {
  const { accessGroups } = config as { accessGroups?: { peephole?: { members: { imessage: string[] } } } };
  return accessGroups?.peephole?.members.imessage ?? [];
}
