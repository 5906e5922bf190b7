import { describe, expect, test } from 'vitest';
import { arrows, chainsTo, circles, importsOf, roomOf } from '../../support/imports.ts';

describe('imports are read', () => {
  test('every form of them, with what they point at', () => {
    const text = [
      "import { a } from './a.ts';",
      "import type { B } from '../b.ts';",
      "import {\n  type C,\n  c,\n} from '#core/message/c.ts';",
      "export { d } from './d.ts';",
      "import './e.css?inline';",
      "import data from '../../package.json' with { type: 'json' };",
      "import { z } from 'zod';",
      "const later = await import('node:net');",
      "const text = 'import none from nowhere';",
    ].join('\n');
    const read = importsOf('src-main/one/file.ts', text);
    expect(read.map(({ target, typeOnly, specifier }) => [target ?? specifier, typeOnly])).toEqual([
      ['src-main/one/a.ts', false],
      ['src-main/b.ts', true],
      ['src-main/core/message/c.ts', false],
      ['src-main/one/d.ts', false],
      ['src-main/one/e.css', false],
      ['package.json', false],
      ['zod', false],
      ['node:net', false],
    ]);
  });
});

const files = {
  'x/a.ts': "import { b } from '../y/b.ts';",
  'y/b.ts': "import type { C } from './c.ts';\nimport { d } from './d.ts';",
  'y/c.ts': "import { a } from '../x/a.ts';",
  'y/d.ts': "import { z } from 'zod';",
};
const imports = Object.entries(files).flatMap(([file, text]) => importsOf(file, text));

test('a circle of files is found, also by types; a circle of rooms too', () => {
  expect(circles(arrows(imports))).toEqual([['x/a.ts', 'y/b.ts', 'y/c.ts']]);
  expect(circles(arrows(imports, roomOf))).toEqual([['x', 'y']]);
  expect(circles(arrows(imports.filter(({ typeOnly }) => !typeOnly)))).toEqual([]);
});

test('a chain is followed through values, not through types', () => {
  const isZod = ({ specifier }: { specifier: string }) => specifier === 'zod';
  expect(chainsTo('x/a.ts', imports, isZod)).toEqual(['x/a.ts → y/b.ts → y/d.ts → zod']);
  expect(chainsTo('y/c.ts', imports, isZod)).toEqual(['y/c.ts → x/a.ts → y/b.ts → y/d.ts → zod']);
  const byType = importsOf('y/b.ts', "import type { D } from './d.ts';");
  const first = importsOf('x/a.ts', files['x/a.ts']);
  expect(chainsTo('x/a.ts', [...first, ...byType, ...importsOf('y/d.ts', files['y/d.ts'])], isZod)).toEqual(
    [],
  );
});
