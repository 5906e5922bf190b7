import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#core/log/canonical-json.ts';
import { chainStart, lineHash, verifyLines } from '#core/log/log-chain.node.ts';
import { exportedLines, verifyExport } from '#core/log/log-export.node.ts';
import type { LogLine } from '#core/log/log-line.ts';
import type { WordKey } from '#core/words/catalogue.ts';
import { saidOf } from '../../../support/said.ts';

function chain(bodies: readonly unknown[]): readonly LogLine[] {
  const lines: LogLine[] = [];
  for (const body of bodies) {
    const open = {
      seq: lines.length + 1,
      atMs: 1_000 + lines.length,
      type: 'event',
      previous: lines.at(-1)?.hash ?? chainStart,
    } as const;
    lines.push({ ...open, body, hash: lineHash({ ...open, bodyJson: canonicalJson(body) }) });
  }
  return lines;
}

const exported = (lines: readonly LogLine[]) => [
  ...exportedLines(lines, { lines: lines.length, hash: lines.at(-1)?.hash ?? chainStart }),
];

const three = chain([{ kind: 'a' }, { kind: 'b', n: 2 }, { kind: 'c' }]);

const rewritten = chain([{ kind: 'a' }, { kind: 'x' }]);

describe('canonical JSON', () => {
  it('spells a value in one way, which JSON reads back', () => {
    expect(canonicalJson({ b: [1, { d: null, c: 'é"\n' }], a: undefined, _: true })).toBe(
      '{"_":true,"b":[1,{"c":"é\\"\\n","d":null}]}',
    );
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const text = canonicalJson(value);
        expect(canonicalJson(JSON.parse(text))).toBe(text);
        expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it('does not depend on the order of members', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).toReversed());
        expect(canonicalJson(turned)).toBe(canonicalJson({ ...value }));
      }),
    );
  });

  it('refuses what JSON can not say', () => {
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, () => 1, Symbol('x'), 1n, [undefined]]) {
      expect(() => canonicalJson(value)).toThrow(TypeError);
    }
  });

  it('hashes what an outsider can hash too', () => {
    // printf '%s' '{"atMs":1000,"body":{"kind":"a"},"previous":"000…","seq":1,"type":"event"}' | sha256sum
    expect(three[0]?.hash).toBe('f4764dc7272ab4e9a59fa6f0cbd4ca5c1e3669c9cc182149e8b9124042dbbf47');
  });
});

describe('a chain', () => {
  it('holds when nothing was touched', () => {
    expect(verifyLines(three)).toEqual({ lines: 3, firstBad: null, problem: null, keys: [] });
    expect(verifyLines([])).toEqual({ lines: 0, firstBad: null, problem: null, keys: [] });
  });

  it.each<[string, readonly LogLine[], number]>([
    ['a changed body', three.map((line) => (line.seq === 2 ? { ...line, body: { kind: 'x' } } : line)), 2],
    ['a changed time', three.map((line) => (line.seq === 3 ? { ...line, atMs: 5 } : line)), 3],
    ['a changed type', three.map((line) => (line.seq === 1 ? { ...line, type: 'journal' } : line)), 1],
    ['a line that was taken out', three.filter(({ seq }) => seq !== 2), 2],
    [
      'a line that was taken out, the rest numbered anew',
      chain([{ kind: 'a' }]).concat(three.slice(2).map((line) => ({ ...line, seq: 2 }))),
      2,
    ],
    ['a line that was changed and hashed anew', rewritten.concat(three.slice(2)), 3],
    ['a first line that was taken out', three.slice(1), 1],
    ['lines that changed places', [three[0], three[2], three[1]].filter((line) => line !== undefined), 2],
    ['a line twice', [three[0], three[0], three[1]].filter((line) => line !== undefined), 2],
  ])('shows %s', (_name, lines, firstBad) => {
    expect(verifyLines(lines)).toMatchObject({ lines: firstBad - 1, firstBad });
    expect(saidOf(verifyLines(lines).problem)).toMatch(/^Line \d/);
  });

  it('shows every single change of any character of an export', () => {
    const texts = exported(three);
    const whole = texts.join('\n');
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.constantFrom('0', 'x', '"', ' ', '\n', '}'), (at, put) => {
        const changed = `${whole.slice(0, at)}${put}${whole.slice(at + 1)}`;
        fc.pre(changed !== whole);
        const firstBad = verifyExport(changed.split('\n')).firstBad;
        // A space more or less outside the values is the same line, spelled otherwise.
        if (firstBad === null)
          expect(changed.split('\n').map((text) => canonicalJson(JSON.parse(text)))).toEqual(texts);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('an export', () => {
  it('is checked by what it holds', () => {
    expect(exported(three).at(-1)).toBe(`{"hash":"${three[2]?.hash}","lines":3,"type":"end"}`);
    expect(verifyExport(exported(three))).toEqual({ lines: 3, firstBad: null, problem: null, keys: [] });
    expect(verifyExport(exported([]))).toEqual({ lines: 0, firstBad: null, problem: null, keys: [] });
  });

  it.each<[string, (texts: string[]) => string[], number, WordKey]>([
    ['was cut after a line', (texts) => texts.slice(0, 2), 3, 'log.cut-off'],
    ['lost its end line', (texts) => texts.slice(0, -1), 4, 'log.cut-off'],
    [
      'lost its last lines, but not its end',
      (texts) => [...texts.slice(0, 1), ...texts.slice(-1)],
      2,
      'log.lines-missing',
    ],
    ['was cut within a line', (texts) => [texts[0] ?? '', (texts[1] ?? '').slice(0, 30)], 2, 'log.no-json'],
    ['is empty', () => [], 1, 'log.cut-off'],
    ['goes on after its end', (texts) => [...texts, texts[0] ?? ''], 4, 'log.after-end'],
    [
      'has another end',
      (texts) => [...texts.slice(0, -1), `{"hash":"${chainStart}","lines":3,"type":"end"}`],
      4,
      'log.other-end',
    ],
    [
      'says too few lines',
      (texts) => [...texts.slice(0, -1), `{"hash":"${three[2]?.hash}","lines":2,"type":"end"}`],
      4,
      'log.too-many',
    ],
    ['is something else', () => ['{"ok":true}'], 1, 'log.no-line'],
    ['is no text', () => ['\u0000\u0001'], 1, 'log.no-json'],
    ['has a member more', (texts) => [(texts[0] ?? '').replace('{', '{"more":1,')], 1, 'log.no-line'],
    ['is nested beyond reason', () => ['['.repeat(200_000)], 1, 'log.no-json'],
  ])('that %s is noticed', (_name, change, firstBad, problem) => {
    const check = verifyExport(change(exported(three)));
    expect(check).toMatchObject({ lines: firstBad - 1, firstBad });
    expect(check.problem?.key).toBe(problem);
  });
});
