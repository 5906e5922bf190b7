import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { TrackedDecision } from '#core/decision/decision.ts';
import type { Ledger } from '#core/ports/ledger.ts';
import { openLedger } from '../../src-main/ledger/open-ledger.ts';
import { readLog } from '../../src-main/ledger/read-log.ts';
import { recordsOf, temporaryStateDir } from '../support/ledger.ts';

/** Kills; more with `PEEPHOLE_CHAOS_KILLS=1000`. */
const kills = Number(process.env.PEEPHOLE_CHAOS_KILLS ?? 30);
const clock = { now: () => Date.now(), soon: setImmediate };

interface Writer {
  readonly process: ChildProcess;
  /** What it has said so far, whole lines. */
  said(): readonly string[];
  readonly firstDecision: Promise<void>;
  readonly ended: Promise<unknown>;
}

function startWriter(stateDir: string, prefix: string, count: number): Writer {
  const script = join(import.meta.dirname, 'ledger-writer.ts');
  const child = spawn(process.execPath, [script, stateDir, prefix, String(count)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  const { promise: firstDecision, resolve } = Promise.withResolvers<void>();
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    if (text.includes('decided ')) resolve();
  });
  const ended = once(child, 'close');
  void ended.then(() => resolve());
  return { process: child, said: () => text.split('\n').slice(0, -1), firstDecision, ended };
}

/** Half of them while it opens (and, the first time, makes) the ledger, half while it writes. */
async function killSomewhere(writer: Writer, round: number): Promise<void> {
  if (round % 2 === 0) await writer.firstDecision;
  await delay(Math.random() * (round % 2 === 0 ? 40 : 400));
  writer.process.kill('SIGKILL');
  await writer.ended;
}

function idsSaid(said: readonly string[], what: string): readonly string[] {
  return said.filter((line) => line.startsWith(`${what} `)).map((line) => line.slice(what.length + 1));
}

/** Everything acknowledged is there, once; what is there beyond that was under way when it was killed. */
function expectKept(ledger: Ledger, said: readonly string[], writers: number): void {
  const decisions = ledger.decisions();
  const byId = new Map<string, TrackedDecision>(decisions.map((decision) => [decision.id, decision]));
  expect(byId.size).toBe(decisions.length);
  const decided = idsSaid(said, 'decided');
  expect(decided.filter((id) => !byId.has(id))).toEqual([]);
  expect(decisions.length - decided.length).toBeLessThanOrEqual(writers);
  expect(idsSaid(said, 'taken').filter((id) => byId.get(id)?.taken.length !== 1)).toEqual([]);
  expect(idsSaid(said, 'confirmed').filter((id) => byId.get(id)?.progress !== 'confirmed')).toEqual([]);
  // Written in one with the newest decision.
  expect(ledger.journal().stopped).toEqual(decisions.slice(-1).map(({ id }) => id));
  const knocks = recordsOf(ledger).reduce((sum, sender) => sum + sender.knocks, 0);
  expect(knocks).toBeGreaterThanOrEqual(decisions.length);
}

function expectChain(stateDir: string, lines: number): void {
  const log = readLog(stateDir);
  expect(log?.verify()).toMatchObject({ lines, firstBad: null, problem: null, keys: [{ fromLine: 1 }] });
  log?.close();
}

describe('kill -9', () => {
  it(`at ${kills} random moments loses and doubles no acknowledged decision`, async () => {
    const stateDir = temporaryStateDir();
    const said: string[] = [];
    for (let round = 0; round < kills; round += 1) {
      const writer = startWriter(stateDir, `r${round}`, 10_000);
      await killSomewhere(writer, round);
      said.push(...writer.said());
      const ledger = openLedger(stateDir, clock);
      try {
        expectKept(ledger, said, round + 1);
        expectChain(stateDir, ledger.log(1)[0]?.seq ?? 0);
        expect(new Set(idsSaid(said, 'open'))).toEqual(
          new Set(idsSaid(said, 'open').length > 0 ? [ledger.installId] : []),
        );
      } finally {
        ledger.close();
      }
    }
    // Every other writer was let live until its first decision.
    expect(idsSaid(said, 'decided').length).toBeGreaterThanOrEqual(kills / 2);
    expect(readdirSync(stateDir).filter((name) => name.includes('corrupt'))).toEqual([]);
  }, 1_200_000);

  it('while the ledger is made leaves a whole one or none', async () => {
    for (let round = 0; round < 12; round += 1) {
      const stateDir = temporaryStateDir();
      const writer = startWriter(stateDir, 'first', 1);
      await delay(60 + Math.random() * 250);
      writer.process.kill('SIGKILL');
      await writer.ended;
      const ledger = openLedger(stateDir, clock);
      try {
        expectKept(ledger, writer.said(), 1);
        expect(readdirSync(stateDir).filter((name) => name.includes('.new-'))).toEqual([]);
      } finally {
        ledger.close();
      }
    }
  });
});

describe('several processes at once', () => {
  it('make one ledger and append to one chain', async () => {
    const stateDir = temporaryStateDir();
    const writers = ['a', 'b', 'c', 'd'].map((prefix) => startWriter(stateDir, prefix, 15));
    await Promise.all(writers.map(({ ended }) => ended));
    const said = writers.flatMap((writer) => writer.said());
    expect(new Set(idsSaid(said, 'open')).size).toBe(1);
    expect(idsSaid(said, 'confirmed')).toHaveLength(60);
    const ledger = openLedger(stateDir, clock);
    try {
      expectKept(ledger, said, 0);
      expectChain(stateDir, ledger.log(1)[0]?.seq ?? 0);
    } finally {
      ledger.close();
    }
    expect(readdirSync(stateDir)).toEqual(['ledger.sqlite', 'log-key.json']);
  });
});
