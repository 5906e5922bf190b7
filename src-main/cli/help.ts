import { globalOptions, type OptionSpec } from './kit/args.ts';
import type { Command } from './kit/command.ts';
import type { Row, Screen } from './kit/screen.ts';

function optionText(name: string, { takes, placeholder = 'VALUE' }: OptionSpec): string {
  if (takes === 'nothing') return `--${name}`;
  return takes === 'value' ? `--${name} ${placeholder}` : `--${name}[=${placeholder}]`;
}

function optionRows(options: Readonly<Record<string, OptionSpec>>, { words }: Screen): readonly Row[] {
  return Object.entries(options).map(([name, spec]) => ({
    cells: [{ text: optionText(name, spec), style: 'bold' }, { text: words.sentence(spec.help) }],
  }));
}

/** Help of one command: how it is written, what each option does. */
export function commandHelp(command: Command, screen: Screen): readonly string[] {
  const { name, operands, options, summary, notes = [] } = command;
  const rows = optionRows({ ...options, 'state-dir': stateDirOption, json: jsonOption }, screen);
  const what = screen.words.sentence(summary);
  return [
    `${screen.bold(`peephole ${name}`)} ${operands}`.trimEnd(),
    ...screen.paragraph({ text: `${what[0]?.toUpperCase()}${what.slice(1)}.` }),
    ...notes.flatMap((note) => screen.paragraph({ text: screen.words.sentence(note) })),
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
  const { words } = screen;
  const rows = commands.map(({ name, operands, summary }) => ({
    cells: [
      { text: `${name} ${operands}`.trimEnd(), style: 'bold' as const },
      { text: words.sentence(summary) },
    ],
  }));
  return [
    words.say('help.about'),
    '',
    `${screen.bold('peephole COMMAND')}`,
    '',
    ...screen.table(rows, 2),
    '',
    ...screen.table(optionRows(globalOptions, screen), 2),
    '',
    words.say('help.exit-codes'),
    words.say('help.more'),
  ];
}
