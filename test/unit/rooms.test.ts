import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { roomOf, roomsDrawing } from '../../scripts/draw-imports.ts';
import { layered, withoutShortcuts } from '../../scripts/layers.ts';

const arrowsOf = (all: Readonly<Record<string, readonly string[]>>) =>
  new Map(Object.entries(all).map(([from, to]) => [from, new Set(to)]));

describe('the drawing of the rooms', () => {
  test('docs/rooms.svg shows the imports as they are', () => {
    const committed = readFileSync(new URL('../../docs/rooms.svg', import.meta.url), 'utf8');
    const isCurrent = committed === roomsDrawing();
    expect(isCurrent, 'docs/rooms.svg is out of date: node scripts/draw-imports.ts').toBe(true);
  });

  test('a file of core is in the room below it, one beside them in "errors"', () => {
    expect(roomOf('src-main/core/access/access.ts')).toBe('core/access');
    expect(roomOf('src-main/core/errors.ts')).toBe('core/errors');
    expect(roomOf('src-main/surfaces/electron/desktop.ts')).toBe('surfaces/electron');
    expect(roomOf('src-main/gatekeeper/watch/leaks.ts')).toBe('gatekeeper');
    expect(roomOf('src-main/cli.ts')).toBe('entries');
    expect(roomOf('src-renderer/parts/button.tsx')).toBe('window');
  });

  test('an arrow that others say already is left out, however long their way', () => {
    const reduced = withoutShortcuts(arrowsOf({ a: ['b', 'c', 'd'], b: ['c'], c: ['d'], d: [] }));
    expect([...reduced].map(([from, to]) => [from, [...to]])).toEqual([
      ['a', ['b']],
      ['b', ['c']],
      ['c', ['d']],
      ['d', []],
    ]);
  });

  test('what is imported lies below who imports it, and a long arrow bends in every layer between', () => {
    const { layers, paths } = layered(arrowsOf({ a: ['b', 'd'], b: ['c'], c: ['d'], d: [] }));
    const named = layers.map((row) => row.flatMap(({ name }) => name ?? []));
    expect(named).toEqual([['d'], ['c'], ['b'], ['a']]);
    const long = paths.find((path) => path.length > 2);
    expect(long?.map(({ name, layer }) => [name, layer])).toEqual([
      ['a', 3],
      [null, 2],
      [null, 1],
      ['d', 0],
    ]);
  });

  test('arrows do not cross where they need not', () => {
    const { layers } = layered(arrowsOf({ a: ['z'], b: ['y'], c: ['z'], y: [], z: [] }));
    const [below = [], above = []] = layers.map((row) => row.map(({ name }) => name));
    const left = below[0] === 'y' ? ['b'] : ['a', 'c'];
    expect(above.slice(0, left.length)).toEqual(left);
  });

  test('a circle is refused with its names', () => {
    expect(() => layered(arrowsOf({ a: ['b'], b: ['a'] }))).toThrow('a → b → a');
  });
});
