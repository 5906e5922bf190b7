import {
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { openLedger } from '../../../src-main/ledger/open-ledger.ts';
import { leaveFigure } from '../../support/figures.ts';
import { decision, knock, progress, startMs, temporaryStateDir } from '../../support/ledger.ts';

const hourMs = 3_600_000;
const clock = { now: () => startMs, soon: setImmediate };
/** Bits of each file beside those of its beginning, which decides how everything else is read. */
const flips = Number(process.env.PEEPHOLE_FLIPS ?? 40);
const beginningBits = 100 * 8;
/** Where a write-ahead log has most of the pages that count: older copies of a page are not read any more. */
const newestBits = 12 * 4_120 * 8;
/** Every bit of the beginning in the long form; 7 shares nothing with a byte. */
const step = process.env.PEEPHOLE_FLIPS === undefined ? 7 * 3 : 1;

/** One more of everything that is written down. */
function live(ledger: Ledger, n: number): void {
  const key = `sender${n}@example.com`;
  ledger.recordKnocks([knock(`k${n}`, { key })]);
  ledger.appendDecision(decision(`d${n}`, { key, verdict: n % 3 === 0 ? 'block' : 'approve' }), progress());
  ledger.appendProgress(`d${n}`, progress({ progress: 'confirmed' }));
  ledger.setJournal({ stopped: [`account${n}`], held: null, groupIsOurs: true });
}

interface Made {
  readonly dir: string;
  /** What was decided, as it was told. */
  readonly decided: string;
}

const decided = (ledger: Ledger): string => JSON.stringify([ledger.decisions(), ledger.journal()]);

/** @param left `closed`: as an orderly end leaves a ledger; `killed`: the half of it in the write-ahead log. */
function made(left: 'closed' | 'killed'): Made {
  const dir = temporaryStateDir();
  const first = openLedger(dir, clock);
  for (let n = 0; n < 15; n += 1) live(first, n);
  first.close();
  const second = openLedger(dir, clock);
  if (left === 'killed') for (let n = 15; n < 30; n += 1) live(second, n);
  const kept = temporaryStateDir();
  // The index of the write-ahead log is made anew by whoever opens it.
  for (const name of readdirSync(dir).filter((one) => !one.endsWith('-shm')))
    copyFileSync(join(dir, name), join(kept, name));
  const made = { dir: kept, decided: decided(second) };
  second.close();
  return made;
}

function flip(file: string, bit: number): void {
  const descriptor = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(descriptor, byte, 0, 1, bit >> 3);
  byte.writeUInt8(byte.readUInt8(0) ^ (1 << (bit & 7)));
  writeSync(descriptor, byte, 0, 1, bit >> 3);
  closeSync(descriptor);
}

/** Bits all over a file, and once more of what was written last, the same in each run. */
function bitsOf(file: string): readonly number[] {
  const bits = statSync(file).size * 8;
  const newest = Math.max(0, bits - newestBits);
  const spread = Array.from({ length: flips }, (_, n) => {
    const part = (n * 0.618_033_988_7) % 1;
    return n % 2 === 0 ? Math.floor(part * bits) : newest + Math.floor(part * (bits - newest));
  });
  const beginning = Array.from({ length: Math.ceil(beginningBits / step) }, (_, n) => n * step);
  return [...beginning, ...spread];
}

/** Plays `life` with each bit flipped in turn. @returns every answer, with the first bits that led to it. */
function answers(
  { dir }: Made,
  name: string,
  life: (copy: string, flipNow: () => void) => readonly string[],
): ReadonlyMap<string, number> {
  const tally = new Map<string, number>();
  const work = temporaryStateDir();
  let n = 0;
  for (const bit of bitsOf(join(dir, name))) {
    const copy = join(work, String(n));
    n += 1;
    mkdirSync(copy);
    for (const file of readdirSync(dir)) copyFileSync(join(dir, file), join(copy, file));
    for (const answer of life(copy, () => flip(join(copy, name), bit)))
      tally.set(answer, (tally.get(answer) ?? 0) + 1);
    rmSync(copy, { recursive: true });
  }
  return tally;
}

/** @returns what came of it, in a word. */
function outcome(work: () => unknown): string {
  try {
    const answer = work();
    return typeof answer === 'string' ? answer : 'ok';
  } catch (error) {
    if (!(error instanceof PeepholeError)) return `a defect: ${String(error)}`;
    return error.code === 'state-unusable' ? `${error.code} ${error.sentence.key}` : error.code;
  }
}

/** Names of versions and programs are told from damage by nothing but themselves: nothing is done then, and it is said. */
const honest = [
  'as decided',
  'ledger-corrupt',
  'state-unusable opening.foreign',
  'state-unusable opening.newer',
];

describe.each([
  ['of a ledger that was closed', 'closed', 'ledger.sqlite'],
  ['of a ledger after a crash', 'killed', 'ledger.sqlite'],
  ['of a ledger’s write-ahead log', 'killed', 'ledger.sqlite-wal'],
] as const)('a flipped bit %s', (name, left, file) => {
  test('is harmless or said at the start: no decision is another, or gone', { timeout: hourMs }, () => {
    const ledger = made(left);
    const came = answers(ledger, file, (copy, flipNow) => {
      flipNow();
      return [
        outcome(() => {
          const opened = openLedger(copy, clock);
          try {
            return decided(opened) === ledger.decided ? 'as decided' : 'another or none';
          } finally {
            opened.close();
          }
        }),
      ];
    });
    expect([...came.keys()].filter((one) => !honest.includes(one))).toEqual([]);
    expect(came.get('ledger-corrupt')).toBeGreaterThan(0);
    leaveFigure({ name: `bits flipped ${name}, then a start`, flips: bitsOf(join(ledger.dir, file)).length });
  });

  test('is harmless or called damage while Peephole runs', { timeout: hourMs }, () => {
    const ledger = made(left);
    const came = answers(ledger, file, (copy, flipNow) => {
      const opened = openLedger(copy, clock);
      flipNow();
      forgetsPages(copy);
      const said = [
        outcome(() => (decided(opened) === ledger.decided ? 'as decided' : 'another or none')),
        outcome(() => void opened.appendDecision(decision('new'), progress())),
        outcome(() => void opened.appendProgress('d3', progress({ progress: 'saved' }))),
        outcome(() => void opened.recordKnocks([knock('new', { key: 'sender3@example.com' })])),
        outcome(() => void opened.setSetting('some', 'thing')),
        outcome(() => void opened.log(1_000)),
        outcome(() => void opened.events(['ledger-begun', 'ledger-set-aside'])),
      ];
      // As it ends is the next start's matter.
      outcome(() => void opened.close());
      return said;
    });
    expect([...came.keys()].filter((one) => ![...honest.slice(0, 2), 'ok'].includes(one))).toEqual([]);
    expect(came.get('ledger-corrupt')).toBeGreaterThan(0);
    leaveFigure({
      name: `bits flipped ${name}, while it is in use`,
      flips: bitsOf(join(ledger.dir, file)).length,
    });
  });
});

/** Another program writes: SQLite drops what it has in memory, and reads the file. */
function forgetsPages(dir: string): void {
  const db = new DatabaseSync(join(dir, 'ledger.sqlite'));
  try {
    db.exec(`INSERT OR REPLACE INTO setting VALUES ('another-program', '1')`);
  } catch {
    // It met the damage before we did, and wrote nothing.
  } finally {
    db.close();
  }
}
