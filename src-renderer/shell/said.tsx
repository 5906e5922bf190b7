import type { ReactNode } from 'react';
import { useApp } from '../context/app-context.ts';
import { Told, useWords } from '../context/words.tsx';
import { IconButton } from '../parts/button.tsx';

/** What did not work, until it is put away. */
export function Said(): ReactNode {
  const { said, say } = useApp();
  const words = useWords();
  if (said === null) return null;
  return (
    <div className="said" role="alert">
      <p>
        <Told sentence={said} />
      </p>
      <IconButton icon="cross" label={words.say('action.dismiss')} onPress={() => say(null)} />
    </div>
  );
}
