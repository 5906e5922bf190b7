import type { Output } from '#contract/contract.ts';
import type { MemberAnswer } from '#contract/crowd-parts.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { type DecisionJson, decisionJson } from './decision-json.ts';

/** New addresses that wrote the same, as `list` prints them with `--json`. */
export interface CrowdJson {
  /** What `--crowd` takes: exactly these, each as they were listed. */
  readonly id: string;
  /** How many there are. */
  readonly count: number;
  /** What the newest of them wrote last; null: left out. */
  readonly text: string | null;
  /** Those who are in `senders`, newest first. */
  readonly handles: readonly string[];
}

/** What became of a verdict on a crowd, as the command line prints it with `--json`. */
export interface CrowdVerdictJson {
  readonly decisions: readonly DecisionJson[];
  /** Who was left as they are, and why. */
  readonly refused: readonly {
    readonly handle: string;
    readonly error: { readonly code: string; readonly message: string };
  }[];
}

/** @param senders who is listed, newest first. */
export function crowdJson(
  { id, count, textMark }: Output<'list'>['crowds'][number],
  senders: readonly SenderView[],
): CrowdJson {
  const members = senders.filter((sender) => sender.textMark === textMark);
  return { id, count, text: members[0]?.preview ?? null, handles: members.map(({ handle }) => handle) };
}

export function crowdVerdictJson(answers: readonly MemberAnswer[]): CrowdVerdictJson {
  return {
    decisions: answers.flatMap(({ decision }) => (decision === null ? [] : decisionJson(decision))),
    refused: answers.flatMap(({ handle, error }) =>
      error === null ? [] : { handle, error: { code: error.code, message: error.message } },
    ),
  };
}
