import { existsSync, readFileSync } from 'node:fs';

/*
 * SQLite's write-ahead log (sqlite.org/fileformat2.html, "The Write-Ahead Log"): a header, then frames, each a page with a
 * header of its own. The checksum of each goes on from the one before, and is by words in the order of the machine that wrote.
 */
const headerBytes = 32;
const frameHeaderBytes = 24;
/** Ledgers are made with SQLite's own page size. */
const pageBytes = 4_096;
const frameBytes = frameHeaderBytes + pageBytes;

type Sum = readonly [number, number];

function sumOn([from0, from1]: Sum, words: Uint32Array): Sum {
  let [sum0, sum1] = [from0, from1];
  for (let at = 0; at + 1 < words.length; at += 2) {
    sum0 = (sum0 + (words[at] ?? 0) + sum1) >>> 0;
    sum1 = (sum1 + (words[at + 1] ?? 0) + sum0) >>> 0;
  }
  return [sum0, sum1];
}

const areEqual = (one: Sum, other: Sum): boolean => one[0] === other[0] && one[1] === other[1];

/** The header, or a frame. */
interface Part {
  /** Which run of the log it belongs to: what an earlier one left stands behind the end of this. */
  readonly salt: string;
  readonly stored: Sum;
  /** Ends a transaction. */
  readonly isCommit: boolean;
  /** What the checksum must be, when the part before ended with `before`. */
  sum(before: Sum): Sum;
}

class WriteAheadLog {
  readonly #bytes: DataView;

  constructor(bytes: Uint8Array) {
    // A copy of its own begins at a multiple of four.
    this.#bytes = new DataView(new Uint8Array(bytes).buffer);
  }

  get frames(): number {
    return Math.max(0, Math.floor((this.#bytes.byteLength - headerBytes) / frameBytes));
  }

  get header(): Part {
    return {
      salt: this.#salt(16),
      stored: this.#pair(24),
      isCommit: false,
      sum: () => sumOn([0, 0], this.#words(0, 24)),
    };
  }

  /** @param n counted from 0. */
  frame(n: number): Part {
    const at = headerBytes + n * frameBytes;
    return {
      salt: this.#salt(at + 8),
      stored: this.#pair(at + 16),
      isCommit: this.#bytes.getUint32(at + 4) !== 0,
      sum: (before) =>
        sumOn(sumOn(before, this.#words(at, 8)), this.#words(at + frameHeaderBytes, pageBytes)),
    };
  }

  #pair(at: number): Sum {
    return [this.#bytes.getUint32(at), this.#bytes.getUint32(at + 4)];
  }

  #salt(at: number): string {
    return this.#pair(at).join();
  }

  #words(at: number, length: number): Uint32Array {
    return new Uint32Array(this.#bytes.buffer, at, length / 4);
  }
}

/** @returns whether frames that follow from `before`, of this run, go on from `from` to the end of a transaction. */
function commitsBehind(log: WriteAheadLog, from: number, before: Sum, salt: string): boolean {
  let sum = before;
  for (let n = from; n < log.frames; n += 1) {
    const frame = log.frame(n);
    sum = frame.sum(sum);
    if (frame.salt !== salt || !areEqual(frame.stored, sum)) return false;
    if (frame.isCommit) return true;
  }
  return false;
}

/**
 * SQLite reads its write-ahead log up to the first part that does not fit, and takes that for its end: a flipped bit
 * would undo, unsaid, every transaction behind it. It is damage when what stands behind it is whole and follows from it.
 * A crash leaves nothing like that: what did not reach the disk is at least a block of 4 KiB, and so a part of the frame beside it, too
 * (but for one frame in 512, whose page is just such a block: losing that alone in a power cut is called damage, and said).
 *
 * While somebody writes, too, nothing looks like it: what follows from what is half written is of an earlier run of the log.
 *
 * @param file the database's.
 */
export function isWalDamaged(file: string): boolean {
  const path = `${file}-wal`;
  if (!existsSync(path)) return false;
  const log = new WriteAheadLog(readFileSync(path));
  if (log.frames === 0) return false;
  const { header } = log;
  const { salt } = header;
  let sum = header.stored;
  const isDamaged = (part: Part, computed: Sum, next: number, of: string): boolean =>
    commitsBehind(log, next, part.stored, of) || commitsBehind(log, next, computed, of);
  const computed = header.sum([0, 0]);
  // Where the header does not hold, its salt may be what was flipped: the first frame has it, too.
  if (!areEqual(header.stored, computed)) return isDamaged(header, computed, 0, log.frame(0).salt);
  for (let n = 0; n < log.frames; n += 1) {
    const frame = log.frame(n);
    const expected = frame.sum(sum);
    if (frame.salt !== salt || !areEqual(frame.stored, expected))
      return isDamaged(frame, expected, n + 1, salt);
    sum = frame.stored;
  }
  return false;
}
