import { useEffect, useRef, useState } from 'react';
import type { CommandName, Input, Output } from '#contract/contract.ts';
import type { Sentence } from '#core/words/sentence.ts';
import { useApp } from '../context/app-context.ts';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly trouble: Sentence };

interface Asked<C extends CommandName> {
  readonly question: string;
  readonly answer: Loaded<Output<C>>;
}

/**
 * The answer to a command, asked again when the input or `again` changes. One question is under way at a time: however
 * often `again` changes meanwhile, it is asked once more. The answer before stays while only `again` changed.
 */
export function useLoad<C extends CommandName>(
  command: C,
  input: Input<C>,
  again: unknown,
): Loaded<Output<C>> {
  const { client } = useApp();
  const question = JSON.stringify(input);
  const [loaded, setLoaded] = useState<Asked<C> | null>(null);
  const wanted = useRef<{ question: string; input: Input<C> } | null>(null);
  const busy = useRef(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `question` is the input by value, `again` asks anew
  useEffect(() => {
    wanted.current = { question, input };
    if (busy.current) return;
    busy.current = true;
    void (async () => {
      for (let next = wanted.current; next !== null; next = wanted.current) {
        wanted.current = null;
        const answer = await client.ask(command, next.input);
        setLoaded({
          question: next.question,
          answer: answer.ok
            ? { state: 'ready', value: answer.value }
            : { state: 'failed', trouble: answer.error.sentence },
        });
      }
      busy.current = false;
    })();
  }, [client, command, question, again]);
  return loaded?.question === question ? loaded.answer : { state: 'loading' };
}
