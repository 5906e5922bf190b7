import { number, sizeWords } from './table.ts';

/** One value of a line: `x` and `y` as they are measured. */
interface Point {
  readonly x: number;
  readonly y: number;
}

/** Which colour a line has: ours, or one of those beside it. */
export type Ink = 'ours' | 'ours-too' | 'one' | 'two' | 'three' | 'four';

export interface Line {
  readonly name: string;
  /** `plain`: as the other words. */
  readonly ink: Ink | 'plain';
  readonly isDashed?: boolean;
  readonly points: readonly Point[];
}

/** One set of axes. */
export interface Panel {
  readonly title: string;
  /** Of the values upwards. */
  readonly unit: string;
  /** Powers of ten upwards, for what differs a hundredfold. */
  readonly isLog: boolean;
  readonly lines: readonly Line[];
  /** What is wanted at most: a line across. */
  readonly limit?: number;
}

const gap = 24;
const inner = { left: 60, top: 62, bottom: 36 } as const;
/** Room for a label of so many letters, at its width on any system. */
const labelWidth = (letters: number) => 20 + letters * 7.2;
const labelHeight = 15;
const height = 320;

const style = `
  .back { fill: #ffffff; } .grid { stroke: #d8dee4; } .axis { stroke: #8c959f; }
  text { fill: #59636e; font: 12px -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; }
  .title { fill: #1f2328; font-weight: 600; font-size: 14px; }
  path { fill: none; stroke-width: 2; stroke-linejoin: round; } .dashed { stroke-dasharray: 5 4; }
  .limit { stroke: #8c959f; stroke-dasharray: 2 4; }
  path.ours { stroke: #0969da; } path.ours-too { stroke: #54aeff; } path.one { stroke: #1a7f37; } path.two { stroke: #bc4c00; }
  path.three { stroke: #8250df; } path.four { stroke: #bf3989; }
  circle.ours, text.ours { fill: #0969da; } circle.ours-too, text.ours-too { fill: #218bff; }
  circle.one, text.one { fill: #1a7f37; } circle.two, text.two { fill: #bc4c00; }
  circle.three, text.three { fill: #8250df; } circle.four, text.four { fill: #bf3989; }
  @media (prefers-color-scheme: dark) {
    .back { fill: #0d1117; } .grid { stroke: #2a313c; } .axis, .limit { stroke: #656c76; }
    text { fill: #9198a1; } .title { fill: #f0f6fc; }
    path.ours { stroke: #4493f8; } path.ours-too { stroke: #79c0ff; } path.one { stroke: #3fb950; } path.two { stroke: #f0883e; }
    path.three { stroke: #ab7df8; } path.four { stroke: #f778ba; }
    circle.ours, text.ours { fill: #4493f8; } circle.ours-too, text.ours-too { fill: #79c0ff; }
    circle.one, text.one { fill: #3fb950; } circle.two, text.two { fill: #f0883e; }
    circle.three, text.three { fill: #ab7df8; } circle.four, text.four { fill: #f778ba; }
  }`;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const place = (value: number) => Math.round(value * 10) / 10;

/** Where the axis upwards has its marks, from the lowest to the highest. */
function marks({ isLog, lines, limit }: Panel): readonly number[] {
  const values = [
    ...lines.flatMap(({ points }) => points.map(({ y }) => y)),
    ...(limit === undefined ? [] : [limit]),
  ];
  const most = Math.max(...values, Number.MIN_VALUE);
  if (isLog) {
    const from = Math.floor(Math.log10(Math.min(...values.filter((value) => value > 0))));
    return Array.from(
      { length: Math.max(1, Math.ceil(Math.log10(most)) - from) + 1 },
      (_, at) => 10 ** (from + at),
    );
  }
  const rough = most / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, at) => at * step);
}

/** Moves labels apart that would lie on each other, top to bottom. */
function apart(labels: readonly { readonly y: number; readonly line: Line }[]) {
  const placed: { y: number; line: Line }[] = [];
  for (const label of labels.toSorted((a, b) => a.y - b.y)) {
    const above = placed.at(-1);
    placed.push({ ...label, y: above === undefined ? label.y : Math.max(label.y, above.y + labelHeight) });
  }
  return placed;
}

/** Axes and lines, their left upper corner at `x`. */
function drawn(panel: Panel, sizes: readonly number[], x: number, width: number): string {
  const { isLog, lines, limit } = panel;
  const letters = Math.max(
    'messages'.length,
    ...lines.map(({ name }) => name.length),
    limit === undefined ? 0 : 12,
  );
  const [left, right] = [x + inner.left, x + width - labelWidth(letters)];
  const [top, bottom] = [inner.top, height - inner.bottom];
  const ticks = marks(panel);
  const [low = 0, high = 1] = [ticks[0], ticks.at(-1)];
  const scale = (value: number) => (isLog ? Math.log10(Math.max(value, low)) : value);
  const up = (value: number) =>
    place(bottom - ((scale(value) - scale(low)) / (scale(high) - scale(low) || 1)) * (bottom - top));
  const [least = 1, most = 1] = [Math.log10(sizes[0] ?? 1), Math.log10(sizes.at(-1) ?? 1)];
  const along = (value: number) =>
    sizes.length < 2
      ? (left + right) / 2
      : place(left + 12 + ((Math.log10(value) - least) / (most - least)) * (right - left - 24));
  const parts = [`<text class="title" x="${x + 8}" y="22">${escaped(panel.title)}</text>`];
  for (const tick of ticks) {
    parts.push(`<line class="grid" x1="${left}" x2="${right}" y1="${up(tick)}" y2="${up(tick)}"/>`);
    parts.push(
      `<text x="${left - 8}" y="${up(tick) + 4}" text-anchor="end">${number(Number(tick.toPrecision(3)))}</text>`,
    );
  }
  parts.push(
    `<text x="${left - 8}" y="${top - 16}" text-anchor="end">${escaped(panel.unit)}</text>`,
    `<text x="${right + 8}" y="${bottom + 20}">messages</text>`,
  );
  for (const size of sizes)
    parts.push(
      `<text x="${along(size)}" y="${bottom + 20}" text-anchor="middle">${sizeWords(size).replace(' thousand', ' k').replace(' million', ' M')}</text>`,
    );
  parts.push(`<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>`);
  if (limit !== undefined) {
    parts.push(`<line class="limit" x1="${left}" x2="${right}" y1="${up(limit)}" y2="${up(limit)}"/>`);
  }
  for (const { ink, isDashed, points } of lines) {
    const way = points
      .map((point, at) => `${at === 0 ? 'M' : 'L'}${along(point.x)} ${up(point.y)}`)
      .join(' ');
    parts.push(`<path class="${ink}${isDashed ? ' dashed' : ''}" d="${way}"/>`);
    for (const point of points)
      parts.push(`<circle class="${ink}" cx="${along(point.x)}" cy="${up(point.y)}" r="3.5"/>`);
  }
  const labels = lines.flatMap((line) => {
    const last = line.points.at(-1);
    return last === undefined ? [] : [{ y: up(last.y), line }];
  });
  for (const { y, line } of apart([
    ...labels,
    ...(limit === undefined ? [] : [{ y: up(limit), line: wanted(limit) }]),
  ]))
    parts.push(`<text class="${line.ink}" x="${right + 8}" y="${place(y + 4)}">${escaped(line.name)}</text>`);
  return parts.join('\n');
}

/** The name of the line across. */
function wanted(limit: number): Line {
  return { name: `at most ${number(limit)}`, ink: 'plain', points: [] };
}

/**
 * Panels side by side over the sizes of the made databases, as an SVG that is readable on light and on dark pages.
 * @param about what it shows, for who can't see it.
 */
export function plot(about: string, panels: readonly Panel[], width: number): string {
  const sizes = [
    ...new Set(panels.flatMap(({ lines }) => lines.flatMap(({ points }) => points.map(({ x }) => x)))),
  ].toSorted((a, b) => a - b);
  const whole = panels.length * width + (panels.length - 1) * gap;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${whole}" height="${height}" viewBox="0 0 ${whole} ${height}" role="img" aria-label="${escaped(about)}">
<style>${style}
</style>
<rect class="back" width="${whole}" height="${height}" rx="8"/>
${panels.map((panel, at) => drawn(panel, sizes, at * (width + gap), width)).join('\n')}
</svg>
`;
}
