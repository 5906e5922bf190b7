import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { fuzz } from '../fuzz/fuzz.ts';
import { changeExport } from '../fuzz/long-export.ts';
import { mutateBytes, mutateJson, randomOf } from '../fuzz/mutate.ts';
import { madeExport } from '../fuzz/targets/log.ts';
import { targets } from '../fuzz/targets.ts';
import { startWatchdog, type Watchdog } from '../fuzz/watchdog.ts';

/** The short form of `npm run fuzz`: each target for so long, ms; another seed by PEEPHOLE_SEED. */
const forMs = 1_000;
const seed = Number(process.env.PEEPHOLE_SEED ?? 1);

let dog: Watchdog;
beforeAll(() => {
  dog = startWatchdog(join(tmpdir(), `peephole-fuzz-hangs-${process.pid}.bin`));
  // JSON5 warns of odd line ends in a text.
  vi.spyOn(console, 'warn').mockImplementation(() => {});
});
afterAll(async () => {
  vi.restoreAllMocks();
  await dog.stop();
});

describe('whatever others write is read, or refused by the error that is meant for it', () => {
  test.each(targets.map(({ target }) => [target.name, target] as const))('%s', async (_name, target) => {
    const figures = await fuzz(target, { seed, runs: 50_000, forMs, watch: dog.watch });
    expect(
      figures.findings.map(({ error, input }) => ({ error, input: input.toString('base64', 0, 3_000) })),
    ).toEqual([]);
    expect(figures.runs).toBeGreaterThan(2 * target.seeds.length + (target.unkind ?? []).length);
  });
});

test('every change of a long export is found', () => {
  expect(changeExport(madeExport(1_000), 80, seed)).toEqual({ tried: 80, missed: [] });
});

describe('the fuzzer itself', () => {
  const finds = async (shape: 'bytes' | 'json', from: string, isFault: (text: string) => boolean) => {
    const run = (input: Buffer) => {
      if (isFault(input.toString())) throw new RangeError('found');
    };
    const target = { name: 'made', shape, seeds: [Buffer.from(from)], run };
    return (await fuzz(target, { seed: 1, runs: 3_000 })).findings.length;
  };

  test('finds a member of an odd name, a number in place of a text, and a text that goes on', async () => {
    expect(await finds('json', '{"a":{"b":"x"}}', (text) => text.includes('__proto__'))).toBe(1);
    expect(await finds('json', '{"a":{"b":"x"}}', (text) => /"b":-?\d/.test(text))).toBe(1);
    expect(await finds('bytes', 'key=value', (text) => text.length > 1_000)).toBe(1);
    expect(await finds('bytes', 'key=value', () => false)).toBe(0);
  });

  test('makes the same of the same seed', () => {
    const from = Buffer.from('{"a":[1,"two",null]}');
    for (const change of [mutateBytes, mutateJson]) {
      const made = () => {
        const random = randomOf(7);
        return Array.from({ length: 200 }, () => change(from, [from], random).toString('hex'));
      };
      expect(made()).toEqual(made());
      expect(new Set(made()).size).toBeGreaterThan(100);
    }
  });
});
