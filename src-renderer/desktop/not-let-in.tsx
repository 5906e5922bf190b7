import type { ReactNode } from 'react';
import type { PageRefusal } from '#contract/page-secret.ts';
import { sentence } from '#core/words/sentence.ts';
import type { Words } from '#core/words/words.ts';
import { Told, WordsContext } from '../context/words.tsx';

/** Instead of the window, where the browser has not shown that it is the owner's: why, and what to do. */
export function NotLetIn({ why, words }: { readonly why: PageRefusal; readonly words: Words }): ReactNode {
  return (
    <WordsContext value={words}>
      <main className="not-let-in">
        <h1>
          <Told sentence={sentence(`door.${why}`)} />
        </h1>
        <p>
          <Told sentence={textOf(why)} />
        </p>
      </main>
    </WordsContext>
  );
}

function textOf(why: PageRefusal) {
  const restart = sentence('door.restart');
  switch (why) {
    case 'wrong-token':
      return sentence('door.wrong-token-text');
    case 'spent-token':
      return sentence('door.spent-token-text', { restart });
    case 'no-secret':
      return sentence('door.no-secret-text', { restart });
  }
}
