import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from 'vitest';
import { commands } from '#contract/commands.schema.ts';
import type { CommandName } from '#contract/contract.ts';
import { contractPages } from '../../scripts/contract-docs.ts';
import { examples, refused } from '../../scripts/contract-examples.ts';
import { cliCommands } from '../../src-main/cli/commands.ts';
import { Session } from '../../src-main/ipc/session.ts';
import { FakeAppApi } from '../support/fake-app-api.ts';

const committed = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

const pages = ['docs/socket.md', 'docs/cli-json.md'] as const;

/** What stands in a page as JSON. @throws SyntaxError */
const documents = (page: string): readonly unknown[] =>
  [...page.matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => JSON.parse(text));

const headings = (page: string): readonly string[] =>
  [...page.matchAll(/^### `(\S+?)(?: .*)?`$/gm)].map(([, name = '']) => name);

/** The sections of the commands alone. */
const beforeTypes = (page: string): string => page.slice(0, page.indexOf('## Types'));

describe('the pages about the contract', () => {
  let made: ReadonlyMap<string, string>;

  beforeAll(() => {
    made = new Map(contractPages().map(({ path, text }) => [path, text]));
  });

  test.each(pages)('%s says what the contract says now', (path) => {
    const isCurrent = made.get(path) === committed(path);
    expect(isCurrent, `${path} is out of date: node scripts/contract-docs.ts`).toBe(true);
  });

  test('each command of the contract, and each of the command line, has a section', () => {
    expect(headings(committed('docs/socket.md'))).toEqual(Object.keys(commands));
    expect(headings(committed('docs/cli-json.md'))).toEqual(cliCommands.map(({ name }) => name));
  });

  test('what every command prints with --json is said, but for those that run until they are ended', () => {
    const unsaid = beforeTypes(committed('docs/cli-json.md'))
      .split(/^### /m)
      .slice(1)
      .filter((section) => !section.includes('```ts'))
      .map((section) => section.slice(1, section.indexOf('`', 1)));
    expect(unsaid).toEqual(['serve', 'practice']);
  });

  test('no type is left as "object", "any" or "unknown" by a command', () => {
    for (const path of pages) {
      expect(committed(path)).not.toMatch(/: (?:object|any)\b/);
      expect(beforeTypes(committed(path))).not.toMatch(/: unknown;/);
    }
  });
});

describe('the examples', () => {
  test('what is asked in them is what the schemas take', () => {
    for (const [name, { input }] of Object.entries(examples)) {
      expect(commands[name as CommandName].input.parse(input)).toEqual(input);
    }
  });

  test('the request of the page is answered by a session as the page says, and refused as it says', async () => {
    const [request, answer, refusal] = documents(committed('docs/socket.md'));
    const api = new FakeAppApi();
    const sent: unknown[] = [];
    const send = (text: string) => void sent.push(JSON.parse(text));
    const session = new Session(api, { send, backlog: () => 0, soon: setImmediate }, () => {});
    api.answers = { verdict: async () => examples.verdict.output };
    session.receive(JSON.stringify(request));
    await expect.poll(() => sent).toEqual([answer]);
    api.answers = { verdict: () => Promise.reject(refused) };
    session.receive(JSON.stringify(request));
    await expect.poll(() => sent).toEqual([answer, refusal]);
    expect(api.calls.map(({ input }) => input)).toEqual([examples.verdict.input, examples.verdict.input]);
  });

  test('the documents of the command line begin with ok, and there is one for each that is named', () => {
    const printed = documents(committed('docs/cli-json.md'));
    expect(printed).toHaveLength(3);
    for (const one of printed) expect(Object.entries(one ?? {})[0]).toEqual(['ok', true]);
  });
});
