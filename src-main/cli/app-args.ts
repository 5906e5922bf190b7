import { resolve } from 'node:path';
import { sentence } from '#core/words/sentence.ts';
import type { Places } from '../app/places.ts';
import { silentOption } from './commands/practice.ts';
import { placeOptions } from './commands/serve.ts';
import { type CommandSyntax, checkOperands, globalOptions, parseArgs } from './kit/args.ts';

/** How the menu-bar app is started: by a person, by `npm start`, or by macOS. */
export interface AppArgs extends Places {
  /** undefined: the owner's own. */
  readonly stateDir: string | undefined;
  /** On invented data. */
  readonly practice: boolean;
  /** Practice begins with Make it silent done. */
  readonly silent: boolean;
  /** A file that gets our process id, so that who started us through macOS can end us; undefined: none. */
  readonly pidFile: string | undefined;
}

const syntax: CommandSyntax = {
  name: 'app',
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: {
    ...placeOptions,
    practice: { takes: 'nothing', help: sentence('command.practice') },
    silent: silentOption,
    'pid-file': { takes: 'value', placeholder: 'FILE', help: sentence('option.pid-file') },
  },
};

/** What macOS, Chromium and Playwright put there for themselves. */
const notOurs = /^(?:-psn_|--(?:inspect|remote-debugging)(?:[-=]|$))/;
/** A default of macOS, whose value is the next word. */
const systemDefault = /^-(?:Apple|NS)[A-Z]/;

/**
 * Reads the words after the program, in every form in which the command line takes them.
 * @throws PeepholeError `usage` for what it does not know: silently left out, it would run on other data than was meant.
 */
export function readAppArgs(argv: readonly string[]): AppArgs {
  const words = argv.filter(
    (word, index) =>
      !notOurs.test(word) && !systemDefault.test(word) && !systemDefault.test(argv[index - 1] ?? ''),
  );
  const { options, operands } = parseArgs([syntax.name, ...words], () => syntax);
  checkOperands(syntax, operands);
  for (const name of Object.keys(globalOptions)) {
    if (name !== 'state-dir' && options.has(name)) checkOperands(syntax, [`--${name}`]);
  }
  if (options.has('silent') && !options.has('practice')) checkOperands(syntax, ['--silent']);
  const text = (name: string): string | undefined => {
    const value = options.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const path = (name: string): string | undefined => {
    const value = text(name);
    return value === undefined ? undefined : resolve(value);
  };
  return {
    stateDir: path('state-dir'),
    practice: options.has('practice'),
    silent: options.has('silent'),
    pidFile: path('pid-file'),
    messagesDb: path('messages-db'),
    contactsDir: path('contacts-dir'),
    openclawConfig: path('openclaw-config'),
    openclawState: path('openclaw-state'),
    gatewayUrl: text('gateway-url'),
  };
}
