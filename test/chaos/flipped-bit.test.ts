import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, onTestFinished, test } from 'vitest';
import { canonicalJson } from '#core/log/canonical-json.ts';
import { readLog } from '../../src-main/ledger/read-log.ts';
import { startLive } from '../browser/live.ts';
import { someone } from '../support/main-job.ts';
import { waitFor } from '../support/wait.ts';

const friend = someone(1);
const stranger = someone(2);

/** Flips one bit of the newest copy of a text that a file has. */
function flipNewest(file: string, text: string): void {
  const bytes = readFileSync(file);
  const at = bytes.lastIndexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  // Written in place: it is the file that is open.
  writeFileSync(file, bytes, { flag: 'r+' });
}

describe.each(['SIGTERM', 'SIGKILL'] as const)(
  'a bit of the ledger flips while Peephole runs; then %s',
  (signal) => {
    test('it is called damage, nothing more is decided, what stops access works, and the next start sets it aside', async () => {
      const live = await startLive();
      onTestFinished(() => live.stop());
      const { socket, gateway, peephole } = live;
      const { stateDir } = peephole;
      const ledger = join(stateDir, 'ledger.sqlite');
      for (const handle of [friend, stranger]) live.knock(handle, 'Hello, it is me.');
      for (const handle of [friend, stranger]) await waitFor('them to be listed', () => live.sender(handle));
      await socket.call('verdict', { verdict: 'approve', handle: friend, source: 'cli', waitMs: 60_000 });

      const log = readLog(stateDir);
      const newest = log?.newest(1)[0];
      log?.close();
      expect(newest?.type).toBe('progress');
      flipNewest(`${ledger}-wal`, canonicalJson(newest?.body));
      // Another program writes, so that SQLite reads the file again instead of what it has in memory.
      const other = new DatabaseSync(ledger);
      other.exec(`INSERT OR REPLACE INTO setting VALUES ('another-program', '1')`);
      other.close();

      for (const verdict of ['ignore', 'approve', 'block'] as const)
        await expect(
          socket.call('verdict', { verdict, handle: stranger, source: 'cli' }),
        ).rejects.toMatchObject({
          code: 'ledger-corrupt',
        });
      const { ledger: health } = await socket.call('status', {});
      expect(health).toMatchObject({ state: 'error', detail: { params: { path: ledger } } });
      expect(peephole.log()).toMatch(/ledger.*(?:damaged|was changed)/);
      expect(await live.sender(stranger)).toMatchObject({ state: 'waiting', decision: null });
      expect(await live.sender(friend)).toMatchObject({
        state: 'approved',
        decision: { progress: 'confirmed' },
      });
      await socket.call('channel', { on: false, waitMs: 30_000 }).catch(() => {});
      await waitFor('the channel to stop', () => !gateway.running());

      await peephole.kill(signal);
      await expect(peephole.start()).rejects.toThrow(/damaged[\s\S]*set aside/i);
      const aside = readdirSync(stateDir).filter((name) => /^ledger\.sqlite\.corrupt-[^-]+$/.test(name));
      expect(aside).toHaveLength(1);

      await peephole.start();
      const history = await peephole.run('history');
      expect(JSON.stringify(history.json)).toContain('ledger-set-aside');
      expect((await peephole.run('status')).json).toMatchObject({ ledger: { state: 'writing' } });
    });
  },
);
