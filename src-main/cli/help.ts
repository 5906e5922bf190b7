import { globalOptions, type OptionSpec } from './kit/args.ts';
import type { Command } from './kit/command.ts';
import type { Row, Screen } from './kit/screen.ts';

function optionText(name: string, { takes, placeholder = 'VALUE' }: OptionSpec): string {
  if (takes === 'nothing') return `--${name}`;
  return takes === 'value' ? `--${name} ${placeholder}` : `--${name}[=${placeholder}]`;
}

function optionRows(options: Readonly<Record<string, OptionSpec>>): readonly Row[] {
  return Object.entries(options).map(([name, spec]) => ({
    cells: [{ text: optionText(name, spec), style: 'bold' }, { text: spec.help }],
  }));
}

/** Help of one command: how it is written, what each option does. */
export function commandHelp(command: Command, screen: Screen): readonly string[] {
  const { name, operands, options, summary, notes = [] } = command;
  const rows = optionRows({ ...options, 'state-dir': stateDirOption, json: jsonOption });
  return [
    `${screen.bold(`peephole ${name}`)} ${operands}`.trimEnd(),
    ...screen.paragraph({ text: `${summary[0]?.toUpperCase()}${summary.slice(1)}.` }),
    ...notes.flatMap((text) => screen.paragraph({ text })),
    '',
    ...screen.table(rows, 2),
  ];
}

const { 'state-dir': stateDirOption, json: jsonOption } = globalOptions as {
  readonly 'state-dir': OptionSpec;
  readonly json: OptionSpec;
};

/** The list of all commands. */
export function overview(commands: readonly Command[], screen: Screen): readonly string[] {
  const rows = commands.map(({ name, operands, summary }) => ({
    cells: [{ text: `${name} ${operands}`.trimEnd(), style: 'bold' as const }, { text: summary }],
  }));
  return [
    'See who texts your OpenClaw assistant, and decide, while strangers get nothing.',
    '',
    `${screen.bold('peephole COMMAND')}`,
    '',
    ...screen.table(rows, 2),
    '',
    ...screen.table(optionRows(globalOptions), 2),
    '',
    'Exit codes: 0 done, 1 failed, 2 wrong usage, 3 Peephole is not running, 4 not confirmed in time.',
    '`peephole help COMMAND` says more about one.',
  ];
}
