import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { figure, isMet, missing, spreadOf } from '../bench/kit/figure.ts';
import { pagesOf } from '../bench/kit/pages.ts';
import { readRuns } from '../bench/kit/result.ts';
import { terminalTable } from '../bench/kit/table.ts';

const root = join(import.meta.dirname, '..', '..');

test('README, the page and its plots show what bench/results.json holds, and nothing else', () => {
  const pages = pagesOf(readRuns());
  expect(Object.keys(pages)).toContain('README.md');
  for (const [path, text] of Object.entries(pages)) {
    expect(readFileSync(join(root, path), 'utf8'), path).toBe(text);
  }
});

test('a spread is by nearest rank', () => {
  const values = Array.from({ length: 200 }, (_, at) => 200 - at);
  expect(spreadOf(values)).toEqual({ count: 200, p50: 100, p95: 190, p99: 198, max: 200 });
  expect(spreadOf([7])).toEqual({ count: 1, p50: 7, p95: 7, p99: 7, max: 7 });
  expect(() => spreadOf([])).toThrow('nothing was measured');
});

test('a target is met, missed, or can’t be told', () => {
  expect(isMet(figure('x', 'ms', [1, 2, 60], { target: { of: 'p50', atMost: 2 } }))).toBe(true);
  expect(isMet(figure('x', 'ms', [1, 2, 60], { target: { of: 'max', atMost: 50 } }))).toBe(false);
  expect(isMet(figure('x', '×', 99, { target: { of: 'p50', atLeast: 100 } }))).toBe(false);
  expect(isMet(figure('x', 'ms', 1))).toBeNull();
});

test('the table says what could not be measured, and why', () => {
  const run = {
    part: 'knock',
    messages: 1_000_000,
    date: '2026-11-30',
    machine: 'm',
    commit: 'c',
    loadBefore: 0,
    seconds: 1,
  } as const;
  const table = terminalTable([
    {
      ...run,
      figures: [
        figure('seen', 'ms', [1, 2, 3_000], { target: { of: 'p99', atMost: 50 } }),
        missing('seen', 'another', 'not to be had'),
      ],
    },
  ]);
  expect(table).toMatch(
    /seen +Peephole +1 million messages +2 +3,000 +3,000 +3,000 +3 +ms +p99 ≤ 50 +missed/,
  );
  expect(table).toMatch(/seen +another +1 million messages .*not to be had/);
});
