/**
 * Draws docs/rooms.svg: the rooms of the program and who imports whom, as it is. `node scripts/draw-imports.ts` renews
 * it; a test fails when it is out of date.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Arrows, arrows, importsOf, readSources } from '../test/support/imports.ts';
import { type Layers, layered, withoutShortcuts } from './layers.ts';

const root = join(import.meta.dirname, '..');

/** What each room is for, in a few words. A room that is not here is drawn without. */
const about: Readonly<Record<string, string>> = {
  'core/words': 'every sentence',
  'core/errors': 'what can go wrong',
  'core/message': 'what came in',
  'core/sender': 'who wrote',
  'core/access': 'who is let in',
  'core/decision': 'what the owner decided',
  'core/reconcile': 'what is to be done',
  'core/log': 'the record, chained',
  'core/leak': 'what left this Mac',
  'core/silence': 'findings, Make it silent',
  'core/ports': 'what core needs',
  'core/surface': 'what surfaces paint',
  messages: 'reads chat.db',
  ledger: 'our own database',
  gateway: 'knows OpenClaw',
  contract: 'what can be asked of it',
  gatekeeper: 'brings all together',
  ipc: 'serves the contract',
  'surfaces/socket': 'surface: control socket',
  'surfaces/browser': 'surface: a web page',
  'surfaces/electron': 'surface: the Mac app',
  window: 'React, in src-renderer',
  cli: 'the command line',
  platform: 'clock, files, version',
  simulator: 'for practice and tests',
  app: 'what every entry starts',
  entries: 'cli.ts, electron.ts',
};

/** The room of a file: in core and the surfaces the folder below them, else the folder. */
export function roomOf(file: string): string {
  const [top = '', part = '', ...rest] = file.split('/');
  if (top !== 'src-main') return top === 'src-renderer' ? 'window' : top;
  if (rest.length === 0) return 'entries';
  if (part === 'core') return rest.length === 1 ? 'core/errors' : `core/${rest[0]}`;
  return part === 'surfaces' ? `${part}/${rest[0]}` : part;
}

const isCore = (room: string): boolean => room.startsWith('core');
const isOurs = (room: string): boolean => isCore(room) || room in about;

/** The same arrows between what `nameOf` makes of names; null: left out. */
function renamed(all: Arrows, nameOf: (name: string) => string | null): Arrows {
  const result = new Map<string, Set<string>>();
  for (const [from, next] of all) {
    const name = nameOf(from);
    if (name === null) continue;
    const out = result.get(name) ?? new Set();
    result.set(name, out);
    for (const to of next) {
      const other = nameOf(to);
      if (other !== null && other !== name) out.add(other);
    }
  }
  return result;
}

// Sizes, px
const box = { width: 172, height: 48 };
const gap = { x: 22, bend: 16, y: 38 };
const margin = 28;
const titleHeight = 34;

interface Placed {
  readonly x: number;
  readonly y: number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

/** Draws layers from the top at `top`, each row centred in `width`. */
function drawing({ layers, paths }: Layers, top: number, width: number): readonly string[] {
  type Spot = (typeof layers)[number][number];
  const places = new Map<Spot, Placed>();
  layers.forEach((row, layer) => {
    const y = top + (layers.length - 1 - layer) * (box.height + gap.y);
    let x = (width - rowWidth(row)) / 2;
    for (const spot of row) {
      const own = spot.name === null ? gap.bend : box.width;
      places.set(spot, { x: x + own / 2, y });
      x += own + gap.x;
    }
  });
  const place = (spot: Spot): Placed => places.get(spot) ?? { x: 0, y: 0 };
  /** Arrows leave and reach a box side by side, in the order of where they come from and go to. */
  const shift = (spot: Spot, other: Spot, side: 'in' | 'out'): number => {
    const ends = paths
      .map((path) => (side === 'out' ? [path[0], path[1]] : [path.at(-1), path.at(-2)]))
      .filter(([end]) => end === spot)
      .flatMap(([, next]) => (next === undefined ? [] : [place(next).x]))
      .toSorted((a, b) => a - b);
    const at = ends.indexOf(place(other).x);
    const apart = Math.min(24, (box.width - 40) / Math.max(1, ends.length - 1));
    return (at - (ends.length - 1) / 2) * apart;
  };
  const lines = paths.map((path) => {
    const [first, second] = path;
    const [last, before] = [path.at(-1), path.at(-2)];
    if (first === undefined || second === undefined || last === undefined || before === undefined) return '';
    let [x, y] = [place(first).x + shift(first, second, 'out'), place(first).y + box.height];
    const parts = [`M${round(x)} ${round(y)}`];
    for (const spot of path.slice(1)) {
      const isEnd = spot === last;
      const nextX = place(spot).x + (isEnd ? shift(last, before, 'in') : 0);
      const nextY = place(spot).y - (isEnd ? 5 : 0);
      const half = round((y + nextY) / 2);
      parts.push(`C${round(x)} ${half} ${round(nextX)} ${half} ${round(nextX)} ${round(nextY)}`);
      y = nextY;
      x = nextX;
      if (!isEnd) {
        y += box.height;
        parts.push(`V${round(y)}`);
      }
    }
    return `<path d="${parts.join('')}"/>`;
  });
  const boxes = layers.flat().flatMap((spot) => {
    // The whole of core is drawn in its own area.
    if (spot.name === null || spot.name === 'core') return [];
    const { x, y } = place(spot);
    const left = round(x - box.width / 2);
    const name = spot.name.replace(/^(?:core|surfaces)\//, '');
    return [
      `<rect x="${left}" y="${y}" width="${box.width}" height="${box.height}" rx="8"/>`,
      `<text class="name" x="${left + 12}" y="${y + 21}">${name}</text>`,
      `<text class="about" x="${left + 12}" y="${y + 38}">${about[spot.name] ?? ''}</text>`,
    ];
  });
  return ['<g class="arrows">', ...lines, '</g>', ...boxes];
}

function rowWidth(row: readonly { readonly name: string | null }[]): number {
  const own = row.reduce((sum, { name }) => sum + (name === null ? gap.bend : box.width), 0);
  return own + (row.length - 1) * gap.x;
}

const heightOf = ({ layers }: Layers): number => layers.length * (box.height + gap.y) - gap.y;

const style = `
  svg { color-scheme: light dark; --ground: #fff; --area: #f3f5f8; --box: #fff; --line: #c9d0da; --ink: #1c2430; --soft: #5b6675; --arrow: #8792a2; }
  @media (prefers-color-scheme: dark) { svg { --ground: #14181f; --area: #1b212b; --box: #262e3a; --line: #3c4757; --ink: #e8ecf2; --soft: #a3aebd; --arrow: #75829a; } }
  rect { fill: var(--box); stroke: var(--line); }
  text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif; fill: var(--soft); }
  marker path { fill: var(--arrow); }
  .name { font-size: 15px; font-weight: 600; fill: var(--ink); }
  .title { font-size: 14px; font-weight: 600; }
  .ground { fill: var(--ground); }
  .area { fill: var(--area); stroke: var(--line); }
  .arrows path { fill: none; stroke: var(--arrow); stroke-width: 1.4; marker-end: url(#head); }
`;

/** The drawing of the program as it stands. */
export function roomsDrawing(): string {
  const sources = readSources(root);
  const imports = [...sources].flatMap(([file, text]) => importsOf(file, text));
  const all = renamed(arrows(imports, roomOf), (name) => (isOurs(name) ? name : null));
  const upperRooms = layered(withoutShortcuts(renamed(all, (name) => (isCore(name) ? 'core' : name))));
  const core = layered(withoutShortcuts(renamed(all, (name) => (isCore(name) ? name : null))));
  // What stands at the bottom of the upperRooms is core itself, drawn below in full.
  const width = Math.max(...[...upperRooms.layers, ...core.layers].map(rowWidth)) + 4 * margin;
  const upperTop = margin + titleHeight;
  const coreTop = upperTop + heightOf(upperRooms) - box.height + titleHeight;
  const height = coreTop + heightOf(core) + 2 * margin;
  const coreBox = upperRooms.layers[0]?.find(({ name }) => name === 'core');
  if (coreBox === undefined) throw new Error('core imports something that is not of core.');
  const upper = drawing(upperRooms, upperTop, width);
  const lower = drawing(core, coreTop, width);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${round(width)} ${round(height)}" role="img" aria-labelledby="title">`,
    '<title id="title">The rooms of Peephole and who imports whom</title>',
    `<style>${style}</style>`,
    '<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><path d="M0 0L8 4L0 8Z"/></marker></defs>',
    `<rect class="ground" width="${round(width)}" height="${round(height)}" stroke="none"/>`,
    `<text class="title" x="${margin}" y="${margin + 8}">An arrow leads from who imports to what is imported. Arrows that others say already are left out.</text>`,
    `<rect class="area" x="${margin}" y="${coreTop - titleHeight}" width="${round(width - 2 * margin)}" height="${round(heightOf(core) + titleHeight + margin)}" rx="12"/>`,
    `<text class="title" x="${margin + 16}" y="${coreTop - 12}">core: pure rules, no clock, no files</text>`,
    ...upper,
    ...lower,
    '</svg>',
  ].join('\n')}\n`;
}

if (import.meta.main) writeFileSync(join(root, 'docs', 'rooms.svg'), roomsDrawing());
