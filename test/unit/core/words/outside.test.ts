import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';
import { catalogue, isWordKey } from '#core/words/catalogue.ts';

const root = join(import.meta.dirname, '../../../..');

/** Files whose sentences are nobody's words of ours, each with the reason. */
const elsewhere: Readonly<Record<string, string>> = {
  'src-main/core/leak/openclaw-texts.ts': 'OpenClaw’s own texts, by which a leak is recognised',
  'src-main/core/sender/warnings.ts': 'what strangers write, as patterns',
  'src-main/platform/error-line.ts': 'lines of the log, for developers',
  'src-main/service/agent-plist.ts': 'a property list, for launchd',
  'src-main/surfaces/browser/refusal-page.ts': 'markup; its words are in the catalogue',
};

/** Texts that look like sentences and are read by nobody but programs and developers. */
const technical: readonly RegExp[] = [
  // SQL, or a piece of it.
  /\b(?:SELECT|INSERT|UPDATE|DELETE|CREATE|PRAGMA|FROM|WHERE|ORDER BY|CASE WHEN|JOIN)\b/,
  /^AND m\.\w+|^-- /,
  // A place in a setting's value that is shown as it should be.
  /^<[\w ]+>$/,
  // Columns, headers, policies, selectors.
  /^[\w, ]+_\w+/,
  /^[a-z-]+ '(?:none|self)/,
  /charset=|; Path=|=\(\)|^HTTP\/1\.1|^input, |\[role=/,
];

interface Found {
  readonly text: string;
  readonly at: number;
  /** Stands between elements of a page. */
  readonly isPainted: boolean;
}

type Node = { readonly type: string; readonly [key: string]: unknown };

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';

/** An error that is no `PeepholeError` is a defect: its message is for the log, and the owner is told something else. */
const isDefect = ({ type, callee }: Node): boolean =>
  type === 'NewExpression' && isNode(callee) && /^(?:Type|Range)?Error$/.test(String(callee.name));

const isClassName = ({ type, name }: Node): boolean =>
  type === 'JSXAttribute' && isNode(name) && name.name === 'className';

/** Every text written in a program, templates with `{}` for what is filled in. */
function* textsIn(value: unknown): Generator<Found> {
  if (Array.isArray(value)) {
    for (const one of value) yield* textsIn(one);
    return;
  }
  if (!isNode(value) || /^(?:Import|TSLiteral|TSTypeLiteral)/.test(value.type)) return;
  if (isDefect(value) || isClassName(value)) return;
  const at = Number(value.start);
  if (value.type === 'Literal' && typeof value.value === 'string')
    yield { text: value.value, at, isPainted: false };
  else if (value.type === 'JSXText') yield { text: String(value.value).trim(), at, isPainted: true };
  else if (value.type === 'TemplateLiteral' && Array.isArray(value.quasis)) {
    const pieces = value.quasis.map((quasi: { value: { cooked: string } }) => quasi.value.cooked);
    yield { text: pieces.join('{}'), at, isPainted: false };
  }
  for (const [key, inner] of Object.entries(value)) if (key !== 'quasis') yield* textsIn(inner);
}

/** Three words and more: what an owner reads, not a name, a key or a path. */
function isSentence(text: string): boolean {
  const words = text.match(/(?<![\w.-])[A-Za-z][a-z’']+(?![\w-])/g) ?? [];
  return words.length >= 3 && / /.test(text) && !technical.some((pattern) => pattern.test(text));
}

function sentencesIn(file: string, code: string): readonly string[] {
  const { program, errors } = parseSync(file, code);
  if (errors.length > 0) throw new Error(`${file} can't be parsed`);
  return [...textsIn(program)]
    .filter(({ text }) => isSentence(text))
    .map(({ text, at }) => `${file}:${code.slice(0, at).split('\n').length}: ${text}`);
}

const files = globSync(['src-main/**/*.ts', 'src-renderer/**/*.{ts,tsx}'], { cwd: root }).filter(
  (file) => !/^src-main\/(?:core\/words|simulator)\//.test(file),
);
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('outside the catalogue', () => {
  test('there is something to look at, and a sentence is seen', () => {
    expect(files.length).toBeGreaterThan(200);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a program as it is written
    const code = 'const a = `${b} is not let in.`; <p title="Not let in yet">Some more words</p>;';
    expect(sentencesIn('a.tsx', code)).toHaveLength(3);
    const dull =
      "import a from 'b c d'; <p className='one two three' />; throw new Error('This is a defect');";
    expect(sentencesIn('a.tsx', dull)).toEqual([]);
  });

  test('no sentence for the owner is written', () => {
    const found = files
      .filter((file) => !(file in elsewhere))
      .flatMap((file) => sentencesIn(file, read(file)));
    expect(found).toEqual([]);
  });

  test('nobody is excused in vain', () => {
    for (const file of Object.keys(elsewhere)) expect(sentencesIn(file, read(file)), file).not.toEqual([]);
  });
});

describe('the window', () => {
  test('has not a word of its own', () => {
    const spoken = /<[^>]*\b(?:aria-label|title|alt|placeholder)="[^"]*[A-Za-z]{2}/;
    const found = files
      .filter((file) => file.endsWith('.tsx'))
      .flatMap((file) => {
        const code = read(file);
        const written = [...textsIn(parseSync(file, code).program)].filter(({ isPainted }) => isPainted);
        const said = written
          .filter(({ text }) => /[A-Za-z]{2}/.test(text))
          .map(({ text }) => `${file}: ${text}`);
        return spoken.test(code) ? [...said, file] : said;
      });
    expect(found).toEqual([]);
  });

  test('says nothing that only the command line, a dialog of macOS or a refusal carries', () => {
    const tables = globSync('src-main/core/words/{cli-*,mac,barred,misfits,start}.ts', { cwd: root }).map(
      read,
    );
    const keys = tables.flatMap((text) =>
      [...text.matchAll(/^ {2}'([a-z-]+\.[a-z0-9-]+)':/gm)].map(([, key]) => key),
    );
    expect(keys.length).toBeGreaterThan(150);
    expect(keys.filter((key) => key !== undefined && isWordKey(key))).toHaveLength(keys.length);
    const groups = new Set(keys.map((key) => key?.split('.')[0]));
    const other = Object.keys(catalogue).filter((key) => !keys.includes(key));
    // Whole groups, so that a key made of data can't reach into them either.
    expect(other.filter((key) => groups.has(key.split('.')[0]))).toEqual([]);
    const window = files.filter((file) => /^src-renderer|^src-main\/(?:core|contract)\//.test(file));
    const said = window.flatMap((file) =>
      [...read(file).matchAll(/['"`]([a-z-]+)\.[a-z0-9-]*(?:['"]|\$\{)/g)].map(([, group]) => group),
    );
    expect(said.filter((group) => groups.has(group))).toEqual([]);
  });
});
