import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sentence } from '#core/words/sentence.ts';
import type { Headless } from '../../app/headless.ts';
import type { OptionSpec } from '../kit/args.ts';
import { optionText } from '../kit/ask.ts';
import type { Command, CommandContext } from '../kit/command.ts';
import { readyLine, webOf, webOption } from './serve.ts';

/** Everybody who practises begins where a new owner does; who knows that part already begins after it. */
export const silentOption: OptionSpec = { takes: 'nothing', help: sentence('option.silent') };

function introduce({ web }: Headless, stateDir: string, context: CommandContext): void {
  const { screen } = context;
  const { words } = screen;
  const lines = [
    screen.bold(words.say('cli.practice')),
    ...(web === null ? [] : [words.say('cli.practice-web', { url: web })]),
    words.say('cli.practice-list', { path: stateDir }),
    screen.paint({ text: words.say('cli.practice-end'), style: 'dim' }),
  ];
  context.print(lines);
}

export const practiceCommand: Command = {
  name: 'practice',
  summary: sentence('command.practice'),
  operands: '',
  minOperands: 0,
  maxOperands: 0,
  options: { web: webOption, silent: silentOption },
  notes: [sentence('note.practice')],
  run: async (context) => {
    const web = webOf(context) ?? { port: 0 };
    const stopped = context.stopped();
    const { startPractice } = await import('../../simulator/practice.ts');
    const { startHeadless } = await import('../../app/headless.ts');
    const { practiceEnvironment } = await import('../../app/practice-places.ts');
    const kept = optionText(context, 'state-dir') !== undefined;
    const stateDir = kept ? context.stateDir : mkdtempSync(join(tmpdir(), 'peephole-practice-'));
    const practice = await startPractice({ silent: context.args.options.has('silent') });
    try {
      const headless = await startHeadless({
        stateDir,
        messagesDb: practice.databasePath,
        contactsDir: practice.contactsDir,
        openclawConfig: practice.openclawConfigPath,
        gatewayUrl: practice.gatewayUrl,
        web,
        practice: true,
        env: practiceEnvironment(process.env),
        log: context.log,
      });
      if (context.json) context.printJson(readyLine(headless));
      else introduce(headless, stateDir, context);
      await stopped;
      await headless.stop();
    } finally {
      await practice.stop();
      if (!kept) rmSync(stateDir, { recursive: true, force: true, maxRetries: 3 });
    }
    return null;
  },
};
