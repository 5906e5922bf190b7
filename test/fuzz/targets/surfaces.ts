import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { ApiClient } from '#contract/client.ts';
import { commandNames } from '#contract/commands.schema.ts';
import { readOffer } from '#contract/page-secret.ts';
import type { TransportHandlers } from '#contract/transport.ts';
import { PeepholeError } from '#core/errors.ts';
import { readAppArgs } from '../../../src-main/cli/app-args.ts';
import { cliCommands, isCommandLine } from '../../../src-main/cli/commands.ts';
import { runCli } from '../../../src-main/cli/run.ts';
import { Session } from '../../../src-main/ipc/session.ts';
import { readPostId } from '../../../src-main/surfaces/electron/post-id.ts';
import { requestSchemas } from '../../../src-main/surfaces/electron/requests.schema.ts';
import { LineSplitter } from '../../../src-main/surfaces/socket/line-splitter.ts';
import { FakeAppApi } from '../../support/fake-app-api.ts';
import { fakeSender, stateOf } from '../../support/views.ts';
import type { Target } from '../fuzz.ts';
import { mustBe } from '../must-be.ts';

const people = [fakeSender({ handle: '+12125550101' }), fakeSender({ handle: 'anna@example.com' })];
const longestAnswer = 65_536;

const inputs: readonly object[] = [
  {
    verdict: 'approve',
    handle: '+12125550101',
    source: 'window',
    for: '24h',
    revision: 'r',
    waitMs: 5,
    add: true,
  },
  { on: true, waitMs: 10 },
  { action: 'show', dropPaired: ['+12125550101'] },
  { dryRun: true, keepApproved: true },
  { handle: '+12125550101', limit: 5 },
  { for: '1h' },
  { windowFocused: true, awake: false },
  {},
];
const requests = commandNames.flatMap((command, id) => inputs.map((input) => ({ id, command, input })));

/** What once was answered by as much. */
const fields = Array.from({ length: 5_000 }, (_, n) => [`${n}`.repeat(20), 1]);
const manyFields = { id: 1, command: 'status', input: Object.fromEntries(fields) };

/** Everything that may go wrong with what one connection says; its answers are looked at. */
async function say(texts: readonly string[]): Promise<void> {
  const answers: string[] = [];
  const defects: unknown[] = [];
  const peer = { send: (text: string) => void answers.push(text), backlog: () => 0, soon: setImmediate };
  const session = new Session(new FakeAppApi(people), peer, (error) => void defects.push(error));
  for (const text of texts) session.receive(text);
  // A list is made in turns.
  for (let turns = 0; turns < 50 && answers.length < texts.length; turns += 1) await turn();
  session.close();
  if (defects.length > 0) throw defects[0];
  mustBe(answers.length >= texts.length, 'a request was not answered');
  for (const answer of answers) {
    mustBe(answer.length <= longestAnswer, 'an answer is longer than it may be');
    mustBe(!answer.includes('"code":"internal"'), 'an answer is a defect');
  }
}

export const requestsOfASurface: Target = {
  name: 'requests (IPC, WebSocket, control socket)',
  shape: 'json',
  seeds: [...requests, { id: 1, command: 'subscribe' }].map((one) => Buffer.from(JSON.stringify(one))),
  unkind: [Buffer.from(JSON.stringify(manyFields))],
  run: (input) => say([input.toString()]),
};

export const socketLines: Target = {
  name: 'bytes on the control socket',
  shape: 'bytes',
  seeds: [requests, requests.slice(0, 3)].map((some) =>
    Buffer.from(
      some
        .map((one) => `${JSON.stringify(one)}\r\n`)
        .join('')
        .slice(0, 2_000),
    ),
  ),
  async run(input) {
    const splitter = new LineSplitter(16_384);
    for (let at = 0; at < input.length; at += 700) {
      const lines = splitter.add(input.subarray(at, at + 700));
      if (lines === null) return;
      mustBe(
        lines.every((line) => line.length <= 16_384 && !line.includes('\n')),
        'a line is none',
      );
      await say(lines.filter((line) => line.trim() !== '').slice(0, 5));
    }
  },
};

export const windowRequests: Target = {
  name: 'arguments of the window’s requests',
  shape: 'json',
  seeds: [
    [],
    ['text'],
    [true],
    [17],
    [{ page: 'people', handle: '+12125550101', ask: 'undo' }],
    ['openclaw-docs'],
  ].map((args) => Buffer.from(JSON.stringify(args))),
  run(input) {
    const text = input.toString();
    readOffer(text);
    readPostId(text);
    let args: unknown;
    try {
      args = JSON.parse(text);
    } catch {
      return;
    }
    for (const schema of Object.values(requestSchemas)) schema.safeParse(args);
  },
};

const push = { ...stateOf(people), base: null, senders: people, removed: [] };

/** What a command line or a page is told by whatever answers on the socket. */
export const serverMessages: Target = {
  name: 'messages of a server',
  shape: 'json',
  seeds: [
    { push },
    { push: { ...push, base: push.revision, revision: push.revision + 1, removed: ['x'] } },
    { notice: { kind: 'knock', id: 'knock:+12125550101' } },
    { id: 1, ok: true, value: {} },
    {
      id: 1,
      ok: false,
      error: { code: 'usage', message: 'no', sentence: { key: 'misfit.no-name', params: {} } },
    },
  ].map((one) => Buffer.from(JSON.stringify(one))),
  async run(input) {
    let told: TransportHandlers | null = null;
    const client = new ApiClient({
      send: () => {},
      listen: (handlers) => {
        told = handlers;
      },
      drop: () => {},
      close: () => {},
    });
    const handlers = told as TransportHandlers | null;
    client.subscribe(() => {});
    client.notices(() => {});
    handlers?.opened();
    const asked = client.ask('status', {});
    handlers?.message(input.toString());
    handlers?.message(input.toString());
    client.close();
    await asked;
  },
};

const dir = mkdtempSync(join(tmpdir(), 'peephole-fuzz-'));
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
/** These begin something, or read and write whatever file they are given. */
const leftOut = ['serve', 'service', 'practice', 'uninstall', 'doctor', 'export', 'verify'];
const commands = cliCommands.filter(({ name }) => !leftOut.includes(name));
const lines: readonly (readonly string[])[] = [
  ...commands.map(({ name }) => [name, '+12125550101', '--json']),
  ...commands.map(({ name, options }) => [name, ...Object.keys(options).map((option) => `--${option}=1`)]),
  ['approve', '+1', '(212)', '555', '0101', '--for', '24h', '--wait', '0'],
  ['channel', 'off', '--wait=0.001'],
  ['--help'],
  ['help', 'approve'],
  ['app', '--practice', '-psn_0_1', '-AppleLanguages', '(en)', '--messages-db=/x'],
];

export const commandLines: Target = {
  name: 'arguments of the command line',
  shape: 'bytes',
  seeds: lines.map((words) => Buffer.from(words.join('\0'))),
  async run(input) {
    const words = input.toString().split('\0').slice(0, 200);
    isCommandLine(words);
    try {
      readAppArgs(words);
    } catch (error) {
      if (!(error instanceof PeepholeError)) throw error;
    }
    if (words.some((word) => leftOut.includes(word) || word.startsWith('--state-dir'))) return;
    const texts: string[] = [];
    const host = {
      stdout: (text: string) => void texts.push(text),
      stderr: (text: string) => void texts.push(text),
      columns: 80,
      env: { NO_COLOR: '1' },
      nowMs: () => 0,
      stopped: () => Promise.resolve(),
    };
    // Where nothing runs: it is understood, or it is not, and nothing is done.
    const code = await runCli(['--state-dir', join(dir, 'none'), ...words], host);
    const printed = texts.join('');
    mustBe([0, 1, 2, 3].includes(code), `the exit code is ${code}`);
    mustBe(
      !printed.includes('"internal"') && !/^\S*Error: /m.test(printed),
      `a defect: ${printed.slice(0, 200)}`,
    );
    mustBe(
      !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(printed),
      'a terminal is told something',
    );
  },
};
