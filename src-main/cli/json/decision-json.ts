import { type DecisionError, problemSentence, publicCodeOf } from '#core/decision/decision-error.ts';
import type { DecisionView } from '#core/decision/decision-view.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { english } from '#core/words/english.ts';

/** Why a decision waits or failed, as programs read it: `code: sentence`, in English. */
function errorText(error: DecisionError): string {
  const code = publicCodeOf(error);
  const text = english(problemSentence(error));
  return code === null ? text : `${code}: ${text}`;
}

/** A decision as the command line prints it with `--json`. */
export interface DecisionJson extends Omit<DecisionView, 'error'> {
  /** Why it waits or failed: `code: sentence`, in English; null: nothing to say. */
  readonly error: string | null;
}

/** A sender as the command line prints it with `--json`. */
export interface SenderJson extends Omit<SenderView, 'decision'> {
  readonly decision: DecisionJson | null;
}

export function decisionJson(decision: DecisionView): DecisionJson {
  return { ...decision, error: decision.error === null ? null : errorText(decision.error) };
}

export function senderJson(sender: SenderView): SenderJson {
  return { ...sender, decision: sender.decision === null ? null : decisionJson(sender.decision) };
}
