import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createChatDb } from '../../src-main/simulator/chat-db.ts';
import { startPracticeGateway } from '../../src-main/simulator/simulated-gateway.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { tellsCosts, watchCosts } from '../bench/kit/watched-process.ts';
import { openTap } from '../support/gateway-tap.ts';
import { startPeephole } from '../support/peephole.ts';
import { untilState } from '../support/until-state.ts';

/** After the last who looked has gone: "a minute later it costs nothing". */
const laterMs = 60_000;
/** As long as it takes until everything is read once more. */
const watchedMs = 60_000;

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'peephole-rest-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

/** Everything below the folder, with when it was last written: a file that came and went is in its folder’s time. */
function stamps(folder: string): readonly string[] {
  const inside = readdirSync(folder, { recursive: true, encoding: 'utf8' }).toSorted();
  return ['', ...inside].map((name) => {
    const { size, mtimeNs } = statSync(join(folder, name), { bigint: true });
    return `${name} ${size} ${mtimeNs}`;
  });
}

// Only Linux tells what a process costs.
describe.runIf(tellsCosts)('a minute after the last window was closed', () => {
  test('nothing is written, OpenClaw is asked once, and hardly any thread is woken', async () => {
    const messages = join(dir, 'Messages');
    mkdirSync(messages);
    const dbPath = join(messages, 'chat.db');
    const db = createChatDb(dbPath);
    db.receive({ handle: '+12125550101', text: 'Hello' });
    const gateway = await startPracticeGateway({ stateDir: join(dir, 'openclaw') });
    const tap = await openTap(gateway.url);
    const stateDir = join(dir, 'state');
    mkdirSync(stateDir, { mode: 0o700 });
    const peephole = await startPeephole({
      messagesDb: dbPath,
      openclawConfig: gateway.configPath,
      gatewayUrl: tap.url,
      stateDir,
      env: gateway.env,
    });
    try {
      const client = await connectPeephole(stateDir);
      await untilState(client, 'a sender and OpenClaw', ({ senders, status }) => {
        return senders.size === 1 && status.gateway.state === 'connected';
      });
      client.close();
      await delay(laterMs);
      const before = [messages, stateDir, join(dir, 'openclaw')].map(stamps);
      const asked = tap.requests.length;
      const costs = watchCosts(peephole.pid);
      await delay(watchedMs);
      const { wakeUps, writtenKbAnHour } = costs();
      const methods = tap.requests.slice(asked).map(({ method }) => method);
      expect.soft([messages, stateDir, join(dir, 'openclaw')].map(stamps)).toEqual(before);
      expect.soft(writtenKbAnHour).toBe(0);
      // One reading: the config before and after, what runs, who waits with a code.
      expect.soft(methods.length, methods.join()).toBeLessThanOrEqual(4);
      expect.soft(wakeUps).toBeLessThan(1.5);
    } finally {
      await peephole.stop();
      await tap.close();
      await gateway.stop();
      db.close();
    }
  });
});
