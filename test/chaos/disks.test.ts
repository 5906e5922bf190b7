import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openLedger } from '../../src-main/ledger/open-ledger.ts';
import { type Live, startLive } from '../browser/live.ts';
import { type Failing, failCalls, failingWords } from '../support/failing-calls.ts';
import { decision, progress, temporaryStateDir } from '../support/ledger.ts';
import { someone } from '../support/main-job.ts';
import { peepholeArgs } from '../support/peephole.ts';
import { waitFor } from '../support/wait.ts';

const friend = someone(1);
const writes = 'write,pwrite64,fsync,fdatasync,ftruncate';

/** Everything that SQLite keeps of a ledger. */
const filesOf = (ledger: string): readonly string[] => ['', '-wal', '-shm'].map((end) => ledger + end);

let live: Live;
let ledger: string;
let others: string;

beforeAll(async () => {
  live = await startLive();
  ledger = join(live.peephole.stateDir, 'ledger.sqlite');
  others = mkdtempSync(join(tmpdir(), 'peephole-others-'));
  openLedger(others, { now: Date.now, soon: setImmediate }).close();
  live.knock(friend, 'It is me, your friend of old.');
  await waitFor('them to be listed', () => live.sender(friend));
  await live.socket.call('verdict', { verdict: 'approve', handle: friend, source: 'cli', waitMs: 60_000 });
});
afterAll(async () => {
  await live?.stop();
  rmSync(others, { recursive: true, force: true });
});

type End = () => void | Promise<void>;

interface Trouble {
  readonly name: string;
  /** What the owner is told; null: it takes what is decided all the same. */
  readonly refusal: { readonly code: string; readonly says: RegExp; readonly state: 'full' | 'error' } | null;
  /** @returns the end of it; null: it can't be made here. */
  begin(): End | null | Promise<End | null>;
}

const failing = (error: string, calls = writes): Promise<End | null> =>
  failCalls(live.peephole.pid, { calls: { [calls]: `error=${error}` }, paths: filesOf(ledger) });

/** Another file in its place, and back. */
function replace(put: () => void): End {
  renameSync(ledger, `${ledger}.away`);
  put();
  return () => renameSync(`${ledger}.away`, ledger);
}

const moved = {
  code: 'state-unusable',
  says: /was moved or deleted while Peephole is running/,
  state: 'error',
} as const;

const troubles: readonly Trouble[] = [
  {
    name: 'is full',
    refusal: { code: 'ledger-full', says: /The disk is full/, state: 'full' },
    begin: () => failing('ENOSPC', 'write,pwrite64'),
  },
  {
    name: 'does not write',
    refusal: { code: 'state-unusable', says: /did not read or write/, state: 'error' },
    begin: () => failing('EIO'),
  },
  {
    name: 'became read-only',
    refusal: {
      code: 'state-unusable',
      says: /did not read or write|can’t be opened for writing/,
      state: 'error',
    },
    begin: () => failing('EROFS', `${writes},openat`),
  },
  { name: 'lacks the ledger', refusal: moved, begin: () => replace(() => {}) },
  {
    name: 'has another file in its place',
    refusal: moved,
    begin: () => replace(() => writeFileSync(ledger, 'hello')),
  },
  {
    name: 'has another install’s ledger in its place',
    refusal: moved,
    begin: () => replace(() => copyFileSync(join(others, 'ledger.sqlite'), ledger)),
  },
  {
    name: 'can open no more files',
    refusal: null,
    begin: () => {
      if (process.platform !== 'linux') return null;
      const limit = (files: string) =>
        execFileSync('prlimit', ['--pid', String(live.peephole.pid), `--nofile=${files}:`]);
      // Fewer than are open: each further one is refused.
      limit('3');
      return () => void limit('4096');
    },
  },
];

describe.each(troubles)('while the disk $name', ({ name, refusal, begin }) => {
  test('what is so is said, the channel stops all the same, nothing is lost, and it goes on by itself', async (context) => {
    const { socket, gateway, peephole } = live;
    const stranger = someone(100 + troubles.findIndex((one) => one.name === name));
    const ignored = () => socket.call('verdict', { verdict: 'ignore', handle: stranger, source: 'cli' });
    live.knock(stranger, 'Hello, I am new here.');
    await waitFor('them to be listed', () => live.sender(stranger));
    expect(gateway.running()).toBe(true);
    const before = await live.decisions();

    const end = await begin();
    if (end === null) {
      console.warn(`NOT TESTED: a disk that ${name}; nothing can be traced here`);
      context.skip();
      return;
    }
    const meanwhile = someone(200 + Number(stranger.slice(-2)));
    try {
      const verdict = await ignored().then(
        () => null,
        (error: unknown) => error,
      );
      if (refusal === null) expect(verdict).toBeNull();
      else {
        expect(verdict).toMatchObject({ code: refusal.code, message: expect.stringMatching(refusal.says) });
        expect((await socket.call('status', {})).ledger).toMatchObject({
          state: refusal.state,
          detail: expect.anything(),
        });
      }
      live.knock(meanwhile, 'I write while your disk is in trouble.');
      await socket.call('channel', { on: false, waitMs: 30_000 }).catch(() => {});
      await waitFor(
        'the channel to be off',
        async () => (await socket.call('status', {})).channel.state === 'off',
      );
      expect(gateway.running()).toBe(false);
    } finally {
      await end();
    }

    // Nobody does anything: it is the disk that is asked again.
    await waitFor('the disk to be written to', async () => {
      const { ledger: disk } = await socket.call('status', {});
      return disk.state === 'writing' && disk.detail === null;
    });
    await waitFor('who wrote meanwhile', () => live.sender(meanwhile));
    if (refusal !== null) {
      expect(await live.decisions()).toEqual(before);
      await ignored();
    }
    expect(await live.decisions()).toEqual([...before, `ignore ${stranger}`]);
    expect(await live.sender(friend)).toMatchObject({
      state: 'approved',
      decision: { progress: 'confirmed' },
    });
    await socket.call('channel', { on: true, waitMs: 60_000 });
    expect(gateway.running()).toBe(true);
    expect(await peephole.run('verify')).toMatchObject({ code: 0, json: { firstBad: null } });
  });
});

interface Start {
  readonly name: string;
  readonly calls: Failing['calls'];
  readonly code: string;
  readonly says: RegExp;
}

const starts: readonly Start[] = [
  {
    name: 'does not read the ledger',
    calls: { 'read,pread64': 'error=EIO' },
    code: 'state-unusable',
    says: /did not read or write/,
  },
  {
    // In the middle of what every start checks: SQLite calls that damage.
    name: 'reads the ledger’s beginning only',
    calls: { pread64: 'error=EIO:when=8+', read: 'error=EIO' },
    code: 'state-unusable',
    says: /did not read or write/,
  },
  {
    // SQLite says only that its shared memory can't grow, whatever the disk said.
    name: 'reads and does not write',
    calls: { 'write,pwrite64': 'error=EIO' },
    code: 'state-unusable',
    says: /did not read or write/,
  },
  {
    name: 'reads, and answers no write to its end',
    calls: { 'fsync,fdatasync,ftruncate': 'error=EIO' },
    code: 'state-unusable',
    says: /did not read or write/,
  },
  {
    name: 'is full',
    calls: { 'write,pwrite64': 'error=ENOSPC' },
    code: 'ledger-full',
    says: /The disk is full/,
  },
  {
    name: 'is read-only',
    calls: { 'openat,write,pwrite64': 'error=EROFS' },
    code: 'state-unusable',
    says: /may not write/,
  },
  {
    name: 'opens no more files',
    calls: { openat: 'error=EMFILE' },
    code: 'state-unusable',
    says: /Too many files are open/,
  },
];

// Only Linux lets system calls be made to fail.
describe.runIf(process.platform === 'linux').each(starts)(
  'a start on a disk that $name',
  ({ calls, code, says }) => {
    test('ends, says why, and leaves the ledger as sound as it was', async () => {
      const stateDir = temporaryStateDir();
      const before = openLedger(stateDir, { now: Date.now, soon: setImmediate });
      before.appendDecision(decision('d1'), progress());
      before.close();
      const path = join(stateDir, 'ledger.sqlite');
      const [command = '', ...words] = failingWords({
        calls,
        paths: filesOf(path),
      });
      const places = [
        '--messages-db',
        join(stateDir, 'none.db'),
        '--openclaw-config',
        join(stateDir, 'none.json'),
      ];
      const serve = ['serve', '--json', '--state-dir', stateDir, ...places];
      const said = await new Promise<string>((resolve) => {
        execFile(command, [...words, process.execPath, ...peepholeArgs, ...serve], (_error, stdout) =>
          resolve(stdout),
        );
      });
      expect(JSON.parse(said)).toMatchObject({
        ok: false,
        error: { code, message: expect.stringMatching(says) },
      });
      expect(readdirSync(stateDir).filter((name) => name.includes('corrupt'))).toEqual([]);

      const after = openLedger(stateDir, { now: Date.now, soon: setImmediate });
      expect(after.decisions().map(({ id }) => id)).toEqual(['d1']);
      after.close();
    });
  },
);
