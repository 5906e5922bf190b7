import { describe, expect, test } from 'vitest';
import { sentence } from '#core/words/sentence.ts';
import { type CommandSyntax, checkOperands, parseArgs } from '../../../src-main/cli/kit/args.ts';

const help = sentence('option.json');
const approve: CommandSyntax = {
  name: 'approve',
  operands: 'HANDLE',
  minOperands: 1,
  maxOperands: 1,
  options: {
    for: { takes: 'value', choices: ['1h', '24h'], help },
    add: { takes: 'nothing', help },
    wait: { takes: 'optional-number', help },
  },
};
const find = (name: string) => (name === 'approve' ? approve : null);
const parse = (...argv: string[]) => {
  const { command, operands, options } = parseArgs(argv, find);
  return { command: command?.name ?? null, operands, options: Object.fromEntries(options) };
};

describe('a command line', () => {
  test.each([
    [['approve', '+12125550101'], ['+12125550101'], {}],
    [['approve', '+12125550101', '--for', '24h'], ['+12125550101'], { for: '24h' }],
    [['approve', '--for=24h', '+12125550101'], ['+12125550101'], { for: '24h' }],
    [['approve', 'a@example.com', '--wait'], ['a@example.com'], { wait: true }],
    [['approve', 'a@example.com', '--wait=5'], ['a@example.com'], { wait: '5' }],
    [['approve', 'a@example.com', '--wait', '5'], ['a@example.com'], { wait: '5' }],
    [['approve', 'a@example.com', '--wait', '0.5'], ['a@example.com'], { wait: '0.5' }],
    // A handle is no number, so it is not taken for the seconds.
    [['approve', '--wait', '+12125550101'], ['+12125550101'], { wait: true }],
    [['approve', '--wait', 'a@example.com', '--add'], ['a@example.com'], { wait: true, add: true }],
    [['--json', '--state-dir', '/s', 'approve', 'x'], ['x'], { json: true, 'state-dir': '/s' }],
    [['approve', 'x', '--state-dir=/s=t', '--json'], ['x'], { json: true, 'state-dir': '/s=t' }],
    [['approve', '--', '--odd'], ['--odd'], {}],
    [['approve', '--', '--', 'x'], ['--', 'x'], {}],
    [['approve', '-'], ['-'], {}],
    [['approve', '-h'], [], { help: true }],
  ])('%j', (argv, operands, options) => {
    expect(parse(...argv)).toEqual({ command: 'approve', operands, options });
  });

  test('may be empty, or hold options only', () => {
    expect(parse()).toEqual({ command: null, operands: [], options: {} });
    expect(parse('--version')).toEqual({ command: null, operands: [], options: { version: true } });
  });

  test.each([
    [['aprove', 'x'], 'aprove'],
    [['approve', 'x', '--for'], '--for'],
    [['approve', 'x', '--for='], '--for'],
    [['approve', '--for', '--add', 'x'], '--for'],
    [['approve', 'x', '--for=2h'], '2h'],
    [['approve', 'x', '--add=yes'], '--add'],
    [['approve', 'x', '--wait=soon'], 'soon'],
    [['approve', 'x', '--wait=-1'], '-1'],
    [['approve', 'x', '--add', '--add'], '--add'],
    [['approve', 'x', '--colour'], '--colour'],
    [['approve', 'x', '--toString'], '--toString'],
    [['approve', 'x', '-w'], '-w'],
    [['--add', 'approve', 'x'], '--add'],
  ])('%j is refused, naming what is wrong', (argv, named) => {
    expect(() => parse(...argv)).toThrow(
      expect.objectContaining({ code: 'usage', message: expect.stringContaining(named) }),
    );
  });

  test('too few and too many operands are refused', () => {
    expect(() => checkOperands(approve, [])).toThrow(/needs HANDLE/);
    expect(() => checkOperands(approve, ['a', 'b'])).toThrow(/"b"/);
    expect(() => checkOperands(approve, ['a'])).not.toThrow();
  });
});
