import type { GatewayClient } from '@openclaw/gateway-client';
import { expect, test } from 'vitest';
import { Asking, type Line } from '../../../src-main/gateway/asking.ts';
import { requestTimeoutMs } from '../../../src-main/gateway/client-options.ts';
import { writeAccess } from '../../../src-main/gateway/write-access.ts';
import { fakeClock, settle } from '../../support/fake-clock.ts';

/** A line whose requests are answered when the test says so, in the order asked. */
function silentLine() {
  const clock = fakeClock(0);
  const answers: ((value: unknown) => void)[] = [];
  const client: Pick<GatewayClient, 'request'> = {
    request: <T>() => new Promise<T>((resolve) => answers.push((value) => resolve(value as T))),
  };
  const line: Line = { client: client as GatewayClient, redact: (text) => text, late: 0, working: 0 };
  const told: string[] = [];
  const asking = new Asking<Line>(clock, {
    late: () => told.push('late'),
    heard: () => told.push('heard'),
    hangs: () => told.push('hangs'),
  });
  const read = () => asking.ask(line, 'channels.status', {}, requestTimeoutMs);
  const write = () => asking.ask(line, 'config.patch', { raw: '{}', baseHash: 'h', replacePaths: [] });
  return { clock, answers, told, read, write };
}

test('a read that is not answered for 5 s makes the gateway late, and its answer ends that (RULE-6.23)', async () => {
  const { clock, answers, told, read } = silentLine();
  const reading = read();
  await clock.pass(4_900);
  expect(told).toEqual([]);
  await clock.pass(200);
  expect(told).toEqual(['late']);
  answers[0]?.({});
  await reading;
  expect(told).toEqual(['late', 'heard']);
});

test('while a write of ours is carried out a late read says nothing; once it is answered, it does', async () => {
  const { clock, answers, told, read, write } = silentLine();
  const writing = write();
  read().catch(() => {});
  await clock.pass(14_000);
  expect(told).toEqual([]);
  answers[0]?.({});
  await writing;
  await settle();
  await clock.pass(5_000);
  expect(told).toEqual(['late']);
});

test('a write that is never answered ends, after the five minutes that a run may put it off (OC-6), and the next may go out', async () => {
  const clock = fakeClock(0);
  const client: Pick<GatewayClient, 'request'> = {
    request: <T>(_method: string, _params: unknown, options?: { timeoutMs?: number | null }) =>
      new Promise<T>((_resolve, reject) => {
        const late = Object.assign(new Error('no answer'), { code: 'CLIENT_TIMEOUT' });
        if (typeof options?.timeoutMs === 'number') clock.after(options.timeoutMs, () => reject(late));
      }),
  };
  const line: Line = { client: client as GatewayClient, redact: (text) => text, late: 0, working: 0 };
  const told: string[] = [];
  const asking = new Asking<Line>(clock, {
    late: () => told.push('late'),
    heard: () => {},
    hangs: () => told.push('hangs'),
  });
  let outcome: unknown = null;
  const keys = new Map([['default', null]]);
  void writeAccess((...call) => asking.ask(line, ...call), { enabled: false }, 'base', keys, clock).then(
    (found) => {
      outcome = found;
    },
  );
  await clock.pass(300_000 + 30_000);
  expect(outcome).toBeNull();
  await clock.pass(120_000);
  expect(outcome).toMatchObject({ kind: 'unknown' });
  // Nobody can tell any more: a new connection, on which everything is read anew.
  expect(told).toEqual(['hangs']);
  expect(line.working).toBe(0);
});
