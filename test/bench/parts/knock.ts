import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { readPlace } from '../../../src-main/surfaces/socket/socket-place.ts';
import { someone } from '../../support/main-job.ts';
import { hearPushes } from '../../support/pushes.ts';
import { inScratch } from '../kit/bench-cache.ts';
import { type Figure, figure, missing, spreadOf } from '../kit/figure.ts';
import { legsOf } from '../kit/knock-path.ts';
import { copyMessages } from '../kit/made-messages.ts';
import { nowMs } from '../kit/now.ts';
import type { Part } from '../kit/part.ts';
import { peer } from '../kit/peers.ts';
import { connected, onStage, untilComplete } from '../kit/served.ts';
import { memoryMb } from '../kit/watched-process.ts';
import { openWriter, type Writer } from '../kit/writer.ts';
import type { Committed, WriterOrder } from '../processes/writer.ts';

const what = 'commit → pushed to a client';
const knocks = 300;
const gapMs = 90;
/** Whose way is taken apart. */
const tracedKnocks = 150;
/** For those who wait longer than `gapMs` before they look. */
const slowKnocks = 30;
const slowGapMs = 800;
/** Who has seen nothing for so long will not. */
const patienceMs = 5_000;

/** What a watcher on stdout says it saw, by ROWID. */
async function watching(child: ChildProcess): Promise<Map<number, number>> {
  const seen = new Map<number, number>();
  const ready = Promise.withResolvers<void>();
  child.on('exit', (code) => ready.reject(new Error(`ended with ${code}`)));
  if (child.stdout === null) throw new Error('nothing to read from');
  createInterface(child.stdout).on('line', (line) => {
    const word = JSON.parse(line) as { ready: true } | { rowId: number; seenMs: number };
    if ('ready' in word) ready.resolve();
    else if (!seen.has(word.rowId)) seen.set(word.rowId, word.seenMs);
  });
  await ready.promise;
  return seen;
}

/** From each commit until it was seen, ms; what was not seen within `patienceMs` is left out and counted. */
async function latencies(committed: readonly Committed[], seenMs: (one: Committed) => number | undefined) {
  const untilMs = nowMs() + patienceMs;
  while (committed.some((one) => seenMs(one) === undefined) && nowMs() < untilMs) await delay(10);
  return committed.flatMap((one) => {
    const seen = seenMs(one);
    return seen === undefined ? [] : [seen - one.committedMs];
  });
}

const strangers = (count: number, name: string) =>
  Array.from({ length: count }, (_, at) => `${name}${at}@example.com`);

const start = (command: string, words: readonly string[]) =>
  spawn(command, words, { stdio: ['ignore', 'pipe', 'ignore'] });
const watcher = (kind: string, path: string) =>
  start(process.execPath, [new URL('../processes/watcher.ts', import.meta.url).pathname, kind, path]);

/** Has each of these processes watch the same commits. */
async function measurePeers(
  writer: Writer,
  order: WriterOrder,
  peers: readonly { readonly by: string; readonly child: ChildProcess; readonly note?: string }[],
): Promise<readonly Figure[]> {
  try {
    const eyes = await Promise.all(peers.map(async (one) => ({ ...one, seen: await watching(one.child) })));
    const committed = await writer.write(order);
    const rows: Figure[] = [];
    for (const { by, seen, note = '' } of eyes) {
      const times = await latencies(committed, ({ rowId }) => seen.get(rowId));
      const unseen = committed.length - times.length;
      const notes = [note, unseen > 0 ? `${unseen} of ${committed.length} not seen within 5 s` : ''];
      const said = notes.filter((one) => one !== '').join('; ');
      if (times.length === 0) rows.push(missing(what, by, said));
      else rows.push(figure(what, 'ms', times, { by, ...(said === '' ? {} : { note: said }) }));
    }
    return rows;
  } finally {
    for (const { child } of peers) child.kill();
  }
}

async function measureKit(writer: Writer, path: string): Promise<readonly Figure[]> {
  const [kit, bun] = [await peer('@photon-ai/imessage-kit'), await peer('bun')];
  if ('why' in kit) return [missing(what, kit.label, kit.why)];
  if ('why' in bun) return [missing(what, kit.label, `needs ${bun.label}, which ${bun.why}`)];
  const program = new URL('../processes/imessage-kit.mjs', import.meta.url).pathname;
  const child = start(join(bun.dir, 'bin', 'bun'), [program, kit.dir, path]);
  const note = `under ${bun.label}; it looks once, before the commit can be seen, and so again at the next one: about the time between two`;
  try {
    const order = { handles: strangers(knocks / 2, 'kit'), gapMs };
    return await measurePeers(writer, order, [{ by: kit.label, child, note }]);
  } catch (error) {
    return [missing(what, kit.label, `does not run here: ${error instanceof Error ? error.message : error}`)];
  }
}

/** @param told `knocks`: the steps of each are noted, which is not for nothing. */
async function measurePeephole(
  dir: string,
  path: string,
  lastRowId: number,
  writer: Writer,
  told?: 'knocks',
) {
  return await onStage(dir, path, 'deaf', async ({ start: serve, stateDir, report }) => {
    const peephole = await serve(told);
    const client = await connected(stateDir);
    await untilComplete(client, lastRowId);
    client.close();
    const seen = new Map<string, number>();
    const place = readPlace(stateDir);
    if (place === null) throw new Error('no socket');
    const end = await hearPushes(place.socket, {
      pushed({ senders }) {
        const seenMs = nowMs();
        for (const { handle } of senders) if (!seen.has(handle)) seen.set(handle, seenMs);
      },
    });
    // What goes on behind: everybody is sent, who was ever written to is asked, and the gateway.
    await delay(3_000);
    const handles =
      told === undefined
        ? Array.from({ length: knocks }, (_, at) => someone(at))
        : strangers(tracedKnocks, 'traced');
    const committed = await writer.write({ handles, gapMs });
    const times = await latencies(committed, ({ handle }) => seen.get(handle));
    end();
    return {
      times,
      unseen: committed.length - times.length,
      peakMb: memoryMb(peephole.pid).peak,
      legs:
        told === undefined
          ? []
          : legsOf(
              readFileSync(report, 'utf8'),
              committed.flatMap(({ committedMs, handle }) => {
                const arrivedMs = seen.get(handle);
                return arrivedMs === undefined ? [] : [{ committedMs, arrivedMs }];
              }),
            ),
    };
  });
}

/** From the commit of a message until whoever it is for could show it: Peephole and others, on the same database, one after the other. */
export const knock: Part = ({ messages }) =>
  inScratch(async (dir) => {
    const path = join(dir, 'chat.db');
    const lastRowId = await copyMessages(messages, path);
    const writer = await openWriter(path);
    try {
      const floor = 'bare fs.watch + one query';
      const quick = await measurePeers(writer, { handles: strangers(knocks, 'floor'), gapMs }, [
        { by: floor, child: watcher('floor', path), note: 'looks again until the commit can be seen' },
      ]);
      const kit = await measureKit(writer, path);
      const slow = await measurePeers(writer, { handles: strangers(slowKnocks, 'slow'), gapMs: slowGapMs }, [
        { by: '250 ms debounce', child: watcher('debounce-250', path) },
        { by: '500 ms debounce', child: watcher('debounce-500', path) },
        { by: '1 s poll', child: watcher('poll-1000', path) },
      ]);
      const ours = await measurePeephole(dir, path, lastRowId, writer);
      const traced = await measurePeephole(join(dir, 'traced'), path, lastRowId, writer, 'knocks');
      const p50 = spreadOf(ours.times).p50;
      const other = [...quick, ...kit, ...slow];
      const times = (by: string, target: Figure['target']) =>
        other
          .filter((one) => one.by.startsWith(by))
          .flatMap(({ by: name, spread }) =>
            spread === null || target === undefined
              ? []
              : [
                  figure(
                    target.atMost === undefined ? `${name} takes longer, p50` : 'p50 against the floor’s',
                    '×',
                    target.atMost === undefined ? spread.p50 / p50 : p50 / spread.p50,
                    { target },
                  ),
                ],
          );
      return [
        figure(what, 'ms', ours.times, {
          target: { of: 'p99', atMost: 50 },
          ...(ours.unseen > 0 ? { note: `${ours.unseen} not seen within 5 s` } : {}),
        }),
        ...other,
        ...times(floor, { of: 'p50', atMost: 4 }),
        ...times('@photon-ai', { of: 'p50', atLeast: 10 }),
        ...times('1 s poll', { of: 'p50', atLeast: 100 }),
        ...traced.legs.map(({ from, to, ms }) => figure(`of a knock: ${from} → ${to}`, 'ms', ms)),
        figure('memory at most', 'MB', ours.peakMb),
      ];
    } finally {
      writer.close();
    }
  });
