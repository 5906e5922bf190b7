import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'test/FIELD.md'), 'utf8');

/** Every kind of fault that the field showed. */
const kinds = [
  ...Array.from({ length: 10 }, (_, at) => `M${at + 1}`),
  ...Array.from({ length: 10 }, (_, at) => `G${at + 1}`),
  ...Array.from({ length: 7 }, (_, at) => `R${at + 1}`),
];

interface Place {
  readonly file: string;
  readonly name: string;
}

/** `file`: "one", "another"; `another file`: "one". */
function places(cell: string): readonly Place[] {
  return [...cell.matchAll(/`(test\/[^`]+)`: ((?:"[^"]+"(?:, )?)+)/g)].flatMap(([, file = '', names = '']) =>
    [...names.matchAll(/"([^"]+)"/g)].map(([, name = '']) => ({ file, name })),
  );
}

const rows = page
  .split('\n')
  .filter((line) => /^\| (?!kind )/.test(line))
  .map((line) => {
    const [kind = '', , test = '', own = ''] = line.slice(2, -2).split(' | ');
    return { kind, test: places(test), own: places(own) };
  });

test('every kind has its row, once', () => {
  const found = rows.map(({ kind }) => kind);
  expect(found.filter((kind) => kinds.includes(kind))).toEqual(kinds);
  expect(new Set(found).size).toBe(found.length);
});

test.each(rows)('$kind is held by a test, and by two shapes of our own at least', ({ test: held, own }) => {
  expect(held).toHaveLength(1);
  expect(own.length).toBeGreaterThanOrEqual(2);
  for (const { file, name } of [...held, ...own]) {
    expect(existsSync(join(root, file)), file).toBe(true);
    expect(readFileSync(join(root, file), 'utf8'), file).toContain(name);
  }
});
