import { enableCompileCache } from 'node:module';
import { codeCacheDir } from './platform/code-cache-dir.ts';
import { errorLine } from './platform/error-line.ts';

// Whoever read our log is gone; that is no reason to stop serving.
process.stderr.on('error', () => {});

// Node would print the error's message, which may quote what somebody wrote.
process.on('uncaughtException', (error) => {
  process.stderr.write(`${errorLine(error)}\n`);
  process.exit(1);
});

// Compiled once: every later command starts in half the time. So nothing that is big is imported above.
enableCompileCache(codeCacheDir());
const { runOnThisProcess } = await import('./cli/process.ts');
process.exitCode = await runOnThisProcess(process.argv.slice(2));
