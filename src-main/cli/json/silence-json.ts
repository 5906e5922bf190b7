import type { FindingView, SilenceView } from '#core/silence/finding.ts';
import { findingSentence } from '#core/silence/finding-catalogue.ts';
import { english } from '#core/words/english.ts';

/** A finding as programs read it: with its sentences, in English. */
export interface FindingJson extends Omit<FindingView, 'fixes'> {
  /** What happens to strangers now. */
  readonly title: string;
  /** What to do; null: nothing. */
  readonly fix: string | null;
}

/** What strangers get, as in `status --json` and `silence --json`. */
export interface SilenceJson extends Omit<SilenceView, 'findings'> {
  readonly findings: readonly FindingJson[];
}

function findingJson({ id, severity, fixes, changes, oneStep }: FindingView): FindingJson {
  const fix = fixes.length > 0 ? fixes.map(english).join(' ') : null;
  return { id, severity, title: english(findingSentence(id)), fix, changes, oneStep };
}

export function silenceJson({ state, findings }: SilenceView): SilenceJson {
  return { state, findings: findings.map(findingJson) };
}
