import type { MemberAnswer } from '#contract/crowd-parts.ts';
import type { CrowdView } from '#core/surface/crowds.ts';
import { crowdId } from '../kit/crowd-id.ts';
import { type DecisionJson, decisionJson } from './decision-json.ts';

/** New addresses that wrote the same, as `list` prints them with `--json`. */
export interface CrowdJson {
  /** What `--crowd` takes: exactly these, each as they were listed. */
  readonly id: string;
  /** How many there are. */
  readonly count: number;
  /** What the newest of them wrote last; null: left out. */
  readonly text: string | null;
  /** Newest first. */
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

export function crowdJson(crowd: CrowdView): CrowdJson {
  const { members } = crowd;
  return {
    id: crowdId(crowd),
    count: members.length,
    text: members[0].preview,
    handles: members.map(({ handle }) => handle),
  };
}

export function crowdVerdictJson(answers: readonly MemberAnswer[]): CrowdVerdictJson {
  return {
    decisions: answers.flatMap(({ decision }) => (decision === null ? [] : decisionJson(decision))),
    refused: answers.flatMap(({ handle, error }) =>
      error === null ? [] : { handle, error: { code: error.code, message: error.message } },
    ),
  };
}
