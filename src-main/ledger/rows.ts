import type { SQLOutputValue } from 'node:sqlite';
import { PeepholeError } from '#core/errors.ts';
import { latestMs } from '#core/time.ts';
import { sentence } from '#core/words/sentence.ts';

export type Row = Readonly<Record<string, SQLOutputValue>>;

function unexpected(column: string): PeepholeError {
  return new PeepholeError('ledger-corrupt', sentence('ledger.column', { column }));
}

/** @throws PeepholeError `ledger-corrupt` when the column holds no text. */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw unexpected(column);
  return value;
}

/** @throws PeepholeError `ledger-corrupt` when the column holds none of these words. */
export function wordOf<Word extends string>(row: Row, column: string, words: readonly Word[]): Word {
  const value = row[column];
  const word = words.find((one) => one === value);
  if (word === undefined) throw unexpected(column);
  return word;
}

/** @throws PeepholeError `ledger-corrupt` when the column holds no moment that a date can be made of. */
export function timeOf(row: Row, column: string): number {
  const value = numberOf(row, column);
  if (!(Math.abs(value) <= latestMs)) throw unexpected(column);
  return value;
}

/** @throws PeepholeError `ledger-corrupt` when the column holds no number. */
export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw unexpected(column);
  return value;
}
