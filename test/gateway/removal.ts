import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { SenderView } from '#core/surface/sender-view.ts';
import { type App, holdStateDir, startApp } from '../../src-main/app/app.ts';
import { Shutdown } from '../../src-main/app/shutdown.ts';
import { someone } from '../support/main-job.ts';
import type { RealGateway } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';

/** How far the Mac's clock was put forward: nobody waits an hour here. */
const skew = vi.hoisted(() => ({ ms: 0 }));
vi.mock('../../src-main/platform/system-clock.ts', async (original) => {
  const { systemClock } = await original<typeof import('../../src-main/platform/system-clock.ts')>();
  return { systemClock: { ...systemClock, now: () => Date.now() + skew.ms } };
});

const overAnHourMs = 61 * 60_000;
const friend = someone(1);
const foe = someone(2);
const guest = someone(3);

export function removal(given: () => RealGateway): void {
  describe('taking access away', () => {
    let gateway: RealGateway;
    let app: App;
    const problems: string[] = [];
    const shutdown = new Shutdown((error) => problems.push(String(error)));

    beforeAll(async () => {
      gateway = given();
      await gateway.furnish({});
      app = await startApp(
        {
          stateDir: holdStateDir(join(gateway.scratchDir, 'state'), shutdown),
          messagesDb: gateway.chatDbPath,
          openclawConfig: gateway.configPath,
          env: gateway.env,
          practice: false,
          texts: 'always',
          log: (line) => problems.push(line),
        },
        shutdown,
      );
      await knock(friend, foe, guest);
      await Promise.all([decide('approve', friend), decide('approve', foe), approveForAnHour(guest)]);
    });
    afterAll(async () => {
      await shutdown.run();
      expect(problems).toEqual([]);
    });

    const write = (handle: string, text: string) =>
      gateway.chatDb.receive({ handle, text, atMs: Date.now() });
    const sender = async (handle: string) =>
      (await app.api.commands.list({})).senders.find((one) => one.handle === handle);
    const until = (handle: string, what: string, is: (sender: SenderView) => boolean) =>
      waitFor(`${handle} to be ${what}`, async () => {
        const found = await sender(handle);
        return found !== undefined && is(found) ? found : null;
      });
    const untilState = (handle: string, state: SenderView['state']) =>
      until(handle, state, (one) => one.state === state);
    const channel = async () => (await app.api.commands.status({})).channel;
    const untilHeld = () =>
      waitFor('the removal to begin', async () => (await channel()).heldBy === 'removal');
    const untilOn = () =>
      waitFor('the channel to be on as before', async () => {
        const { state, persisted, heldBy } = await channel();
        return state === 'on' && persisted && heldBy === null;
      });
    const reached = (text: string) => gateway.agentMessages().filter((turn) => turn.includes(text));
    const members = () =>
      (gateway.readConfig().accessGroups as { peephole: { members: { imessage: string[] } } }).peephole
        .members.imessage;
    const kinds = async (handle: string) =>
      (await app.api.commands.history({ handle })).items.filter(({ type }) => type === 'decision');

    /** Resolves with the decision when the gateway has confirmed it. */
    async function decide(verdict: 'approve' | 'revoke' | 'block' | 'undo', handle: string) {
      const { decision } = await app.api.commands.verdict({
        verdict,
        handle,
        source: 'cli',
        waitMs: 240_000,
      });
      return decision;
    }

    async function approveForAnHour(handle: string): Promise<void> {
      const input = { verdict: 'approve', handle, source: 'cli', waitMs: 240_000, for: '1h' } as const;
      await app.api.commands.verdict(input);
    }

    async function knock(...handles: string[]): Promise<void> {
      for (const handle of handles) write(handle, 'knock');
      for (const handle of handles) await untilState(handle, 'waiting');
    }

    /** Resolves when the gateway has confirmed the end of their approval and receives again. */
    async function ended(handle: string): Promise<void> {
      await waitFor(`the end of ${handle}'s approval`, async () =>
        (await kinds(handle)).some(
          (item) => item.type === 'decision' && item.kind === 'expire' && item.progress === 'confirmed',
        ),
      );
      await untilOn();
    }

    /** Resolves when what they wrote was dropped: the friend, who wrote later, has reached the agent. */
    async function isDropped(handle: string, word: string): Promise<void> {
      const row = write(handle, `${word}.`);
      await gateway.handed(row.rowId);
      write(friend, `friend after ${word}`);
      await gateway.reachedAgent(`friend after ${word}`);
      expect(reached(`${word}.`)).toEqual([]);
    }

    test('a block is in force while an agent run is active, and nobody still approved loses a message', async () => {
      const run = gateway.holdAgent('long question');
      write(friend, 'long question');
      await run.reached;

      const blocking = decide('block', foe);
      await untilState(foe, 'blocked');
      await waitFor('the channel to be stopped', async () => (await channel()).state === 'off');
      expect(await channel()).toMatchObject({ heldBy: 'removal' });
      write(foe, 'foe during the run');
      write(friend, 'friend during the run');
      expect((await sender(foe))?.decision).toMatchObject({ verdict: 'block' });
      expect((await sender(foe))?.decision?.progress).not.toBe('confirmed');
      run.release();

      expect(await blocking).toMatchObject({ verdict: 'block', progress: 'confirmed' });
      await gateway.reachedAgent('friend during the run');
      await isDropped(foe, 'foe after it');
      expect(reached('foe during')).toEqual([]);
      expect(members().toSorted()).toEqual([friend, guest]);
      await untilOn();
    });

    test('blocked stays out, whoever puts them back', async () => {
      gateway.editConfigFile((config) => {
        const { imessage } = config.channels as { imessage: { allowFrom: string[] } };
        imessage.allowFrom = [...imessage.allowFrom, foe];
      });
      const allowFrom = () =>
        (gateway.readConfig().channels as { imessage: { allowFrom: string[] } }).imessage.allowFrom;
      await waitFor('them to be taken off again', () => !allowFrom().includes(foe));
      await isDropped(foe, 'foe by hand');
      const { items } = await app.api.commands.history({});
      expect(items.map(({ kind }) => kind)).toContain('blocked-taken-off');
    });

    test('an approval for an hour lets them in until then, and ends by itself', async () => {
      write(guest, 'within the hour');
      await gateway.reachedAgent('within the hour');
      expect((await sender(guest))?.until).not.toBeNull();

      skew.ms += overAnHourMs;
      await untilState(guest, 'waiting');
      await ended(guest);
      await isDropped(guest, 'too late');
      expect((await kinds(guest)).map(({ kind }) => kind).toSorted()).toEqual(['approve', 'expire']);
    });

    test('a gateway killed in the middle of approve, revoke, block, undo and the end of an hour ends with all five confirmed', async () => {
      const [approved, revoked, blocked, undone, expired] = [11, 12, 13, 14, 15].map(someone) as [
        string,
        string,
        string,
        string,
        string,
      ];
      await knock(approved, revoked, blocked, undone, expired);
      const letIn = [revoked, blocked, undone].map((handle) => decide('approve', handle));
      await Promise.all([...letIn, approveForAnHour(expired)]);
      await decide('revoke', undone);

      const hold = gateway.holdAgent('keeps it busy');
      write(friend, 'keeps it busy');
      await hold.reached;
      skew.ms += overAnHourMs;
      const given = [
        ['approve', approved],
        ['revoke', revoked],
        ['block', blocked],
        ['undo', undone],
      ] as const;
      const deciding = given.map(([verdict, handle]) => decide(verdict, handle));
      for (const [verdict, handle] of given) {
        await until(handle, `told to ${verdict}`, ({ decision }) => decision?.verdict === verdict);
      }
      await untilState(expired, 'waiting');
      await untilHeld();
      await gateway.kill('SIGKILL');
      hold.release();
      await gateway.start();
      for (const [index, decision] of (await Promise.all(deciding)).entries()) {
        expect(decision).toMatchObject({ verdict: given[index]?.[0], progress: 'confirmed' });
      }
      await ended(expired);

      for (const handle of [approved, undone]) {
        write(handle, `${handle} is in`);
        await gateway.reachedAgent(`${handle} is in`);
      }
      for (const handle of [revoked, blocked, expired]) await isDropped(handle, `${handle} is out`);
      expect(members().toSorted()).toEqual([friend, approved, undone].toSorted());
    });
  });
}
