import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path/posix';

/** One `import` or `export … from`, or `import('…')`. */
export interface Import {
  /** Project path of the importing file. */
  readonly file: string;
  /** As written. */
  readonly specifier: string;
  /** Project path of what is imported; null: a package, or a module of Node. */
  readonly target: string | null;
  /** `import type`: nothing of it is left when the program runs. */
  readonly typeOnly: boolean;
}

const statement = /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/gm;
const call = /(?<!\w)import\(\s*['"]([^'"]+)['"]\s*\)/g;

function targetOf(file: string, specifier: string): string | null {
  const path = specifier.replace(/\?.*$/, '');
  if (path.startsWith('#')) return join('src-main', path.slice(1));
  return path.startsWith('.') ? join(dirname(file), path) : null;
}

/** Every import of a file. @param file its project path. @param text its source, as formatted by Biome. */
export function importsOf(file: string, text: string): readonly Import[] {
  const found = [
    ...text
      .matchAll(statement)
      .map(([, type, specifier = '']) => ({ specifier, typeOnly: type !== undefined })),
    ...text.matchAll(call).map(([, specifier = '']) => ({ specifier, typeOnly: false })),
  ];
  return found.map((one) => ({ file, ...one, target: targetOf(file, one.specifier) }));
}

/** Source files of program and window, by project path. */
export function readSources(root: string): ReadonlyMap<string, string> {
  const files = globSync(['src-main/**/*.ts', 'src-renderer/**/*.{ts,tsx}'], { cwd: root });
  return new Map(files.toSorted().map((file) => [file, readFileSync(join(root, file), 'utf8')]));
}

/** Named for needing zod. */
export const isSchemaFile = (file: string): boolean => /\.schema\.ts$/.test(file);

/** Named for needing Node. */
export const isNodeFile = (file: string): boolean => /\.node\.ts$/.test(file);

/** The folder a file stands in. */
export const roomOf = (file: string): string => dirname(file);

/** What each name points at. */
export type Arrows = ReadonlyMap<string, ReadonlySet<string>>;

/** The imports as arrows between files, or between what `nameOf` makes of files; none from a name to itself. */
export function arrows(imports: readonly Import[], nameOf = (file: string): string => file): Arrows {
  const all = new Map<string, Set<string>>();
  for (const { file, target } of imports) {
    if (target === null) continue;
    const [from, to] = [nameOf(file), nameOf(target)];
    const out = all.get(from) ?? new Set();
    all.set(from, out);
    if (from !== to) out.add(to);
  }
  return all;
}

/** Every set of names from each of which arrows lead to each other (strongly connected components, Tarjan). */
export function circles(all: Arrows): readonly (readonly string[])[] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const visit = (name: string): number => {
    const at = order.size;
    order.set(name, at);
    stack.push(name);
    let low = at;
    for (const next of all.get(name) ?? []) {
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (stack.includes(next)) low = Math.min(low, order.get(next) ?? low);
    }
    lowest.set(name, low);
    if (low === at) {
      const members = stack.splice(stack.indexOf(name));
      if (members.length > 1) found.push(members.toSorted());
    }
    return low;
  };
  for (const name of all.keys()) if (!order.has(name)) visit(name);
  return found;
}

/**
 * Every way from a file, import by import, to one that `isForbidden`, the shortest to each. Types are not followed: they
 * are gone when the program runs.
 * @returns chains, each as `from → … → specifier`.
 */
export function chainsTo(
  start: string,
  imports: readonly Import[],
  isForbidden: (one: Import) => boolean,
): readonly string[] {
  const byFile = Map.groupBy(
    imports.filter(({ typeOnly }) => !typeOnly),
    ({ file }) => file,
  );
  const chains = new Map<string, string>();
  const reached = new Map([[start, start]]);
  // A map grows while it is walked: nearest first.
  for (const [file, chain] of reached) {
    for (const one of byFile.get(file) ?? []) {
      const next = one.target ?? one.specifier;
      if (isForbidden(one)) {
        if (!chains.has(next)) chains.set(next, `${chain} → ${next}`);
      } else if (one.target !== null && !reached.has(one.target)) {
        reached.set(one.target, `${chain} → ${one.target}`);
      }
    }
  }
  return [...chains.values()];
}
