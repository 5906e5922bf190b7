import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { runCli } from '../../src-main/cli/run.ts';
import { type Practice, startPractice } from '../../src-main/simulator/practice.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import {
  type CliAnswer,
  type Peephole,
  peepholeArgs,
  runCli as spawnCli,
  startPeephole,
} from '../support/peephole.ts';
import { waitFor } from '../support/wait.ts';

interface Listed {
  readonly handle: string;
  readonly state: string;
  readonly group: string;
  readonly approvable: boolean;
}

let practice: Practice;

beforeAll(async () => {
  practice = await startPractice({ speed: 10, silent: true });
});
afterAll(() => practice?.stop());

async function serve(stateDir?: string): Promise<Peephole> {
  const peephole = await startPeephole({
    messagesDb: practice.databasePath,
    contactsDir: practice.contactsDir,
    openclawConfig: practice.openclawConfigPath,
    ...(stateDir === undefined ? {} : { stateDir }),
  });
  onTestFinished(() => peephole.stop());
  return peephole;
}

function temporaryStateDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-serve-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  return dir;
}

/** One command to a running Peephole, from this process: starting one for each costs more than all else here. */
async function ask(peephole: Pick<Peephole, 'stateDir'>, ...args: string[]): Promise<CliAnswer> {
  let stdout = '';
  let stderr = '';
  const code = await runCli([...args, '--json', '--state-dir', peephole.stateDir], {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    columns: null,
    env: {},
    nowMs: Date.now,
    stopped: () => new Promise(() => {}),
  });
  return { code, json: JSON.parse(stdout), stderr };
}

async function waitingPerson(peephole: Peephole): Promise<Listed> {
  return waitFor('a waiting person, and the gateway read', async () => {
    const { json: status } = await ask(peephole, 'status');
    if ((status.silence as unknown as { state: string }).state !== 'silent') return null;
    const { json } = await ask(peephole, 'list', '--state', 'waiting');
    return (json.senders as unknown as Listed[]).find(({ approvable }) => approvable);
  });
}

describe('serve on practice data', () => {
  test('the main job by command line: listed, approved, confirmed, revoked', async () => {
    const peephole = await serve();
    const { handle } = await waitingPerson(peephole);
    const approved = await ask(peephole, 'approve', handle, '--wait');
    expect(approved).toMatchObject({
      code: 0,
      json: { ok: true, decision: { handle, verdict: 'approve', progress: 'confirmed', error: null } },
    });
    expect(practice.gateway.judge(handle)).toBe('agent');
    expect(await ask(peephole, 'explain', handle)).toMatchObject({ json: { dm: { allowed: true } } });
    expect(await ask(peephole, 'approve', handle, '--for', '1h')).toMatchObject({ code: 0 });
    expect(await ask(peephole, 'revoke', handle, '--wait')).toMatchObject({
      json: { decision: { progress: 'confirmed' } },
    });
    expect(practice.gateway.judge(handle)).not.toBe('agent');
    expect(await ask(peephole, 'revoke', handle)).toMatchObject({
      code: 1,
      json: { error: { code: 'not-approved' } },
    });
    expect(await ask(peephole, 'verify')).toMatchObject({ code: 0, json: { ok: true, firstBad: null } });
  });

  test('a second one on the same state directory is refused, and the first goes on', async () => {
    const peephole = await serve();
    const second = await spawnCli(['serve', '--json', '--state-dir', peephole.stateDir]);
    expect(second).toMatchObject({ code: 1, json: { ok: false, error: { code: 'already-running' } } });
    expect(await ask(peephole, 'status')).toMatchObject({ code: 0 });
  });

  test('what was written while it was not running is listed, however long ago it is dated', async () => {
    const peephole = await serve();
    await waitingPerson(peephole);
    await peephole.kill('SIGTERM');
    const handle = '+12125550197';
    const atMs = Date.now() - 200 * 86_400_000;
    practice.messages.db.receive({ handle, text: 'from a phone that was off for months', atMs });
    await peephole.start();
    await waitFor('them to be listed', async () => {
      const { json } = await ask(peephole, 'list', '--state', 'waiting');
      return (json.senders as unknown as Listed[]).some((one) => one.handle === handle);
    });
  });

  test('killed with -9 it starts again on what it left', async () => {
    const peephole = await serve();
    const { handle } = await waitingPerson(peephole);
    await ask(peephole, 'ignore', handle);
    await peephole.kill('SIGKILL');
    expect(existsSync(peephole.socketPath)).toBe(true);
    expect(await ask(peephole, 'status')).toMatchObject({
      code: 3,
      json: { error: { code: 'not-running' } },
    });
    expect(await ask(peephole, 'history', '--limit', '1')).toMatchObject({
      code: 0,
      json: { items: [{ kind: 'ignore', handle }] },
    });
    await peephole.start();
    expect(await ask(peephole, 'status')).toMatchObject({ code: 0, json: { ok: true } });
  });

  test('SIGTERM ends it cleanly, and leaves no socket', async () => {
    const dir = temporaryStateDir();
    const peephole = await serve(dir);
    await peephole.kill('SIGTERM');
    expect(existsSync(peephole.socketPath)).toBe(false);
    expect(peephole.log()).toBe('');
    await expect(connectPeephole(dir)).rejects.toMatchObject({ code: 'not-running' });
  });

  test('ends with 0 on SIGTERM, also while somebody waits for an answer', async () => {
    const dir = temporaryStateDir();
    const args = ['serve', '--state-dir', dir, '--messages-db', join(dir, 'none.db')];
    const child = spawn(process.execPath, [
      ...peepholeArgs,
      ...args,
      '--openclaw-config',
      join(dir, 'none.json'),
    ]);
    onTestFinished(() => void child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    const client = await connectPeephole(dir);
    const waiting = client.call('channel', { on: false, waitMs: 60_000 }).catch((error) => error);
    const gone = once(child, 'exit');
    child.kill('SIGTERM');
    expect(await gone).toEqual([0, null]);
    expect((await waiting).code).toMatch(/^(?:not-running|gateway-refused)$/);
  });
});

describe('bad places', () => {
  test.each([
    ['--gateway-url', 'not-an-url', 'usage', 2],
    ['--web', '70000', 'usage', 2],
  ])('serve %s %s', async (option, value, code, exit) => {
    const refused = await spawnCli(['serve', '--json', '--state-dir', temporaryStateDir(), option, value]);
    expect(refused).toMatchObject({ code: exit, json: { ok: false, error: { code } } });
  });

  test('a state directory that is a file', async () => {
    const refused = await spawnCli(['serve', '--json', '--state-dir', new URL(import.meta.url).pathname]);
    expect(refused).toMatchObject({ code: 1, json: { error: { code: 'state-unusable' } } });
  });
});

describe('doctor', () => {
  test('names what is missing and what to do, without Peephole running', async () => {
    const dir = temporaryStateDir();
    const { code, json } = await spawnCli([
      'doctor',
      '--json',
      ...['--state-dir', join(dir, 'state')],
      ...['--messages-db', join(dir, 'chat.db')],
      ...['--openclaw-config', join(dir, 'openclaw.json')],
      ...['--gateway-url', 'ws://127.0.0.1:9'],
    ]);
    expect({ code, ok: json.ok }).toEqual({ code: 0, ok: true });
    const checks = json.checks as unknown as { id: string; ok: boolean; fix: string | null }[];
    const failed = checks.filter(({ ok }) => !ok);
    expect(failed.map(({ id }) => id)).toEqual(['messages', 'openclaw-config', 'gateway']);
    for (const { fix } of failed) expect(fix).toMatch(/\.$/);
    expect(existsSync(join(dir, 'state'))).toBe(false);
  });

  test('is content with a running one on practice data', async () => {
    const peephole = await serve();
    await waitingPerson(peephole);
    const { json } = await ask(peephole, 'doctor', '--contacts-dir', practice.contactsDir);
    const checks = json.checks as unknown as { id: string; ok: boolean }[];
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(checks.map(({ id }) => id)).toContain('device');

    await peephole.kill('SIGTERM');
    const after = await ask(
      peephole,
      'doctor',
      ...['--messages-db', practice.databasePath],
      ...['--contacts-dir', practice.contactsDir],
      ...['--openclaw-config', practice.openclawConfigPath],
    );
    const alone = after.json.checks as unknown as { id: string; ok: boolean }[];
    expect(alone.filter(({ ok }) => !ok)).toEqual([]);
  });
});
