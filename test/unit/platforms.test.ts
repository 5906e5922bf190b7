import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { catalogue } from '#core/words/catalogue.ts';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const page = read('test/PLATFORMS.md');

/** A row of the table of what went wrong: its number, and the tests of its last column. */
interface Finding {
  readonly number: number;
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

function findingsIn(text: string): readonly Finding[] {
  return [...text.matchAll(/^\| (\d+) \| .+? \| (`test\/.+) \|$/gm)].map(([, number = '', cell = '']) => ({
    number: Number(number),
    tests: [...cell.matchAll(/`(test\/[\w./-]+\.test\.ts)`: ((?:“[^”]+”(?:, )?)+)/g)].flatMap(
      ([, file = '', names = '']) =>
        [...names.matchAll(/“([^”]+)”/g)].map(([, name = '']) => ({ file, name })),
    ),
  }));
}

/** Whether a file has a test of that name, spelled as it is there. */
function hasTest(text: string, name: string): boolean {
  const quoted = name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`\\b(?:test|it)(?:\\.each)?\\b[\\s\\S]{0,4000}?\\(\\s*['\`]${quoted}['\`],`).test(text);
}

describe('the table of what Electron’s sources said', () => {
  const findings = findingsIn(page);

  test('has every finding, each with a test', () => {
    expect(findings.map(({ number }) => number)).toEqual(Array.from({ length: 27 }, (_, at) => at + 2));
    for (const { number, tests } of findings) expect(tests.length, String(number)).toBeGreaterThan(0);
  });

  test.each(findings.flatMap(({ number, tests }) => tests.map((one) => ({ number, ...one }))))(
    '$number is held by a test that is there: $name',
    ({ file, name }) => {
      expect(existsSync(join(root, file)), file).toBe(true);
      expect(hasTest(read(file), name), `${file}: ${name}`).toBe(true);
    },
  );

  test('a test that is gone would be missed', () => {
    expect(hasTest("test('one', () => {});", 'one')).toBe(true);
    expect(hasTest("test.each([\n  1,\n])(\n  'one %s',\n  () => {},\n);", 'one %s')).toBe(true);
    expect(hasTest("test('one and two', () => {});", 'one')).toBe(false);
    expect(hasTest("// 'one',", 'one')).toBe(false);
  });
});

test('every file that the page names is there', () => {
  const files = [...page.matchAll(/`((?:test|scripts)\/[\w./-]+\.(?:ts|mjs))`/g)].map(
    ([, file = '']) => file,
  );
  expect(files.length).toBeGreaterThan(40);
  expect([...new Set(files)].filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

test('README says what a Mac asks of its owner', () => {
  const section = /^## On your Mac\n([\s\S]*?)^## /m.exec(read('README.md'))?.[1] ?? '';
  const steps = [
    'Install.',
    'Open Anyway.',
    'Full Disk Access.',
    'Notifications.',
    'Open at login.',
    'Update.',
    'Uninstall.',
  ];
  const found = [...section.matchAll(/^\d+\. \*\*(.+?)\*\*/gm)].map(([, step]) => step);
  expect(found).toEqual(steps);
  expect(section).toContain('Applications folder');
  // A build signed ad hoc is another app to macOS after each update.
  expect(section).toMatch(/signed ad hoc is another app to macOS/);
});

test('no sentence promises one click on a notification', () => {
  const promises = Object.entries(catalogue).filter(([key, { text, about }]) => {
    const said = JSON.stringify(text);
    return /\bone click\b/i.test(said) && /notif|banner/i.test(`${key} ${said} ${about}`);
  });
  expect(promises).toEqual([]);
});
