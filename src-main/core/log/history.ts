import type { DecisionSource, DecisionVerdict, Progress } from '#core/decision/decision.ts';
import { type DecisionError, problemSentence } from '#core/decision/decision-error.ts';
import type { Unlisted } from '#core/unlisted.schema.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { type EventKind, eventSentence, type LedgerEvent, type ToldEvent } from './event-catalogue.ts';
import type { LogEntry } from './log-body.schema.ts';

interface Row {
  /** Place in the ledger's log. */
  readonly seq: number;
  /** ISO time. */
  readonly at: string;
  /** What there is to say of it; null: nothing. */
  readonly detail: Sentence | null;
}

/** What was decided, and how far it has come. */
export interface DecisionItem extends Row {
  readonly type: 'decision';
  /** The verdict. */
  readonly kind: DecisionVerdict;
  /** Whom it is about. */
  readonly handle: string;
  /** How far it has come. */
  readonly progress: Progress;
  /** End of a temporary approval, ISO time; null: none. */
  readonly until: string | null;
  /** Where it was said; `clock`: its time was over, `gateway`: taken away there. */
  readonly source: DecisionSource | Unlisted;
}

/** What happened. */
export interface EventItem extends Row {
  readonly type: 'event';
  /** What happened (the event catalogue). */
  readonly kind: EventKind | Unlisted;
  /** Whom it is about; null: nobody in particular. */
  readonly handle: string | null;
}

/** One row of the history. */
export type HistoryItem = DecisionItem | EventItem;

/**
 * Log lines as the owner reads them: verdicts with how far they have come, and events; newest first. How a verdict went
 * on is told in its own row, so lines of progress and of the journal are none of their own.
 * @param entries newest first.
 */
export function historyItems(entries: Iterable<LogEntry>): readonly HistoryItem[] {
  const latest = new Map<string, { progress: Progress; error: DecisionError | null }>();
  const items: HistoryItem[] = [];
  for (const entry of entries) {
    const { seq } = entry;
    const at = new Date(entry.atMs).toISOString();
    if (entry.type === 'progress') {
      const { decisionId, progress, error } = entry.body;
      if (!latest.has(decisionId)) latest.set(decisionId, { progress, error });
    } else if (entry.type === 'decision') {
      const { id, verdict: kind, handle, untilMs, source } = entry.body;
      const { progress, error } = latest.get(id) ?? entry.body;
      const detail = error && problemSentence(error);
      const until = untilMs === null ? null : new Date(untilMs).toISOString();
      items.push({ seq, at, type: 'decision', kind, handle, detail, progress, until, source });
    } else if (entry.type === 'event') {
      const { kind, handle } = entry.body;
      items.push({ seq, at, type: 'event', kind, handle, detail: saidOf(entry.body) });
    }
  }
  return items;
}

function saidOf(event: LedgerEvent | ToldEvent): Sentence | null {
  if (!('detail' in event)) return eventSentence(event);
  return event.detail === '' ? null : sentence('said.foreign', { text: event.detail });
}
