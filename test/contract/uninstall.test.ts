import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readLog } from '../../src-main/ledger/read-log.ts';
import { startPracticeGateway } from '../../src-main/simulator/simulated-gateway.ts';
import { createPracticeMessages } from '../../src-main/simulator/simulated-messages.ts';
import { startPeephole } from '../support/peephole.ts';
import { waitFor } from '../support/wait.ts';

/** `peephole uninstall` on the practice gateway. */

const owner = '+12125550110';

async function begin(imessage: Record<string, unknown>) {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-leave-'));
  const messages = createPracticeMessages({ dir, seed: 1, speed: 1 });
  const gateway = await startPracticeGateway({
    stateDir: join(dir, 'openclaw'),
    imessage: { ...imessage, dbPath: messages.databasePath } as never,
    behaviour: { applyMs: 50, startMs: 10, runMs: 10 },
  });
  const stateDir = join(dir, 'state');
  const peephole = await startPeephole({
    messagesDb: messages.databasePath,
    contactsDir: messages.contactsDir,
    openclawConfig: gateway.configPath,
    stateDir,
  });
  onTestFinished(async () => {
    await peephole.stop();
    await gateway.stop();
    messages.close();
    rmSync(dir, { recursive: true, force: true, maxRetries: 3 });
  });
  await waitFor('the gateway to be read', async () => {
    const { json } = await peephole.run('status');
    const { silence, messages: read } = json as unknown as {
      silence: { state: string };
      messages: { state: string };
    };
    return silence.state !== 'unknown' && read.state === 'reading';
  });
  const approve = async (handle: string, ...more: string[]) => {
    expect((await peephole.run('approve', handle, '--add', '--wait', ...more)).code).toBe(0);
  };
  const config = () => {
    const { meta: _meta, ...rest } = gateway.readConfig();
    return rest;
  };
  return { dir, gateway, messages, peephole, stateDir, approve, config };
}

const fresh = { dmPolicy: 'pairing', allowFrom: [owner], groupPolicy: 'allowlist' };

test('with --restore the config is what it was, and nothing of ours is left', async () => {
  const { gateway, peephole, stateDir, approve, config } = await begin(fresh);
  const before = config();
  expect((await peephole.run('silence', '--apply', '--wait')).code).toBe(0);
  await approve('+12125550161');
  const asked = await peephole.run('uninstall', '--restore');
  expect(asked).toMatchObject({ code: 0, json: { done: false, files: null } });
  expect(gateway.judge('+12125550161')).toBe('agent');
  const { code, json } = await peephole.run('uninstall', '--restore', '--yes');
  expect([code, json]).toMatchObject([
    0,
    { done: true, gateway: { changed: true, losing: ['+12125550161'] } },
  ]);
  expect(config()).toEqual(before);
  expect(gateway.running()).toBe(true);
  expect(existsSync(stateDir)).toBe(false);
  expect((await peephole.run('uninstall')).code).toBe(3);
});

test('who is kept stands on the owner’s own list; without --yes nothing is done', async () => {
  const { gateway, peephole, approve, config } = await begin({
    ...fresh,
    dmPolicy: 'allowlist',
    groupAllowFrom: [],
  });
  await approve('+12125550161');
  await approve('+12125550162', '--for', '24h');
  const before = config();
  const { json } = await peephole.run('uninstall', '--keep-approved');
  expect(json).toMatchObject({ done: false, gateway: { losing: ['+12125550162'] } });
  expect(config()).toEqual(before);
  expect((await peephole.run('uninstall', '--keep-approved', '--yes')).code).toBe(0);
  expect(config()).toMatchObject({ channels: { imessage: { allowFrom: [owner, '+12125550161'] } } });
  expect(config()).not.toHaveProperty('accessGroups');
  expect([gateway.judge('+12125550161'), gateway.judge('+12125550162')]).toEqual(['agent', 'dropped']);
});

test('somebody else changed what Make it silent wrote: refused, and nothing was removed', async () => {
  const { gateway, peephole, stateDir, config } = await begin(fresh);
  expect((await peephole.run('silence', '--apply', '--wait')).code).toBe(0);
  gateway.editConfigFile((one) => {
    (one.channels as { imessage: { dmPolicy: string } }).imessage.dmPolicy = 'disabled';
  });
  await waitFor('the edit to be in force', () => gateway.judge('+12125550199') !== 'agent');
  const before = config();
  const refused = await peephole.run('uninstall', '--restore', '--yes');
  expect(refused).toMatchObject({
    code: 1,
    json: { error: { message: expect.stringContaining('dmPolicy') } },
  });
  expect(config()).toEqual(before);
  expect(existsSync(join(stateDir, 'ledger.sqlite'))).toBe(true);
  expect((await peephole.run('status')).code).toBe(0);
});

/** @returns every file below `dir` that has one of these words, with the words. */
function filesWith(dir: string, words: readonly string[]): Record<string, readonly string[]> {
  const found: Record<string, readonly string[]> = {};
  for (const name of readdirSync(dir, { recursive: true, encoding: 'utf8' })) {
    const path = join(dir, name);
    if (!statSync(path).isFile()) continue;
    const bytes = readFileSync(path);
    const there = words.filter((word) => bytes.includes(word));
    if (there.length > 0) found[relative(dir, path)] = there;
  }
  return found;
}

test('no address and nothing of this install’s identity is left, but in what others keep', async () => {
  const { dir, messages, peephole, stateDir, approve } = await begin(fresh);
  const waiting = '+12125550171';
  const blocked = '+12125550172';
  const approved = '+12125550173';
  for (const handle of [waiting, blocked])
    messages.db.receive({ handle, text: 'hello', service: 'iMessage' });
  await waitFor('them to be listed', async () => {
    const { senders } = (await peephole.run('list')).json as unknown as { senders: { handle: string }[] };
    return [waiting, blocked].every((handle) => senders.some((sender) => sender.handle === handle));
  });
  expect((await peephole.run('block', blocked, '--wait')).code).toBe(0);
  await approve(approved);
  const log = readLog(stateDir);
  const installId = log?.installId ?? '';
  log?.close();
  const textOf = (file: string): Record<string, string> =>
    JSON.parse(readFileSync(join(stateDir, file), 'utf8'));
  const logKey = textOf('log-key.json').privateKeyPem?.split('\n')[1] ?? '';
  const token = textOf('gateway-device-token.json').token ?? '';
  const addresses = [waiting, blocked, approved];
  const words = [...addresses, installId, logKey, token];
  expect(words.filter((word) => word.length < 12)).toEqual([]);
  expect(Object.keys(filesWith(stateDir, words)).length).toBeGreaterThan(2);

  // As a start leaves what it found damaged.
  const aside = join(stateDir, 'ledger.sqlite.corrupt-20261124T120000.000Z');
  for (const end of ['', '-wal']) copyFileSync(join(stateDir, `ledger.sqlite${end}`), aside + end);

  expect((await peephole.run('uninstall', '--restore', '--yes')).code).toBe(0);
  // Messages has who wrote, OpenClaw whom it met and which device it paired: theirs to forget.
  const left = Object.keys(filesWith(dir, words)).filter((file) => !/^(?:Messages|openclaw)\//.test(file));
  expect(left).toEqual([]);
});
