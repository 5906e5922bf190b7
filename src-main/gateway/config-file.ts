import { readFileSync, realpathSync, statSync } from 'node:fs';
import { delimiter, dirname, normalize, resolve, sep } from 'node:path';
import JSON5 from 'json5';
import { SaidError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';

/** OpenClaw's own limits (its `includes` module): what it refuses to read we need not read either. */
const deepestInclude = 10;
const largestFile = 2_097_152;
/** Far more than a config has: whatever is beyond would keep us busy, or end us. */
const deepestValue = 200;
const mostIncludes = 100;
const mostText = 2 * largestFile;

export type Environment = Readonly<Record<string, string | undefined>>;
export type ConfigObject = { readonly [key: string]: unknown };

/** OpenClaw's config can't be used. Says which file and why; never its content. */
export class ConfigUnreadable extends SaidError {
  override readonly name = 'ConfigUnreadable';
}

export function isObject(value: unknown): value is ConfigObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object at a path of keys; an empty one where there is none. */
export function objectAt(config: unknown, ...path: readonly string[]): ConfigObject {
  let found = config;
  for (const key of path) found = isObject(found) && Object.hasOwn(found, key) ? found[key] : null;
  return isObject(found) ? found : {};
}

function readText(path: string): string {
  try {
    const stats = statSync(path);
    // A pipe would keep us waiting for good.
    if (!stats.isFile()) throw new ConfigUnreadable(sentence('config.unreadable', { path }));
    if (stats.size > largestFile) throw new ConfigUnreadable(sentence('config.too-large', { path }));
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof ConfigUnreadable) throw error;
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') throw new ConfigUnreadable(sentence('config.absent', { path }));
    if (code === 'EACCES' || code === 'EPERM') {
      throw new ConfigUnreadable(sentence('config.no-access', { path }));
    }
    throw new ConfigUnreadable(sentence('config.unreadable', { path }));
  }
}

/**
 * JSON5 itself warns on the console of a line separator (U+2028, U+2029) in a text, each time the file is read. Standard error
 * is for what Peephole says, and nothing that stands in a config is to reach it.
 */
function parseQuietly(text: string): unknown {
  const { warn } = console;
  console.warn = () => {};
  try {
    return JSON5.parse(text);
  } finally {
    console.warn = warn;
  }
}

function parse(path: string, text: string): unknown {
  try {
    return parseQuietly(text);
  } catch (error) {
    // The parser's own message may quote the file; the place is enough.
    const line = error instanceof Error && 'lineNumber' in error ? String(Number(error.lineNumber)) : null;
    throw new ConfigUnreadable(
      line === null ? sentence('config.invalid', { path }) : sentence('config.invalid-line', { path, line }),
    );
  }
}

function isInside(root: string, path: string): boolean {
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);
}

/** Reads `$include` as OpenClaw does: one file or several, relative to the file, never outside the allowed places. */
class Includes {
  readonly #roots: readonly string[];
  /** What was read, or was to be. */
  readonly files = new Set<string>();
  #loads = 0;
  #units = 0;

  constructor(configPath: string, moreRoots: readonly string[]) {
    this.#roots = [dirname(configPath), ...moreRoots].flatMap((root) => [
      resolve(root),
      realPath(resolve(root)),
    ]);
  }

  /**
   * @param chain the files being read, outermost first.
   * @param depth how many values the value stands in, those of the files around it too.
   */
  expand(value: unknown, chain: readonly string[], depth = 0): unknown {
    if (depth > deepestValue) {
      throw new ConfigUnreadable(sentence('config.nested-too-deep', { path: chain.at(-1) ?? '' }));
    }
    if (Array.isArray(value)) return value.map((one) => this.expand(one, chain, depth + 1));
    if (!isObject(value)) return value;
    const { $include: include, ...rest } = value;
    const own = Object.fromEntries(
      Object.entries(rest).map(([key, one]) => [key, this.expand(one, chain, depth + 1)]),
    );
    if (include === undefined) return own;
    const files: readonly unknown[] = Array.isArray(include) ? include : [include];
    const included = files.map((file) => this.#load(file, chain, depth));
    return [...included, own].reduce((merged, next) => mergeDeep(merged, next), {});
  }

  #load(file: unknown, chain: readonly string[], depth: number): unknown {
    const from = chain.at(-1) ?? '';
    this.#loads += 1;
    // Ten levels of a hundred each are more files than anybody can wait for.
    if (this.#loads > mostIncludes) {
      throw new ConfigUnreadable(sentence('config.includes-too-many', { path: from }));
    }
    if (typeof file !== 'string' || file.includes('\0')) {
      throw new ConfigUnreadable(sentence('config.includes-no-file', { path: from }));
    }
    const path = normalize(resolve(dirname(from), file));
    if (chain.includes(path)) throw new ConfigUnreadable(sentence('config.includes-itself', { path }));
    if (chain.length > deepestInclude) {
      throw new ConfigUnreadable(sentence('config.includes-too-deep', { path: from }));
    }
    if (
      !this.#roots.some((root) => isInside(root, path)) ||
      !this.#roots.some((root) => isInside(root, realPath(path)))
    ) {
      throw new ConfigUnreadable(sentence('config.includes-outside', { path: from, file: path }));
    }
    return this.expand(this.read(path), [...chain, path], depth);
  }

  read(path: string): unknown {
    this.files.add(path);
    const text = readText(path);
    this.#units += text.length;
    if (this.#units > mostText) throw new ConfigUnreadable(sentence('config.too-large', { path }));
    return parse(path, text);
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Later wins; objects merge, arrays concatenate (OpenClaw's rule for includes). */
function mergeDeep(base: unknown, over: unknown): unknown {
  if (Array.isArray(base) && Array.isArray(over)) return [...base, ...over];
  if (!isObject(base) || !isObject(over)) return over;
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    merged.set(key, merged.has(key) ? mergeDeep(merged.get(key), value) : value);
  }
  // Not by assignment: a setting may be called `__proto__`.
  return Object.fromEntries(merged);
}

const reference = /\$(\$?)\{([A-Z_][A-Z0-9_]*)\}/g;

/** `${VAR}` from the environment; `$${VAR}` is a literal; a variable that is not set stays as written. */
export function substitute(text: string, env: Environment): string {
  return text.replace(reference, (found, escaped: string, name: string) =>
    escaped ? found.slice(1) : env[name] || found,
  );
}

/** Whether a text refers to a variable, set or not. */
export function hasReference(text: string): boolean {
  return [...text.matchAll(reference)].some(([, escaped]) => escaped === '');
}

/** Whether a text refers to a variable that is not set. */
export function isUnresolved(text: string, env: Environment): boolean {
  return [...text.matchAll(reference)].some(([, escaped, name = '']) => escaped === '' && !env[name]);
}

/** More directories that may be included from. */
function includeRoots(env: Environment): readonly string[] {
  return (env.OPENCLAW_INCLUDE_ROOTS ?? '').split(delimiter).filter((root) => root.startsWith('/'));
}

/**
 * OpenClaw's config file with its includes; `${VAR}` is left to the reader (`substitute`).
 * @throws ConfigUnreadable
 */
export function readConfigFile(path: string, env: Environment = {}): ConfigObject {
  const file = normalize(resolve(path));
  const includes = new Includes(file, includeRoots(env));
  const config = includes.expand(includes.read(file), [file]);
  if (!isObject(config)) {
    throw new ConfigUnreadable(sentence('config.no-settings', { path: file }));
  }
  return config;
}

/** The files that OpenClaw's config stands in; `isWhole` false: it can't be read, so there may be more. */
export function configFiles(
  path: string,
  env: Environment,
): { readonly files: readonly string[]; readonly isWhole: boolean } {
  const file = normalize(resolve(path));
  const includes = new Includes(file, includeRoots(env));
  try {
    includes.expand(includes.read(file), [file]);
    return { files: [...includes.files], isWhole: true };
  } catch (error) {
    if (!(error instanceof ConfigUnreadable)) throw error;
    return { files: [...includes.files], isWhole: false };
  }
}
