import { ExportBytes } from '../../src-main/ledger/export-bytes.ts';
import { type Random, randomOf } from './mutate.ts';

/** A change of a log that was exported, of one byte or of whole lines. */
type Change = (lines: readonly string[], at: number, random: Random) => readonly string[];

const inLine = (lines: readonly string[], at: number, change: (line: string) => string): readonly string[] =>
  lines.with(at, change(lines[at] ?? ''));

const changes: readonly (readonly [name: string, change: Change])[] = [
  ['a line is dropped', (lines, at) => lines.toSpliced(at, 1)],
  ['a line is doubled', (lines, at) => lines.toSpliced(at, 0, lines[at] ?? '')],
  [
    'two lines are swapped',
    (lines, at, random) => {
      const other = (at + 1 + random.below(lines.length - 1)) % lines.length;
      return lines.with(at, lines[other] ?? '').with(other, lines[at] ?? '');
    },
  ],
  [
    'a byte is changed',
    (lines, at, random) =>
      inLine(lines, at, (line) => {
        const bytes = Buffer.from(line, 'latin1');
        const place = random.below(bytes.length);
        bytes[place] = (bytes[place] ?? 0) ^ (1 + random.below(255));
        return bytes.toString('latin1');
      }),
  ],
  ['a space is put in', (lines, at) => inLine(lines, at, (line) => line.replace(':', ': '))],
  ['a letter is escaped', (lines, at) => inLine(lines, at, (line) => line.replace('hash', '\\u0068ash'))],
  [
    'a member stands there twice',
    (lines, at) => inLine(lines, at, (line) => line.replace('{', '{"atMs":1,')),
  ],
  ['a line ends otherwise', (lines, at) => inLine(lines, at, (line) => `${line}\r`)],
];

/** How much of an export is looked at at once, bytes: as `verify` reads a file, with lines cut anywhere. */
const pieceBytes = 65_536;

function* piecesOf(lines: readonly string[]): Generator<Buffer> {
  let rest = '';
  for (const line of lines) {
    rest += `${line}\n`;
    if (rest.length < pieceBytes) continue;
    yield Buffer.from(rest.slice(0, pieceBytes), 'latin1');
    rest = rest.slice(pieceBytes);
  }
  yield Buffer.from(rest, 'latin1');
}

function holds(lines: readonly string[]): boolean {
  const check = new ExportBytes();
  for (const piece of piecesOf(lines)) if (!check.add(piece)) break;
  return check.result().firstBad === null;
}

/**
 * Changes an export at random places, in each way as often.
 * @param text a sound export. @returns how many changes were tried, and the names of those that `verify` did not find.
 */
export function changeExport(
  text: string,
  times: number,
  seed: number,
): { tried: number; missed: readonly string[] } {
  const random = randomOf(seed);
  const lines = Buffer.from(text).toString('latin1').trimEnd().split('\n');
  const missed: string[] = holds(lines) ? [] : ['it does not hold as it is'];
  for (let n = 0; n < times; n += 1) {
    const [name, change] = changes[n % changes.length] ?? ['none', (same: readonly string[]) => same];
    const at = random.below(lines.length);
    if (holds(change(lines, at, random))) missed.push(`${name}: line ${at + 1}`);
  }
  return { tried: times, missed };
}
