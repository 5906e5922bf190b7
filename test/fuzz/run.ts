/**
 * Fuzzes every parser: `npm run fuzz -- [RUNS] [SEED]`, default 1,000,000 runs from seed 1. What gets somewhere new in our code is
 * kept and changed further. A line for each way in, and one of figures for all; what was found is left in a file.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leaveFigure } from '../support/figures.ts';
import { startCoverage } from './coverage.ts';
import { type Figures, fuzz } from './fuzz.ts';
import { changeExport } from './long-export.ts';
import { madeExport } from './targets/log.ts';
import { targets } from './targets.ts';
import { startWatchdog } from './watchdog.ts';

// JSON5 warns of odd line ends in a text, on our own stderr.
console.warn = () => {};

const [runs = 1_000_000, seed = 1] = process.argv.slice(2).map(Number);
const found = mkdtempSync(join(tmpdir(), 'peephole-fuzz-found-'));
const shares = targets.reduce((sum, { share }) => sum + share, 0);
const dog = startWatchdog(join(found, 'hangs.bin'));
const all: Figures[] = [];

for (const { target, share } of targets) {
  const coverage = startCoverage('/src-main/');
  const fromMs = performance.now();
  const figures = await fuzz(target, {
    seed,
    runs: Math.ceil((runs * share) / shares),
    coverage,
    watch: dog.watch,
  });
  coverage.stop();
  all.push(figures);
  const seconds = ((performance.now() - fromMs) / 1_000).toFixed(0);
  console.log(
    `${figures.target}: ${figures.runs} runs in ${seconds} s, ${figures.kept} kept, longest ${figures.longestMs.toFixed(0)} ms, ${figures.throws} throws`,
  );
  figures.findings.forEach(({ error, input }, number) => {
    const file = join(found, `${all.length}-${number}.bin`);
    writeFileSync(file, input);
    console.log(`  ${error}\n  ${file}`);
  });
  if (figures.longestMs <= 100) continue;
  const file = join(found, `${all.length}-slow.bin`);
  writeFileSync(file, figures.slowest);
  console.log(`  slow: ${file}`);
}
await dog.stop();

const exported = changeExport(madeExport(10_000), Math.ceil(runs / 500), seed);
console.log(
  `an export of 10,000 lines: ${exported.tried} changes, ${exported.tried - exported.missed.length} found`,
);
for (const one of exported.missed) console.log(`  ${one}`);

const sum = (of: (figures: Figures) => number): number => all.reduce((total, one) => total + of(one), 0);
const longestMs = Math.max(...all.map((one) => one.longestMs));
const throws = sum((one) => one.throws);
// In KiB; the most there ever was of it, which a look between two targets can miss.
const peakMb = Math.round(process.resourceUsage().maxRSS / 1_024);
console.log(
  `${sum((one) => one.runs)} runs, longest ${longestMs.toFixed(0)} ms, ${throws} throws, at most ${peakMb} MB of 200`,
);
leaveFigure({
  name: 'fuzz',
  runs: sum((one) => one.runs),
  longestMs: Math.round(longestMs),
  throws,
  peakMb,
  exportChanges: exported.tried,
  exportChangesFound: exported.tried - exported.missed.length,
});
const isSound = throws === 0 && longestMs <= 100 && peakMb <= 200 && exported.missed.length === 0;
process.exitCode = isSound ? 0 : 1;
