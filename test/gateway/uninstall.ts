import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { someone, startMainJob } from '../support/main-job.ts';
import type { JsonObject, RealGateway } from '../support/real-gateway.ts';

/** `peephole uninstall` (RULE-6.27), against the real gateway. */

const owner = '+12125550101';

/** OpenClaw's own notes of when it wrote; everything else is the owner's. */
function withoutBookkeeping(config: Record<string, unknown>): unknown {
  const { meta: _meta, wizard: _wizard, ...rest } = config;
  return rest;
}

async function begin(gateway: RealGateway, imessage: JsonObject) {
  const stateDir = mkdtempSync(join(tmpdir(), 'peephole-uninstall-'));
  const job = await startMainJob({ gateway, imessage, stateDir });
  // Until it has handled a first message the plugin knows no place to go on from (OC-27), and what is written while the
  // channel restarts is lost.
  job.write(owner, 'good morning');
  await job.gateway.reachedAgent('good morning');
  onTestFinished(async () => {
    await job.stop();
    rmSync(stateDir, { recursive: true, force: true });
  });
  const uninstall = async (...args: string[]) => {
    const { code, json } = await job.peephole.run('uninstall', ...args);
    return { code, ...json } as { code: number; [key: string]: unknown };
  };
  const approve = async (handle: string, ...more: string[]): Promise<void> => {
    expect((await job.peephole.run('approve', handle, '--add', '--wait', ...more)).code).toBe(0);
  };
  return { job, stateDir, uninstall, approve, config: () => withoutBookkeeping(job.gateway.readConfig()) };
}

export function uninstall(gateway: () => RealGateway): void {
  describe('peephole uninstall', () => {
    test('made silent, approved, uninstalled with --restore: the config is what it was, and nothing of ours is left', async () => {
      const { job, stateDir, uninstall, approve, config } = await begin(gateway(), {
        dmPolicy: 'pairing',
        allowFrom: [owner],
        groupPolicy: 'allowlist',
        groupAllowFrom: null,
      });
      const before = config();
      expect((await job.peephole.run('silence', '--apply', '--wait')).code).toBe(0);
      const friend = someone(4);
      await approve(friend);
      writeFileSync(join(stateDir, 'notes.txt'), 'mine', { mode: 0o600 });

      const asked = await uninstall('--restore');
      expect(asked).toMatchObject({ code: 0, done: false, files: null, gateway: { losing: [friend] } });
      expect(job.members()).toEqual([friend]);

      expect(await uninstall('--restore', '--yes')).toMatchObject({
        code: 0,
        done: true,
        gateway: { changed: true, losing: [friend], closed: [] },
        files: { left: ['notes.txt'] },
      });
      expect(config()).toEqual(before);
      expect(existsSync(join(stateDir, 'ledger.sqlite'))).toBe(false);
      expect(readFileSync(join(stateDir, 'notes.txt'), 'utf8')).toBe('mine');
      job.write(friend, 'am I still in?');
      await job.gateway.sent(friend, 'Pairing code');
      expect(job.reached('am I still in?')).toEqual([]);
    });

    test('--keep-approved: who is approved for good is on the owner’s own list, who was let in for a while is not', async () => {
      const { job, uninstall, approve } = await begin(gateway(), {
        dmPolicy: 'allowlist',
        allowFrom: [owner],
        groupPolicy: 'allowlist',
        groupAllowFrom: [],
      });
      const [friend, guest] = [someone(5), someone(6)];
      await approve(friend);
      await approve(guest, '--for', '24h');
      expect(await uninstall('--keep-approved', '--yes')).toMatchObject({
        code: 0,
        gateway: { changed: true, losing: [guest] },
      });
      expect(job.imessage()).toMatchObject({
        dmPolicy: 'allowlist',
        allowFrom: [owner, friend],
        groupAllowFrom: [],
      });
      expect(job.gateway.readConfig().accessGroups).toBeUndefined();
      job.write(guest, 'and I?');
      job.write(friend, 'still in');
      await job.gateway.reachedAgent('still in');
      expect(job.reached('and I?')).toEqual([]);
    });
  });
}
