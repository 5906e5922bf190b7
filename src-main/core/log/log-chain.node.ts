import { hash } from 'node:crypto';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { canonicalJson } from './canonical-json.ts';
import type { LogLine } from './log-line.ts';

/** `previous` of the first line: there is none before it. */
export const chainStart = '0'.repeat(64);

/** What came of checking a chain. */
export interface ChainCheck {
  /** Log lines that were read and hold, up to the first bad one. */
  readonly lines: number;
  /** The first line (counted from 1) that is wrong or missing; null: everything holds. */
  readonly firstBad: number | null;
  /** What is wrong with it, one plain sentence; null when everything holds. */
  readonly problem: Sentence | null;
}

/** A line with its body already spelled canonically, as the ledger stores it. */
export interface SpelledLine extends Omit<LogLine, 'body' | 'hash'> {
  readonly bodyJson: string;
}

/** SHA-256, in hexadecimal, over the canonical JSON of every field of a line but `hash`. */
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

/** Checks a whole log as it is stored, first line first (RULE-9.1). */
export function verifySpelled(lines: Iterable<SpelledLine & { readonly hash: string }>): ChainCheck {
  const walk = new ChainWalk();
  const bad = (problem: Sentence): ChainCheck => ({ lines: walk.lines, firstBad: walk.lines + 1, problem });
  for (const line of lines) {
    const spelling = spellingProblem(line.bodyJson);
    if (spelling !== null) return bad(sentence(spelling, { line: String(walk.lines + 1) }));
    const problem = walk.step(line);
    if (problem !== null) return bad(problem);
  }
  return { lines: walk.lines, firstBad: null, problem: null };
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

function* spelled(lines: Iterable<LogLine>): Iterable<SpelledLine & { readonly hash: string }> {
  for (const line of lines) yield { ...line, bodyJson: canonicalJson(line.body) };
}
