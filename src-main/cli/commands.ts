import { channelCommand } from './commands/channel.ts';
import { connectCommand } from './commands/connect.ts';
import { doctorCommand } from './commands/doctor.ts';
import { explainCommand } from './commands/explain.ts';
import { inviteCommand, invitesCommand } from './commands/invites.ts';
import { listCommand } from './commands/list.ts';
import { exportCommand, historyCommand, verifyCommand } from './commands/log.ts';
import { practiceCommand } from './commands/practice.ts';
import { exposureCommand, leaksCommand, receiptCommand } from './commands/records.ts';
import { serveCommand } from './commands/serve.ts';
import { serviceCommand } from './commands/service.ts';
import { silenceCommand } from './commands/silence.ts';
import { statusCommand } from './commands/status.ts';
import { uninstallCommand } from './commands/uninstall.ts';
import { verdictCommands } from './commands/verdicts.ts';
import type { Command } from './kit/command.ts';

/** Every command, in the order of the help. */
export const cliCommands: readonly Command[] = [
  statusCommand,
  listCommand,
  ...verdictCommands,
  channelCommand,
  silenceCommand,
  explainCommand,
  inviteCommand,
  invitesCommand,
  receiptCommand,
  exposureCommand,
  leaksCommand,
  historyCommand,
  exportCommand,
  verifyCommand,
  connectCommand,
  serveCommand,
  serviceCommand,
  doctorCommand,
  practiceCommand,
  uninstallCommand,
];

export function findCommand(name: string): Command | null {
  return cliCommands.find((command) => command.name === name) ?? null;
}

/** Whether these words are a command line, and not how macOS, Chromium or a developer starts the app. */
export function isCommandLine(argv: readonly string[]): boolean {
  const [first] = argv.filter((word) => !word.startsWith('-'));
  if (first === 'help' || (first !== undefined && findCommand(first) !== null)) return true;
  return argv.some((word) => ['--help', '-h', '--version', '-V'].includes(word));
}
