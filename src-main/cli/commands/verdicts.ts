import type { ApiClient } from '#contract/client.ts';
import { commands } from '#contract/commands.schema.ts';
import type { Input } from '#contract/contract.ts';
import { giveCrowd } from '#contract/crowd-parts.ts';
import { approvalLengths } from '#core/decision/approval-length.ts';
import type { Verdict } from '#core/decision/decision.ts';
import { problemSentence } from '#core/decision/decision-error.ts';
import type { DecisionView } from '#core/decision/decision-view.ts';
import { readHandle } from '#core/message/handle.ts';
import type { SenderView } from '#core/surface/sender-view.ts';
import { sentence } from '#core/words/sentence.ts';
import { crowdVerdictJson } from '../json/crowd-json.ts';
import { decisionJson } from '../json/decision-json.ts';
import { usage } from '../kit/args.ts';
import { call, optionText, waitOption, waitSpec, withPeephole } from '../kit/ask.ts';
import type { Command, CommandContext, Reply } from '../kit/command.ts';
import type { Screen } from '../kit/screen.ts';

/** Where a decision stands, as one line. */
export function decisionLine(
  { verdict, handle, until, progress, error }: Omit<DecisionView, 'id'>,
  screen: Screen,
): string {
  const known = (['approve', 'ignore', 'block', 'revoke', 'undo'] as const).find((name) => name === verdict);
  const { words } = screen;
  const said = words.say(`bar.${known ?? 'undo'}-${progress}`, { handle });
  const end = until === null || progress === 'failed' ? '' : `, ${screen.until(until)}`;
  const why = error === null ? '' : ` ${words.sentence(problemSentence(error))}`;
  const again =
    verdict === 'approve' && progress === 'confirmed' ? ` ${words.say('banner.approved-body')}` : '';
  const stop = said.endsWith('…') && end === '' ? '' : '.';
  return `${end === '' ? said : said.replace(/…$/, '')}${end}${stop}${why}${again}`;
}

/** A number written with spaces is several words to a shell; nothing else is put together. */
function handleOf(name: string, operands: readonly string[]): string {
  const [first = '', ...rest] = operands;
  if (rest.length === 0) return first;
  if (/^\+\d/.test(first) && rest.every((word) => /^[\d().-]+$/.test(word))) return operands.join(' ');
  throw usage(sentence('usage.one-handle', { command: name, number: operands.length }));
}

/** Tells every step of the decision on this handle until it is answered. */
function followProgress(client: ApiClient, handle: string, context: CommandContext): () => void {
  const { key } = readHandle(handle);
  let before: string | null = null;
  let told = '';
  return client.subscribe((state) => {
    const sender = [...state.senders.values()].find((one) => readHandle(one.handle).key === key);
    const decision = sender?.decision ?? null;
    // What stood there before our verdict is none of its steps.
    before ??= decision?.id ?? '';
    if (decision === null || decision.id === before) return;
    const line = decision.progress === 'confirmed' ? '' : decisionLine(decision, context.screen);
    if (line !== '' && line !== told) context.tell(line);
    told = line;
  });
}

async function give(verdict: Verdict, context: CommandContext, client: ApiClient): Promise<DecisionView> {
  const { options } = context.args;
  const handle = handleOf(verdict, context.args.operands);
  const wait = waitOption(context);
  const length = optionText(context, 'for');
  const revision = optionText(context, 'revision');
  const input: Input<'verdict'> = {
    verdict,
    handle,
    source: 'cli',
    ...(length === undefined ? {} : { for: commands.verdict.input.shape.for.unwrap().parse(length) }),
    ...(options.has('add') ? { add: true } : {}),
    ...(revision === undefined ? {} : { revision }),
    ...wait,
  };
  const end = wait.waitMs !== undefined && !context.json ? followProgress(client, handle, context) : () => {};
  try {
    return (await call(client, 'verdict', input)).decision;
  } finally {
    end();
  }
}

/** Everybody who was listed as this crowd, each as they are painted. @throws PeepholeError `stale-revision` */
async function listedCrowd(client: ApiClient, crowd: string) {
  const members: SenderView[] = [];
  for (let after: string | undefined; ; ) {
    const page = await call(client, 'list', { crowd, ...(after === undefined ? {} : { after }) });
    members.push(...page.senders);
    if (page.next === null) return { textMark: page.crowds[0]?.textMark ?? '', members };
    after = page.next;
  }
}

/** The same verdict on everybody who was listed as one crowd. */
async function giveTogether(
  verdict: 'ignore' | 'block',
  name: string,
  context: CommandContext,
  client: ApiClient,
): Promise<Reply> {
  const { operands, options } = context.args;
  if (operands.length > 0 || ['add', 'revision', 'wait'].some((option) => options.has(option))) {
    throw usage(sentence('usage.crowd-alone'));
  }
  const { textMark, members } = await listedCrowd(client, name);
  const answers = await giveCrowd(client, { verdict, crowd: textMark, source: 'cli' }, members);
  const { decisions, refused } = crowdVerdictJson(answers);
  const [trouble] = refused;
  const least = (['failed', 'queued', 'saved'] as const).find((progress) =>
    decisions.some((decision) => decision.progress === progress),
  );
  return {
    json: { ...(trouble && { ok: false, error: trouble.error }), decisions, refused },
    lines: ({ words }) => [
      ...(decisions.length === 0
        ? []
        : [
            words.say(`bar.${verdict}-${least ?? 'confirmed'}`, {
              handle: words.say('bar.several', { count: decisions.length }),
            }),
          ]),
      ...answers.flatMap(({ error }) => (error === null ? [] : `! ${words.sentence(error.sentence)}`)),
    ],
    exitCode: trouble === undefined ? 0 : 1,
  };
}

function verdictCommand(verdict: Verdict): Command {
  const adds = verdict === 'approve' || verdict === 'block';
  const together = verdict === 'ignore' || verdict === 'block' ? verdict : null;
  return {
    name: verdict,
    summary: sentence(`command.${verdict}`),
    operands: 'HANDLE',
    minOperands: together === null ? 1 : 0,
    maxOperands: 8,
    options: {
      ...(verdict === 'approve'
        ? {
            for: {
              takes: 'value',
              placeholder: 'LENGTH',
              choices: approvalLengths,
              help: sentence('option.for', { lengths: approvalLengths.join(', ') }),
            } as const,
          }
        : {}),
      ...(adds ? { add: { takes: 'nothing', help: sentence('option.add') } as const } : {}),
      ...(together === null
        ? {}
        : { crowd: { takes: 'value', placeholder: 'ID', help: sentence('option.crowd') } as const }),
      revision: {
        takes: 'value',
        placeholder: 'REV',
        help: sentence('option.revision'),
      },
      ...waitSpec,
    },
    run: (context) =>
      withPeephole(context, async (client) => {
        const crowd = optionText(context, 'crowd');
        if (together !== null && crowd !== undefined) return giveTogether(together, crowd, context, client);
        if (context.args.operands.length === 0) {
          throw usage(sentence('usage.too-few', { command: verdict, operands: 'HANDLE' }));
        }
        const decision = await give(verdict, context, client);
        const settled = decision.progress === 'confirmed' || decision.progress === 'failed';
        return {
          json: { decision: decisionJson(decision) },
          lines: (screen) => [
            decisionLine(decision, screen),
            ...(settled ? [] : [screen.words.say('cli.list-shows')]),
          ],
        };
      }),
  };
}

export const verdictCommands: readonly Command[] = (
  ['approve', 'ignore', 'block', 'revoke', 'undo'] as const
).map(verdictCommand);
