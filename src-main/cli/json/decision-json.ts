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
export function decisionJson(decision: DecisionView): object {
  return { ...decision, error: decision.error === null ? null : errorText(decision.error) };
}

/** A sender as the command line prints it with `--json`. */
export function senderJson(sender: SenderView): object {
  return { ...sender, decision: sender.decision === null ? null : decisionJson(sender.decision) };
}
