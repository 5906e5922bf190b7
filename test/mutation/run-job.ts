import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Answer, type Job, jobVariable, type MutantRun, type Outcome, type Reach } from './job.ts';

const program = join(import.meta.dirname, '..', '..');
const bin = join(program, 'node_modules', '.bin', 'vitest');
const config = join(import.meta.dirname, 'vitest.config.ts');

/** The part of a job that does not change: where, and what has mutants in it. */
export type Place = Pick<Job, 'root' | 'files'>;

/** What each test file reaches, without any mutant. */
export async function learnReach(
  place: Place,
  tests: readonly string[],
  onReach: (reach: Reach) => void,
): Promise<void> {
  const answers = await runJob({ ...place, work: { do: 'reach', tests } });
  for (const answer of answers) if (answer.is === 'reach') onReach(answer.reach);
}

/**
 * Runs mutants, by as many processes after one another as it takes: one that hangs takes its process with it.
 * @throws when tests fail that passed before, without any mutant.
 */
export async function runMutants(
  place: Place,
  runs: readonly MutantRun[],
  onOutcome: (id: number, outcome: Outcome, by: string | null) => void,
): Promise<void> {
  let left = runs;
  while (left.length > 0) {
    const answers = await runJob({ ...place, work: { do: 'mutants', runs: left } });
    const unsound = answers.find((answer) => answer.is === 'unsound');
    if (unsound !== undefined) throw new Error(`Fails without a mutant, too: ${unsound.failed.join(', ')}`);
    const outcomes = answers.filter((answer) => answer.is === 'outcome');
    for (const { id, outcome, by } of outcomes) onOutcome(id, outcome, by);
    const done = new Set(outcomes.map(({ id }) => id));
    const last = answers.at(-1);
    if (last?.is === 'begun') {
      onOutcome(last.id, 'timed-out', null);
      done.add(last.id);
    }
    left = left.filter(({ id }) => !done.has(id));
  }
}

async function runJob(job: Omit<Job, 'answers'>): Promise<readonly Answer[]> {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-mutation-'));
  try {
    const file = join(dir, 'job.json');
    const answers = join(dir, 'answers.jsonl');
    writeFileSync(file, JSON.stringify({ ...job, answers } satisfies Job));
    const child = spawn(bin, ['run', '--config', config, '--reporter=dot'], {
      cwd: program,
      env: { ...process.env, [jobVariable]: file },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    await once(child, 'close');
    const lines = existsSync(answers) ? readFileSync(answers, 'utf8').trim().split('\n') : [];
    if (lines.length === 0) throw new Error(`The tests could not be started:\n${said}`);
    return lines.map((line) => JSON.parse(line) as Answer);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
