/**
 * Tries Peephole on one release of OpenClaw after the other, for real, and writes docs/compatibility.md:
 *
 *   npm run compat                      every release of the table
 *   npm run compat -- 2026.9.5 …        these only; the others keep what was found of them
 *
 * Each is installed into the tests' cache (870 MB) and removed afterwards unless it is the suite's own or PEEPHOLE_KEEP is set.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installDir } from '../test/support/install-openclaw.ts';

const root = join(import.meta.dirname, '..');
const page = join(root, 'docs/compatibility.md');

/** From the first release with an iMessage plugin that works, to the newest; and two that owners still run. */
const releases = ['2026.9.6', '2026.9.5', '2026.9.4', '2026.9.3', '2026.8.1-beta.3', '2026.7.35'];
/** What Peephole promises, tried through the whole of it; the rest of the suite looks into OpenClaw's own files. */
const core = ['one-account', 'several-accounts', 'taking-back', 'silence', 'explain'];
const suiteOwn = '2026.9.6';

interface Row {
  readonly release: string;
  readonly connection: string;
  readonly tests: string;
  /** Names of tests: listed below the table. */
  readonly failed: readonly string[];
  readonly said: string;
}

type Outcome = Pick<Row, 'tests' | 'failed'>;

/** Runs a program and passes on what it says. @returns its exit code, and its standard output. */
function run(
  words: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number; readonly out: string }> {
  const child = spawn(process.execPath, words, {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let out = '';
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    process.stdout.write(chunk);
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, out }));
  });
}

async function suite(env: NodeJS.ProcessEnv): Promise<Outcome> {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-compat-'));
  try {
    const report = join(dir, 'report.json');
    const files = core.map((name) => `test/gateway/${name}.test.ts`);
    const words = ['run', '--project', 'program', '--reporter=default', '--reporter=json'];
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    await run([vitest, ...words, `--outputFile.json=${report}`, ...files], env);
    if (!existsSync(report)) return { tests: 'the suite could not be started', failed: [] };
    const { numPassedTests, numTotalTests, testResults } = JSON.parse(readFileSync(report, 'utf8')) as {
      readonly numPassedTests: number;
      readonly numTotalTests: number;
      readonly testResults: readonly {
        readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
      }[];
    };
    const failed = testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .filter(({ status }) => status === 'failed')
      .map(({ fullName }) => fullName);
    return { tests: `${numPassedTests} of ${numTotalTests}`, failed };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

async function tryRelease(release: string): Promise<Row> {
  console.log(`\n== OpenClaw ${release}`);
  const env = {
    PEEPHOLE_OPENCLAW: release,
    ...(release.startsWith('2026.7.') ? { PEEPHOLE_OPENCLAW_PLUGIN: 'bundled' } : {}),
  };
  const { code, out } = await run([join(root, 'test', 'support', 'probe-release.ts')], env);
  const last = out.trim().split('\n').at(-1) ?? '';
  if (code !== 0) {
    return { release, connection: 'could not be started', tests: '–', failed: [], said: '–' };
  }
  const { state, said, channel, silence } = JSON.parse(last) as {
    readonly state: string;
    readonly said: string | null;
    readonly channel: string;
    readonly silence: string;
  };
  const isServed = state === 'connected' && channel === 'on';
  const outcome = isServed ? await suite(env) : { tests: 'nothing is claimed or written', failed: [] };
  return { release, connection: `${state}; channel ${channel}; ${silence}`, ...outcome, said: said ?? '–' };
}

function discard(release: string): void {
  if (release === suiteOwn || process.env.PEEPHOLE_KEEP !== undefined) return;
  rmSync(installDir(release), { recursive: true, force: true });
}

/** Ends the head of the table; what stands above it is written by hand. */
const tableRule = '|---|---|---|---|\n';
const listOf = (release: string): string => `## Not passed on ${release}\n\n`;

/** The rows that the page has, with the lists below them. */
function knownRows(): readonly Row[] {
  const text = readFileSync(page, 'utf8');
  return text
    .split('\n')
    .filter((line) => /^\| 2\d{3}\./.test(line))
    .map((line) => {
      const [release = '', connection = '', tests = '', said = ''] = line
        .split('|')
        .slice(1)
        .map((cell) => cell.trim());
      const [, list = ''] = text.split(listOf(release));
      const failed = (list.split('\n\n')[0] ?? '').split('\n').filter((one) => one.startsWith('- '));
      return { release, connection, tests, failed: failed.map((one) => one.slice(2)), said };
    });
}

function write(rows: readonly Row[]): void {
  const lines = rows.map(({ release, connection, tests, said }) =>
    ['', ...[release, connection, tests, said].map((cell) => cell.replaceAll('|', '/')), '']
      .join(' | ')
      .trim(),
  );
  const lists = rows
    .filter(({ failed }) => failed.length > 0)
    .map(({ release, failed }) => `\n${listOf(release)}${failed.map((name) => `- ${name}\n`).join('')}`);
  const text = readFileSync(page, 'utf8');
  const head = text.slice(0, text.indexOf(tableRule) + tableRule.length);
  writeFileSync(page, `${head}${lines.join('\n')}\n${lists.join('')}`);
}

const asked = process.argv.slice(2);
const rows = new Map(knownRows().map((row) => [row.release, row]));
for (const release of asked.length > 0 ? asked : releases) {
  rows.set(release, await tryRelease(release));
  discard(release);
  const order = [...new Set([...releases, ...rows.keys()])];
  write(order.flatMap((one) => rows.get(one) ?? []));
}
