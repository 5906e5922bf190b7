import type { Output } from '#contract/contract.ts';
import type { SettingChange } from '#core/access/setting-change.ts';
import type { FindingView } from '#core/silence/finding.ts';
import { sentence } from '#core/words/sentence.ts';
import { silenceJson } from '../json/silence-json.ts';
import { usage } from '../kit/args.ts';
import { call, waitOption, waitSpec, withPeephole } from '../kit/ask.ts';
import type { Command, CommandContext } from '../kit/command.ts';
import type { Row, Screen } from '../kit/screen.ts';
import { silenceStyle } from '../kit/silence-style.ts';
import { accountLines } from './status.ts';

const findingStyle = { red: 'red', amber: 'yellow', info: 'dim' } as const;

function valueText(value: unknown, { words }: Screen): string {
  return value === null || value === undefined ? words.say('silence.not-set') : JSON.stringify(value);
}

/** One setting before and after, as a row. */
export function changeRow({ path, before, after }: SettingChange, screen: Screen): Row {
  return {
    cells: [
      { text: path },
      { text: valueText(before, screen), style: 'dim' },
      { text: '→', style: 'dim' },
      { text: valueText(after, screen), style: 'green' },
    ],
  };
}

function findingLines({ id, severity, fixes, oneStep }: FindingView, screen: Screen): readonly string[] {
  const mark = severity === 'info' ? '-' : '!';
  const { words } = screen;
  const how = oneStep ? words.say('cli.silence-fixes') : fixes.map((fix) => words.sentence(fix)).join(' ');
  return [
    ...screen.paragraph({ text: `${mark} ${words.say(`finding.${id}`)}`, style: findingStyle[severity] }),
    ...(how === '' ? [] : screen.paragraph({ text: how, style: 'dim' }, 2)),
  ];
}

/** `silence` for people: what strangers get, why, and what would be or was written. */
function silenceLines(answer: Output<'silence'>, action: Action, screen: Screen): readonly string[] {
  const { words } = screen;
  const { silence, changes, changed, carriedOver } = answer;
  const lines = [
    screen.paint({ text: `${words.say(`silence.${silence.state}`)}.`, style: silenceStyle[silence.state] }),
  ];
  lines.push(...silence.findings.flatMap((finding) => findingLines(finding, screen)));
  if (changes.length > 0) {
    lines.push('', screen.bold(words.say(changed ? 'cli.silence-written' : 'cli.silence-would')));
    lines.push(
      ...screen.table(
        changes.map((change) => changeRow(change, screen)),
        2,
      ),
    );
  }
  if (action === 'show' && changes.length > 0) lines.push(...carriedLines(carriedOver, screen));
  return [...lines, ...closing(answer, action, screen)];
}

function carriedLines(carriedOver: readonly string[] | null, screen: Screen): readonly string[] {
  const { words } = screen;
  if (carriedOver === null) return ['', ...screen.paragraph({ text: words.say('silent.carried-unknown') })];
  if (carriedOver.length === 0) return [];
  const people = carriedOver.map((text) => ({ cells: [{ text }] }));
  return ['', ...screen.paragraph({ text: words.say('silent.carried') }), ...screen.table(people, 2)];
}

function closing({ changed, changes, canUndo }: Output<'silence'>, action: Action, screen: Screen): string[] {
  const { words } = screen;
  if (action === 'undo') return ['', words.say('silence.undone')];
  if (action === 'apply') {
    return changed ? ['', words.say('cli.silence-back')] : [words.say('silent.diff-none')];
  }
  if (changes.length > 0) return ['', words.say('cli.silence-apply')];
  return canUndo ? [words.say('cli.silence-undo')] : [];
}

type Action = 'show' | 'apply' | 'undo';

function actionOf({ args: { options } }: CommandContext): Action {
  if (options.has('apply') && options.has('undo')) throw usage(sentence('usage.apply-undo'));
  if (options.has('drop-paired') && !options.has('apply')) throw usage(sentence('usage.drop-paired'));
  if (options.has('apply')) return 'apply';
  return options.has('undo') ? 'undo' : 'show';
}

export const silenceCommand: Command = {
  name: 'silence',
  summary: sentence('command.silence'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: {
    apply: { takes: 'nothing', help: sentence('option.apply') },
    'drop-paired': {
      takes: 'nothing',
      help: sentence('option.drop-paired'),
    },
    undo: { takes: 'nothing', help: sentence('option.undo') },
    ...waitSpec,
  },
  run: (context) =>
    withPeephole(context, async (client) => {
      const action = actionOf(context);
      const wait = waitOption(context);
      if (action !== 'show' && wait.waitMs !== undefined)
        context.tell(context.screen.words.say('silent.doing'));
      const answer = await call(client, 'silence', {
        action,
        ...(context.args.options.has('drop-paired') ? { dropPaired: true } : {}),
        ...wait,
      });
      const status = await call(client, 'status', {});
      return {
        json: { ...answer, silence: silenceJson(answer.silence) },
        lines: (screen) => [...silenceLines(answer, action, screen), ...accountLines(status, screen)],
      };
    }),
};
