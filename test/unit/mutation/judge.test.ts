import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Judgement, judge } from '../../mutation/judge.ts';
import { belowFloor, linesOf, reportOn } from '../../mutation/report.ts';

/** Made files: the project has none of these names. */
const room = 'core';
const source = `src-main/${room}/age.ts`;
const ageTest = `test/unit/${room}/age.test.ts`;
const redTest = `test/unit/${room}/red.test.ts`;

const sources = {
  [source]: `
export const isAdult = (age: number): boolean => age >= 18;
export const unused = (): string => 'never asked for';
const known = new Map<number, number>();
export function double(one: number): number {
  const before = known.get(one);
  if (before !== undefined) return before;
  known.set(one, one + one);
  return one + one;
}
export function countTo(end: number): number {
  let at = 0;
  while (at < end) at++;
  return at;
}
`,
  [ageTest]: `
import { expect, test } from 'vitest';
import { countTo, double, isAdult } from '../../../${source}';
test('is adult', () => expect([isAdult(20), isAdult(3)]).toEqual([true, false]));
test('doubles', () => expect([double(4), double(5)]).toEqual([8, 10]));
test('counts', () => expect(countTo(3)).toBe(3));
`,
};

const root = mkdtempSync(join(realpathSync(tmpdir()), 'peephole-mutants-'));
let judgement: Judgement;

beforeAll(async () => {
  for (const [path, text] of Object.entries(sources)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  symlinkSync(join(import.meta.dirname, '..', '..', '..', 'node_modules'), join(root, 'node_modules'));
  const options = {
    root,
    tests: [ageTest],
    budgetMs: 10_000,
    workers: 1,
    say: () => {},
  };
  // First without any mutant in the file: what vitest keeps of it must not be used again.
  await judge({ ...options, sources: [] });
  judgement = await judge({ ...options, sources: [source] });
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const fateOf = (line: number, was: string, became: string) =>
  judgement.judged.find(
    (one) => one.mutant.line === line && one.was === was && one.mutant.replacement === became,
  )?.fate;

describe('a mutant', () => {
  test('that makes a test fail is killed', () => {
    expect(fateOf(2, '>=', '<')).toBe('killed');
  });

  test('that makes none fail survives', () => {
    expect(fateOf(2, '>=', '>')).toBe('survived');
    expect(fateOf(2, '18', '19')).toBe('survived');
  });

  test('that no test reaches is not covered', () => {
    expect(fateOf(3, "'never asked for'", "''")).toBe('not-covered');
  });

  test('that never ends is ended, and the ones after it are still tried', () => {
    expect(fateOf(13, '++', '--')).toBe('timed-out');
    expect(fateOf(13, 'at < end', 'true')).toBe('timed-out');
    expect(fateOf(13, 'at < end', 'false')).toBe('killed');
  });

  test('is not hidden by what was kept of a run without it', () => {
    expect(fateOf(9, '+', '-')).toBe('killed');
    expect(fateOf(7, 'before !== undefined', 'true')).toBe('killed');
  });
});

test('only those of a part are tried, and counted, where that is asked', async () => {
  const { judged } = await judge({
    root,
    sources: [source],
    tests: [ageTest],
    budgetMs: 10_000,
    workers: 1,
    isTried: (at) => at % 5 === 1,
    say: () => {},
  });
  expect(judged).toEqual(judgement.judged.filter((_, at) => at % 5 === 1));
});

test('figures add up, and are held against the floor', () => {
  const report = reportOn(judgement.judged, 0);
  const { all, killed, timedOut, survived, notCovered, score } = report.all;
  expect(killed + timedOut + survived + notCovered).toBe(all);
  expect(score).toBe(Math.floor((1_000 * (killed + timedOut)) / all) / 10);
  expect(report.files).toEqual({ [source]: report.all });
  expect(belowFloor(report)).toEqual(['src-main/core/']);
  expect(linesOf(report)).toContain(`${source}:2: survived, comparison: >= → >`);
});

test('a test that fails without a mutant is said, and nothing is counted', async () => {
  writeFileSync(
    join(root, redTest),
    "import { test } from 'vitest';\ntest('is red', () => { throw new Error('always'); });",
  );
  await expect(
    judge({
      root,
      sources: [],
      tests: [redTest],
      budgetMs: 1,
      workers: 1,
      say: () => {},
    }),
  ).rejects.toThrow(/red\.test\.ts: .*is red: always/);
});
