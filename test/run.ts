/**
 * The README's test command: types, lint, unused code, then every suite, and one plain closing line that says how many
 * tests passed. Stops at nothing: a failed check is counted and the rest still runs.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';

interface SuiteReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly { status: string }[];
  }[];
}

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const env = { ...process.env, PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter) };

function run(command: string, args: readonly string[]): boolean {
  const { status } = spawnSync(join(bin, command), args, { cwd: root, stdio: 'inherit', env });
  return status === 0;
}

let passed = 0;
let failed = 0;
const checks: readonly (readonly [string, string, readonly string[]])[] = [
  ['types', 'tsc', ['--noEmit']],
  ['types of the window', 'tsc', ['--noEmit', '-p', 'src-renderer']],
  ['lint', 'biome', ['check', '--error-on-warnings']],
  ['unused code', 'knip', []],
];
for (const [name, command, args] of checks) {
  const ok = run(command, args);
  console.log(`${ok ? 'ok' : 'FAILED'}: ${name}`);
  if (ok) passed += 1;
  else failed += 1;
}

const reports = mkdtempSync(join(tmpdir(), 'peephole-test-'));
try {
  const file = join(reports, 'report.json');
  const ok = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${file}`]);
  const report = JSON.parse(readFileSync(file, 'utf8')) as SuiteReport;
  const real = report.testResults
    .filter(({ name }) => name.includes(`${join('test', 'gateway')}`))
    .reduce(
      (sum, { assertionResults }) =>
        sum + assertionResults.filter(({ status }) => status === 'passed').length,
      0,
    );
  passed += report.numPassedTests;
  failed += report.numFailedTests;
  // A file that does not even load has no failed test of its own.
  if (!ok && report.numFailedTests === 0) failed += Math.max(1, report.numFailedTestSuites);
  console.log(`\n${real} of them against the real OpenClaw gateway.`);
} catch (error) {
  failed += 1;
  console.error('The test report could not be read:', error);
} finally {
  rmSync(reports, { recursive: true, force: true });
}

console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
