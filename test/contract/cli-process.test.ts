import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { PeepholeError } from '#core/errors.ts';
import type { StatusView } from '#core/surface/app-state.ts';
import { sentence } from '#core/words/sentence.ts';
import { textWidth } from '../../src-main/cli/kit/text-width.ts';
import { runCli } from '../../src-main/cli/run.ts';
import { openLedger } from '../../src-main/ledger/open-ledger.ts';
import { type SocketServer, startSocketServer } from '../../src-main/surfaces/socket/socket-server.ts';
import { FakeAppApi } from '../support/fake-app-api.ts';
import { peepholeArgs } from '../support/peephole.ts';
import { plainly } from '../support/said.ts';
import { calmStatus, fakeDecision, fakeSender } from '../support/views.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let stateDir: string;
let emptyDir: string;
let api: FakeAppApi;
let server: SocketServer;

/** The command line in this process: quick, and all of it but `cli.ts`. */
async function run(args: readonly string[], columns: number | null = null, env = {}): Promise<Ran> {
  let stdout = '';
  let stderr = '';
  const code = await runCli(args, {
    stdout: (text) => {
      stdout += text;
    },
    stderr: (text) => {
      stderr += text;
    },
    columns,
    env,
    nowMs: () => Date.UTC(2026, 10, 24, 12),
    stopped: () => new Promise(() => {}),
  });
  return { code, stdout, stderr };
}

/** The command line as a process of its own. */
const spawnCli = (...args: readonly string[]) => spawned(process.execPath, [...peepholeArgs, ...args]);

function spawned(command: string, args: readonly string[]): Promise<Ran> {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text) => {
      stderr += text;
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

const running = (...args: string[]): Promise<Ran> => run([...args, '--state-dir', stateDir]);

async function json(...args: string[]): Promise<{ code: number | null; document: Record<string, unknown> }> {
  const { code, stdout } = await running(...args, '--json');
  return { code, document: JSON.parse(stdout) };
}

const bob = fakeSender({
  handle: '+447700900123',
  service: 'SMS',
  new: false,
  knocks: 3,
  preview: 'Your mother needs help, send the code',
  warnings: ['asks-for-code'],
  contact: '鈴木さん',
});
const alice = fakeSender({
  handle: 'alice@example.com',
  state: 'approved',
  via: 'peephole',
  new: false,
  decision: fakeDecision({ verdict: 'approve', handle: 'alice@example.com', progress: 'confirmed' }),
});

beforeAll(() => {
  emptyDir = mkdtempSync(join(tmpdir(), 'peephole-cli-'));
});
beforeEach(async () => {
  stateDir = mkdtempSync(join(tmpdir(), 'peephole-cli-'));
  api = new FakeAppApi([fakeSender({ handle: '+12125550101', revision: 'r1' }), bob, alice]);
  server = await startSocketServer(api, stateDir, () => {});
  return async () => {
    await server.stop();
    rmSync(stateDir, { recursive: true, force: true });
  };
});
afterAll(() => rmSync(emptyDir, { recursive: true, force: true }));

describe('every command that asks Peephole', () => {
  const lines: readonly (readonly [string, object, readonly string[]])[] = [
    ['status', {}, ['silence', 'channel', 'gateway', 'messages', 'counts', 'leaks', 'version']],
    ['list', {}, ['senders']],
    ['list --state blocked', { state: 'blocked' }, ['senders']],
    [
      'approve +12125550101 --for=24h --revision r1',
      { verdict: 'approve', handle: '+12125550101', source: 'cli', for: '24h', revision: 'r1' },
      ['decision'],
    ],
    [
      'approve +12125550102 --add --wait',
      { verdict: 'approve', handle: '+12125550102', source: 'cli', add: true, waitMs: 330_000 },
      ['decision'],
    ],
    [
      'approve +1 212 555 0102 --wait=2.5',
      { verdict: 'approve', handle: '+1 212 555 0102', source: 'cli', waitMs: 2_500 },
      ['decision'],
    ],
    ['ignore a@example.com', { verdict: 'ignore', handle: 'a@example.com', source: 'cli' }, ['decision']],
    ['block 72345 --add', { verdict: 'block', handle: '72345', source: 'cli', add: true }, ['decision']],
    [
      'revoke --wait 60 a@example.com',
      { verdict: 'revoke', handle: 'a@example.com', source: 'cli', waitMs: 60_000 },
      ['decision'],
    ],
    ['undo a@example.com', { verdict: 'undo', handle: 'a@example.com', source: 'cli' }, ['decision']],
    ['channel off --wait', { on: false, waitMs: 330_000 }, ['channel']],
    ['channel on', { on: true }, ['channel']],
    ['silence', { action: 'show' }, ['changed', 'silence', 'changes']],
    [
      'silence --apply --drop-paired --wait=10',
      { action: 'apply', dropPaired: true, waitMs: 10_000 },
      ['changed', 'silence', 'changes'],
    ],
    ['silence --undo', { action: 'undo' }, ['changed', 'silence', 'changes']],
    ['explain a@example.com', { handle: 'a@example.com' }, ['handle', 'dm', 'group', 'command']],
    ['invite', {}, ['invite']],
    ['invite --for 3d', { hours: 72 }, ['invite']],
    ['invites', {}, ['items']],
    ['receipt', {}, ['items']],
    ['receipt a@example.com', { handle: 'a@example.com' }, ['items']],
    ['exposure', {}, ['items']],
    ['leaks', {}, ['items']],
    ['leaks --clear l1', { clear: 'l1' }, ['items']],
  ];

  test.each(lines)('%s', async (line, input, keys) => {
    const { code, document } = await json(...line.split(' '));
    expect({ code, ok: document.ok }).toEqual({ code: 0, ok: true });
    expect(api.calls[0]?.input).toEqual(input);
    for (const key of keys) expect(document).toHaveProperty(key);

    const forPeople = await running(...line.split(' '));
    expect(forPeople.code).toBe(0);
    expect(forPeople.stdout.trim()).not.toBe('');
    expect(forPeople.stdout).not.toContain('undefined');
  });

  test.each(lines)('%s, when Peephole is not running: 3', async (line) => {
    const { code, stdout } = await run([...line.split(' '), '--json', '--state-dir', emptyDir]);
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ ok: false, error: { code: 'not-running' } });
  });
});

describe('a pause of banners', () => {
  test.each([
    [null, null],
    ['until-resumed', 'until-resumed'],
    [{ untilMs: Date.parse('2026-11-24T16:30:00.000Z') }, '2026-11-24T16:30:00.000Z'],
  ] as const)('%j is %j in the JSON of status', async (pause, pausedUntil) => {
    api.answers.status = async () => ({ ...calmStatus, pause });
    const { document } = await json('status');
    expect(document).toMatchObject({ pausedUntil });
    expect(document).not.toHaveProperty('pause');
  });
});

describe('why a decision waits or failed', () => {
  const failed = fakeDecision({
    verdict: 'block',
    handle: '+12125550101',
    progress: 'failed',
    error: { code: 'still-everyone', params: { setting: 'channels.imessage.allowFrom' } },
  });
  const sentence = 'They are let in with everyone by channels.imessage.allowFrom.';

  test('is a code, a colon and a sentence in JSON, and the sentence alone for people', async () => {
    api.answers.verdict = async () => ({ decision: failed });
    const senders = [fakeSender({ handle: '+12125550101', decision: failed })];
    api.answers.list = async () => ({ senders, crowds: [], total: 1, next: null, textsWithheld: false });
    const printed = { ...failed, error: `still-admitted: ${sentence}` };
    expect(await json('block', '+12125550101')).toEqual({
      code: 0,
      document: { ok: true, decision: printed },
    });
    expect(await json('list')).toMatchObject({ document: { senders: [{ decision: printed }] } });
    for (const line of [['block', '+12125550101'], ['list']]) {
      const { stdout } = await running(...line);
      expect(stdout).toContain(sentence);
      expect(stdout).not.toContain('still-');
    }
  });
});

describe('exit codes', () => {
  test.each([
    ['usage', 2],
    ['timeout', 4],
    ['stale-revision', 1],
    ['still-admitted', 1],
    ['internal', 1],
  ] as const)('what Peephole refuses with %s: %i, in JSON and in words', async (errorCode, exit) => {
    api.answers.verdict = async () => {
      throw new PeepholeError(errorCode, plainly('Plainly said.'));
    };
    const { code, document } = await json('block', '+12125550101');
    expect(code).toBe(exit);
    expect(document).toEqual({ ok: false, error: { code: errorCode, message: 'Plainly said.' } });
    expect(await running('block', '+12125550101')).toEqual({
      code: exit,
      stdout: '',
      stderr: 'peephole: Plainly said.\n',
    });
  });

  test.each([
    [''],
    ['aprove x'],
    ['approve'],
    ['approve a@example.com b@example.com'],
    ['approve +12125550101 +12125550102'],
    ['approve x --for=2h'],
    ['approve x --wait=9999'],
    ['ignore x --add'],
    ['channel'],
    ['channel sideways'],
    ['silence --apply --undo'],
    ['silence --drop-paired'],
    ['list --state=everyone'],
    ['invite --for=8d'],
    ['history --limit=0'],
    ['history --limit=many'],
    ['status extra'],
    ['status --wait'],
    ['help aprove'],
    ['verify /nowhere/at-all'],
  ])('wrong usage, "%s": 2, the same shape, and nothing was asked', async (line) => {
    const { code, document } = await json(...line.split(' ').filter((word) => word !== ''));
    expect(code).toBe(2);
    expect(document).toMatchObject({
      ok: false,
      error: { code: 'usage', message: expect.stringMatching(/\.$/) },
    });
    expect(api.calls).toEqual([]);
  });

  test('Peephole going away while we wait: 3, saying that the decision is kept', async () => {
    api.answers.verdict = () => {
      void server.stop();
      return new Promise(() => {});
    };
    const { code, document } = await json('approve', '+12125550101', '--wait');
    expect(code).toBe(3);
    expect(document).toMatchObject({
      error: { code: 'not-running', message: expect.stringContaining('is kept') },
    });
  });
});

describe('as a process of its own', () => {
  test('answers on stdout, refuses on stderr, and ends with its exit code', async () => {
    const done = await spawnCli('approve', '+12125550101', '--json', '--state-dir', stateDir);
    expect(done).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(done.stdout)).toMatchObject({ ok: true, decision: { progress: 'queued' } });
    expect(await spawnCli('status', '--state-dir', emptyDir)).toMatchObject({
      code: 3,
      stdout: '',
      stderr: expect.stringContaining('is not running'),
    });
    expect(await spawnCli('aprove')).toMatchObject({ code: 2, stdout: '' });
  });

  test('by npm run peephole, too: stdout has its one document, the exit code is its own', async () => {
    const npm = ['run', '--silent', 'peephole', '--'];
    const refused = await spawned('npm', [...npm, 'status', '--json', '--state-dir', emptyDir]);
    expect(refused.code).toBe(3);
    expect(JSON.parse(refused.stdout)).toMatchObject({ ok: false, error: { code: 'not-running' } });
    const { code, stdout } = await spawned('npm', [...npm, 'status', '--json', '--state-dir', stateDir]);
    expect([code, JSON.parse(stdout).ok]).toEqual([0, true]);
  });

  test('gives all of a long answer to a pipe', async () => {
    const many = Array.from({ length: 5_000 }, (_, index) =>
      fakeSender({ handle: `person${index}@example.com` }),
    );
    api.change(...many);
    const { stdout } = await spawnCli('list', '--all', '--json', '--state-dir', stateDir);
    const everybody = JSON.parse(stdout);
    expect([everybody.senders.length, everybody.total]).toEqual([5_003, 5_003]);
    expect(new Set(everybody.senders.map(({ handle }: { readonly handle: string }) => handle)).size).toBe(
      5_003,
    );
    const newest = JSON.parse((await spawnCli('list', '--json', '--state-dir', stateDir)).stdout);
    expect([newest.senders.length, newest.total]).toEqual([500, 5_003]);
    const read = await spawnCli('list', '--state-dir', stateDir);
    expect(read.stdout).toContain('These are the newest of 5,003. `peephole list --all` shows everybody.');
  });
});

describe('for people', () => {
  test('status reads as a few plain lines, the first one says what strangers get', async () => {
    const { stdout } = await running('status');
    const lines = stdout.trimEnd().split('\n');
    expect(lines[0]).toBe('Strangers get nothing.');
    expect(lines.length).toBeLessThanOrEqual(6);
    expect(stdout).toContain('2 waiting, 1 new');
  });

  test('status says what is wrong and what to do', async () => {
    const status: StatusView = {
      ...calmStatus,
      silence: {
        state: 'unknown',
        findings: [
          {
            id: 'group-policy-open',
            severity: 'red',
            fixes: [sentence('fix.allowlist', { setting: 'groupPolicy' }), sentence('fix.rename-group')],
            changes: [],
            oneStep: true,
          },
        ],
      },
      gateway: {
        state: 'unreachable',
        version: null,
        url: 'ws://127.0.0.1:1',
        notes: [],
        detail: sentence('gateway.not-running', { url: 'ws://127.0.0.1:1' }),
      },
      messages: {
        state: 'no-access',
        lastRowId: 0,
        lastSeenAt: null,
        detail: sentence('messages.full-disk-access', { path: '/chat.db' }),
      },
      leaks: [
        {
          id: 'l1',
          handle: '+12125550199',
          place: 'direct',
          at: '2026-11-24T12:00:00.000Z',
          kind: 'pairing-code',
        },
      ],
    };
    api.answers.status = async () => status;
    const { stdout } = await running('status');
    for (const text of [
      'Can’t tell: gateway unreachable',
      'OpenClaw is not running (nothing listens at ws://127.0.0.1:1): start OpenClaw.',
      'macOS does not let Peephole read /chat.db.',
      'Anyone in a group with you can talk to your assistant there.',
      'A pairing code went to +12125550199',
      '--clear l1',
    ]) {
      expect(stdout).toContain(text);
    }
    expect(JSON.parse((await running('status', '--json')).stdout).silence.findings).toEqual([
      {
        id: 'group-policy-open',
        severity: 'red',
        title: 'Anyone in a group with you can talk to your assistant there.',
        fix: 'Set groupPolicy to "allowlist". Rename that access group in OpenClaw’s config.',
        changes: [],
        oneStep: true,
      },
    ]);
  });

  test('list groups by waiting people first, and puts what matters beneath them', async () => {
    const { stdout } = await running('list');
    expect(stdout.indexOf('Waiting (2)')).toBe(0);
    expect(stdout.indexOf('Approved (1)')).toBeGreaterThan(stdout.indexOf('+447700900123'));
    expect(stdout).toContain('鈴木さん, in your Contacts');
    expect(stdout).toContain('! Asks for a code or a password.');
    expect(stdout).toContain('×3');
  });

  test('nothing is painted into a pipe, and a handle’s escape sequences do not get through', async () => {
    api.change(fakeSender({ handle: 'evil\u001b[2J\u202e', kind: 'other', approvable: false }));
    const { stdout } = await running('list');
    expect(stdout).toContain('evil[2J');
    expect(stdout).not.toMatch(/[\u001b\u202e]/);
  });

  test('in a terminal it is painted and fits, unless NO_COLOR says otherwise', async () => {
    const args = ['list', '--state-dir', stateDir];
    const painted = await run(args, 60);
    expect(painted.stdout).toContain('\u001b[');
    for (const line of stripVTControlCharacters(painted.stdout).split('\n')) {
      expect(textWidth(line)).toBeLessThanOrEqual(60);
    }
    expect((await run(args, 60, { NO_COLOR: '1' })).stdout).not.toContain('\u001b[');
    expect((await run(args, 60, { TERM: 'dumb' })).stdout).not.toContain('\u001b[');
  });

  test('--wait shows progress on stderr, then one line on stdout', async () => {
    const handle = '+12125550101';
    const about = (progress: 'queued' | 'saved' | 'confirmed') =>
      fakeDecision({ verdict: 'approve', handle, progress });
    api.answers.verdict = async () => {
      for (const progress of ['queued', 'saved', 'confirmed'] as const) {
        api.change(fakeSender({ handle, decision: about(progress) }));
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      return { decision: about('confirmed') };
    };
    const { code, stdout, stderr } = await running('approve', handle, '--wait');
    expect(code).toBe(0);
    expect(stderr).toBe(
      `Approving ${handle}…\nSaved ${handle}; takes effect when the current reply is finished.\n`,
    );
    expect(stdout).toBe(`Approved ${handle}. They will have to write again.\n`);
    expect(JSON.parse((await running('approve', handle, '--wait', '--json')).stdout)).toMatchObject({
      ok: true,
    });
  });

  test('help names every command, and each command its options', async () => {
    const { stdout } = await run(['help']);
    for (const name of ['serve', 'doctor', 'practice', 'status', 'undo', 'verify'])
      expect(stdout).toContain(`  ${name}`);
    expect((await run(['help', 'approve'])).stdout).toContain('--for LENGTH');
    expect((await run(['approve', '--help'])).stdout).toContain('--wait[=SECONDS]');
    expect((await run(['--version'])).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });
});

describe('the log, without Peephole running', () => {
  function decide(dir: string): void {
    const ledger = openLedger(dir, { now: () => Date.UTC(2026, 10, 24, 12), soon: setImmediate });
    for (const [index, verdict] of (['approve', 'block'] as const).entries()) {
      const atMs = Date.UTC(2026, 10, 24, 12, index);
      ledger.appendDecision(
        {
          id: `d${index}`,
          key: '+12125550101',
          handle: '+12125550101',
          verdict,
          untilMs: null,
          issuedAtMs: atMs,
          source: 'cli',
          painted: null,
        },
        { progress: 'queued', error: null, atMs },
      );
      ledger.appendProgress(`d${index}`, { progress: 'confirmed', error: null, atMs });
    }
    ledger.close();
  }

  test('history, export and verify work, also on nothing', async () => {
    for (const command of ['history', 'verify', 'export']) {
      const { code, stdout } = await run([command, '--json', '--state-dir', emptyDir]);
      expect({ code, ok: JSON.parse(stdout).ok }).toEqual({ code: 0, ok: true });
    }
    const file = join(emptyDir, 'empty.jsonl');
    expect((await run(['export', file, '--state-dir', emptyDir])).code).toBe(0);
    expect((await run(['verify', file])).code).toBe(0);
    rmSync(file);
  });

  test('history is newest first, with how far each has come', async () => {
    decide(stateDir);
    const { code, document } = await json('history', '--limit', '1');
    expect(code).toBe(0);
    expect(document.items).toMatchObject([{ kind: 'block', handle: '+12125550101', progress: 'confirmed' }]);
    expect(document.items).toHaveLength(1);
    const { stdout } = await running('history');
    expect(stdout.indexOf('Blocked')).toBeLessThan(stdout.indexOf('Approved'));
  });

  test('an export is checked anywhere; it replaces nothing; changed, it is found out', async () => {
    decide(stateDir);
    const file = join(stateDir, 'log.jsonl');
    const written = await json('export', file);
    expect(written).toMatchObject({ code: 0, document: { ok: true, file } });
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect((await running('export')).stdout).toBe(readFileSync(file, 'utf8'));
    expect(await json('verify', file)).toMatchObject({ code: 0, document: { ok: true, firstBad: null } });
    expect(await json('verify')).toMatchObject({ code: 0, document: { ok: true, firstBad: null } });

    expect(await json('export', file)).toMatchObject({ code: 2, document: { error: { code: 'usage' } } });
    writeFileSync(file, readFileSync(file, 'utf8').replace('"block"', '"ignore"'));
    const bad = await json('verify', file);
    expect(bad).toMatchObject({ code: 1, document: { ok: false, error: { code: 'ledger-corrupt' } } });
    expect(bad.document.firstBad).toEqual(expect.any(Number));
  });
});

describe('a crowd', () => {
  const members = [0, 1, 2].map((index) =>
    fakeSender({ handle: `+121255501${20 + index}`, textMark: 'mark', preview: 'Your parcel is waiting' }),
  );
  beforeEach(() => api.change(...members));

  async function listed(): Promise<string> {
    const { document } = await json('list');
    const [crowd] = document.crowds as readonly { id: string; count: number; handles: readonly string[] }[];
    expect(crowd).toMatchObject({ count: 3, handles: members.map(({ handle }) => handle) });
    return crowd?.id ?? '';
  }

  test('is decided about by its id, as it was listed, and whoever joined since is not', async () => {
    const id = await listed();
    api.change(
      fakeSender({ handle: '+12125550130', textMark: 'mark', firstSeenAt: '2026-11-24T11:59:00.000Z' }),
    );
    const { code, document } = await json('block', '--crowd', id);
    expect(code).toBe(0);
    expect(document).toMatchObject({ ok: true, refused: [], decisions: [{}, {}, {}] });
    expect(api.calls.at(-1)).toEqual({
      name: 'crowd-verdict',
      input: {
        verdict: 'block',
        crowd: 'mark',
        source: 'cli',
        members: members.map(({ handle, revision }) => ({ handle, revision })),
      },
    });
  });

  test('that is otherwise by now is left as it is', async () => {
    const id = await listed();
    api.change(fakeSender({ handle: '+12125550121', textMark: 'mark', warnings: ['look-alike'] }));
    const { code, document } = await json('ignore', '--crowd', id);
    expect(code).toBe(1);
    expect(document).toMatchObject({ ok: false, error: { code: 'stale-revision' } });
    expect(api.calls.filter(({ name }) => name === 'crowd-verdict')).toEqual([]);
  });

  test('says one by one who was refused meanwhile', async () => {
    const id = await listed();
    const why = new PeepholeError('stale-revision', sentence('refuse.stale', { handle: '+12125550121' }));
    api.answers = {
      'crowd-verdict': async ({ verdict, members: asked }) => ({
        decisions: asked
          .filter(({ handle }) => handle !== '+12125550121')
          .map(({ handle }) => fakeDecision({ verdict, handle, progress: 'confirmed' })),
        refused: [
          {
            handle: '+12125550121',
            error: { code: why.code, message: why.message, sentence: why.sentence },
          },
        ],
      }),
    };
    const { code, stdout } = await running('ignore', '--crowd', id);
    expect(code).toBe(1);
    expect(stdout).toBe(
      'Ignored 2 senders\n! +12125550121 has changed since it was shown. Look again, then decide.\n',
    );
    const { document } = await json('ignore', '--crowd', id);
    expect(document).toMatchObject({ ok: false, refused: [{ handle: '+12125550121' }] });
  });

  test.each([
    [['ignore']],
    [['ignore', '+12125550101', '--crowd', 'x']],
    [['block', '--crowd', 'x', '--add']],
    [['block', '--crowd', 'x', '--wait']],
    [['approve', '--crowd', 'x']],
  ])('%j is wrong usage', async (args) => {
    expect((await json(...args)).code).toBe(2);
  });
});
