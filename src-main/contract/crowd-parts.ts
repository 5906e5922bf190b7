import type { DecisionView } from '#core/decision/decision-view.ts';
import { maxDecidedAtOnce } from '#core/surface/crowds.ts';
import type { ApiClient } from './client.ts';
import type { Input } from './contract.ts';
import type { AnswerError } from './envelope.ts';

/** What became of one member. */
export interface MemberAnswer {
  readonly handle: string;
  /** null: they were left as they are, see `error`. */
  readonly decision: DecisionView | null;
  readonly error: AnswerError | null;
}

/**
 * Gives a verdict on those of a crowd who were painted, in as many commands as it takes. Never rejects: whom an answer that did
 * not come was about is refused with why. @param painted without a revision: nothing was painted, and nothing is decided.
 * @returns one for each, in their order.
 */
export async function giveCrowd(
  client: Pick<ApiClient, 'ask'>,
  given: Omit<Input<'crowd-verdict'>, 'members'>,
  painted: readonly { readonly handle: string; readonly revision?: string | undefined }[],
): Promise<readonly MemberAnswer[]> {
  const answers: MemberAnswer[] = [];
  for (let from = 0; from < painted.length; from += maxDecidedAtOnce) {
    const part = painted.slice(from, from + maxDecidedAtOnce);
    const members = part.map(({ handle, revision = '' }) => ({ handle, revision }));
    const answer = await client.ask('crowd-verdict', { ...given, members });
    for (const { handle } of members) {
      const of = (one: { readonly handle: string }): boolean => one.handle === handle;
      const decision = answer.ok ? (answer.value.decisions.find(of) ?? null) : null;
      const error = answer.ok ? (answer.value.refused.find(of)?.error ?? null) : answer.error;
      answers.push({ handle, decision, error });
    }
  }
  return answers;
}
