import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { projectRoot } from '../../platform/project-root.ts';
import { launchctl } from '../../service/launchctl.ts';
import { Service, type ServiceState } from '../../service/service.ts';
import { usage } from '../kit/args.ts';
import type { Command, CommandContext, Reply } from '../kit/command.ts';
import type { Screen } from '../kit/screen.ts';
import { placeOptions, placesOf } from './serve.ts';

/** Where this program's logs are on a Mac. */
export const macLogDir = (home = homedir()): string => join(home, 'Library', 'Logs', 'Peephole');

/** @throws PeepholeError `usage` where there is no launchd. */
export function macService(platform: NodeJS.Platform = process.platform): Service {
  if (platform !== 'darwin') throw new PeepholeError('usage', sentence('service.only-mac'));
  return new Service({ home: homedir(), uid: process.getuid?.() ?? 0, launchctl, pause: delay });
}

/** How this very program is started again: as the packaged app, or by its Node. */
function ownProgram(): readonly [string, ...string[]] {
  return process.versions.electron === undefined
    ? [process.execPath, '--optimize-for-size', join(projectRoot, 'out', 'main', 'cli.js')]
    : [process.execPath];
}

/** What says where OpenClaw is; never its secrets, which are read from its own config. */
const passedOn = [
  'OPENCLAW_HOME',
  'OPENCLAW_PROFILE',
  'OPENCLAW_STATE_DIR',
  'OPENCLAW_CONFIG_PATH',
  'OPENCLAW_GATEWAY_PORT',
];

/** The words `serve` is started with by launchd: the places that were named, each absolute. */
export function serveWords(context: CommandContext, logDir: string): readonly string[] {
  const places = placesOf(context);
  const given: readonly (readonly [string, string | undefined])[] = [
    ['messages-db', places.messagesDb],
    ['contacts-dir', places.contactsDir],
    ['openclaw-config', places.openclawConfig],
    ['openclaw-state', places.openclawState],
    ['gateway-url', places.gatewayUrl],
    ['state-dir', context.args.options.has('state-dir') ? context.stateDir : undefined],
    ['log-dir', logDir],
  ];
  return ['serve', ...given.flatMap(([name, value]) => (value === undefined ? [] : `--${name}=${value}`))];
}

/** How the service is now. */
interface ServiceAnswer {
  readonly service: ServiceState;
  /** Its property list. */
  readonly file: string;
  readonly logs: string;
}

type Answer = Reply & { readonly json: ServiceAnswer };

const answerOf = (service: Service): ServiceAnswer => ({
  service: service.state(),
  file: service.file,
  logs: macLogDir(),
});

async function install(service: Service, context: CommandContext): Promise<Answer> {
  const logDir = macLogDir();
  const [program, ...words] = ownProgram();
  const environment = Object.fromEntries(
    passedOn.flatMap((name) => {
      const value = process.env[name];
      return value === undefined || value === '' ? [] : [[name, value] as const];
    }),
  );
  await service.install({
    program: [program, ...words, ...serveWords(context, logDir)],
    errorFile: join(logDir, 'service.log'),
    environment,
  });
  const isApp = process.versions.electron !== undefined;
  return {
    json: answerOf(service),
    lines: ({ words: say }) => [
      say.say('service.installed', { path: service.file }),
      isApp ? say.say('service.disk-app') : say.say('service.disk-node', { program }),
      say.say('service.logs', { path: logDir }),
    ],
  };
}

async function uninstall(service: Service): Promise<Answer> {
  const removed = await service.uninstall();
  return {
    json: answerOf(service),
    lines: ({ words }) => [words.say(removed ? 'service.removed' : 'service.none')],
  };
}

function stateLine({ pid, loaded, installed, lastExit }: ServiceState, { words }: Screen): string {
  if (pid !== null) return words.say('service.runs', { pid: String(pid) });
  if (loaded) return words.say('service.ended', { code: String(lastExit ?? '?') });
  return words.say(installed ? 'service.not-started' : 'service.none');
}

function status(service: Service): Answer {
  const json = answerOf(service);
  const { service: state, logs } = json;
  return {
    json,
    exitCode: state.pid === null ? 1 : 0,
    lines: (screen) => [
      stateLine(state, screen),
      ...(state.installed ? [screen.words.say('service.logs', { path: logs })] : []),
    ],
  };
}

async function act(context: CommandContext): Promise<Answer> {
  const [word = ''] = context.args.operands;
  if (word !== 'install' && word !== 'uninstall' && word !== 'status') {
    throw usage(sentence('usage.service', { word }));
  }
  const service = macService();
  if (word === 'install') return install(service, context);
  return word === 'uninstall' ? uninstall(service) : status(service);
}

export const serviceCommand: Command = {
  name: 'service',
  summary: sentence('command.service'),
  operands: 'install|uninstall|status',
  minOperands: 1,
  maxOperands: 1,
  options: placeOptions,
  notes: [sentence('note.service'), sentence('note.service-places')],
  run: async (context) => {
    const answer = await act(context);
    return { json: answer.json, lines: answer.lines, exitCode: answer.exitCode ?? 0 };
  },
};
