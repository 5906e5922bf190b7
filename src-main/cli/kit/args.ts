import { PeepholeError } from '#core/errors.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';

/** What an option takes: nothing; always a value; or a number that may be left out. */
export type OptionTakes = 'nothing' | 'value' | 'optional-number';

export interface OptionSpec {
  readonly takes: OptionTakes;
  /** Name of the value in the help: `DIR`. */
  readonly placeholder?: string;
  /** The only values, when there is a fixed set. */
  readonly choices?: readonly string[];
  readonly help: Sentence;
}

/** How one command is written. */
export interface CommandSyntax {
  readonly name: string;
  /** What stands after the name: `HANDLE`, `[FILE]`; in the help only. */
  readonly operands: string;
  readonly minOperands: number;
  readonly maxOperands: number;
  readonly options: Readonly<Record<string, OptionSpec>>;
}

export interface ParsedArgs<Command extends CommandSyntax = CommandSyntax> {
  readonly command: Command | null;
  readonly operands: readonly string[];
  /** Options given, by name; `true` where no value was given. */
  readonly options: ReadonlyMap<string, string | true>;
}

/** Options every command takes. */
export const globalOptions: Readonly<Record<string, OptionSpec>> = {
  'state-dir': { takes: 'value', placeholder: 'DIR', help: sentence('option.state-dir') },
  json: { takes: 'nothing', help: sentence('option.json') },
  help: { takes: 'nothing', help: sentence('option.help') },
  version: { takes: 'nothing', help: sentence('option.version') },
};

const shortForms: ReadonlyMap<string, string> = new Map([
  ['-h', '--help'],
  ['-V', '--version'],
]);
const number = /^\d+(?:\.\d+)?$/;

export function usage(what: Sentence): PeepholeError {
  return new PeepholeError('usage', what);
}

/**
 * Reads a command line (CLI-2): `--name=VALUE` or `--name VALUE`; a value that may be left out is taken
 * from the next word only when that is a number. `--` ends the options. Options may stand before the command.
 * @param find the command with this name; null: there is none.
 * @throws PeepholeError `usage`
 */
export function parseArgs<Command extends CommandSyntax>(
  argv: readonly string[],
  find: (name: string) => Command | null,
): ParsedArgs<Command> {
  const options = new Map<string, string | true>();
  const operands: string[] = [];
  let command: Command | null = null;
  let onlyOperands = false;
  const words = argv.map((word) => shortForms.get(word) ?? word);

  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word === '--' && !onlyOperands) {
      onlyOperands = true;
    } else if (!onlyOperands && word.startsWith('--')) {
      const [name, given] = splitOption(word);
      const spec = specOf(name, command);
      if (options.has(name)) throw usage(sentence('usage.option-twice', { name }));
      const next = words[index + 1];
      const value = readValue(name, spec, given, next);
      options.set(name, value.value);
      if (value.usedNext) index += 1;
    } else if (!onlyOperands && word.length > 1 && word.startsWith('-')) {
      throw usage(sentence('usage.unknown-short', { word }));
    } else if (command === null) {
      command = find(word);
      if (command === null) throw usage(sentence('usage.unknown-command', { word }));
    } else {
      operands.push(word);
    }
  }
  return { command, operands, options };
}

/** @throws PeepholeError `usage` when a command has too few or too many operands. */
export function checkOperands(command: CommandSyntax, operands: readonly string[]): void {
  const { name, minOperands, maxOperands, operands: written } = command;
  if (operands.length < minOperands) {
    throw usage(sentence('usage.too-few', { command: name, operands: written }));
  }
  const extra = operands[maxOperands];
  if (extra !== undefined) throw usage(sentence('usage.too-many', { word: extra, command: name }));
}

function splitOption(word: string): readonly [string, string | null] {
  const equals = word.indexOf('=');
  return equals === -1 ? [word.slice(2), null] : [word.slice(2, equals), word.slice(equals + 1)];
}

function specOf(name: string, command: CommandSyntax | null): OptionSpec {
  const of = (table: Readonly<Record<string, OptionSpec>>) =>
    Object.hasOwn(table, name) ? table[name] : undefined;
  const spec = of(globalOptions) ?? (command && of(command.options));
  if (spec) return spec;
  throw usage(
    command === null
      ? sentence('usage.option-before', { name })
      : sentence('usage.unknown-option', { command: command.name, name }),
  );
}

function readValue(
  name: string,
  spec: OptionSpec,
  given: string | null,
  next: string | undefined,
): { readonly value: string | true; readonly usedNext: boolean } {
  if (spec.takes === 'nothing') {
    if (given !== null) throw usage(sentence('usage.no-value', { name }));
    return { value: true, usedNext: false };
  }
  if (spec.takes === 'optional-number') {
    if (given !== null && !number.test(given)) {
      throw usage(sentence('usage.number', { name, value: given }));
    }
    if (given !== null) return { value: given, usedNext: false };
    return next !== undefined && number.test(next)
      ? { value: next, usedNext: true }
      : { value: true, usedNext: false };
  }
  const value = given ?? next;
  if (value === undefined || value === '' || (given === null && value.startsWith('--'))) {
    throw usage(sentence('usage.needs-value', { name, placeholder: spec.placeholder ?? 'VALUE' }));
  }
  if (spec.choices && !spec.choices.includes(value)) {
    throw usage(sentence('usage.one-of', { name, choices: spec.choices.join(', '), value }));
  }
  return { value, usedNext: given === null };
}
