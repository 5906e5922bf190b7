import { runOnThisProcess } from './cli/process.ts';
import { errorLine } from './error-line.ts';

// Whoever read our log is gone; that is no reason to stop serving.
process.stderr.on('error', () => {});

// Node would print the error's message, which may quote what somebody wrote.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${errorLine(error)}\n`);
  process.exit(1);
});

process.exitCode = await runOnThisProcess(process.argv.slice(2));
