import { existsSync, globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** The workflows can't run where this project is developed: what can be held of them is held here. */

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json')) as { readonly scripts: Readonly<Record<string, string>> };

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
interface Job {
  readonly needs?: string | readonly string[];
  readonly 'runs-on': string;
  readonly 'timeout-minutes': number;
  readonly permissions: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly environment?: string;
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

// The parser of YAML that electron-builder reads its own files with; duplicate keys are errors to it.
const ofBuilder = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
const yaml = createRequire(ofBuilder.resolve('app-builder-lib'))('js-yaml') as {
  load(text: string): unknown;
};
const paths = globSync('.github/workflows/*.yml', { cwd: root }).toSorted();
const workflows = new Map(paths.map((path) => [path, yaml.load(read(path)) as Workflow]));

/** GitHub's hosted runners that there are (actions/runner-images). */
const runners = new Set(['ubuntu-24.04', 'macos-15', 'macos-26']);
const keys = {
  workflow: ['name', 'on', 'permissions', 'concurrency', 'jobs'],
  job: ['needs', 'runs-on', 'timeout-minutes', 'permissions', 'strategy', 'environment', 'steps'],
  step: ['uses', 'run', 'with', 'env'],
};

function runnersOf(job: Job): readonly string[] {
  const matrix = /^\$\{\{ matrix\.(\w+) \}\}$/.exec(job['runs-on'])?.[1];
  return matrix === undefined ? [job['runs-on']] : (job.strategy?.matrix[matrix] ?? []);
}

/** What GitHub's own schema and actionlint would say of it, as far as these workflows use it. */
function faults(workflow: Workflow): readonly string[] {
  const unknown = (what: string, value: object, known: readonly string[]): string[] =>
    Object.keys(value)
      .filter((key) => !known.includes(key))
      .map((key) => `${what} has no ${key}`);
  const found = unknown('a workflow', workflow, keys.workflow);
  if (JSON.stringify(workflow.permissions) !== '{}') found.push('something is granted to every job');
  for (const [name, job] of Object.entries(workflow.jobs)) {
    found.push(...unknown(name, job, keys.job));
    for (const runner of runnersOf(job)) if (!runners.has(runner)) found.push(`${name}: no runner ${runner}`);
    if (runnersOf(job).length === 0) found.push(`${name} runs nowhere`);
    for (const needed of [job.needs ?? []].flat())
      if (workflow.jobs[needed] === undefined) found.push(`${name} needs ${needed}, which there is not`);
    if (typeof job['timeout-minutes'] !== 'number') found.push(`${name} may hang for six hours`);
    for (const step of job.steps) {
      found.push(...unknown(`a step of ${name}`, step, keys.step));
      if ((step.uses === undefined) === (step.run === undefined))
        found.push(`a step of ${name} does not do one thing`);
      if (step.uses !== undefined && !/^[\w.-]+\/[\w.-]+@[0-9a-f]{40}$/.test(step.uses))
        found.push(`${step.uses} is not pinned by commit`);
      // What somebody else names must not become a command.
      if (/\$\{\{/.test(step.run ?? '')) found.push(`${step.run} puts an expression into a command`);
      for (const expression of JSON.stringify(step).matchAll(/\$\{\{ (.*?) \}\}/g))
        if (!/^(?:secrets\.[A-Z_]+|github\.token|matrix\.\w+)$/.test(expression[1] ?? ''))
          found.push(`${expression[1]} is not known`);
    }
  }
  return found;
}

describe('the workflows', () => {
  test('are there', () => {
    expect(paths).toEqual(['.github/workflows/mac.yml', '.github/workflows/release.yml']);
  });

  test.each(paths)('%s is right, as far as can be said without running it', (path) => {
    const workflow = workflows.get(path);
    expect(workflow && faults(workflow)).toEqual([]);
    expect(read(path)).not.toContain('pull_request_target');
  });

  test.each([
    ['a runner that is gone', (text: string) => text.replace('macos-26', 'macos-14'), 'no runner macos-14'],
    [
      'a tag instead of a commit',
      (text: string) => text.replace(/checkout@\w+/, 'checkout@v5'),
      'not pinned',
    ],
    [
      'a key that is misspelt',
      (text: string) => text.replace('timeout-minutes', 'timeout-minute'),
      'no timeout-minute',
    ],
    [
      'rights for every job',
      (text: string) => text.replace('permissions: {}', 'permissions: { contents: write }'),
      'granted',
    ],
    [
      'a command out of a branch’s name',
      (text: string) => text.replace('run: npm test', `run: echo \${{ github.head_ref }}`),
      'into a command',
    ],
  ])('%s would be found', (_name, harm, word) => {
    const harmed = yaml.load(harm(read('.github/workflows/mac.yml'))) as Workflow;
    expect(faults(harmed).join('\n')).toContain(word);
  });

  test('every script and file they name is there', () => {
    for (const [path, { jobs }] of workflows) {
      const commands = Object.values(jobs).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []));
      for (const command of commands) {
        for (const [, script = ''] of command.matchAll(/node (scripts\/[\w./-]+)/g))
          expect(existsSync(join(root, script)), `${path}: ${script}`).toBe(true);
        for (const [, config = ''] of command.matchAll(/--config (\S+)/g))
          expect(existsSync(join(root, config)), `${path}: ${config}`).toBe(true);
        for (const [, name = ''] of command.matchAll(/npm run (\w+)/g))
          expect(manifest.scripts[name], name).toBeDefined();
      }
    }
  });

  test('the app is signed on pull requests, checked, and run on systems that are still there', () => {
    const text = read('.github/workflows/mac.yml');
    expect(text).toContain("CSC_FOR_PULL_REQUEST: 'true'");
    expect(text).toContain('codesign --verify --deep --strict');
    expect(runnersOf(workflows.get('.github/workflows/mac.yml')?.jobs.app as Job)).toEqual([
      'macos-15',
      'macos-26',
    ]);
  });

  test('secrets are in one step of the release, which tags begin and tests come before', () => {
    const release = workflows.get('.github/workflows/release.yml');
    expect(Object.keys(release?.on ?? {})).toEqual(['push']);
    expect(release?.on.push).toEqual({ tags: ['v[0-9]+.[0-9]+.[0-9]+'] });
    expect(release?.jobs.release?.needs).toBe('test');
    expect(release?.jobs.release?.permissions).toEqual({
      contents: 'write',
      'id-token': 'write',
      attestations: 'write',
    });
    const withSecrets = [...workflows.values()].flatMap(({ jobs }) =>
      Object.values(jobs).flatMap(({ steps }) =>
        steps.filter((step) => JSON.stringify(step).includes('secrets.')),
      ),
    );
    expect(withSecrets.map(({ run }) => run)).toEqual(['node scripts/dist.ts']);
    expect(read('.github/workflows/release.yml')).toContain('--draft');
  });
});
