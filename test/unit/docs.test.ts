import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');

/** Every text of the project, by its path from the root. */
const texts: ReadonlyMap<string, string> = new Map(
  ['*', '{.github,assets,docs,scripts,src-main,src-renderer,test}/**/*']
    .flatMap((pattern) => globSync(`${pattern}.{ts,tsx,mjs,css,html,md,yml,json,plist}`, { cwd: root }))
    .filter((path) => path !== 'package-lock.json')
    .map((path) => [path, readFileSync(join(root, path), 'utf8')]),
);

const pages = [...texts].filter(([path]) => path.endsWith('.md'));

/** An id of a rule or a fact, as it is cited. */
const id = /\b(?:PROMISE|RULE|OC|DB|MAC|UX|CLI)-\d+(?:\.\d+)?\b/g;

/** Where an id is defined: its anchor, then itself in bold. */
const definition = /<a id="([^"]+)"><\/a>\*\*((?:PROMISE|RULE|OC|DB|MAC|UX|CLI)-\d+(?:\.\d+)?)\b/g;

interface Defined {
  readonly id: string;
  readonly anchor: string;
  readonly page: string;
}

const definitions = (source: typeof pages): readonly Defined[] =>
  source.flatMap(([page, text]) =>
    [...text.matchAll(definition)].map(([, anchor = '', name = '']) => ({ id: name, anchor, page })),
  );

const duplicates = (names: readonly string[]): readonly string[] =>
  names.filter((name, at) => names.indexOf(name) !== at);

/** The anchors a page offers: its own, and those that GitHub makes of its headings. */
function anchorsOf(text: string): ReadonlySet<string> {
  const own = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, anchor = '']) => anchor);
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\p{M}_ -]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...own, ...headings]);
}

/** Code is not read for links: `[x](y)` may stand there for anything. */
const withoutCode = (text: string): string => text.replace(/```.*?```/gs, '').replace(/`[^`\n]*`/g, '');

/** Where links in a file lead from; what the script about the contract writes stands in docs/. */
const folderOf = (path: string): string => (path === 'scripts/contract-docs.ts' ? 'docs' : dirname(path));

function brokenLinks(path: string, text: string): readonly string[] {
  return [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, link = '']) => link)
    .filter((link) => !/^[a-z]+:/.test(link))
    .filter((link) => {
      const [file = '', anchor] = link.split('#');
      const target = file === '' ? path : relative(root, join(root, dirname(path), file));
      if (!existsSync(join(root, target))) return true;
      return anchor !== undefined && !anchorsOf(texts.get(target) ?? '').has(anchor);
    })
    .map((link) => `${path}: ${link}`);
}

const defined = definitions(pages);

describe('docs', () => {
  test('every id that is cited is defined', () => {
    const known = new Set(defined.map((one) => one.id));
    const unknown = [...texts].flatMap(([path, text]) =>
      [...text.matchAll(id)].filter(([name]) => !known.has(name)).map(([name]) => `${path}: ${name}`),
    );
    expect(unknown).toEqual([]);
    expect(known.size).toBeGreaterThan(200);
  });

  test('every id is defined once, under its own anchor, in docs/', () => {
    expect(duplicates(defined.map((one) => one.id))).toEqual([]);
    expect(defined.filter((one) => one.anchor !== one.id.toLowerCase())).toEqual([]);
    expect(defined.filter(({ page }) => !page.startsWith('docs/'))).toEqual([]);
  });

  test('no anchor stands twice on a page', () => {
    for (const [path, text] of pages) {
      const anchors = [...text.matchAll(/<a id="([^"]+)">/g)].map(([, anchor = '']) => `${path}#${anchor}`);
      expect(duplicates(anchors)).toEqual([]);
    }
  });

  // A document of another project is written `project:path`.
  test('no file cites a document that is not in the project', () => {
    const missing = [...texts].flatMap(([path, text]) =>
      [...text.matchAll(/(?<![\w/*.:-])(?:[\w.-]+\/)*[\w-]+\.md\b/g)]
        .map(([name]) => name)
        .filter((name) => !texts.has(name) && !texts.has(join(folderOf(path), name)))
        .map((name) => `${path}: ${name}`),
    );
    expect(missing).toEqual([]);
  });

  test('a file of the project that is named is there', () => {
    const named =
      /(?<![\w/.:-])(?:src-main|src-renderer|test|scripts|docs|assets)\/[\w./-]+\.(?:ts|tsx|mjs|md|yml|svg|css)\b/g;
    // Their files are invented.
    const inventing = ['test/unit/support/imports.test.ts', 'test/contract/workflows.test.ts'];
    const others = [...texts].filter(([path]) => !inventing.includes(path));
    const gone = others.flatMap(([path, text]) =>
      [...text.matchAll(named)]
        .filter(([name]) => !existsSync(join(root, name)))
        .map(([name]) => `${path}: ${name}`),
    );
    expect(gone).toEqual([]);
  });

  test('a rule is cited by its id, not by a number in a document that moved', () => {
    const old = /\b(?:promise|rule|fact|pitfall|section|issue) #?\d+\b|\bissue "/i;
    const lines = [...texts]
      .filter(
        ([path]) => /^(?:src-main|src-renderer|scripts|test)\//.test(path) && !path.endsWith('docs.test.ts'),
      )
      .flatMap(([path, text]) => text.split('\n').map((line) => `${path}: ${line.trim()}`))
      .filter((line) => old.test(line) && !line.includes('RFC'));
    expect(lines).toEqual([]);
  });

  test('every link in a page leads somewhere', () => {
    expect(pages.flatMap(([path, text]) => brokenLinks(path, text))).toEqual([]);
    expect(brokenLinks('README.md', '[gone](docs/gone), [none](docs/rules.md#rule-0), `[code](no)`')).toEqual(
      ['README.md: docs/gone', 'README.md: docs/rules.md#rule-0'],
    );
  });
});
