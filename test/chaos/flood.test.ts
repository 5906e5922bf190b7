import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startPracticeGateway } from '../../src-main/simulator/simulated-gateway.ts';
import { leaveFigure } from '../support/figures.ts';
import { type FloodForm, type Noticed, startFloodWatcher, startFloodWriter } from '../support/flood.ts';
import { startPeephole } from '../support/peephole.ts';
import { makesSound, mostInAnHour, namedOn } from '../support/sounds.ts';

/** Messages of a flood; in the long form, `PEEPHOLE_FLOOD=100000`, timings are held, too. */
const count = Number(process.env.PEEPHOLE_FLOOD ?? 2_000);
const isLong = count >= 100_000;
/** 100,000 in a minute. */
const overMs = count * 0.6;

const person = {
  handle: '+447700900123',
  text: 'Hi, it is Sam from the allotment. Is Saturday still good?',
};
const personShown = '+44 7700 900123';

const round = (ms: number): number => Math.round(ms * 10) / 10;
const msBetween = (fromNs: string, toNs: string | null): number =>
  toNs === null ? Number.POSITIVE_INFINITY : round(Number(BigInt(toNs) - BigInt(fromNs)) / 1e6);

/** What the process has used so far; null: this system does not tell. */
function usageOf(pid: number): { readonly peakMb: number; readonly cpuSeconds: number } | null {
  if (process.platform !== 'linux') return null;
  const [, kb] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  // Behind the name, which may hold anything: user and system time are the 12th and 13th, in hundredths of a second.
  const [, rest = ''] = readFileSync(`/proc/${pid}/stat`, 'utf8').split(/\) (?!.*\) )/);
  const [user = 0, system = 0] = rest.split(' ').slice(11, 13).map(Number);
  return { peakMb: Math.round(Number(kb) / 1024), cpuSeconds: (user + system) / 100 };
}

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  return round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN);
}

/** Floods a Peephole of its own. */
async function floodOf(form: FloodForm) {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-flood-'));
  const stops: (() => Promise<void>)[] = [];
  try {
    mkdirSync(join(dir, 'Messages'));
    const dbPath = join(dir, 'Messages', 'chat.db');
    const writer = await startFloodWriter(dbPath);
    stops.unshift(writer.stop);
    const policies = { dmPolicy: 'allowlist', allowFrom: [], groupPolicy: 'allowlist', groupAllowFrom: [] };
    const gateway = await startPracticeGateway({
      stateDir: join(dir, 'openclaw'),
      imessage: { ...policies, dbPath },
    });
    stops.unshift(gateway.stop);
    const { configPath: openclawConfig, env } = gateway;
    const peephole = await startPeephole({ messagesDb: dbPath, openclawConfig, env });
    stops.unshift(peephole.stop);
    const watcher = await startFloodWatcher(peephole, person.handle);
    stops.unshift(watcher.stop);
    const written = await writer.flood({ form, count, overMs, person });
    const seen = await watcher.seen(written.lastRowId);
    // Of what the assistant would get, the gateway has seen every row by now, too.
    gateway.look();
    return {
      ...seen,
      answered: [gateway.reached(), gateway.outbox()],
      usage: usageOf(peephole.pid),
      seconds: round(written.tookMs / 1_000),
      timings: {
        statusP99Ms: percentile(seen.statusMs, 0.99),
        listMs: round(seen.listMs),
        listAllMs: round(seen.listAllMs),
        catchUpMs: msBetween(written.lastNs, seen.caughtUpNs),
        shownMs: msBetween(written.personNs, seen.shownNs),
        toldMs: msBetween(written.personNs, seen.toldNs),
      },
    };
  } finally {
    for (const stop of stops) await stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

test.each([
  ['one handle', 'one', 1],
  ['as many handles', 'many', count],
] as const)(
  'a flood from %s makes no noise, loses nothing, and hides nobody who writes in the middle of it',
  async (name, form, handles) => {
    const { notices, timings, ...found } = await floodOf(form);
    // Whoever was behind is told again of a knock that still stands: that banner is there already, and makes no sound again.
    const isFirst = ({ notice }: Noticed, index: number) =>
      notice.kind !== 'knock' ||
      notices.findIndex((one) => one.notice.kind === 'knock' && one.notice.id === notice.id) === index;
    const sounds = notices.filter((one, index) => makesSound(one.notice) && isFirst(one, index));
    const { seconds, usage } = found;
    const figure = { messages: count, seconds, sounds: sounds.length, ...usage, ...timings };
    console.log(`flood from ${name}: ${JSON.stringify(figure)}`);
    leaveFigure({ name: `flood from ${name}`, ...figure });

    expect(mostInAnHour(sounds.map(({ atNs }) => Number(atNs) / 1e6))).toBeLessThanOrEqual(6);
    expect(namedOn(notices.map(({ notice }) => notice))).toContain(personShown);
    expect(found.person).toMatchObject({ display: personShown, shelf: 'waiting', knocks: 1, new: true });
    // Nothing is lost, and nothing counted twice.
    expect([found.senders, found.knocks]).toEqual([handles + 1, count + 1]);
    const { waiting, known, automated } = found.counts;
    expect(waiting + known + automated).toBe(handles + 1);
    // Of all that nothing reaches the assistant, and nobody gets an answer.
    expect(found.answered).toEqual([[], []]);
    expect(usage?.peakMb ?? 0).toBeLessThanOrEqual(200);
    if (!isLong) return;
    expect(timings.statusP99Ms).toBeLessThanOrEqual(100);
    expect(timings.listMs).toBeLessThanOrEqual(1_000);
    expect(timings.catchUpMs).toBeLessThanOrEqual(10_000);
    expect(timings.shownMs).toBeLessThanOrEqual(1_000);
  },
  1_200_000,
);
