import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseArgs } from '../../../src-main/cli/kit/args.ts';
import { printedJson, printedLines } from '../../../src-main/cli/kit/printed.ts';
import { runCli } from '../../../src-main/cli/run.ts';

const hostile = '\u001b]0;owned\u0007\u001b[2J\u009b31m\u202e+1\u0000212\r\u2028555\u007f0101';
/** Everything a terminal acts upon but the end of a line. */
const acted = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e]/;

describe('what is printed', () => {
  test('tells a terminal nothing, whatever stands in a line', () => {
    expect(printedLines([hostile], false)).not.toMatch(acted);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(printedLines([text], false).slice(0, -1)).not.toMatch(/[\n]/);
        expect(printedLines([text], false)).not.toMatch(acted);
        const styled = printedLines([`\u001b[1m${text}\u001b[22m`], true);
        expect(styled.replace(/\u001b\[(?:1|2|22|31|32|33|39)m/g, '')).not.toMatch(acted);
      }),
    );
  });

  test('keeps the styles that are ours', () => {
    expect(printedLines(['\u001b[1mbold\u001b[22m plain'], true)).toBe('\u001b[1mbold\u001b[22m plain\n');
    expect(printedLines(['\u001b[1mbold\u001b[22m'], false)).not.toContain('\u001b');
  });

  test('as JSON it means the same', () => {
    fc.assert(
      fc.property(fc.jsonValue({ stringUnit: 'binary' }), (value) => {
        const text = printedJson(JSON.stringify(value));
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(text).not.toMatch(acted);
      }),
    );
    expect(printedJson(`${JSON.stringify(hostile)}\n`)).not.toMatch(acted);
  });

  test.each([['--json'], []])('a refusal repeats nothing raw %j', async (...more) => {
    let printed = '';
    const print = (text: string) => {
      printed += text;
    };
    const host = {
      stdout: print,
      stderr: print,
      columns: null,
      env: {},
      nowMs: () => 0,
      stopped: async () => {},
    };
    await runCli([hostile, ...more], host);
    expect(printed.length).toBeGreaterThan(10);
    expect(printed).not.toMatch(acted);
  });
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf'])(
  'the word %s is a word',
  async (word) => {
    expect(parseArgs(['x', word], (name) => (name === 'x' ? command : null)).operands).toEqual([word]);
    let said = '';
    const host = {
      stdout: () => {},
      stderr: (text: string) => {
        said += text;
      },
      columns: null,
      env: {},
      nowMs: () => 0,
      stopped: async () => {},
    };
    expect(await runCli([word], host)).toBe(2);
    expect(await runCli(['help', word], host)).toBe(2);
    expect(await runCli(['status', `--${word}`], host)).toBe(2);
    expect(said).not.toMatch(/inside Peephole/);
  },
);

const command = { name: 'x', operands: '', minOperands: 0, maxOperands: 9, options: {} };
