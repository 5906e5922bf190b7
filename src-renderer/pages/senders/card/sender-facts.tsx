import type { ReactNode } from 'react';
import type { SenderView } from '#core/surface/sender-view.ts';
import { accessText, wasYoursText } from '#core/surface/sender-words.ts';
import type { Words } from '#core/words/words.ts';
import { useApp } from '../../../context/app-context.ts';
import { Say, useWords } from '../../../context/words.tsx';
import { Foreign } from '../../../parts/handle.tsx';
import { Icon } from '../../../parts/icons.tsx';

function Moment({ at }: { readonly at: string }): ReactNode {
  const words = useWords();
  const { nowMs } = useApp();
  const ms = Date.parse(at);
  return (
    <time dateTime={at} title={words.times.exact(ms)}>
      {words.ago(ms, nowMs)}
    </time>
  );
}

function countryName(code: string, words: Words): string {
  return new Intl.DisplayNames(words.locale, { type: 'region' }).of(code) ?? code;
}

/** One fact of the list. */
function Fact({ label, children }: { readonly label: ReactNode; readonly children: ReactNode }): ReactNode {
  return (
    <div className="fact">
      <dt>{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function AccessFacts({ sender }: { readonly sender: SenderView }): ReactNode {
  const words = useWords();
  const { nowMs } = useApp();
  if (sender.state !== 'approved' && sender.via === null) return null;
  const untilMs = sender.until === null ? null : Date.parse(sender.until);
  return (
    <>
      <Fact label={<Say id="access.by" />}>{accessText(sender, words)}</Fact>
      {sender.via === 'peephole' && (
        <Fact label={<Say id="access.until" />}>
          {untilMs === null ? <Say id="access.for-good" /> : words.until(untilMs, nowMs)}
        </Fact>
      )}
    </>
  );
}

/** What has to be known before anything else: the silence receipt of one sender, what was tried, whose address it was. */
export function Receipt({ sender }: { readonly sender: SenderView }): ReactNode {
  const words = useWords();
  const { nowMs } = useApp();
  return (
    <>
      <Left sender={sender} />
      {sender.tried !== null && sender.tried > 0 && (
        <p className="receipt">
          <Icon name="warning" />
          <Say id="fact.tried" with={{ count: sender.tried }} />
        </p>
      )}
      {sender.wasYours !== null && (
        <p className="receipt">
          <Icon name="warning" />
          {wasYoursText(sender.wasYours, words, nowMs)}
        </p>
      )}
    </>
  );
}

/** How many messages left this Mac to them. */
function Left({ sender }: { readonly sender: SenderView }): ReactNode {
  const silent = sender.sent === 0;
  return (
    <p className={silent ? 'receipt silent' : 'receipt'}>
      <Icon name={silent ? 'silence' : 'info'} />
      {sender.sent === null ? (
        <Say id="fact.sent-unknown" />
      ) : (
        <Say id="fact.sent" with={{ count: sender.sent }} />
      )}
    </p>
  );
}

/** What is known of a sender beyond what they wrote. Unknown is said, never guessed. */
export function SenderFacts({ sender }: { readonly sender: SenderView }): ReactNode {
  const words = useWords();
  const wrote =
    sender.ownerWrote === null ? 'fact.unknown' : sender.ownerWrote ? 'fact.wrote-yes' : 'fact.wrote-no';
  return (
    <>
      <dl className="facts">
        <AccessFacts sender={sender} />
        <Fact label={<Say id="fact.contacts" />}>
          {sender.contact === null ? <Say id="fact.contacts-no" /> : <Foreign text={sender.contact} />}
        </Fact>
        <Fact label={<Say id="fact.wrote" />}>
          <Say id={wrote} />
        </Fact>
        {sender.country !== null && (
          <Fact label={<Say id="fact.country" />}>
            <span data-foreign="">{countryName(sender.country, words)}</span>
          </Fact>
        )}
        <Fact label={<Say id="fact.first" />}>
          <Moment at={sender.firstSeenAt} />
        </Fact>
        <Fact label={<Say id="fact.last" />}>
          <Moment at={sender.lastSeenAt} />
        </Fact>
        {sender.filterHint !== 'none' && (
          <Fact label={<Say id="fact.filter" />}>
            <Say id={`fact.filter-${sender.filterHint}`} />
          </Fact>
        )}
      </dl>
      {sender.kind === 'phone' && sender.service !== 'iMessage' && (
        <p className="receipt">
          <Icon name="warning" />
          <Say id="warning.forged" with={{ service: sender.service }} />
        </p>
      )}
      {sender.codeGuesses > 0 && (
        <p className="receipt">
          <Icon name="key" />
          <Say id="fact.guesses" with={{ count: sender.codeGuesses }} />
        </p>
      )}
    </>
  );
}
