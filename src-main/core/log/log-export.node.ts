import { z } from 'zod';
import { canonicalJson } from './canonical-json.ts';
import { type ChainCheck, ChainWalk } from './log-chain.node.ts';
import { type LogLine, logLineTypes } from './log-line.ts';

/**
 * The export: JSON lines, UTF-8. First one `LogLine` a line, oldest first, then exactly one end line,
 * `{"hash":…,"lines":…,"type":"end"}`: how many lines there are and the hash of the last. Without it a file whose tail is
 * gone would still be a perfect chain.
 *
 * What a check can and can't see: any damage, any changed, missing, added or moved line, a cut file. Not: somebody who
 * writes the whole file anew with every hash made again; only a copy, or the last hash, kept elsewhere shows that.
 */
const logLineSchema: z.ZodType<LogLine> = z.strictObject({
  seq: z.number().int(),
  atMs: z.number().int(),
  type: z.enum(logLineTypes),
  body: z.unknown(),
  previous: z.string(),
  hash: z.string(),
});

const endSchema = z.strictObject({
  type: z.literal('end'),
  lines: z.number().int().min(0),
  hash: z.string(),
});

/** Where a log ends. */
export interface LogEnd {
  readonly lines: number;
  /** Hash of the last line. */
  readonly hash: string;
}

/** @returns the text of an export, line by line, without line ends. */
export function* exportedLines(lines: Iterable<LogLine>, end: LogEnd): Iterable<string> {
  for (const line of lines) yield canonicalJson(line);
  yield canonicalJson({ type: 'end', lines: end.lines, hash: end.hash });
}

/** Checks an export that is read line by line. Never throws: whatever can't be read is a bad line. */
export class ExportCheck {
  readonly #walk = new ChainWalk();
  #ended = false;
  #problem: string | null = null;

  /** @returns false once something is wrong: nothing further needs to be read. */
  add(text: string): boolean {
    this.#problem ??= this.#problemOf(text);
    return this.#problem === null;
  }

  /** To be asked after the last line. */
  result(): ChainCheck {
    const { lines } = this.#walk;
    const problem = this.#problem ?? (this.#ended ? null : 'The end is missing: this file was cut off.');
    return { lines, firstBad: problem === null ? null : lines + 1, problem };
  }

  #problemOf(text: string): string | null {
    const number = this.#walk.lines + 1;
    if (this.#ended) return `There is something after the end, from line ${number + 1} on.`;
    try {
      const value: unknown = JSON.parse(text);
      const end = endSchema.safeParse(value);
      if (end.success) return this.#problemOfEnd(end.data);
      const line = logLineSchema.safeParse(value);
      if (!line.success) return `Line ${number} is not a line of Peephole's log.`;
      return this.#walk.step({ ...line.data, bodyJson: canonicalJson(line.data.body) });
    } catch {
      return `Line ${number} is not JSON.`;
    }
  }

  #problemOfEnd(end: LogEnd): string | null {
    const { lines, hash } = this.#walk;
    if (end.lines > lines) return `Lines ${lines + 1} to ${end.lines} are missing.`;
    if (end.lines < lines) return `There are ${lines} lines, but the end says ${end.lines}.`;
    if (end.hash !== hash) return `The end does not belong to line ${lines}.`;
    this.#ended = true;
    return null;
  }
}

/** Checks the lines of an exported file. */
export function verifyExport(texts: Iterable<string>): ChainCheck {
  const check = new ExportCheck();
  for (const text of texts) if (!check.add(text)) break;
  return check.result();
}
