import { hash } from 'node:crypto';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { canonicalJson } from './canonical-json.ts';
import type { LogKey, LogLine, SpelledLine, StoredLine } from './log-line.ts';
import { SignatureWalk } from './log-signature.node.ts';

/** `previous` of the first line: there is none before it. */
export const chainStart = '0'.repeat(64);

/** What came of checking a log. */
export interface ChainCheck {
  /** Log lines that were read and hold, up to the first bad one. */
  readonly lines: number;
  /** The first line (counted from 1) that is wrong or missing; null: everything holds. */
  readonly firstBad: number | null;
  /** What is wrong with it, one plain sentence; null when everything holds. */
  readonly problem: Sentence | null;
  /** Which keys signed it, oldest first, as far as it holds; empty: it is not signed. */
  readonly keys: readonly LogKey[];
}

/** SHA-256, in hexadecimal, over the canonical JSON of every field of a line but `hash` and `signature`. */
export function lineHash({ seq, atMs, type, bodyJson, previous }: SpelledLine): string {
  // Put together by hand, keys in canonical order: a body is not spelled a second time.
  const text =
    `{"atMs":${canonicalJson(atMs)},"body":${bodyJson},"previous":${JSON.stringify(previous)}` +
    `,"seq":${canonicalJson(seq)},"type":${JSON.stringify(type)}}`;
  return hash('sha256', text, 'hex');
}

/** Follows a chain line by line; says no from the first line on that does not continue it. */
export class ChainWalk {
  #lines: number;
  #hash: string;

  /** @param after where the walk begins: the number of lines before it and the hash of the last of them. */
  constructor(after: { readonly lines: number; readonly hash: string } = { lines: 0, hash: chainStart }) {
    this.#lines = after.lines;
    this.#hash = after.hash;
  }

  get lines(): number {
    return this.#lines;
  }

  /** Hash of the last line that holds. */
  get hash(): string {
    return this.#hash;
  }

  /** @returns what is wrong with this line; null: it continues the chain. */
  step(line: SpelledLine & { readonly hash: string }): Sentence | null {
    const expected = this.#lines + 1;
    const at = { line: String(expected) };
    if (line.seq !== expected) return sentence('log.line-missing', { ...at, found: String(line.seq) });
    if (line.previous !== this.#hash) return sentence('log.not-following', at);
    if (line.hash !== lineHash(line)) return sentence('log.changed', at);
    this.#lines = expected;
    this.#hash = line.hash;
    return null;
  }
}

/** @param lines how many are there. @param end how many there should be. */
export function linesMissing(lines: number, end: number): Sentence {
  return sentence('log.lines-missing', { from: String(lines + 1), to: String(end) });
}

/** Follows chain and signatures of a log, from its first line on (RULE-9.1, RULE-9.3). */
export class LogWalk {
  readonly #chain = new ChainWalk();
  readonly #signatures = new SignatureWalk();
  #lines = 0;

  /** Lines that hold. */
  get lines(): number {
    return this.#lines;
  }

  /** Hash of the last line of the chain. */
  get hash(): string {
    return this.#chain.hash;
  }

  /** @returns what is wrong with this line; null: nothing. Not to be gone on with after that. */
  step(line: StoredLine): Sentence | null {
    const problem = this.#chain.step(line) ?? this.#signatures.step(line);
    if (problem === null) this.#lines += 1;
    return problem;
  }

  /** @param problem what is wrong with the line after those that hold; null: nothing. */
  result(problem: Sentence | null): ChainCheck {
    const { lines } = this;
    return { lines, firstBad: problem === null ? null : lines + 1, problem, keys: this.#signatures.keys };
  }
}

/** Checks a whole log as it is stored, first line first. @param end how many lines there should be. */
export function verifySpelled(lines: Iterable<StoredLine>, end: number | null = null): ChainCheck {
  const walk = new LogWalk();
  for (const line of lines) {
    const spelling = spellingProblem(line.bodyJson);
    const problem =
      spelling === null ? walk.step(line) : sentence(spelling, { line: String(walk.lines + 1) });
    if (problem !== null) return walk.result(problem);
  }
  return walk.result(end === null || end === walk.lines ? null : linesMissing(walk.lines, end));
}

/** Checks a whole log, first line first. */
export function verifyLines(lines: Iterable<LogLine>): ChainCheck {
  return verifySpelled(spelled(lines));
}

function spellingProblem(json: string): 'log.unreadable' | 'log.respelled' | null {
  try {
    return canonicalJson(JSON.parse(json)) === json ? null : 'log.respelled';
  } catch {
    return 'log.unreadable';
  }
}

function* spelled(lines: Iterable<LogLine>): Iterable<StoredLine> {
  for (const line of lines) yield { ...line, bodyJson: canonicalJson(line.body) };
}
