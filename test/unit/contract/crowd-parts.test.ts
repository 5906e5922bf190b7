import { expect, test } from 'vitest';
import type { ApiClient } from '#contract/client.ts';
import type { Input } from '#contract/contract.ts';
import { giveCrowd } from '#contract/crowd-parts.ts';
import { refusal } from '#contract/envelope.ts';
import { maxDecidedAtOnce } from '#core/surface/crowds.ts';
import { sentence } from '#core/words/sentence.ts';
import { fakeDecision } from '../../support/views.ts';

const painted = Array.from({ length: 2 * maxDecidedAtOnce + 7 }, (_, index) => ({
  handle: `n${index}@example.com`,
  revision: `r${index}`,
}));

test('a large crowd takes several commands, each within the bound, and every member has an answer in its place', async () => {
  const asked: Input<'crowd-verdict'>[] = [];
  const ask = async (_: string, input: Input<'crowd-verdict'>) => {
    asked.push(input);
    // The connection is gone for the second of them.
    if (asked.length === 2) return refusal('not-running', sentence('said.connection-lost'));
    const decisions = input.members
      .toReversed()
      .map(({ handle }) => fakeDecision({ verdict: input.verdict, handle }));
    return { ok: true, value: { decisions, refused: [] } };
  };
  const client = { ask } as unknown as Pick<ApiClient, 'ask'>;
  const answers = await giveCrowd(client, { verdict: 'ignore', crowd: 'c', source: 'window' }, painted);
  expect(asked.map(({ members }) => members.length)).toEqual([maxDecidedAtOnce, maxDecidedAtOnce, 7]);
  expect(asked.flatMap(({ members }) => members)).toEqual(painted);
  expect(answers.map(({ handle }) => handle)).toEqual(painted.map(({ handle }) => handle));
  const refused = answers.filter(({ error }) => error?.code === 'not-running');
  expect(refused.map(({ handle }) => handle)).toEqual(
    painted.slice(maxDecidedAtOnce, 2 * maxDecidedAtOnce).map(({ handle }) => handle),
  );
  expect(answers.filter(({ decision }) => decision !== null)).toHaveLength(maxDecidedAtOnce + 7);
});
