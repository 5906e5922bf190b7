import type { DecisionItem, HistoryItem } from '#core/log/history.ts';
import { english } from '#core/words/english.ts';

/** A row of the history as the command line prints it with `--json`. */
export interface HistoryJson extends Pick<HistoryItem, 'seq' | 'at' | 'type' | 'kind' | 'handle'> {
  /** What there is to say of it, in English; empty: nothing. */
  readonly detail: string;
  /** How far a decision has come; null for events. */
  readonly progress: DecisionItem['progress'] | null;
  /** End of a temporary approval, ISO time; null: none. */
  readonly until: string | null;
  /** Where a verdict was said; null for events. */
  readonly source: DecisionItem['source'] | null;
}

export function historyJson(item: HistoryItem): HistoryJson {
  const { seq, at, type, kind, handle } = item;
  const { progress, until, source } =
    item.type === 'decision' ? item : { progress: null, until: null, source: null };
  const detail = item.detail === null ? '' : english(item.detail);
  return { seq, at, type, kind, handle, detail, progress, until, source };
}
