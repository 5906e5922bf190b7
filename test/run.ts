/**
 * The README's test command: brings what is missing on this machine, then types, lint, unused code and every suite, and
 * one plain closing line that says how many tests passed. A failed check is counted and the rest still runs.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { provision } from './provision.ts';
import { installOpenclaw, isOpenclawInstalled, openclawVersion } from './support/install-openclaw.ts';

interface TestResult {
  readonly status: string;
  readonly fullName: string;
}

interface SuiteReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numFailedTestSuites: number;
  readonly testResults: readonly {
    readonly name: string;
    readonly assertionResults: readonly TestResult[];
  }[];
}

const root = join(import.meta.dirname, '..');
const bin = join(root, 'node_modules', '.bin');
const provided = await provision();
if (provided === null) process.exit(1);
const env = {
  ...process.env,
  ...provided,
  PATH: [bin, dirname(process.execPath), process.env.PATH].join(delimiter),
};

async function run(command: string, args: readonly string[]): Promise<boolean> {
  const [code] = await once(spawn(join(bin, command), args, { cwd: root, stdio: 'inherit', env }), 'exit');
  return code === 0;
}

console.log(
  `OpenClaw: ${openclawVersion}${isOpenclawInstalled() ? '' : ', being installed (about 900 MB)…'}`,
);
// Meanwhile the checks run, and the suites that need no gateway; how it ended is looked at before the others.
const openclaw = installOpenclaw().then(
  () => null,
  (error: unknown) => error,
);

let passed = 0;
let failed = 0;
const tests: (TestResult & { readonly file: string })[] = [];
const checks: readonly (readonly [string, string, readonly string[]])[] = [
  ['types', 'tsc', ['--noEmit']],
  ['types of the window', 'tsc', ['--noEmit', '-p', 'src-renderer']],
  ['lint', 'biome', ['check', '--error-on-warnings']],
  ['unused code', 'knip', []],
];
for (const [name, command, args] of checks) {
  const ok = await run(command, args);
  console.log(`${ok ? 'ok' : 'FAILED'}: ${name}`);
  if (ok) passed += 1;
  else failed += 1;
}

/** Runs the suites of these projects (vitest.config.ts). */
async function runSuites(...projects: readonly string[]): Promise<void> {
  const reports = mkdtempSync(join(tmpdir(), 'peephole-test-'));
  try {
    const file = join(reports, 'report.json');
    const ok = await run('vitest', [
      'run',
      ...projects.map((project) => `--project=${project}`),
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ]);
    const report = JSON.parse(readFileSync(file, 'utf8')) as SuiteReport;
    passed += report.numPassedTests;
    failed += report.numFailedTests;
    // A file that does not even load has no failed test of its own.
    if (!ok && report.numFailedTests === 0) failed += Math.max(1, report.numFailedTestSuites);
    for (const { name, assertionResults } of report.testResults)
      tests.push(...assertionResults.map((test) => ({ file: name, ...test })));
  } catch (error) {
    failed += 1;
    console.error('The test report could not be read:', error);
  } finally {
    rmSync(reports, { recursive: true, force: true });
  }
}

await runSuites('unit', 'messages');
const trouble = await openclaw;
if (trouble !== null) {
  console.error(
    `OpenClaw ${openclawVersion} can’t be installed. Is the package registry reachable?`,
    trouble,
  );
  process.exit(1);
}
await runSuites('program');

const isReal = (file: string): boolean => file.includes(join('test', 'gateway'));
const real = tests.filter(({ file, status }) => isReal(file) && status === 'passed').length;
console.log(`\n${real} of them against the real OpenClaw gateway.`);
const leftOut = tests.filter(({ status }) => status !== 'passed' && status !== 'failed');
for (const { fullName } of leftOut) console.log(`Left out on this machine: ${fullName}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
