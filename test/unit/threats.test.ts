import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const page = readFileSync(join(root, 'THREATS.md'), 'utf8');

/** `file`: "name of the test", as the page names them. */
const named = [...page.matchAll(/\| `(test\/[^`]+)`: "([^"]+)" \|/g)].map(([, file = '', name = '']) => ({
  file,
  name,
}));

test('every threat but those out of scope names a test', () => {
  const rows = page.split('\n').filter((line) => /^\| (?!threat |-)/.test(line) && !line.startsWith('|---'));
  expect(named.length).toBe(rows.length);
  expect(named.length).toBeGreaterThan(20);
});

test.each(named)('$file: "$name" is a test', ({ file, name }) => {
  const path = join(root, file);
  expect(existsSync(path), file).toBe(true);
  expect(readFileSync(path, 'utf8')).toContain(name);
});
