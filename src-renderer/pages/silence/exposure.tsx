import type { ReactNode } from 'react';
import { displayOf } from '#core/surface/find-sender.ts';
import { useApp } from '../../context/app-context.ts';
import { Say, useWords } from '../../context/words.tsx';
import { Handle } from '../../parts/handle.tsx';
import { useLoad } from '../../parts/use-load.ts';

/** Codes that are written out; `exposure` on the command line has them all. */
const shown = 50;

/** Who was ever sent a pairing code, and when. */
export function Exposure(): ReactNode {
  const { nowMs, state } = useApp();
  const words = useWords();
  const loaded = useLoad('exposure', {}, null);
  if (loaded.state !== 'ready') return null;
  const { items } = loaded.value;
  return (
    <section className="exposure">
      <h2>
        <Say id="silence.exposure" />
      </h2>
      {items.length === 0 ? (
        <p className="hint">
          <Say id="silence.exposure-none" />
        </p>
      ) : (
        <ul className="group plain-rows">
          {items.slice(0, shown).map((item) => (
            <li key={`${item.handle} ${item.at}`}>
              <Handle text={displayOf(state.senders, item.handle)} />
              <time dateTime={item.at}>{words.moment(Date.parse(item.at), nowMs)}</time>
            </li>
          ))}
        </ul>
      )}
      {items.length > shown && (
        <p className="hint">
          <Say id="silence.exposure-more" with={{ count: items.length - shown }} />
        </p>
      )}
    </section>
  );
}
