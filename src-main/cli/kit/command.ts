import type { ApiClient } from '#contract/client.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { CommandSyntax, ParsedArgs } from './args.ts';
import type { Screen } from './screen.ts';

/** What a command has to say: the JSON document, and the same for people. */
export interface Reply {
  /** What is printed with `--json`; `ok` is put in front unless it stands here. */
  readonly json: object;
  /** Lines for people. */
  readonly lines: (screen: Screen) => readonly string[];
  /** Default 0. */
  readonly exitCode?: number;
}

/** What a command is run with. */
export interface CommandContext {
  readonly args: ParsedArgs;
  readonly json: boolean;
  readonly stateDir: string;
  /** Lines for people that are none of the answer: stderr, and only without `--json`. */
  readonly tell: (line: string) => void;
  /** One line for the log: stderr, also with `--json`. */
  readonly log: (line: string) => void;
  /** Prints lines for people at once to stdout. */
  readonly print: (lines: readonly string[]) => void;
  /** Prints JSON at once to stdout, whole lines. */
  readonly printJson: (text: string) => void;
  readonly screen: Screen;
  /** Resolves when the owner or the system asks this process to end (SIGINT, SIGTERM). */
  readonly stopped: () => Promise<void>;
}

export interface Command extends CommandSyntax {
  /** One line for the list of commands. */
  readonly summary: Sentence;
  /** Lines after the options in its help. */
  readonly notes?: readonly Sentence[];
  /** @returns null when everything was printed already. @throws PeepholeError */
  readonly run: (context: CommandContext) => Promise<Reply | null>;
}

export type Ask = (client: ApiClient, context: CommandContext) => Promise<Reply>;
