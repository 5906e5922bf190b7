import { createContext, Fragment, type ReactNode, useContext } from 'react';
import type { WordKey, WordNames } from '#core/words/catalogue.ts';
import type { Sentence } from '#core/words/sentence.ts';
import { Words } from '#core/words/words.ts';

/** The catalogue in the owner's locale; `?pseudo` shows the pseudo-locale. */
export function browserWords(search: string): Words {
  const locale = navigator.languages.find((language) => language.startsWith('en')) ?? 'en';
  const { hourCycle } = new Intl.DateTimeFormat(undefined, { hour: 'numeric' }).resolvedOptions();
  const twelve = hourCycle === 'h11' || hourCycle === 'h12';
  return new Words({
    locale,
    hourCycle: twelve ? 'h12' : 'h23',
    pseudo: new URLSearchParams(search).has('pseudo'),
  });
}

export const WordsContext = createContext<Words>(new Words({ locale: 'en' }));
export const useWords = (): Words => useContext(WordsContext);

type Elements<N extends string> = { readonly [name in N]: name extends 'count' ? number : ReactNode };
type SayProps<K extends WordKey> = { readonly id: K } & ([WordNames<K>] extends [never]
  ? { readonly with?: undefined }
  : { readonly with: Elements<WordNames<K>> });

/** A message in which names may be elements: `<Say id="bar.undo-queued" with={{ handle: <Handle … /> }} />`. */
export function Say<K extends WordKey>(props: SayProps<K>): ReactNode {
  const words = useWords();
  const given: Readonly<Record<string, ReactNode>> = props.with ?? {};
  return words.parts(props.id, given.count).map((part, index) => {
    if (part.type === 'text') return part.text;
    const value = given[part.name];
    // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one message never change places
    return <Fragment key={index}>{typeof value === 'number' ? words.times.number(value) : value}</Fragment>;
  });
}

/** A sentence that core answered with. */
export function Told({ sentence }: { readonly sentence: Sentence }): ReactNode {
  return useWords().sentence(sentence);
}
