import type { ReactNode } from 'react';
import { useApp } from '../../context/app-context.ts';
import { Say, useWords } from '../../context/words.tsx';
import { Icon } from '../../parts/icons.tsx';
import { useLoad } from '../../parts/use-load.ts';

/** The month in one sentence: who knocked, and how many replies left this Mac. */
export function ReceiptCard(): ReactNode {
  const { state } = useApp();
  const words = useWords();
  const loaded = useLoad('receipt', {}, state.revision);
  const summary = loaded.state === 'ready' ? loaded.value.summary : null;
  if (summary === null) return null;
  const silent = summary.replies === 0;
  // The 15th: no time zone moves it into another month.
  const month = words.times.month(Date.parse(`${summary.month}-15T12:00:00Z`));
  return (
    <section className={silent ? 'receipt-card silent' : 'receipt-card'}>
      <span className="receipt-number">
        {summary.replies === null ? <Icon name="info" /> : words.times.number(summary.replies)}
      </span>
      <div>
        <h2>
          <Say id="history.receipt" with={{ month }} />
        </h2>
        <p>
          {summary.replies === null ? (
            <Say id="history.replies-unknown" />
          ) : (
            <strong>
              <Say id="history.replies" with={{ count: summary.replies }} />
            </strong>
          )}{' '}
          <Say
            id="history.receipt-line"
            with={{
              count: summary.knocks,
              senders: <Say id="history.senders" with={{ count: summary.senders }} />,
            }}
          />
        </p>
        {summary.blindSpots.length > 0 && (
          <details>
            <summary>
              <Say id="history.blind" />
            </summary>
            <ul>
              {summary.blindSpots.map((spot) => (
                <li key={spot}>
                  <Say id={`blind.${spot}`} />
                </li>
              ))}
            </ul>
          </details>
        )}
      </div>
    </section>
  );
}
