import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

/*
 * What actionlint and GitHub's own schema would say of a workflow, as far as ours go: keys, runners, jobs, rights, expressions
 * and where each may stand, actions with their inputs, and each command read by a shell.
 */

export interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, string>>;
}
export interface Job {
  readonly needs?: string | readonly string[];
  readonly 'runs-on': string;
  readonly 'timeout-minutes': number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly string[]>> };
  readonly environment?: string;
  readonly steps: readonly Step[];
}
export interface Workflow {
  readonly name: string;
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

export interface Project {
  readonly root: string;
  readonly scripts: Readonly<Record<string, string>>;
}

/** GitHub's hosted runners that there are (actions/runner-images). */
const runners = new Set(['ubuntu-24.04', 'macos-15', 'macos-26']);
const keys = {
  workflow: ['name', 'on', 'permissions', 'concurrency', 'jobs'],
  job: ['needs', 'runs-on', 'timeout-minutes', 'permissions', 'strategy', 'environment', 'steps'],
  strategy: ['fail-fast', 'matrix'],
  step: ['uses', 'run', 'with', 'env'],
};
const events: Readonly<Record<string, readonly string[]>> = {
  push: ['tags', 'branches'],
  pull_request: ['branches'],
  workflow_dispatch: [],
};
/** Minute, hour, day of the month, month, day of the week. */
const cron = /^\d{1,2} \d{1,2} \* \* \d$/;
/** The inputs of each action that may be used. */
const inputs: Readonly<Record<string, readonly string[]>> = {
  'actions/checkout': ['persist-credentials'],
  'actions/setup-node': ['node-version-file'],
  'actions/attest-build-provenance': ['subject-checksums'],
};
/** What each right is needed for; one that no step of the job needs is too much. */
const rights: Readonly<Record<string, (job: Job) => boolean>> = {
  'contents: read': ({ steps }) => steps.some(({ uses }) => uses?.startsWith('actions/checkout@')),
  'contents: write': ({ steps }) => steps.some(({ run }) => run?.startsWith('gh release create ')),
  'id-token: write': ({ steps }) => steps.some(({ uses }) => uses?.startsWith('actions/attest-')),
  'attestations: write': ({ steps }) => steps.some(({ uses }) => uses?.startsWith('actions/attest-')),
};
/** Which contexts there are where (GitHub's table of context availability). */
const contexts = {
  concurrency: ['github', 'inputs', 'vars'],
  'runs-on': ['github', 'needs', 'strategy', 'matrix', 'vars', 'inputs'],
  step: [
    'github',
    'needs',
    'strategy',
    'matrix',
    'job',
    'runner',
    'env',
    'vars',
    'secrets',
    'steps',
    'inputs',
  ],
} as const;
const ofGithub = ['ref', 'ref_name', 'sha', 'token', 'repository', 'event_name', 'actor'];
/** Variables that a runner sets by itself. */
const ofRunner = ['GITHUB_REF_NAME', 'GITHUB_REPOSITORY', 'GITHUB_SHA', 'RUNNER_OS', 'HOME'];

export function runnersOf(job: Job): readonly string[] {
  const matrix = /^\$\{\{ matrix\.(\w+) \}\}$/.exec(job['runs-on'])?.[1];
  return matrix === undefined ? [job['runs-on']] : (job.strategy?.matrix[matrix] ?? []);
}

const unknownKeys = (what: string, value: object, known: readonly string[]): readonly string[] =>
  Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => `${what} has no ${key}`);

const neededBy = ({ needs = [] }: Job): readonly string[] => [needs].flat();

/** Every expression in a value: unknown contexts, contexts that are not there, and braces that are not closed. */
function expressionFaults(value: unknown, place: keyof typeof contexts, job: Job | null): readonly string[] {
  if (typeof value === 'object' && value !== null)
    return Object.values(value).flatMap((part) => expressionFaults(part, place, job));
  const text = String(value);
  const found: string[] = [];
  const whole = [...text.matchAll(/\$\{\{(.*?)\}\}/g)];
  if ((text.match(/\$\{\{/g)?.length ?? 0) !== whole.length) found.push(`${text} has an open expression`);
  for (const [, inner = ''] of whole) {
    const [context = '', name = '', ...more] = inner.trim().split('.');
    const known: readonly string[] = contexts[place];
    const isThere =
      more.length === 0 &&
      known.includes(context) &&
      (context === 'github'
        ? ofGithub.includes(name)
        : context === 'matrix'
          ? job?.strategy?.matrix[name] !== undefined
          : context === 'secrets' && /^[A-Z][A-Z0-9_]*$/.test(name));
    if (!isThere) found.push(`${inner.trim()} is not known in ${place}`);
  }
  return found;
}

function commandFaults({ run = '', env = {} }: Step, { root, scripts }: Project): readonly string[] {
  const found: string[] = [];
  // What somebody else names must not become a command.
  if (run.includes('${{')) found.push(`${run} puts an expression into a command`);
  const shell = spawnSync('bash', ['-n', '-c', run], { encoding: 'utf8' });
  if (shell.status !== 0) found.push(`${run} is no command: ${shell.stderr.trim()}`);
  for (const [, name = ''] of run.matchAll(/\$\{?([A-Za-z_]\w*)/g))
    if (!ofRunner.includes(name) && env[name] === undefined) found.push(`${run}: ${name} is not set`);
  for (const [, name = ''] of run.matchAll(/(?<!")\$\{?([A-Za-z_]\w*)/g))
    found.push(`${run}: ${name} is not quoted`);
  if (/^gh /.test(run) && env.GH_TOKEN === undefined) found.push(`${run} has no GH_TOKEN`);
  const files = [...run.matchAll(/(?:node|--config|--notes-file) ([\w./-]+)/g)].map(([, file = '']) => file);
  for (const file of files) if (!existsSync(join(root, file))) found.push(`${run}: there is no ${file}`);
  for (const [, tool = ''] of run.matchAll(/\bnpx ([\w-]+)/g))
    if (!existsSync(join(root, 'node_modules', '.bin', tool))) found.push(`${run}: ${tool} is not installed`);
  for (const [, script = ''] of run.matchAll(/\bnpm (?:run )?(?!ci\b|run\b)(\w+)/g))
    if (scripts[script] === undefined) found.push(`${run}: there is no script ${script}`);
  return found;
}

function stepFaults(name: string, job: Job, step: Step, project: Project): readonly string[] {
  const found = [
    ...unknownKeys(`a step of ${name}`, step, keys.step),
    ...expressionFaults(step, 'step', job),
  ];
  if ((step.uses === undefined) === (step.run === undefined))
    found.push(`a step of ${name} does not do one thing`);
  if (step.uses !== undefined) {
    const [, action = '', commit = ''] = /^([\w.-]+\/[\w.-]+)@(.+)$/.exec(step.uses) ?? [];
    if (!/^[0-9a-f]{40}$/.test(commit)) found.push(`${step.uses} is not pinned by commit`);
    const known = inputs[action];
    if (known === undefined) found.push(`${action} is an action that nobody has looked at`);
    else found.push(...unknownKeys(action, step.with ?? {}, known));
    if (action === 'actions/checkout' && step.with?.['persist-credentials'] !== false)
      found.push(`${name} leaves the token on disk`);
    const file = step.with?.['node-version-file'];
    if (file !== undefined && !existsSync(join(project.root, String(file))))
      found.push(`there is no ${file}`);
  } else found.push(...commandFaults(step, project));
  return found;
}

function jobFaults(name: string, job: Job, workflow: Workflow, project: Project): readonly string[] {
  const found = [...unknownKeys(name, job, keys.job), ...expressionFaults(job['runs-on'], 'runs-on', job)];
  found.push(...unknownKeys(`the strategy of ${name}`, job.strategy ?? {}, keys.strategy));
  for (const runner of runnersOf(job)) if (!runners.has(runner)) found.push(`${name}: no runner ${runner}`);
  if (runnersOf(job).length === 0) found.push(`${name} runs nowhere`);
  const before = new Set<string>();
  const look = (one: string): void => {
    for (const needed of neededBy(workflow.jobs[one] ?? job)) {
      if (workflow.jobs[needed] === undefined) found.push(`${one} needs ${needed}, which there is not`);
      else if (!before.has(needed)) {
        before.add(needed);
        look(needed);
      }
    }
  };
  look(name);
  if (before.has(name)) found.push(`${name} waits for itself`);
  if (typeof job['timeout-minutes'] !== 'number') found.push(`${name} may hang for six hours`);
  for (const [right, level] of Object.entries(job.permissions ?? {})) {
    const isNeeded = rights[`${right}: ${level}`];
    if (isNeeded === undefined) found.push(`${name}: no right ${right}: ${level}`);
    else if (!isNeeded(job)) found.push(`${name} does not need ${right}: ${level}`);
  }
  for (const [right, isNeeded] of Object.entries(rights)) {
    const [what = '', level = ''] = right.split(': ');
    const given = job.permissions?.[what];
    if (isNeeded(job) && given !== level && given !== 'write') found.push(`${name} lacks ${right}`);
  }
  const hasSecrets = JSON.stringify(job).includes('secrets.');
  if (hasSecrets && job.environment === undefined) found.push(`${name} has secrets without an environment`);
  if (hasSecrets && 'pull_request' in workflow.on) found.push(`${name} has secrets on pull requests`);
  for (const step of job.steps) found.push(...stepFaults(name, job, step, project));
  return found;
}

/** Everything that is wrong with a workflow, one line each. */
export function workflowFaults(workflow: Workflow, project: Project): readonly string[] {
  const found = [...unknownKeys('a workflow', workflow, keys.workflow)];
  for (const [event, filter] of Object.entries(workflow.on)) {
    const known = events[event];
    if (event === 'schedule') {
      for (const one of filter as readonly { readonly cron?: string }[])
        if (!cron.test(one.cron ?? '')) found.push(`${one.cron} is not once a week`);
    } else if (known === undefined) found.push(`nothing may begin by ${event}`);
    else found.push(...unknownKeys(event, filter ?? {}, known));
  }
  if (JSON.stringify(workflow.permissions) !== '{}') found.push('something is granted to every job');
  found.push(...expressionFaults(workflow.concurrency, 'concurrency', null));
  for (const [name, job] of Object.entries(workflow.jobs))
    found.push(...jobFaults(name, job, workflow, project));
  return found;
}
