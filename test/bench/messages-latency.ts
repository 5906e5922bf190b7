/**
 * Measures Peephole on a chat.db of 1,000,000 messages, end to end, as the owner has it: `serve` as a process of its own on
 * a practice gateway, and a client on its control socket. How long the first start takes, how long the main thread stalls,
 * how much memory it needs, and how long a commit takes until the sender is in the pushed state. Prints a table and one JSON
 * line.
 *
 *   node test/bench/messages-latency.ts [KNOCKS]
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import type { ApiClient } from '#contract/client.ts';
import { readyBuild } from '../../scripts/ready-build.ts';
import { startPracticeGateway } from '../../src-main/simulator/simulated-gateway.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { type Peephole, startPeephole } from '../support/peephole.ts';
import { untilState } from '../support/until-state.ts';
import { millionMessages } from './messages-generate.ts';

const knocks = Number(process.argv[2] ?? 300);
const gapMs = 40;
const round = (ms: number) => Math.round(ms * 10) / 10;

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

/** Most memory the process ever had resident, MiB (Linux). */
function peakMb(pid: number): number {
  const [, kb] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kb) / 1024);
}

/** Longest stall of its main thread since the last question, ms. */
async function stallMs(pid: number, report: string): Promise<number> {
  rmSync(report, { force: true });
  process.kill(pid, 'SIGUSR2');
  for (;;) {
    await delay(20);
    try {
      return round((JSON.parse(readFileSync(report, 'utf8')) as { maxMs: number }).maxMs);
    } catch {
      // Not written yet.
    }
  }
}

if (readyBuild() === null) process.exit(1);
const original = await millionMessages();
const dir = mkdtempSync(join(original, '..', 'run-'));
const path = join(dir, 'chat.db');
const report = join(dir, 'loop.json');
const stateDir = join(dir, 'state');
mkdirSync(stateDir, { mode: 0o700 });
cpSync(original, path);
const database = new DatabaseSync(path, { readOnly: true });
const lastRowId = Number(database.prepare('SELECT max(ROWID) AS last FROM message').get()?.last);
database.close();
const gateway = await startPracticeGateway({ stateDir: join(dir, 'openclaw') });
const probe = new URL('./loop-probe.mjs', import.meta.url).href;

function start(): Promise<Peephole> {
  return startPeephole({
    messagesDb: path,
    openclawConfig: gateway.configPath,
    stateDir,
    env: { ...gateway.env, NODE_OPTIONS: `--import=${probe}`, PEEPHOLE_LOOP_REPORT: report },
  });
}

/** One start: until everything that is in the database has been read and pushed. */
async function measureStart() {
  const beganMs = performance.now();
  const peephole = await start();
  const listensMs = performance.now() - beganMs;
  const loadingStallMs = await stallMs(peephole.pid, report);
  const client = await connectPeephole(stateDir);
  await untilState(
    client,
    'everything was read',
    ({ status: { messages } }) => messages.state === 'reading' && messages.lastRowId === lastRowId,
  );
  const { counts } = await client.call('status', {});
  const everybody = counts.waiting + counts.known + counts.automated;
  await untilState(client, 'everybody is shown', ({ senders }) => senders.size >= everybody);
  const readyMs = performance.now() - beganMs;
  // What goes on behind: who was ever written to, names, the gateway.
  await delay(3_000);
  return {
    peephole,
    client,
    figures: {
      listensMs: round(listensMs),
      readyMs: round(readyMs),
      loadingStallMs,
      stallMs: await stallMs(peephole.pid, report),
      peakMb: peakMb(peephole.pid),
      senders: client.state?.senders.size ?? 0,
    },
  };
}

async function measureKnocks(peephole: Peephole, client: ApiClient) {
  const writer = fork(new URL('./messages-writer.ts', import.meta.url).pathname, [path], { execArgv: [] });
  await once(writer, 'message');
  const arrived = new Map<string, bigint>();
  const end = client.subscribe(({ senders }) => {
    const now = process.hrtime.bigint();
    for (const { handle } of senders.values()) if (!arrived.has(handle)) arrived.set(handle, now);
  });
  const committed = new Map<string, bigint>();
  const done = new Promise<void>((resolve) => {
    writer.on('message', (said: { done?: true; handle: string; committedNs: string }) => {
      if (said.done) resolve();
      else committed.set(said.handle, BigInt(said.committedNs));
    });
  });
  writer.send({ count: knocks, gapMs });
  await done;
  while ([...committed.keys()].some((handle) => !arrived.has(handle))) await delay(10);
  end();
  writer.kill();
  const latencies = [...committed]
    .map(([handle, at]) => Number((arrived.get(handle) ?? at) - at) / 1e6)
    .toSorted((a, b) => a - b);
  return {
    knocks: latencies.length,
    p50Ms: percentile(latencies, 0.5),
    p99Ms: percentile(latencies, 0.99),
    maxMs: round(latencies.at(-1) ?? Number.NaN),
    stallMs: await stallMs(peephole.pid, report),
    peakMb: peakMb(peephole.pid),
  };
}

let running: Peephole | null = null;
try {
  // Code is compiled once and for all: what is measured is the first start on these messages, not of this program.
  running = await start();
  await running.stop();
  rmSync(stateDir, { recursive: true });
  mkdirSync(stateDir, { mode: 0o700 });
  const isCold = dropCaches();
  const first = await measureStart();
  first.client.close();
  await first.peephole.stop();
  const second = await measureStart();
  running = second.peephole;
  const live = await measureKnocks(second.peephole, second.client);
  second.client.close();
  console.table({
    [isCold ? 'first start, files not cached' : 'first start']: first.figures,
    'second start': second.figures,
  });
  console.table({ 'commit to pushed state': live });
  console.log(
    JSON.stringify({
      bench: 'messages-latency',
      isCold,
      first: first.figures,
      second: second.figures,
      live,
    }),
  );
} finally {
  await running?.stop();
  await gateway.stop();
  rmSync(dir, { recursive: true, force: true });
}
