import { describe, expect, test } from 'vitest';
import { instrument } from '../../mutation/instrument.ts';
import { findMutants } from '../../mutation/mutants.ts';

/** What each mutant makes of the text, by operator. */
function made(text: string, isWordKey?: (text: string) => boolean): readonly string[] {
  return findMutants('made.ts', text, isWordKey).mutants.map(
    ({ operator, span, replacement }) =>
      `${operator}: ${text.slice(0, span.start)}${replacement}${text.slice(span.end)}`,
  );
}

describe('each operator', () => {
  test.each([
    ['a < b;', ['comparison: a <= b;', 'comparison: a >= b;']],
    ['a >= b;', ['comparison: a > b;', 'comparison: a < b;']],
    ['a === b;', ['comparison: a !== b;']],
    ['a && b;', ['logical: a || b;']],
    ['a || b;', ['logical: a && b;']],
    ['a ?? b.c;', ['nullish: a;']],
    ['!a;', ['negation: a;']],
    ['if (a) b();', ['condition: if (true) b();', 'condition: if (false) b();']],
    ['a ? b : c;', ['condition: true ? b : c;', 'condition: false ? b : c;']],
    ['while (a) b();', ['condition: while (true) b();', 'condition: while (false) b();']],
    ['f(true);', ['boolean: f(false);']],
    ['f(0, 1_000);', ['number: f(1, 1_000);', 'number: f(0, 1001);']],
    ['a + b;', ['arithmetic: a - b;']],
    ['a % b;', ['arithmetic: a * b;']],
    ['a -= b;', ['arithmetic: a += b;']],
    ['a++;', ['arithmetic: a--;']],
    ["f('x', `y`);", ["string: f('', `y`);", "string: f('x', '');"]],
    ['f([a, b]);', ['array: f([]);']],
    ['function f() { g(); }', ['block: function f() {}']],
    ['for (const a of b) { g(a); }', ['block: for (const a of b) {}']],
    ['a.some(b);', ['quantifier: a.every(b);']],
    ['a.every(b);', ['quantifier: a.some(b);']],
    ['a.filter(b).c;', ['selection: a.c;']],
    ['a.toSorted();', ['selection: a;']],
    ['a?.b.c;', ['optional-chaining: a.b.c;']],
    ['a?.[b];', ['optional-chaining: a[b];']],
    ['a?.(b);', ['optional-chaining: a(b);']],
  ])('%s', (text, mutants) => {
    expect(made(text)).toEqual(mutants);
  });
});

describe('nothing is changed', () => {
  test.each([
    ['in types', "type A = 'x' | 1; let a: readonly ['y'] = f<'z'>(b as 'w'); interface B { c: true }"],
    ['in what is imported', "import { a } from 'x'; export { b } from 'y';"],
    ['in keys', "f({ 'a-b': c, 7: d });"],
    ['in the key of a sentence', "sentence('refuse.unknown');"],
    ['in texts that are put together', "a + '' + b;"],
    ['where there is nothing to take away', "f('', [], () => {});"],
  ])('%s', (_what, text) => {
    expect(made(text)).toEqual([]);
  });

  test('in keys of sentences, wherever they stand', () => {
    expect(made("f('known', 'other');", (text) => text === 'known')).toEqual(["string: f('known', '');"]);
  });

  test('in the block of an `if` without an `else`: its condition is made false', () => {
    expect(made('if (a) { b(); }').some((one) => one.startsWith('block'))).toBe(false);
    expect(made('if (a) { b(); } else { c(); }').filter((one) => one.startsWith('block'))).toHaveLength(2);
  });
});

describe('equivalent mutants', () => {
  test('are left out where a comment says which, and why', () => {
    const text = '// Equivalent mutants (comparison): both are the same at 0.\na < 0;\na < 0;';
    const { mutants, equivalent } = findMutants('made.ts', text);
    expect(mutants.map(({ operator, line }) => `${operator} ${line}`)).toEqual([
      'number 2',
      'comparison 3',
      'comparison 3',
      'number 3',
    ]);
    expect(equivalent).toBe(2);
  });

  test('a comment that means none is an error', () => {
    expect(() => findMutants('made.ts', '// Equivalent mutants (array): gone.\na < 0;')).toThrow(
      'made.ts:1: no mutant "array" on the next line.',
    );
  });
});

describe('with every mutant in it', () => {
  const text = `
    const f = (a, list) => {
      if (a !== 2 && !(list?.length > 1)) return list?.filter((one) => one > a).length ?? -1;
      let sum = 0;
      for (const one of list) { sum += one * 2; }
      return sum;
    };`;
  const { mutants } = findMutants('made.ts', text);
  const run = (code: string, alive: number): unknown => {
    const f = new Function('isMutantAlive', `${code}\nreturn f;`)((id: number) => id === alive);
    return [
      [1, [3, 0]],
      [2, [3, 4]],
      [0, [5]],
      [0, undefined],
      [2, []],
    ].map(([a, list]) => {
      try {
        return f(a, list);
      } catch (error) {
        return String(error);
      }
    });
  };

  test('the text does what it did while none is alive', () => {
    expect(run(instrument(text, mutants, 10), -1)).toEqual(run(text, -1));
  });

  test('it does what the text of the one that is alive would do', () => {
    expect(mutants.length).toBeGreaterThan(20);
    mutants.forEach(({ span, replacement }, index) => {
      const alone = text.slice(0, span.start) + replacement + text.slice(span.end);
      expect([alone, run(instrument(text, mutants, 10), 10 + index)]).toEqual([alone, run(alone, -1)]);
    });
  });
});
