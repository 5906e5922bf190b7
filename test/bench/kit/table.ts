import { type Figure, isMet, type Spread, targetWords } from './figure.ts';
import type { Run } from './result.ts';

const sizes: Readonly<Record<number, string>> = {
  20000: '20 thousand',
  1000000: '1 million',
  10000000: '10 million',
};

/** `1 million` */
export function sizeWords(count: number): string {
  return sizes[count] ?? count.toLocaleString('en');
}

/** `12.3`, `0.071`, `1,240` */
export function number(value: number): string {
  return Math.abs(value) >= 1_000 ? Math.round(value).toLocaleString('en') : String(value);
}

/** What it was measured on, as far as it was chosen. */
export function onWhat({ messages }: Pick<Run, 'messages'>, { senders }: Pick<Figure, 'senders'>): string {
  return [
    ...(messages === null ? [] : [`${sizeWords(messages)} messages`]),
    ...(senders === undefined ? [] : [`${senders.toLocaleString('en')} senders`]),
  ].join(', ');
}

/** `ok`, `missed`, or nothing where nothing is wanted. */
export function verdict(figure: Figure): string {
  const met = isMet(figure);
  return met === null ? '' : met ? 'ok' : 'missed';
}

const spreadKeys = ['p50', 'p95', 'p99', 'max'] as const satisfies readonly (keyof Spread)[];

/** The cells of a figure's spread; one value stands once. */
export function spreadCells({ spread }: Figure): readonly string[] {
  if (spread === null) return ['', '', '', '', ''];
  if (spread.count === 1) return [number(spread.p50), '', '', '', '1'];
  return [...spreadKeys.map((key) => number(spread[key])), String(spread.count)];
}

/** All runs as one table for a terminal. */
export function terminalTable(runs: readonly Run[]): string {
  const head = ['part', 'what', 'by', 'on', 'p50', 'p95', 'p99', 'max', 'n', 'unit', 'target', ''];
  const rows = runs.flatMap((run) =>
    run.figures.map((figure) => [
      run.part,
      figure.what,
      figure.by,
      onWhat(run, figure),
      ...spreadCells(figure),
      figure.spread === null ? (figure.note ?? '') : figure.unit,
      targetWords(figure),
      verdict(figure),
    ]),
  );
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((cells) => (column === 9 ? 4 : (cells[column] ?? '').length))),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column >= 4 && column <= 8 ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '─'.repeat(width))), ...rows.map(line)].join('\n');
}
