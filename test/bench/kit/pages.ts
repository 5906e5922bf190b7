import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Figure, isMet, targetWords } from './figure.ts';
import { abouts, type PartName, partNames } from './part.ts';
import { type Ink, type Line, plot } from './plot.ts';
import type { Run } from './result.ts';
import { number, onWhat, spreadCells } from './table.ts';

const root = join(import.meta.dirname, '../../..');

/** A figure of the newest run of its part. */
interface Placed {
  readonly run: Run;
  readonly figure: Figure;
}

const placed = (runs: readonly Run[]): readonly Placed[] =>
  runs.flatMap((run) => run.figures.map((figure) => ({ run, figure })));

/** The line of a figure of one part over the sizes of the database. */
function lineOf(
  runs: readonly Run[],
  part: string,
  what: string,
  by: string,
  look: {
    readonly name: string;
    readonly ink: Ink;
    readonly of?: 'p50' | 'p99';
    readonly isDashed?: boolean;
  },
): Line {
  const { name, ink, of = 'p50', isDashed = false } = look;
  const points = placed(runs).flatMap(({ run, figure }) =>
    run.part === part &&
    run.messages !== null &&
    figure.what === what &&
    figure.by.startsWith(by) &&
    figure.spread !== null
      ? [{ x: run.messages, y: figure.spread[of] }]
      : [],
  );
  return { name, ink, isDashed, points };
}

function noticePlot(runs: readonly Run[]): string {
  const what = 'commit → pushed to a client';
  const line = (by: string, look: Parameters<typeof lineOf>[4]) => lineOf(runs, 'knock', what, by, look);
  return plot(
    'How long it takes until a message is noticed, against the messages in the database',
    [
      {
        title: 'A message is committed → it is noticed, against messages in the database',
        unit: 'ms',
        isLog: true,
        lines: [
          line('Peephole', { name: 'Peephole, p50', ink: 'ours' }),
          line('Peephole', { name: 'Peephole, p99', ink: 'ours', of: 'p99', isDashed: true }),
          line('bare', { name: 'fs.watch + one query', ink: 'one' }),
          line('@photon-ai', { name: 'imessage-kit', ink: 'two' }),
          line('250', { name: '250 ms debounce', ink: 'three' }),
          line('1 s', { name: '1 s poll', ink: 'four' }),
        ],
      },
    ],
    760,
  );
}

function restPlot(runs: readonly Run[]): string {
  const panel = (title: string, unit: string, what: string, limit: number) => ({
    title,
    unit,
    isLog: false,
    limit,
    lines: [
      lineOf(runs, 'rest', `at rest: ${what}`, 'Peephole', { name: 'Peephole', ink: 'ours' }),
      lineOf(runs, 'rest', `at rest: ${what}`, '1 s poll', { name: '1 s poll', ink: 'four' }),
    ],
  });
  return plot(
    'What a minute costs in which nothing happens, against the messages in the database',
    [
      panel('At rest: processor time', 'ms/s', 'processor time', 2),
      panel('At rest: wake-ups', '/s', 'wake-ups of its threads', 1),
      panel('At rest: memory', 'MB', 'memory', 110),
    ],
    340,
  );
}

function startPlot(runs: readonly Run[]): string {
  const line = (name: string, what: string, ink: Ink, isDashed = false) =>
    lineOf(runs, 'start', what, 'Peephole', { name, ink, isDashed });
  return plot(
    'How long a start takes, against the messages in the database',
    [
      {
        title: 'A start, against messages in the database',
        unit: 'ms',
        isLog: true,
        lines: [
          line('first: complete list', 'first start: complete list of 30 days', 'ours'),
          line('first: first state', 'first start: first state', 'ours', true),
          line('second: complete list', 'second start: complete list of 30 days', 'one'),
          line('second: first state', 'second start: first state', 'one', true),
          line('first: longest stall', 'first start: longest stall once it listens', 'two'),
          line('second: longest stall', 'second start: longest stall once it listens', 'three'),
        ],
      },
    ],
    760,
  );
}

/** Every plot by its file. */
const plots: Readonly<Record<string, (runs: readonly Run[]) => string>> = {
  'docs/performance-notice.svg': noticePlot,
  'docs/performance-rest.svg': restPlot,
  'docs/performance-start.svg': startPlot,
};

const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;

/** `p99 ≤ 50`, and whether it is so. */
function targetCell(figure: Figure): string {
  const words = targetWords(figure);
  return isMet(figure) === false ? `${words}: **missed**` : words;
}

/** More than this wanted a core in the minute before: the machine had other work. */
const idleLoad = 0.7;

function besideWhat(loadBefore: number): string {
  return loadBefore > idleLoad ? `, beside other work (load ${number(loadBefore)})` : '';
}

function partTable(part: PartName, runs: readonly Run[]): readonly string[] {
  const rows = placed(runs).map(({ run, figure }) =>
    row([
      figure.what,
      figure.by,
      onWhat(run, figure),
      ...spreadCells(figure),
      figure.spread === null ? `not measured: ${figure.note ?? ''}` : figure.unit,
      targetCell(figure),
    ]),
  );
  const notes = [
    ...new Set(
      placed(runs).flatMap(({ figure: { by, spread, note } }) =>
        spread === null || note === undefined ? [] : [`${by}: ${note}.`],
      ),
    ),
  ];
  const origins = [
    ...new Set(
      runs.map(
        ({ date, machine, commit, loadBefore }) =>
          `${date}, ${machine}, commit ${commit}${besideWhat(loadBefore)}`,
      ),
    ),
  ];
  return [
    `### ${part}`,
    '',
    `${abouts[part].about}. \`npm run bench -- ${part}\``,
    '',
    row(['what', 'by', 'on', 'p50', 'p95', 'p99', 'max', 'n', 'unit', 'target']),
    '|---|---|---|--:|--:|--:|--:|--:|---|---|',
    ...rows,
    '',
    ...notes.flatMap((note) => [note, '']),
    ...origins.flatMap((origin) => [`Measured on ${origin}.`, '']),
  ];
}

/** All figures, as docs/performance.md shows them. */
function everyTable(runs: readonly Run[]): string {
  return partNames
    .map((part) => ({ part, own: runs.filter((run) => run.part === part) }))
    .filter(({ own }) => own.length > 0)
    .flatMap(({ part, own }) => partTable(part, own))
    .join('\n')
    .trim();
}

/** The figures that README shows: what, with which words, and which numbers of its spread. */
interface Shown {
  readonly part: PartName;
  readonly what: string;
  readonly words: string;
  readonly by?: string;
  readonly messages?: number;
  readonly senders?: number;
  readonly of?: readonly ('p50' | 'p95' | 'p99' | 'max')[];
}

const million = 1_000_000;
const shown: readonly Shown[] = [
  {
    part: 'knock',
    what: 'commit → pushed to a client',
    words: 'a message is written → its sender is pushed to a client, with 1 million messages',
    messages: million,
    of: ['p50', 'p99'],
  },
  {
    part: 'knock',
    what: 'commit → pushed to a client',
    words: '… a bare `fs.watch` with one query, in the same run',
    by: 'bare fs.watch + one query',
    messages: million,
    of: ['p50', 'p99'],
  },
  {
    part: 'rest',
    what: 'at rest: processor time',
    words: 'at rest, with 1 million messages: processor time',
    messages: million,
  },
  { part: 'rest', what: 'at rest: wake-ups of its threads', words: '… wake-ups', messages: million },
  { part: 'rest', what: 'at rest: memory', words: '… memory', messages: million, of: ['max'] },
  {
    part: 'start',
    what: 'first start: first state',
    words: 'first start on 1 million messages: something is shown',
    messages: million,
  },
  {
    part: 'start',
    what: 'first start: complete list of 30 days',
    words: '… everybody of its last 30 days is listed',
    messages: million,
  },
  {
    part: 'start',
    what: 'first start: longest stall once it listens',
    words: '… longest stall of the main thread once it listens',
    messages: million,
    of: ['max'],
  },
  {
    part: 'start',
    what: 'second start: longest stall once it listens',
    words: '… second start, with all of them in the ledger: longest stall',
    messages: million,
    of: ['max'],
  },
  {
    part: 'window',
    what: 'window asked for → list painted',
    words: 'the window is asked for → it shows who is waiting',
    senders: 5,
  },
  {
    part: 'window',
    what: 'window asked for → list painted',
    words: '… with 10,000 senders',
    senders: 10_000,
  },
  {
    part: 'window',
    what: '… a frame while scrolling',
    words: '… a frame while its list is scrolled',
    senders: 10_000,
    of: ['p50', 'max'],
  },
  {
    part: 'window',
    what: '… a key in search answered',
    words: '… a key in search answered',
    senders: 10_000,
    of: ['p50', 'p95'],
  },
  {
    part: 'window',
    what: 'script of window and panel, gzipped',
    words: 'JavaScript of window and panel, gzipped',
  },
  {
    part: 'decisions',
    what: 'verdict → queued, on disk',
    words: 'a verdict is given → it is on disk',
    of: ['p50', 'p99'],
  },
  {
    part: 'decisions',
    what: 'Peephole’s own share of it, p50',
    words: 'approve → confirmed by the real gateway, over a bare patch of the same size',
  },
  { part: 'decisions', what: '1,000 verdicts at once: patches', words: '1,000 verdicts at once: patches' },
  {
    part: 'brake',
    what: 'block queued → channel stopped, gateway at rest',
    words: 'a block is queued → the real gateway, at rest, has stopped the channel',
    of: ['p50', 'p95'],
  },
  {
    part: 'brake',
    what: 'block queued → channel stopped, right after a write',
    words: '… while it is busy with a reload of its own',
    of: ['p50', 'p95'],
  },
  {
    part: 'brake',
    what: 'channel off asked for → both of two accounts stopped',
    words: '`channel off` is asked for → both of two accounts are stopped',
    of: ['p50', 'p95'],
  },
  {
    part: 'parser',
    what: 'the quicker library takes longer',
    words: 'the text of a message is read: how much longer the quickest library takes',
  },
];

/** Where and when the figures of README were measured. */
function origin(runs: readonly Run[]): string {
  const of = runs.filter(({ part }) => shown.some((one) => one.part === part));
  const machines = [...new Set(of.map(({ machine }) => machine))].join('; and ');
  const dates = of.map(({ date }) => date).toSorted();
  const [first = '', last = ''] = [dates[0], dates.at(-1)];
  const load = Math.max(0, ...of.map(({ loadBefore }) => loadBefore));
  return `${machines}, on ${first === last ? first : `${first} to ${last}`}${besideWhat(load)}.`;
}

/** The rows of README's table; what was not measured has none. */
function readmeRows(runs: readonly Run[]): string {
  return shown
    .flatMap(({ part, what, words, by = 'Peephole', messages, senders, of = ['p50'] }) => {
      const found = placed(runs).find(
        ({ run, figure }) =>
          run.part === part &&
          figure.what === what &&
          figure.by === by &&
          (messages === undefined || run.messages === messages) &&
          (senders === undefined || figure.senders === senders),
      );
      if (!found || found.figure.spread === null) return [];
      const { spread, unit } = found.figure;
      const values =
        spread.count === 1 ? number(spread.p50) : of.map((key) => `${key} ${number(spread[key])}`).join(', ');
      const space = unit === '' ? '' : ' ';
      return [
        row([words, `${values}${space}${unit}`, targetCell(found.figure), `\`npm run bench -- ${part}\``]),
      ];
    })
    .join('\n');
}

/** Between these two comments of a page stands what is made from the figures. */
const begin = '<!-- made by npm run bench -->';
const end = '<!-- end -->';

/** The page with its made part anew. @throws Error when it has no place for one. */
function renewed(page: string, made: string): string {
  const from = page.indexOf(begin);
  const to = page.indexOf(end, from);
  if (from === -1 || to === -1) throw new Error('the page has no place for the figures');
  return `${page.slice(0, from + begin.length)}\n${made}\n${page.slice(to)}`;
}

/** Every file that shows figures, by its path from the root, as it is with these. */
export function pagesOf(runs: readonly Run[]): Readonly<Record<string, string>> {
  const page = (path: string, made: string) => renewed(readFileSync(join(root, path), 'utf8'), made);
  const drawn = Object.entries(plots).map(([path, draw]) => [path, draw(runs)] as const);
  return {
    ...Object.fromEntries(drawn),
    'docs/performance.md': page('docs/performance.md', `\n${everyTable(runs)}\n`),
    'README.md': page(
      'README.md',
      [
        `Measured on ${origin(runs)}`,
        '',
        row(['what', 'measured', 'target', 'command']),
        '|---|---|---|---|',
        readmeRows(runs),
      ].join('\n'),
    ),
  };
}

/** Writes README, docs/performance.md and its plots anew. */
export function writePages(runs: readonly Run[]): void {
  for (const [path, text] of Object.entries(pagesOf(runs))) {
    const file = join(root, path);
    if (!existsSync(file) || readFileSync(file, 'utf8') !== text) writeFileSync(file, text);
  }
}
