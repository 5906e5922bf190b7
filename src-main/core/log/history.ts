import type { Progress } from '#core/decision/decision.ts';
import { type DecisionError, problemSentence } from '#core/decision/decision-error.ts';
import { english } from '#core/words/english.ts';
import type { LogEntry } from './log-body.schema.ts';

/** One row of the history: what the owner decided, or what happened. */
export interface HistoryItem {
  readonly seq: number;
  readonly at: string;
  readonly type: 'decision' | 'event';
  /** Verdict or kind of event. */
  readonly kind: string;
  readonly handle: string | null;
  /** One plain sentence, or empty. */
  readonly detail: string;
  /** How far a decision has come; null for events. */
  readonly progress: string | null;
  readonly until: string | null;
  /** Where a verdict was said. */
  readonly source: string | null;
}

/**
 * Log lines as the owner reads them: verdicts with how far they have come, and events; newest first. How a verdict went
 * on is told in its own row, so lines of progress and of the journal are none of their own.
 * @param entries newest first.
 */
export function historyItems(entries: Iterable<LogEntry>): readonly HistoryItem[] {
  const latest = new Map<string, { progress: Progress; error: DecisionError | null }>();
  const items: HistoryItem[] = [];
  for (const entry of entries) {
    const at = new Date(entry.atMs).toISOString();
    if (entry.type === 'progress') {
      const { decisionId, progress, error } = entry.body;
      if (!latest.has(decisionId)) latest.set(decisionId, { progress, error });
    } else if (entry.type === 'decision') {
      const { id, verdict, handle, untilMs, source } = entry.body;
      const { progress, error } = latest.get(id) ?? entry.body;
      items.push({
        seq: entry.seq,
        at,
        type: 'decision',
        kind: verdict,
        handle,
        detail: error === null ? '' : english(problemSentence(error)),
        progress,
        until: untilMs === null ? null : new Date(untilMs).toISOString(),
        source,
      });
    } else if (entry.type === 'event') {
      const { kind, handle, detail } = entry.body;
      items.push({
        seq: entry.seq,
        at,
        type: 'event',
        kind,
        handle,
        detail,
        progress: null,
        until: null,
        source: null,
      });
    }
  }
  return items;
}
