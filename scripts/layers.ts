/** One name in a layered drawing, or a bend of an arrow that passes through its layer (`name` null). */
interface Spot {
  readonly name: string | null;
  readonly layer: number;
  /** From the left within its layer. */
  at: number;
}

/** An arrow, as the spots it passes from its importer down to what is imported. */
type Path = readonly Spot[];

/** Names in layers, bottom first, and the arrows between them; none points up. */
export interface Layers {
  readonly layers: readonly (readonly Spot[])[];
  readonly paths: readonly Path[];
}

type Arrows = ReadonlyMap<string, ReadonlySet<string>>;

/** How often the layers are put in order by their neighbours; more changes nothing. */
const sweeps = 24;

/** Leaves out every arrow that others say already: when A points at B, and B at C, none from A to C. */
export function withoutShortcuts(arrows: Arrows): Arrows {
  const reachable = new Map<string, ReadonlySet<string>>();
  const reach = (name: string): ReadonlySet<string> => {
    const known = reachable.get(name);
    if (known !== undefined) return known;
    const next = arrows.get(name) ?? new Set();
    const all = new Set([...next, ...[...next].flatMap((one) => [...reach(one)])]);
    reachable.set(name, all);
    return all;
  };
  return new Map(
    [...arrows].map(([name, next]) => {
      const others = new Set([...next].flatMap((one) => [...reach(one)]));
      return [name, new Set([...next].filter((one) => !others.has(one)))];
    }),
  );
}

/**
 * Puts names into layers: whatever a name points at lies below it, and arrows cross as seldom as some sweeps bring about.
 * @param arrows without circles. @throws Error where they lead back.
 */
export function layered(arrows: Arrows): Layers {
  const heights = heightsOf(arrows);
  const layers: Spot[][] = Array.from({ length: Math.max(0, ...heights.values()) + 1 }, () => []);
  const place = (name: string | null, layer: number): Spot => {
    const row = layers[layer] ?? [];
    const spot = { name, layer, at: row.length };
    row.push(spot);
    return spot;
  };
  const spots = new Map([...heights].map(([name, layer]) => [name, place(name, layer)]));
  const paths = [...arrows].flatMap(([from, next]) =>
    [...next].flatMap((to) => {
      const [start, end] = [spots.get(from), spots.get(to)];
      if (start === undefined || end === undefined) return [];
      const bends: Spot[] = [];
      for (let layer = start.layer - 1; layer > end.layer; layer -= 1) bends.push(place(null, layer));
      return [[start, ...bends, end]];
    }),
  );
  order(layers, paths);
  return { layers, paths };
}

/** How many arrows lie at most below a name. */
function heightsOf(arrows: Arrows): ReadonlyMap<string, number> {
  const heights = new Map<string, number>();
  const visit = (name: string, above: readonly string[]): number => {
    if (above.includes(name)) throw new Error(`The arrows lead back: ${[...above, name].join(' → ')}`);
    const known = heights.get(name);
    if (known !== undefined) return known;
    const below = [...(arrows.get(name) ?? [])].map((next) => visit(next, [...above, name]) + 1);
    const height = Math.max(0, ...below);
    heights.set(name, height);
    return height;
  };
  for (const name of [...arrows.keys()].toSorted()) visit(name, []);
  return heights;
}

/** Orders each layer by the middle of its neighbours, downwards and upwards in turn; keeps the order with fewest crossings. */
function order(layers: readonly Spot[][], paths: readonly Path[]): void {
  const steps = paths.flatMap((path) => path.slice(1).map((spot, at) => [path[at], spot] as const));
  const above = new Map<Spot, Spot[]>();
  const below = new Map<Spot, Spot[]>();
  for (const [upper, lower] of steps) {
    if (upper === undefined) continue;
    above.set(lower, [...(above.get(lower) ?? []), upper]);
    below.set(upper, [...(below.get(upper) ?? []), lower]);
  }
  let best = { crossings: Number.POSITIVE_INFINITY, at: new Map<Spot, number>() };
  for (let sweep = 0; sweep <= sweeps; sweep += 1) {
    const crossings = countCrossings(layers, below);
    if (crossings < best.crossings) {
      best = { crossings, at: new Map(layers.flat().map((spot) => [spot, spot.at])) };
    }
    const [rows, neighbours] = sweep % 2 === 0 ? [layers, below] : [layers.toReversed(), above];
    for (const row of rows) {
      const middle = new Map(row.map((spot) => [spot, middleOf(spot, neighbours.get(spot) ?? [])]));
      row.sort((a, b) => (middle.get(a) ?? 0) - (middle.get(b) ?? 0));
      row.forEach((spot, at) => {
        spot.at = at;
      });
    }
  }
  for (const row of layers) {
    row.sort((a, b) => (best.at.get(a) ?? 0) - (best.at.get(b) ?? 0));
    row.forEach((spot, at) => {
      spot.at = at;
    });
  }
}

function middleOf(spot: Spot, neighbours: readonly Spot[]): number {
  if (neighbours.length === 0) return spot.at;
  return neighbours.reduce((sum, { at }) => sum + at, 0) / neighbours.length;
}

function countCrossings(
  layers: readonly (readonly Spot[])[],
  below: ReadonlyMap<Spot, readonly Spot[]>,
): number {
  let crossings = 0;
  for (const row of layers) {
    const ends = row.flatMap((spot) => (below.get(spot) ?? []).map((lower) => [spot.at, lower.at] as const));
    for (const [a, b] of ends) {
      for (const [c, d] of ends) if (a < c && b > d) crossings += 1;
    }
  }
  return crossings;
}
