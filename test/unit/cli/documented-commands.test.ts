import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import manifest from '../../../package.json' with { type: 'json' };
import { findCommand } from '../../../src-main/cli/commands.ts';
import { checkOperands, parseArgs } from '../../../src-main/cli/kit/args.ts';

/*
 * Every command that the pages tell somebody to run is one: it is read here as the command line reads it. What it does is
 * held by the tests of that command; README's session and its two commands are run by hand and by CI.
 */

const root = join(import.meta.dirname, '..', '..', '..');
const pages = [
  'README.md',
  ...globSync('{docs,test}/*.md', { cwd: root }),
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'SECURITY.md',
]
  .filter((page) => page !== 'docs/cli-json.md')
  .map((page) => ({ page, text: readFileSync(join(root, page), 'utf8') }));

/** Code of the page: spans, and the lines of blocks. */
const codeOf = (text: string): readonly string[] => [
  ...[...text.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code),
  ...[...text.matchAll(/```\w*\n([\s\S]*?)```/g)].flatMap(([, block = '']) => block.split('\n')),
];

/** Words of a line as a shell would part them, without a comment. Choices (`a | b`) and places (`HANDLE`) stand as they are. */
const wordsOf = (line: string): readonly string[] =>
  line
    .replace(/\s#.*$/, '')
    .trim()
    .split(/\s+/);

const peepholeLines = pages.flatMap(({ page, text }) =>
  codeOf(text).flatMap((code) => {
    const line = /^(?:\$ )?(?:npm run -s peephole -- |peephole )(.+)$/.exec(code.trim())?.[1];
    // `peephole service install | uninstall | status` is three.
    if (line === undefined || line.startsWith('COMMAND')) return [];
    const [first = '', ...others] = line.split(' | ');
    const stem = wordsOf(first).slice(0, -1).join(' ');
    return [first, ...others.map((other) => `${stem} ${other}`)].map((one) => ({ page, line: one }));
  }),
);

describe('the commands in the pages', () => {
  test('are there to be looked at', () => {
    expect(peepholeLines.length).toBeGreaterThan(15);
  });

  test.each(peepholeLines)('$page: peephole $line', ({ line }) => {
    const words = wordsOf(line.replace(/\[(--[\w-]+)\]/g, '$1')).map((word) =>
      word === 'HANDLE' ? '+12125550101' : word,
    );
    const help = { name: 'help', operands: '', minOperands: 0, maxOperands: 1, options: {} };
    const { command, operands } = parseArgs(words, (name) => (name === 'help' ? help : findCommand(name)));
    expect(command).not.toBeNull();
    const choices = command?.operands.includes('|') ? [...command.operands.split('|'), 'retry'] : null;
    if (choices !== null) expect(choices).toEqual(expect.arrayContaining([...operands]));
    // A command that is only named has no operands.
    if (command !== null && (operands.length > 0 || words.length > 1)) checkOperands(command, operands);
  });

  test('every script of npm that they name is there', () => {
    const named = pages.flatMap(({ text }) =>
      codeOf(text).flatMap((code) =>
        [...code.matchAll(/npm run (?:-s )?([\w:]+)/g)].map(([, name = '']) => name),
      ),
    );
    expect(named.length).toBeGreaterThan(3);
    expect(named.filter((name) => !Object.hasOwn(manifest.scripts, name))).toEqual([]);
  });
});
