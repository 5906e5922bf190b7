import { type ReactNode, useId, useState } from 'react';
import { findLinks } from '#core/message/links.ts';
import { Say } from '../../../context/words.tsx';
import { Foreign } from '../../../parts/handle.tsx';

/** Longer ones are cut to three lines with “Show more”. */
const longChars = 170;

/** Links are not links here: the words are shown, and where they lie, the real host behind them. */
function Linkless({ text }: { readonly text: string }): ReactNode {
  const deceptive = findLinks(text).filter((link) => link.deceptive);
  return (
    <>
      <Foreign text={text} />
      {deceptive.map(({ host }) => (
        <span key={host} className="real-host">
          <Say id="card.link-host" with={{ host: <Foreign text={plainHost(host)} /> }} />
        </span>
      ))}
    </>
  );
}

/** The host in the form that can't look like another: punycode. */
function plainHost(host: string): string {
  return URL.canParse(`https://${host}`) ? new URL(`https://${host}`).host : host;
}

/** What somebody wrote, quoted: plain text, three lines, then on request the rest. */
export function MessageText({ text }: { readonly text: string }): ReactNode {
  const [whole, setWhole] = useState(false);
  const id = useId();
  const long = text.length > longChars || text.split('\n').length > 3;
  return (
    <>
      <p id={id} className={long && !whole ? 'quote cut' : 'quote'}>
        <Linkless text={text} />
      </p>
      {long && (
        <button
          type="button"
          className="link-button"
          aria-expanded={whole}
          aria-controls={id}
          onClick={() => setWhole(!whole)}
        >
          <Say id={whole ? 'action.show-less' : 'action.show-more'} />
        </button>
      )}
    </>
  );
}
