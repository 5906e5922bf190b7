import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryStateDir } from '../support/ledger.ts';

/** What the process said, with how often it had waited for the disk since it last said something. */
function waits(trace: string): readonly (readonly [said: string, syncs: number])[] {
  const said: [string, number][] = [];
  let syncs = 0;
  for (const line of trace.split('\n')) {
    const [, word] = /\bwrite\(1<[^"]*"(\w+)/.exec(line) ?? [];
    if (/\bf(?:data)?sync\(/.test(line)) syncs += 1;
    else if (word !== undefined) {
      said.push([word, syncs]);
      syncs = 0;
    }
  }
  return said;
}

test.runIf(process.platform === 'linux')(
  'a knock waits for the disk not once, each thing that is acknowledged exactly once',
  () => {
    const log = join(temporaryStateDir(), 'strace.log');
    const program = new URL('./ledger-writer.ts', import.meta.url).pathname;
    const calls = ['-f', '-y', '-e', 'trace=fsync,fdatasync,write', '-o', log];
    execFileSync('strace', [...calls, process.execPath, program, temporaryStateDir(), 'traced', '20']);
    // The first one makes the -wal.
    const said = waits(readFileSync(log, 'utf8'));
    const [open, first, , , ...others] = said.filter(([word]) => word !== 'turned');
    expect(open?.[0]).toBe('open');
    expect(first?.[0]).toBe('decided');
    // A knock and a decision, accounts that were taken off, a step of the decision.
    const round = [
      ['decided', 1],
      ['taken', 1],
      ['confirmed', 1],
    ];
    expect(others).toEqual(Array.from({ length: 19 }, () => round).flat());
    // Once in fifty of these the -wal is written back: between two turns, where nobody waits for it.
    const turns = said.filter(([word]) => word === 'turned').map(([, syncs]) => syncs);
    expect(turns.filter((syncs) => syncs > 0)).toHaveLength(1);
    expect(turns[16]).toBeGreaterThan(0);
  },
);
