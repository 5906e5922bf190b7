import { resolve } from 'node:path';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { defaultStateDir } from '../app/state-dir.ts';
import { errorLine } from '../platform/error-line.ts';
import { version } from '../platform/version.ts';
import { cliCommands, findCommand } from './commands.ts';
import { commandHelp, overview } from './help.ts';
import { checkOperands, type ParsedArgs, parseArgs, usage } from './kit/args.ts';
import type { Command, CommandContext, Reply } from './kit/command.ts';
import { printedJson, printedLines } from './kit/printed.ts';
import { plain, Screen, terminalWords } from './kit/screen.ts';

/** The process around a command line, so that tests can be it. */
export interface CliHost {
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Columns of stdout; null: not a terminal. */
  readonly columns: number | null;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly nowMs: () => number;
  readonly stopped: () => Promise<void>;
}

const exitCodes = { failed: 1, usage: 2, 'not-running': 3, timeout: 4 } as const;

function exitCodeOf({ code }: PeepholeError): number {
  if (code === 'usage' || code === 'not-running' || code === 'timeout') return exitCodes[code];
  return exitCodes.failed;
}

/** Whatever was thrown as an error for the owner. What nobody expected is told by its place only. */
function ownersError(error: unknown, host: CliHost): PeepholeError {
  if (error instanceof PeepholeError) return error;
  host.stderr(`${errorLine(error)}\n`);
  return new PeepholeError('internal', sentence('usage.internal'));
}

/**
 * Runs one command line (docs/command-line.md).
 * @param argv without the program's own name.
 * @returns the exit code: 0 done, 1 failed, 2 wrong usage, 3 not running, 4 time-out.
 */
export async function runCli(argv: readonly string[], host: CliHost): Promise<number> {
  // Known before the line is understood: a wrong one is refused in the same shape.
  const json = argv.includes('--json');
  const colour = host.columns !== null && !host.env.NO_COLOR && host.env.TERM !== 'dumb';
  const screen = new Screen({
    width: host.columns,
    colour,
    words: terminalWords(),
    nowMs: host.nowMs(),
  });
  const print = (lines: readonly string[]) => host.stdout(printedLines(lines, colour));
  const printJson = (document: object) => host.stdout(`${printedJson(JSON.stringify(document))}\n`);
  try {
    const args = parseArgs(argv, findNamed);
    if (args.options.has('version')) {
      if (json) printJson({ ok: true, version });
      else print([version]);
      return 0;
    }
    const asked = helpAsked(args);
    if (asked !== null) {
      const lines = asked === 'all' ? overview(cliCommands, screen) : commandHelp(asked, screen);
      if (json) printJson({ ok: true, help: lines.join('\n') });
      else print(lines);
      return 0;
    }
    const { command } = args;
    if (command === null) throw usage(sentence('usage.no-command'));
    checkOperands(command, args.operands);
    const reply = await command.run(contextOf(args, json, screen, host, print));
    if (reply === null) return 0;
    if (json) printJson(documentOf(reply));
    else print(reply.lines(screen));
    return reply.exitCode ?? 0;
  } catch (thrown) {
    const error = ownersError(thrown, host);
    const { code, message } = error;
    if (json) printJson({ ok: false, error: { code, message } });
    else host.stderr(printedLines([`peephole: ${plain(message)}`], false));
    return exitCodeOf(error);
  }
}

function documentOf({ json }: Reply): object {
  return 'ok' in json ? json : { ok: true, ...json };
}

/** `help` is a word like a command, so that `peephole help approve` reads well. */
const helpWord: Command = {
  name: 'help',
  summary: sentence('command.help'),
  operands: '[COMMAND]',
  minOperands: 0,
  maxOperands: 1,
  options: {},
  run: async () => null,
};

function findNamed(name: string): Command | null {
  return name === helpWord.name ? helpWord : findCommand(name);
}

function helpAsked({ command, operands, options }: ParsedArgs<Command>): Command | 'all' | null {
  if (command === helpWord) {
    checkOperands(helpWord, operands);
    const [name] = operands;
    if (name === undefined || name === helpWord.name) return 'all';
    const named = findCommand(name);
    if (named === null) throw usage(sentence('usage.unknown-command', { word: name }));
    return named;
  }
  return options.has('help') ? (command ?? 'all') : null;
}

function contextOf(
  args: ParsedArgs,
  json: boolean,
  screen: Screen,
  host: CliHost,
  print: (lines: readonly string[]) => void,
): CommandContext {
  const given = args.options.get('state-dir');
  return {
    args,
    json,
    screen,
    stateDir: typeof given === 'string' ? resolve(given) : defaultStateDir(),
    tell: (line) => {
      if (!json) host.stderr(printedLines([line], false));
    },
    log: (line) => host.stderr(printedLines(line.split('\n'), false)),
    print,
    // In a file it stays what it is, byte for byte.
    printJson: host.columns === null ? host.stdout : (text) => host.stdout(printedJson(text)),
    stopped: host.stopped,
  };
}
