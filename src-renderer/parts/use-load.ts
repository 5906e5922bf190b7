import { useEffect, useState } from 'react';
import type { CommandName, Input, Output } from '../../src-main/ipc/contract.ts';
import { useApp } from '../app-context.ts';

export type Loaded<T> =
  | { readonly state: 'loading' }
  | { readonly state: 'ready'; readonly value: T }
  | { readonly state: 'failed'; readonly message: string };

/**
 * The answer to a command, asked again when the input or `again` changes. The answer before stays until the new one is
 * there when only `again` changed.
 */
export function useLoad<C extends CommandName>(
  command: C,
  input: Input<C>,
  again: unknown,
): Loaded<Output<C>> {
  const { bridge } = useApp();
  const question = JSON.stringify(input);
  const [loaded, setLoaded] = useState<{ question: string; answer: Loaded<Output<C>> } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `question` is the input by value, `again` asks anew
  useEffect(() => {
    let current = true;
    void bridge.call(command, input).then((answer) => {
      if (!current) return;
      setLoaded({
        question,
        answer: answer.ok
          ? { state: 'ready', value: answer.value }
          : { state: 'failed', message: answer.error.message },
      });
    });
    return () => {
      current = false;
    };
  }, [bridge, command, question, again]);
  return loaded?.question === question ? loaded.answer : { state: 'loading' };
}
