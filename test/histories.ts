/**
 * Plays many made histories of Messages on both cores: `npm run test:histories -- [COUNT] [FIRST_SEED]`, default 10,000 from 1.
 * What is wrong with any of them is printed by the share that found it, with the seed that plays it alone.
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

const [count = 10_000, firstSeed = 1] = process.argv.slice(2).map(Number);
const shares = Math.min(availableParallelism(), 2);
const share = Math.ceil(count / shares);

const startedMs = performance.now();
const codes = await Promise.all(
  Array.from({ length: shares }, (_, n) => play(firstSeed + n * share, Math.min(share, count - n * share))),
);
const seconds = (performance.now() - startedMs) / 1_000;
const isSound = codes.every((code) => code === 0);
process.stdout.write(
  `${count} histories from seed ${firstSeed} in ${seconds.toFixed(0)} s: ${isSound ? '0 violations' : 'violations, see above'}\n`,
);
process.exitCode = isSound ? 0 : 1;

/** @returns its exit code. */
function play(seed: number, histories: number): Promise<number | null> {
  const env = { ...process.env, PEEPHOLE_SEED: String(seed), PEEPHOLE_HISTORIES: String(histories) };
  const args = ['run', '--project', 'messages', 'test/messages/histories.test.ts'];
  const child = spawn('vitest', args, { env, stdio: 'inherit' });
  return new Promise((resolve) => child.once('exit', resolve));
}
