import { rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Output } from '#contract/contract.ts';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';
import { unlinkCommand } from '../../app/command-link.ts';
import { removeStateFiles } from '../../app/own-files.ts';
import { lockState } from '../../ledger/state-lock.ts';
import { codeCacheDir } from '../../platform/code-cache-dir.ts';
import { readPlace } from '../../surfaces/socket/socket-place.ts';
import { usage } from '../kit/args.ts';
import { call, waitOption, waitSpec, withPeephole } from '../kit/ask.ts';
import type { Command, CommandContext } from '../kit/command.ts';
import type { Screen } from '../kit/screen.ts';
import { macLogDir, macService } from './service.ts';
import { changeRow } from './silence.ts';

/** A Peephole that was asked to end has ended within this, ms. */
const endsWithinMs = 20_000;
const lookEveryMs = 200;

/** What is done at the gateway; null: it is left alone. */
async function leave(context: CommandContext, dryRun: boolean): Promise<Output<'leave'>> {
  const { options } = context.args;
  let answer: Output<'leave'> | null = null;
  await withPeephole(context, async (client) => {
    answer = await call(client, 'leave', {
      ...(dryRun ? { dryRun } : {}),
      ...(options.has('restore') ? { restore: true } : {}),
      ...(options.has('keep-approved') ? { keepApproved: true } : {}),
      ...(dryRun ? {} : { waitMs: waitOption(context).waitMs ?? 330_000 }),
    });
    return { json: {}, lines: () => [] };
  });
  if (answer === null) throw new Error('The app did not answer.');
  return answer;
}

/** Ends the Peephole of this state directory. @throws PeepholeError `already-running` when it does not end. */
async function end(stateDir: string): Promise<void> {
  const pid = readPlace(stateDir)?.pid;
  if (pid !== undefined && pid !== process.pid) {
    try {
      process.kill(pid, 'SIGTERM');
    } catch {
      // It has ended by itself.
    }
  }
  const untilMs = performance.now() + endsWithinMs;
  for (;;) {
    try {
      lockState(stateDir).release();
      return;
    } catch (error) {
      if (performance.now() > untilMs) throw error;
    }
    await delay(lookEveryMs);
  }
}

interface Removed {
  readonly service: boolean;
  readonly links: readonly string[];
  /** What stands in the state directory and is not ours. */
  readonly left: readonly string[];
}

async function removeFiles({ stateDir, args }: CommandContext): Promise<Removed> {
  const isMac = process.platform === 'darwin';
  // Before it is ended: launchd would start it again.
  const service = isMac ? await macService().uninstall() : false;
  await end(stateDir);
  const links = isMac ? unlinkCommand() : [];
  const left = removeStateFiles(stateDir);
  // With a state directory of its own it is one Peephole among others: what they share stays.
  if (!args.options.has('state-dir')) {
    rmSync(dirname(codeCacheDir()), { recursive: true, force: true });
    if (isMac) rmSync(macLogDir(), { recursive: true, force: true });
  }
  return { service, links, left };
}

function gatewayLines({ changes, losing, closed }: Output<'leave'>, done: boolean, screen: Screen): string[] {
  const { words } = screen;
  if (changes.length === 0) return [words.say('uninstall.nothing-there')];
  return [
    screen.bold(words.say(done ? 'cli.silence-written' : 'cli.silence-would')),
    ...screen.table(
      changes.map((change) => changeRow(change, screen)),
      2,
    ),
    ...(losing.length > 0
      ? screen.paragraph({
          text: words.say(done ? 'uninstall.lost' : 'uninstall.loses', { people: losing.join(', ') }),
        })
      : []),
    ...closed.flatMap((setting) => screen.paragraph({ text: words.say('uninstall.closed', { setting }) })),
  ];
}

export const uninstallCommand: Command = {
  name: 'uninstall',
  summary: sentence('command.uninstall'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: {
    yes: { takes: 'nothing', help: sentence('option.yes') },
    restore: { takes: 'nothing', help: sentence('option.restore') },
    'keep-approved': { takes: 'nothing', help: sentence('option.keep-approved') },
    'files-only': { takes: 'nothing', help: sentence('option.files-only') },
    ...waitSpec,
  },
  notes: [sentence('note.uninstall'), sentence('note.uninstall-app')],
  run: async (context) => {
    const { options } = context.args;
    const filesOnly = options.has('files-only');
    if (filesOnly && (options.has('restore') || options.has('keep-approved')))
      throw usage(sentence('usage.files-only'));
    const done = options.has('yes');
    const gateway = filesOnly ? null : await leave(context, !done).catch(sayHow);
    const files = done ? await removeFiles(context) : null;
    return {
      json: { done, gateway, files },
      lines: (screen) => [
        ...(gateway === null ? [] : gatewayLines(gateway, done, screen)),
        ...(files === null
          ? ['', screen.words.say('uninstall.ask', { path: context.stateDir })]
          : [
              '',
              screen.words.say('uninstall.done'),
              ...files.left.map((path) => screen.words.say('uninstall.left', { path })),
            ]),
      ],
    };
  },
};

/** Only a running Peephole writes to the gateway. */
function sayHow(error: unknown): never {
  if (error instanceof PeepholeError && error.code === 'not-running')
    throw new PeepholeError('not-running', sentence('uninstall.not-running'));
  throw error;
}
