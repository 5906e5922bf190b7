import type { FindingView, SilenceView } from '#core/silence/finding.ts';
import { findingSentence } from '#core/silence/finding-catalogue.ts';
import { english } from '#core/words/english.ts';

/** A finding as programs read it: with its sentences, in English. */
function findingJson({ id, severity, fixes, changes, oneStep }: FindingView): object {
  const fix = fixes.length > 0 ? fixes.map(english).join(' ') : null;
  return { id, severity, title: english(findingSentence(id)), fix, changes, oneStep };
}

/** What strangers get, as in `status --json` and `silence --json`. */
export function silenceJson({ state, findings }: SilenceView): object {
  return { state, findings: findings.map(findingJson) };
}
