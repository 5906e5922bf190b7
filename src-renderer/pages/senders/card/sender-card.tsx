import type { ReactNode } from 'react';
import type { SenderView } from '#core/surface/sender-view.ts';
import { warningsOf, warningText } from '#core/surface/sender-words.ts';
import { useApp } from '../../../context/app-context.ts';
import { Say, useWords } from '../../../context/words.tsx';
import { Foreign, Handle } from '../../../parts/handle.tsx';
import { Icon } from '../../../parts/icons.tsx';
import { useLoad } from '../../../parts/use-load.ts';
import { kindIcons } from '../list/sender-row.tsx';
import { Explain } from './explain.tsx';
import { MessageText } from './message-text.tsx';
import { Receipt, SenderFacts } from './sender-facts.tsx';

/** How many of the newest messages are quoted. */
const quoted = 12;

function CardHead({ sender }: { readonly sender: SenderView }): ReactNode {
  const words = useWords();
  return (
    <header className="card-head">
      <span className="card-kind">
        <Icon name={kindIcons[sender.kind]} />
      </span>
      <div className="card-name">
        <h2>
          <Handle text={sender.display} />
        </h2>
        <p className="card-sub">
          <span className={`pill ${sender.state}`}>{words.say(`state.${sender.state}`)}</span>
          <span>{words.list(sender.services.length > 0 ? sender.services : [sender.service])}</span>
          {sender.contact !== null && (
            <span>
              <Say id="row.contact" with={{ name: <Foreign text={sender.contact} /> }} />
            </span>
          )}
        </p>
        {sender.state !== 'approved' && <Receipt sender={sender} />}
      </div>
    </header>
  );
}

/** The warning signs of a sender, in words. */
export function Warnings({ sender }: { readonly sender: SenderView }): ReactNode {
  const words = useWords();
  const signs = warningsOf(sender);
  if (signs.length === 0) return null;
  return (
    <section className="card-section signs">
      <h3>
        <Icon name="warning" />
        <Say id="card.warnings" />
      </h3>
      <ul>
        {signs.map((sign) => (
          <li key={sign}>{warningText(sign, sender, words)}</li>
        ))}
      </ul>
    </section>
  );
}

function Wrote({ sender }: { readonly sender: SenderView }): ReactNode {
  const words = useWords();
  const { nowMs } = useApp();
  const loaded = useLoad(
    'messages',
    { handle: sender.handle, limit: quoted },
    `${sender.knocks} ${sender.lastSeenAt}`,
  );
  if (loaded.state === 'loading') return <div className="quotes loading" />;
  if (loaded.state === 'failed') {
    return (
      <p className="hint">
        <Say id="card.no-messages" />
      </p>
    );
  }
  if (loaded.value.items.length === 0) {
    return (
      <p className="hint">
        <Say id="card.nothing-kept" />
      </p>
    );
  }
  return (
    <ol className="quotes">
      {loaded.value.items.map((item, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages have no id, and only ever grow at the end
        <li key={`${item.at} ${index}`}>
          {item.text !== null && <MessageText text={item.text} />}
          {item.attachments && (
            <p className="quote attachment">
              <Icon name="clip" />
              <Say id="card.attachment" />
            </p>
          )}
          <time dateTime={item.at} title={words.times.exact(Date.parse(item.at))}>
            {words.moment(Date.parse(item.at), nowMs)}
          </time>
        </li>
      ))}
    </ol>
  );
}

/** Everything the owner needs to decide about one sender; the buttons stand below and never scroll away. */
export function SenderCard({ sender }: { readonly sender: SenderView }): ReactNode {
  return (
    <div className="card-scroll" key={sender.id}>
      <CardHead sender={sender} />
      {sender.bringsInvite && (
        <p className="card-note good">
          <Icon name="key" />
          <Say id="fact.invite" />
        </p>
      )}
      <Warnings sender={sender} />
      <section className="card-section">
        <h3>
          <Say id="card.they-wrote" />
        </h3>
        <Wrote sender={sender} />
      </section>
      <section className="card-section">
        <h3>
          <Say id="card.facts" />
        </h3>
        <SenderFacts sender={sender} />
      </section>
      <Explain sender={sender} />
    </div>
  );
}
