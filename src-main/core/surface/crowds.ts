import type { SenderView } from './sender-view.ts';

/** So many addresses with one text are a crowd rather than people: what a banner's budget goes by, and every list. */
export const fewestOfCrowd = 3;

/** Of a crowd, so many are decided about in one go: each is written down durably, and nobody else is heard meanwhile. */
export const maxDecidedAtOnce = 50;

/** People nobody decided about who wrote the same, from as many addresses: one line of every list (RULE-4.8). */
export interface CrowdView {
  /** The text mark of each of them. */
  readonly id: string;
  /** In the order of the list. */
  readonly members: readonly [SenderView, ...SenderView[]];
}

/** What is shown of all of a crowd: its first member, without what is only theirs. */
export function shownOf(first: SenderView): SenderView {
  const warnings = first.warnings.filter((sign) => sign !== 'look-alike');
  return { ...first, knocks: 1, warnings, resembles: null };
}

/** By id. @param senders in the order of the list. */
export function crowdsOf(senders: Iterable<SenderView>): ReadonlyMap<string, CrowdView> {
  const alike = new Map<string, [SenderView, ...SenderView[]]>();
  for (const sender of senders) {
    const { textMark } = sender;
    // A Peephole of before sends none: nobody is of one crowd by that.
    if (!textMark) continue;
    const members = alike.get(textMark);
    if (members) members.push(sender);
    else alike.set(textMark, [sender]);
  }
  const crowds = new Map<string, CrowdView>();
  for (const [id, members] of alike) if (members.length >= fewestOfCrowd) crowds.set(id, { id, members });
  return crowds;
}

/** Who takes a place in a list: a crowd takes one, where its first member stands. */
export function placesOf(
  senders: readonly SenderView[],
  crowds: ReadonlyMap<string, CrowdView>,
): readonly (SenderView | CrowdView)[] {
  return senders.flatMap((sender) => {
    const crowd = crowds.get(sender.textMark ?? '');
    if (crowd === undefined) return sender;
    return crowd.members[0] === sender ? crowd : [];
  });
}
