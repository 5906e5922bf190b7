import { useCallback, useMemo, useRef, useState } from 'react';
import type { ApiClient } from '#contract/client.ts';
import { giveCrowd, type MemberAnswer } from '#contract/crowd-parts.ts';
import type { AnswerError } from '#contract/envelope.ts';
import type { ActionSource } from '#contract/run-action.ts';
import type { ApprovalLength } from '#core/decision/approval-length.ts';
import type { Progress, Verdict } from '#core/decision/decision.ts';
import { problemSentence } from '#core/decision/decision-error.ts';
import type { DecisionView } from '#core/decision/decision-view.ts';
import type { AppState } from '#core/surface/app-state.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import type { Sentence } from '#core/words/sentence.ts';

/** What a verdict is given on. */
export interface Painted extends Pick<SenderView, 'id' | 'handle' | 'display'> {
  /** As it was painted; undefined: the verdict holds whatever changed since. */
  readonly revision?: string | undefined;
}

/** Names exactly what is painted of these, for a guard. */
export const paintedKey = (senders: readonly Painted[]): string =>
  senders.map(({ id, revision }) => `${id} ${revision}`).join('\n');

interface Given {
  readonly sender: Painted;
  /** The decision that was shown when this one was given, if any. */
  readonly earlierId: string | null;
  /** null: refused, see `error`. */
  readonly decision: DecisionView | null;
  readonly error: AnswerError | null;
}

/** What the bar at the bottom says. */
export interface VerdictReport {
  readonly verdict: Verdict;
  /** Those whose decision stands, in the order given. */
  readonly decided: readonly Painted[];
  /** The least far of them; null when nothing was decided. */
  readonly progress: Progress | null;
  /** Why it failed, or what it waits for. */
  readonly error: Sentence | null;
  /** How many had changed since they were painted, and were left alone. */
  readonly stale: readonly Painted[];
}

export interface Verdicts {
  /** Gives one verdict on exactly these senders, as painted. @returns true when every one of them stands. */
  give(
    verdict: Verdict,
    senders: readonly Painted[],
    more?: {
      readonly for?: ApprovalLength | null | undefined;
      readonly source?: ActionSource;
      /** They are of this crowd: only those who still are, are decided about. */
      readonly crowd?: string | undefined;
    },
  ): Promise<boolean>;
  readonly report: VerdictReport | null;
  dismiss(): void;
}

const order: readonly Progress[] = ['failed', 'queued', 'saved', 'confirmed'];

/** Something else was decided on this sender since: there is nothing more to tell of this one. */
function isOvertaken({ sender, decision, earlierId }: Given, state: AppState | null): boolean {
  const shown = state?.senders.get(sender.id)?.decision;
  return shown != null && shown.id !== decision?.id && shown.id !== earlierId;
}

function reportOf(verdict: Verdict, given: readonly Given[], state: AppState | null): VerdictReport {
  const stands = given.filter((one) => one.decision !== null && !isOvertaken(one, state));
  // The state is the truth; the answer stands until the state shows this decision.
  const now = stands.map(({ sender, decision }) => {
    const shown = state?.senders.get(sender.id)?.decision;
    return shown && shown.id === decision?.id ? shown : decision;
  });
  const least = order.find((progress) => now.some((decision) => decision?.progress === progress));
  const stale = given.filter(({ error }) => error?.code === 'stale-revision');
  const refused = given.find(({ error }) => error !== null && error.code !== 'stale-revision');
  const error = now.find((decision) => decision?.progress === least)?.error ?? null;
  const trouble = error && problemSentence(error);
  return {
    verdict,
    decided: stands.map(({ sender }) => sender),
    progress: refused ? 'failed' : (least ?? null),
    error: refused?.error?.sentence ?? trouble,
    stale: stale.map(({ sender }) => sender),
  };
}

/** Gives verdicts and follows each of them to its confirmation. */
export function useVerdicts(client: ApiClient, state: AppState | null): Verdicts {
  const [shown, setShown] = useState<{ verdict: Verdict; given: readonly Given[] } | null>(null);

  const shownState = useRef(state);
  shownState.current = state;

  const give = useCallback<Verdicts['give']>(
    async (verdict, senders, more = {}) => {
      const { source = 'window', crowd, for: length } = more;
      const earlier = senders.map(({ id }) => shownState.current?.senders.get(id)?.decision?.id ?? null);
      const answers = await (crowd !== undefined && (verdict === 'ignore' || verdict === 'block')
        ? giveCrowd(client, { verdict, crowd, source }, senders)
        : Promise.all(
            senders.map(async ({ handle, revision }): Promise<Omit<MemberAnswer, 'handle'>> => {
              const answer = await client.ask('verdict', {
                verdict,
                handle,
                source,
                ...(length ? { for: length } : {}),
                ...(revision === undefined ? {} : { revision }),
              });
              return answer.ok
                ? { decision: answer.value.decision, error: null }
                : { decision: null, error: answer.error };
            }),
          ));
      const given = senders.map((sender, index): Given => {
        const { decision = null, error = null } = answers[index] ?? {};
        return { sender, earlierId: earlier[index] ?? null, decision, error };
      });
      setShown({ verdict, given });
      return given.every(({ decision }) => decision !== null);
    },
    [client],
  );

  const dismiss = useCallback(() => setShown(null), []);
  const report = useMemo(() => {
    const made = shown && reportOf(shown.verdict, shown.given, state);
    return made && (made.decided.length > 0 || made.stale.length > 0 || made.error !== null) ? made : null;
  }, [shown, state]);
  return useMemo(() => ({ give, report, dismiss }), [give, report, dismiss]);
}
