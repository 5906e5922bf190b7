/** How the gateway merges a `config.patch`, and what it calls a removal (OC-34). */
import { isObject, type JsonObject, joinPath, sameJson } from './json.ts';

/** Keys that would reach an object's prototype are never taken over. */
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

type IdObject = JsonObject & { readonly id: string };

function hasId(value: unknown): value is IdObject {
  return isObject(value) && typeof value.id === 'string' && value.id !== '';
}

function isIdArray(value: unknown): value is readonly IdObject[] {
  return Array.isArray(value) && value.length > 0 && value.every(hasId);
}

function mergeById(
  base: readonly IdObject[],
  patch: readonly unknown[],
  replacePaths: ReadonlySet<string>,
  path: string,
): unknown[] {
  const merged: unknown[] = [...base];
  for (const entry of patch) {
    const at = hasId(entry) ? merged.findIndex((known) => hasId(known) && known.id === entry.id) : -1;
    if (at >= 0) merged[at] = mergePatch(merged[at], entry, replacePaths, `${path}[]`);
    else merged.push(entry);
  }
  return merged;
}

/**
 * JSON merge patch (RFC 7396): null deletes, objects merge, arrays replace. Arrays of objects with an `id` merge by it,
 * unless their path is among `replacePaths`. Returns a new value.
 */
export function mergePatch(
  base: unknown,
  patch: unknown,
  replacePaths: ReadonlySet<string> = new Set(),
  path = '',
): unknown {
  if (Array.isArray(patch)) {
    return isIdArray(base) && !replacePaths.has(path) ? mergeById(base, patch, replacePaths, path) : patch;
  }
  if (!isObject(patch)) return patch;
  const merged: JsonObject = isObject(base) ? { ...base } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (forbiddenKeys.has(key)) continue;
    if (value === null) delete merged[key];
    else merged[key] = mergePatch(merged[key], value, replacePaths, joinPath(path, key));
  }
  return merged;
}

function arrayPathsBelow(value: JsonObject, path: string): string[] {
  return Object.entries(value).flatMap(([key, child]) => {
    const childPath = joinPath(path, key);
    if (Array.isArray(child)) return [childPath];
    return isObject(child) ? arrayPathsBelow(child, childPath) : [];
  });
}

/** Every entry is still there, however they are ordered. */
function keepsEntries(before: readonly unknown[], after: readonly unknown[]): boolean {
  const left = [...after];
  return before.every((entry) => {
    const at = left.findIndex((candidate) => sameJson(candidate, entry));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** Paths of arrays that lose an entry by this patch: refused unless the caller names them in `replacePaths`. */
export function removedFrom(base: unknown, patch: unknown, merged: unknown, path = ''): string[] {
  if (!isObject(patch) || !isObject(base)) return [];
  const after = isObject(merged) ? merged : {};
  return Object.entries(patch).flatMap(([key, value]) => {
    const childPath = joinPath(path, key);
    const before = base[key];
    if (Array.isArray(before)) {
      const kept = after[key];
      const loses = !Array.isArray(value) || !Array.isArray(kept) || !keepsEntries(before, kept);
      return loses ? [childPath] : [];
    }
    if (!isObject(before)) return [];
    return isObject(value)
      ? removedFrom(before, value, after[key], childPath)
      : arrayPathsBelow(before, childPath);
  });
}

/** Paths at which two configs differ: as deep as both sides have objects, so a new branch is one path. */
export function changedPaths(before: unknown, after: unknown, path = ''): string[] {
  if (sameJson(before, after)) return [];
  if (!isObject(before) || !isObject(after)) return [path === '' ? '<root>' : path];
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) => {
    if (Object.hasOwn(before, key) && Object.hasOwn(after, key))
      return changedPaths(before[key], after[key], joinPath(path, key));
    return [joinPath(path, key)];
  });
}
