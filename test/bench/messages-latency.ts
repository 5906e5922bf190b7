/**
 * Measures the reading of Messages on 1,000,000 messages: how long the first start takes, how long the main thread stalls,
 * how much memory it needs, and how long a commit takes to become an event. Prints a table and one JSON line.
 *
 *   node test/bench/messages-latency.ts [KNOCKS]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { MessagesSource } from '../../src-main/core/ports.ts';
import { openMessages } from '../../src-main/messages/messages-source.ts';
import { millionMessages } from './messages-generate.ts';

const knocks = Number(process.argv[2] ?? 200);
const gapMs = 40;
const mib = (bytes: number) => Math.round(bytes / 2 ** 20);
const round = (ms: number) => Math.round(ms * 100) / 100;

/** Longest time the main thread's loop did not turn, ms, until `stop`. */
function watchLoop() {
  let longest = 0;
  let before = performance.now();
  let peakRss = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    longest = Math.max(longest, now - before - 1);
    before = now;
    peakRss = Math.max(peakRss, process.memoryUsage.rss());
  }, 1);
  return {
    stop: () => {
      clearInterval(timer);
      return { stallMs: round(longest), rssMb: mib(peakRss) };
    },
  };
}

function percentile(sorted: readonly number[], part: number): number {
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN);
}

/** Empties the system's cache of files where we may. @returns whether it did. */
function dropCaches(): boolean {
  try {
    writeFileSync('/proc/sys/vm/drop_caches', '3');
    return true;
  } catch {
    return false;
  }
}

/** One start: until the window is read, and until it is known of every sender whether the owner wrote to them. */
async function measureStart(source: MessagesSource, arrivals: Map<number, bigint>) {
  const loop = watchLoop();
  const began = performance.now();
  const keys = new Set<string>();
  let rows = 0;
  const caughtUp = new Promise<number>((resolve) => {
    source.start((event) => {
      if (event.type === 'caught-up') resolve(performance.now() - began);
      if (event.type !== 'rows') return;
      const now = process.hrtime.bigint();
      for (const row of event.rows) {
        if (event.origin === 'live') arrivals.set(row.rowId, now);
        else rows += 1;
        if (row.key !== null && row.chat === 'direct' && !row.fromMe) keys.add(row.key);
      }
    });
  });
  const readyMs = await caughtUp;
  await source.ownerWrote([...keys].map((key) => ({ key, spans: [] })));
  const answeredMs = performance.now() - began;
  return { readyMs: round(readyMs), answeredMs: round(answeredMs), rows, senders: keys.size, ...loop.stop() };
}

async function measureKnocks(path: string, arrivals: Map<number, bigint>) {
  const writer = fork(new URL('./messages-writer.ts', import.meta.url).pathname, [path], { execArgv: [] });
  await once(writer, 'message');
  const committed = new Map<number, bigint>();
  const loop = watchLoop();
  const done = new Promise<void>((resolve) => {
    writer.on('message', (said: { done?: true; rowId: number; committedNs: string }) => {
      if (said.done) resolve();
      else committed.set(said.rowId, BigInt(said.committedNs));
    });
  });
  writer.send({ count: knocks, gapMs });
  await done;
  while ([...committed.keys()].some((rowId) => !arrivals.has(rowId))) await delay(10);
  writer.kill();
  const latencies = [...committed]
    .map(([rowId, at]) => Number((arrivals.get(rowId) ?? at) - at) / 1e6)
    .toSorted((a, b) => a - b);
  return {
    knocks: latencies.length,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    maxMs: round(latencies.at(-1) ?? Number.NaN),
    ...loop.stop(),
  };
}

const original = await millionMessages();
const dir = mkdtempSync(join(original, '..', 'run-'));
const path = join(dir, 'chat.db');
try {
  cpSync(original, path);
  const idleRssMb = mib(process.memoryUsage.rss());
  const options = { databasePath: path, contactsDir: join(dir, 'none') };
  const isCold = dropCaches();
  const first = openMessages(options);
  const cold = await measureStart(first, new Map());
  await first.stop();
  const arrivals = new Map<number, bigint>();
  const source = openMessages(options);
  const warm = await measureStart(source, arrivals);
  const live = await measureKnocks(path, arrivals);
  await source.stop();
  console.table({ [isCold ? 'first start, cold cache' : 'first start']: cold, 'second start': warm });
  console.table({ 'commit to event': live });
  console.log(JSON.stringify({ bench: 'messages-latency', idleRssMb, isCold, cold, warm, live }));
} finally {
  rmSync(dir, { recursive: true, force: true });
}
