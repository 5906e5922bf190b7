import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type House, holdStateDir, startHouse } from '../../src-main/house.ts';
import { Shutdown } from '../../src-main/shutdown.ts';
import { someone } from '../support/main-job.ts';
import { type RealGateway, startRealGateway } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';

/** How far the Mac's clock was put forward: nobody waits an hour here. */
const skew = vi.hoisted(() => ({ ms: 0 }));
vi.mock('../../src-main/system-clock.ts', async (original) => {
  const { systemClock } = await original<typeof import('../../src-main/system-clock.ts')>();
  return { systemClock: { ...systemClock, now: () => Date.now() + skew.ms } };
});

const minutes = 60_000;
const friend = someone(1);

describe('an approval for an hour', () => {
  let gateway: RealGateway;
  let house: House;
  const problems: string[] = [];
  const shutdown = new Shutdown((error) => problems.push(String(error)));

  beforeAll(async () => {
    gateway = await startRealGateway();
    house = await startHouse(
      {
        stateDir: holdStateDir(join(gateway.scratchDir, 'state'), shutdown),
        messagesDb: gateway.chatDbPath,
        openclawConfig: gateway.configPath,
        env: gateway.env,
        practice: false,
        log: (line) => problems.push(line),
      },
      shutdown,
    );
    await Promise.all([friend, someone(2)].map(approve));
  });
  afterAll(async () => {
    await shutdown.run();
    await gateway?.stop();
    expect(problems).toEqual([]);
  });

  const sender = async (handle: string) =>
    (await house.api.commands.list({})).senders.find((one) => one.handle === handle);
  const until = (handle: string, state: string) =>
    waitFor(`${handle} to be ${state}`, async () => (await sender(handle))?.state === state);
  const write = (handle: string, text: string) => gateway.chatDb.receive({ handle, text, atMs: Date.now() });
  /** Resolves when the gateway has confirmed the end of their approval and receives again. */
  const ended = (handle: string) =>
    waitFor(`the end of ${handle}'s approval`, async () => {
      const { items } = await house.api.commands.history({ handle });
      const isConfirmed = items.some(({ kind, progress }) => kind === 'expire' && progress === 'confirmed');
      return isConfirmed && (await held()) === null;
    });
  const held = async () => (await house.api.commands.status({})).channel.heldBy;

  async function approve(handle: string): Promise<void> {
    write(handle, 'knock');
    await until(handle, 'waiting');
    await house.api.commands.verdict({
      verdict: 'approve',
      handle,
      source: 'cli',
      waitMs: 120_000,
      ...(handle === friend ? {} : { for: '1h' as const }),
    });
  }

  /** Resolves when what they wrote was dropped: the friend, who wrote later, has reached the agent. */
  async function isDropped(handle: string, word: string): Promise<boolean> {
    const row = write(handle, word);
    await gateway.handed(row.rowId);
    write(friend, `after ${word}`);
    await gateway.reachedAgent(`after ${word}`);
    return !gateway.agentMessages().some((turn) => turn.includes(word) && !turn.includes(`after ${word}`));
  }

  test('lets them in until then', async () => {
    write(someone(2), 'within the hour');
    await gateway.reachedAgent('within the hour');
    expect((await sender(someone(2)))?.until).not.toBeNull();
  });

  test('ends by itself, and they are a stranger again', async () => {
    skew.ms = 61 * minutes;
    await until(someone(2), 'waiting');
    await ended(someone(2));
    expect(await isDropped(someone(2), 'too late')).toBe(true);
    const { items } = await house.api.commands.history({ handle: someone(2) });
    expect(items.filter((item) => item.type === 'decision').map((item) => item.kind)).toEqual(
      expect.arrayContaining(['approve', 'expire']),
    );
    expect(items.filter((item) => item.type === 'decision')).toHaveLength(2);
  });

  test('ends although the gateway is killed in the middle of it', async () => {
    const again = someone(3);
    await approve(again);
    const hold = gateway.holdAgent('keeps it busy');
    write(friend, 'keeps it busy');
    await hold.reached;
    skew.ms += 61 * minutes;
    await waitFor('the removal to begin', async () => (await held()) === 'removal');
    await gateway.kill('SIGKILL');
    hold.release();
    await gateway.start();
    await ended(again);
    expect((await sender(again))?.state).toBe('waiting');
    expect(await isDropped(again, 'much too late')).toBe(true);
  });
});
