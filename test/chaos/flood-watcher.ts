/**
 * Looks at a Peephole during a flood as a surface does, in a process of its own, so that nothing else of a test keeps it from
 * looking: one connection follows the state, another one asks for the status again and again. What it is told and says:
 * support/flood.ts.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { displayHandle } from '#core/message/display.ts';
import { readHandle } from '#core/message/handle.ts';
import type { StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import type { FloodSeen, Noticed } from '../support/flood.ts';
import { hearPushes } from '../support/pushes.ts';
import { namedOn } from '../support/sounds.ts';

const [stateDir = '', socketPath = '', person = ''] = process.argv.slice(2);
const askEveryMs = 50;
/** Longer than this nobody is waited for who is to be told of, ms. */
const maxToldMs = 30_000;

const notices: Noticed[] = [];
const statusMs: number[] = [];
let shownNs: string | null = null;
let toldNs: string | null = null;
let readRowId = 0;
let onPush = (): void => {};

const nowNs = (): string => String(process.hrtime.bigint());

function pushed({ senders, status }: StatePush): void {
  if (shownNs === null && senders.some(({ handle }) => handle === person)) shownNs = nowNs();
  readRowId = status.messages.lastRowId;
  onPush();
}

function noticed(notice: Notice): void {
  const atNs = nowNs();
  notices.push({ notice, atNs });
  if (namedOn([notice]).includes(displayHandle(readHandle(person)))) toldNs ??= atNs;
}

await hearPushes(socketPath, { pushed, noticed });

const client = await connectPeephole(stateDir);
let isOver = false;

async function ask(): Promise<void> {
  while (!isOver) {
    const beganMs = performance.now();
    await client.call('status', {});
    statusMs.push(performance.now() - beganMs);
    await delay(askEveryMs);
  }
}

/** Resolves with the moment in which this row was told to be read. */
async function untilRead(lastRowId: number): Promise<string> {
  while (readRowId < lastRowId)
    await new Promise<void>((resolve) => {
      onPush = resolve;
    });
  return nowNs();
}

const asking = ask();
process.once('message', async ({ lastRowId }: { readonly lastRowId: number }) => {
  const caughtUpNs = await untilRead(lastRowId);
  isOver = true;
  await asking;
  const beganMs = performance.now();
  const first = await client.call('list', {});
  const listMs = performance.now() - beganMs;
  const senders = [...first.senders];
  for (let { next } = first; next !== null; ) {
    const page = await client.call('list', { after: next });
    senders.push(...page.senders);
    next = page.next;
  }
  const listAllMs = performance.now() - beganMs;
  const { counts } = await client.call('status', {});
  const endMs = performance.now() + maxToldMs;
  while ((shownNs === null || toldNs === null) && performance.now() < endMs) await delay(askEveryMs);
  const seen: FloodSeen = {
    said: 'seen',
    notices,
    statusMs,
    shownNs,
    toldNs,
    caughtUpNs,
    listMs,
    listAllMs,
    senders: senders.length,
    knocks: senders.reduce((sum, { knocks }) => sum + knocks, 0),
    person: senders.find(({ handle }) => handle === person) ?? null,
    counts,
  };
  process.send?.(seen);
});
process.send?.({ said: 'ready' });
