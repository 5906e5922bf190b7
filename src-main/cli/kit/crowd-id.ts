import { createHash } from 'node:crypto';
import { PeepholeError } from '#core/errors.ts';
import { type CrowdView, crowdsOf } from '#core/surface/crowds.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { sentence } from '#core/words/sentence.ts';

/** Those who came later stand behind: whoever joins a crowd changes nothing before them. */
function byArrival(members: readonly SenderView[]): readonly SenderView[] {
  const order = (one: SenderView): string => `${one.firstSeenAt} ${one.id}`;
  return members.toSorted((a, b) => (order(a) < order(b) ? -1 : 1));
}

function nameOf(mark: string, members: readonly SenderView[]): string {
  const hash = createHash('sha256');
  for (const { id, revision } of members) hash.update(`${id} ${revision}\n`);
  return `${members.length}.${mark}.${hash.digest('hex').slice(0, 12)}`;
}

/** A crowd in one word that says exactly who was listed, each as they were. */
export function crowdId({ id, members }: CrowdView): string {
  return nameOf(id, byArrival(members));
}

/**
 * Who of the crowds of now was listed under this word; whoever joined since is not among them.
 * @throws PeepholeError `stale-revision` when any of them is otherwise by now, or there is no such crowd.
 */
export function listedCrowd(
  name: string,
  senders: Iterable<SenderView>,
): { readonly mark: string; readonly members: readonly SenderView[] } {
  const [count, mark = ''] = name.split('.');
  const crowd = crowdsOf(senders).get(mark);
  const members = crowd === undefined ? [] : byArrival(crowd.members).slice(0, Number(count));
  if (members.length > 0 && nameOf(mark, members) === name) return { mark, members };
  throw new PeepholeError('stale-revision', sentence('cli.crowd-changed'));
}
