import { type ReactNode, useState } from 'react';
import type { DecisionVerdict } from '#core/decision/decision.ts';
import { eventLook } from '#core/log/event-look.ts';
import type { HistoryItem } from '#core/log/history.ts';
import { displayOf } from '#core/surface/find-sender.ts';
import { useApp } from '../../context/app-context.ts';
import { Say, Told, useWords } from '../../context/words.tsx';
import { Button } from '../../parts/button.tsx';
import { Segmented } from '../../parts/controls.tsx';
import { Handle } from '../../parts/handle.tsx';
import { Icon, type IconName } from '../../parts/icons.tsx';
import { useLoad } from '../../parts/use-load.ts';
import { ExportButton } from './export-button.tsx';
import { ReceiptCard } from './receipt-card.tsx';

type Filter = 'all' | 'decisions' | 'suspicious';

/** Rows that are read first, and with each “Show older”. */
const pageSize = 200;

const glyphs: Readonly<Record<DecisionVerdict, IconName>> = {
  approve: 'check',
  ignore: 'eye',
  block: 'refused',
  revoke: 'cross',
  undo: 'history',
  expire: 'history',
  'taken-away': 'cross',
};

function isSuspicious(item: HistoryItem): boolean {
  return item.type === 'event' && eventLook(item.kind).severity === 'suspicious';
}

function iconOf(item: HistoryItem): IconName {
  return item.type === 'decision' ? glyphs[item.kind] : eventLook(item.kind).icon;
}

function isShown(item: HistoryItem, filter: Filter): boolean {
  if (filter === 'all') return true;
  return filter === 'suspicious' ? isSuspicious(item) : item.type === 'decision';
}

/** Items with the day they belong to, where a new one begins. */
function byDay(items: readonly HistoryItem[], heading: (ms: number) => string): Map<string, HistoryItem[]> {
  const days = new Map<string, HistoryItem[]>();
  for (const item of items) {
    const day = heading(Date.parse(item.at));
    days.set(day, [...(days.get(day) ?? []), item]);
  }
  return days;
}

function What({ item }: { readonly item: HistoryItem }): ReactNode {
  const { state } = useApp();
  const words = useWords();
  const display = item.handle === null ? null : displayOf(state.senders, item.handle);
  return (
    <span className="event-what">
      {item.type === 'decision' && (
        <strong>
          <Say id={`history.did-${item.kind}`} />
        </strong>
      )}{' '}
      {display !== null && <Handle text={display} />}
      {item.detail !== null && (
        <span className={item.type === 'event' ? 'event-detail' : 'event-detail hint'}>
          {words.sentence(item.detail)}
        </span>
      )}
    </span>
  );
}

function Event({ item }: { readonly item: HistoryItem }): ReactNode {
  const words = useWords();
  const ms = Date.parse(item.at);
  return (
    <li className={isSuspicious(item) ? 'event suspicious' : 'event'}>
      <time dateTime={item.at} title={words.times.exact(ms)}>
        {words.times.clock(ms)}
      </time>
      <Icon name={iconOf(item)} />
      <What item={item} />
      {item.type === 'decision' && (
        <span className={`event-progress ${item.progress}`}>
          <Say id={`history.progress-${item.progress}`} />
        </span>
      )}
    </li>
  );
}

/** What was decided, how far each decision came, and what else happened: newest first. */
export function HistoryPage(): ReactNode {
  const { state, nowMs } = useApp();
  const words = useWords();
  const [filter, setFilter] = useState<Filter>('all');
  const [limit, setLimit] = useState(pageSize);
  const loaded = useLoad('history', { limit }, state.revision);
  const items = loaded.state === 'ready' ? loaded.value.items : [];
  const shown = items.filter((item) => isShown(item, filter));
  const days = byDay(shown, (ms) => words.dayHeading(ms, nowMs));
  return (
    <div className="scroll-page">
      <div className="column">
        <ReceiptCard />
        <div className="column-tools">
          <Segmented<Filter>
            label={words.say('page.history')}
            value={filter}
            onChange={setFilter}
            options={[
              { value: 'all', label: <Say id="history.all" /> },
              { value: 'decisions', label: <Say id="history.decisions" /> },
              { value: 'suspicious', label: <Say id="history.suspicious" /> },
            ]}
          />
          <span className="grow" />
          <ExportButton />
        </div>
        {loaded.state === 'failed' && (
          <p className="hint trouble">
            <Told sentence={loaded.trouble} />
          </p>
        )}
        {loaded.state === 'ready' && shown.length === 0 && (
          <div className="empty">
            <Icon name="history" />
            <h2>
              <Say id="history.empty" />
            </h2>
          </div>
        )}
        {[...days].map(([day, events]) => (
          <section key={day} className="day">
            <h2>
              <time dateTime={events[0]?.at.slice(0, 10)}>{day}</time>
            </h2>
            <ol className="group events">
              {events.map((item) => (
                <Event key={item.seq} item={item} />
              ))}
            </ol>
          </section>
        ))}
        {items.length === limit && (
          <Button tone="quiet" onPress={() => setLimit(limit + pageSize)}>
            <Say id="history.more" />
          </Button>
        )}
      </div>
    </div>
  );
}
