import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { makeGuard } from '#core/guard.ts';
import { guardedClock } from '#core/ports/clock.ts';
import { fakeClock } from '../support/fake-clock.ts';
import { readSources } from '../support/imports.ts';

const sources = readSources(join(import.meta.dirname, '..', '..'));

/** Where a throw of a timer or a listener would end the program, or leave it deaf. */
const guardedRooms = ['gatekeeper', 'gateway', 'ipc', 'surfaces/browser', 'surfaces/socket', 'app', 'ledger'];

const bareTimer = /(?<![\w.#])(?:setTimeout|setInterval|setImmediate|queueMicrotask)\(|process\.nextTick\(/;
/** A listener that is no `guard(…)`. */
const bareListener =
  /\.(?:on|once|addListener|prependListener|addEventListener)\(\s*['"`][^'"`]*['"`]\s*,\s*(?!(?:this\.#)?guard\()\S/;

function bareIn(text: string): readonly string[] {
  return [bareTimer, bareListener].flatMap((pattern) => pattern.exec(text)?.[0] ?? []);
}

describe('one guarded way in', () => {
  test('no timer and no listener of the rooms that keep strangers out goes without it', () => {
    const inRoom = ([file]: readonly [string, string]) =>
      // A command of the command line ends with its answer.
      !file.endsWith('/socket-client.ts') &&
      guardedRooms.some((room) => file.startsWith(`src-main/${room}/`));
    const files = [...sources].filter(inRoom);
    expect(files.length).toBeGreaterThan(80);
    expect(files.flatMap(([file, text]) => bareIn(text).map((bare) => `${file}: ${bare}`))).toEqual([]);
  });

  test.each([
    'setTimeout(() => this.#expire(), 5)',
    'setImmediate(() => {})',
    "socket.on('data', (chunk) => take(chunk));",
    'server.once(\n  "error",\n  reject,\n)',
    'process.nextTick(run)',
  ])('… and would be caught: %s', (text) => {
    expect(bareIn(text)).toHaveLength(1);
  });

  test.each([
    "socket.on('data', guard(received));",
    "socket.on(\n  'end',\n  guard(() => {}),\n)",
    'clock.after(5, run)',
  ])('… while this is in order: %s', (text) => {
    expect(bareIn(text)).toEqual([]);
  });
});

describe('a guarded callback', () => {
  test('reports what it throws and what its promise rejects with, and lets neither out', async () => {
    const report = vi.fn();
    const guard = makeGuard(report);
    const broken = new Error('broken');
    guard(() => {
      throw broken;
    })();
    guard(async () => {
      throw broken;
    })();
    await Promise.resolve();
    expect(report.mock.calls).toEqual([[broken], [broken]]);
  });

  test('outlives a report that fails', () => {
    const guard = makeGuard(() => {
      throw new Error('the log is full');
    });
    expect(() =>
      guard(() => {
        throw new Error('broken');
      })(),
    ).not.toThrow();
  });

  test('is what every timer of a guarded clock is', async () => {
    const report = vi.fn();
    const clock = fakeClock(0);
    const guarded = guardedClock(clock, makeGuard(report));
    const thrown = () => {
      throw new Error('broken');
    };
    guarded.after(5, thrown);
    guarded.soon(thrown);
    await clock.pass(5);
    expect(report).toHaveBeenCalledTimes(2);
  });
});
