import { z } from 'zod';
import { timeMs } from '#core/time.schema.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { canonicalJson } from './canonical-json.ts';
import { type ChainCheck, LogWalk, linesMissing } from './log-chain.node.ts';
import { type LogLine, logLineTypes } from './log-line.ts';

/**
 * The export: JSON lines, UTF-8, each ended by LF and in its one canonical spelling, byte for byte. First one `LogLine` a line, oldest first, then exactly one end line,
 * `{"hash":…,"lines":…,"type":"end"}`: how many lines there are and the hash of the last. Without it a file whose tail is
 * gone would still be a perfect chain.
 *
 * What a check can and can't see: any damage, any changed, missing, added or moved line, a cut file. Somebody who writes
 * the whole file anew, with every hash made again, needs the private key for its signatures (RULE-9.3), or names a key of
 * their own, which is not this Peephole's. Not: a file that is cut after a line and given an end that fits, which is what
 * an earlier export would have been; only the last hash, kept elsewhere, shows that.
 */
const logLineSchema: z.ZodType<LogLine> = z.strictObject({
  seq: z.number().int(),
  atMs: timeMs.int(),
  type: z.enum(logLineTypes),
  body: z.unknown(),
  previous: z.string(),
  hash: z.string(),
  signature: z.string().optional(),
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
  readonly #walk = new LogWalk();
  #ended = false;
  #problem: Sentence | null = null;

  /**
   * @param text null: what stands there is no line of text.
   * @returns false once something is wrong: nothing further needs to be read.
   */
  add(text: string | null): boolean {
    this.#problem ??= this.#problemOf(text);
    return this.#problem === null;
  }

  /** To be asked after the last line. */
  result(): ChainCheck {
    return this.#walk.result(this.#problem ?? (this.#ended ? null : sentence('log.cut-off')));
  }

  #problemOf(text: string | null): Sentence | null {
    const number = this.#walk.lines + 1;
    const line = String(number);
    if (this.#ended) return sentence('log.after-end', { line: String(number + 1) });
    if (text === null) return sentence('log.no-text', { line });
    try {
      const value: unknown = JSON.parse(text);
      const end = endSchema.safeParse(value);
      const read = logLineSchema.safeParse(value);
      if (!end.success && !read.success) return sentence('log.no-line', { line });
      // Another spelling of the same value is another file: what JSON overlooks (a second member of one name, spaces,
      // escapes) may be what somebody reads in it.
      if (canonicalJson(value) !== text) return sentence('log.respelled', { line });
      if (end.success) return this.#problemOfEnd(end.data);
      if (!read.success) return sentence('log.no-line', { line });
      return this.#walk.step({ ...read.data, bodyJson: canonicalJson(read.data.body) });
    } catch {
      return sentence('log.no-json', { line });
    }
  }

  #problemOfEnd(end: LogEnd): Sentence | null {
    const { lines, hash } = this.#walk;
    if (end.lines > lines) return linesMissing(lines, end.lines);
    if (end.lines < lines) return sentence('log.too-many', { lines: String(lines), said: String(end.lines) });
    if (end.hash !== hash) return sentence('log.other-end', { line: String(lines) });
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
