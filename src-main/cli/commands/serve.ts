import { flushCompileCache } from 'node:module';
import { resolve } from 'node:path';
import { sentence } from '#core/words/sentence.ts';
import type { Headless } from '../../app/headless.ts';
import type { Places } from '../../app/places.ts';
import { openLogFile } from '../../platform/log-file.ts';
import { type OptionSpec, usage } from '../kit/args.ts';
import { optionText } from '../kit/ask.ts';
import type { Command, CommandContext } from '../kit/command.ts';

/** Options that say where things are; `doctor` looks at the same places. */
export const placeOptions = {
  'messages-db': {
    takes: 'value',
    placeholder: 'FILE',
    help: sentence('option.messages-db'),
  },
  'contacts-dir': { takes: 'value', placeholder: 'DIR', help: sentence('option.contacts-dir') },
  'openclaw-config': {
    takes: 'value',
    placeholder: 'FILE',
    help: sentence('option.openclaw-config'),
  },
  'openclaw-state': { takes: 'value', placeholder: 'DIR', help: sentence('option.openclaw-state') },
  'gateway-url': { takes: 'value', placeholder: 'URL', help: sentence('option.gateway-url') },
} as const satisfies Readonly<Record<string, OptionSpec>>;

export const webOption: OptionSpec = {
  takes: 'optional-number',
  placeholder: 'PORT',
  help: sentence('option.web'),
};

/** The places a command line names, as absolute paths. */
export function placesOf(context: CommandContext): Places {
  const path = (name: keyof typeof placeOptions) => {
    const text = optionText(context, name);
    return text === undefined ? undefined : resolve(text);
  };
  return {
    messagesDb: path('messages-db'),
    contactsDir: path('contacts-dir'),
    openclawConfig: path('openclaw-config'),
    openclawState: path('openclaw-state'),
    gatewayUrl: gatewayUrlOf(context),
  };
}

function gatewayUrlOf(context: CommandContext): string | undefined {
  const text = optionText(context, 'gateway-url');
  if (text !== undefined && !/^wss?:$/.test(URL.parse(text)?.protocol ?? '')) {
    throw usage(sentence('usage.gateway-url', { value: text }));
  }
  return text;
}

/** @returns null without `--web`; port 0: whichever is free. @throws PeepholeError `usage` */
export function webOf(context: CommandContext): { readonly port: number } | null {
  const value = context.args.options.get('web');
  if (value === undefined) return null;
  const port = value === true ? 0 : Number(value);
  if (!Number.isInteger(port) || port > 65_535) {
    throw usage(sentence('usage.web', { value: String(value) }));
  }
  return { port };
}

/** The one line that says that everything runs, and where. */
export function readyLine({ socket, web }: Headless): string {
  return `${JSON.stringify({ ready: true, pid: process.pid, socket, web })}\n`;
}

export const serveCommand: Command = {
  name: 'serve',
  summary: sentence('command.serve'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: {
    ...placeOptions,
    web: webOption,
    'log-dir': { takes: 'value', placeholder: 'DIR', help: sentence('option.log-dir') },
  },
  notes: [sentence('note.serve', { example: '{"ready":true,"pid":…,"socket":…,"web":…}' })],
  run: async (context) => {
    const options = { ...placesOf(context), web: webOf(context) };
    // Listened for from the beginning: whoever reads the ready line may ask us to end in the same moment.
    const stopped = context.stopped();
    const logDir = optionText(context, 'log-dir');
    const log = logDir === undefined ? context.log : openLogFile(resolve(logDir));
    // Everything it stands on is loaded only here: the other commands start in a fraction of the time.
    const { startHeadless } = await import('../../app/headless.ts');
    const headless = await startHeadless({
      ...options,
      stateDir: context.stateDir,
      practice: false,
      env: process.env,
      log,
    });
    // Node keeps compiled code when a process ends; this one may run for weeks, and be killed.
    flushCompileCache();
    context.printJson(readyLine(headless));
    await stopped;
    await headless.stop();
    return null;
  },
};
