import { maxDecidedAtOnce } from '#core/surface/crowds.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { ApiClient } from './client.ts';
import type { Input, Output } from './contract.ts';

/**
 * Gives a verdict on those of a crowd who were painted, in as many commands as it takes. Never rejects: whoever a command that
 * was not answered was about is among those who were refused.
 */
export async function giveCrowd(
  client: Pick<ApiClient, 'ask'>,
  given: Omit<Input<'crowd-verdict'>, 'members'>,
  painted: readonly Pick<SenderView, 'handle' | 'revision'>[],
): Promise<Output<'crowd-verdict'>> {
  const members = painted.map(({ handle, revision }) => ({ handle, revision }));
  const parts: Output<'crowd-verdict'>[] = [];
  for (let from = 0; from < members.length; from += maxDecidedAtOnce) {
    const part = members.slice(from, from + maxDecidedAtOnce);
    const answer = await client.ask('crowd-verdict', { ...given, members: part });
    parts.push(
      answer.ok
        ? answer.value
        : { decisions: [], refused: part.map(({ handle }) => ({ handle, error: answer.error })) },
    );
  }
  return {
    decisions: parts.flatMap(({ decisions }) => decisions),
    refused: parts.flatMap(({ refused }) => refused),
  };
}
