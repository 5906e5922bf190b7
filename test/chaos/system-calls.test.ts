import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { isIPv4 } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AppState } from '#core/surface/app-state.ts';
import { gatewayMethods } from '../../src-main/gateway/methods.ts';
import { startPracticeGateway } from '../../src-main/simulator/simulated-gateway.ts';
import { connectPeephole } from '../../src-main/surfaces/socket/socket-client.ts';
import { leaveFigure } from '../support/figures.ts';
import { startFloodWriter } from '../support/flood.ts';
import { openTap } from '../support/gateway-tap.ts';
import { startPeephole } from '../support/peephole.ts';
import { openTracer } from '../support/system-calls.ts';
import { senderIn, untilState } from '../support/until-state.ts';

/** Messages of the flood meanwhile, over 4 s. */
const count = 1_000;
const person = { handle: '+447700900123', text: 'Hi, it is Sam from the allotment. Is Saturday still good?' };
const other = '+12125551000';
const waitMs = 60_000;

const isLoopback = (address: string): boolean =>
  address === '::1' || (isIPv4(address) && address.startsWith('127.'));

let dir: string;
let messagesFolder: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'peephole-calls-'));
  messagesFolder = join(dir, 'Messages');
  for (const made of [messagesFolder, join(dir, 'traces'), join(dir, 'exports')]) mkdirSync(made);
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

// Only Linux lets system calls be traced.
describe.runIf(process.platform === 'linux')('as the system calls tell', () => {
  test('whoever does what Peephole never does is seen doing it', async () => {
    const tracer = openTracer(join(dir, 'traces'));
    const program = `
      require('node:child_process').spawnSync('/bin/true');
      require('node:fs').writeFileSync(${JSON.stringify(join(messagesFolder, 'chat.db'))}, 'x');
      const socket = require('node:dgram').createSocket('udp4');
      // Nothing is sent: a datagram socket only notes its address.
      socket.on('error', () => socket.close());
      socket.connect(9, '192.0.2.1', () => socket.close());
    `;
    const [strace = '', ...words] = tracer.words;
    expect(spawnSync(strace, [...words, process.execPath, '-e', program]).status).toBe(0);
    const calls = await tracer.read(messagesFolder);
    expect(calls.programs).toBe(2);
    expect(calls.started).toEqual([expect.stringMatching(/^(vfork|fork|clone3?)\(/)]);
    expect(calls.addresses.filter((address) => !isLoopback(address))).toEqual(['192.0.2.1']);
    expect(calls.changes).toEqual([expect.stringContaining('O_WRONLY|O_CREAT|O_TRUNC')]);
  });

  test('Peephole starts no process, talks to this machine only, and writes nothing below the Messages folder, whatever it is asked in a flood', async () => {
    const tracer = openTracer(join(dir, 'traces'));
    const dbPath = join(messagesFolder, 'chat.db');
    const writer = await startFloodWriter(dbPath);
    const gateway = await startPracticeGateway({
      stateDir: join(dir, 'openclaw'),
      // An open door, for "Make it silent" to close.
      imessage: { dmPolicy: 'allowlist', allowFrom: [], groupPolicy: 'open', dbPath },
    });
    const tap = await openTap(gateway.url);
    const stateDir = join(dir, 'state');
    const peephole = await startPeephole({
      messagesDb: dbPath,
      openclawConfig: gateway.configPath,
      gatewayUrl: tap.url,
      env: gateway.env,
      stateDir,
      under: tracer.words,
    });
    const commands = [
      ['list'],
      ['status'],
      ['export', join(dir, 'exports', 'log.jsonl')],
      ['doctor', '--messages-db', dbPath, '--openclaw-config', gateway.configPath, '--gateway-url', tap.url],
    ];
    const said: unknown[] = [];
    try {
      const client = await connectPeephole(stateDir);
      await untilState(client, 'it was connected', ({ status }) => status.gateway.state === 'connected');
      const flooding = writer.flood({ form: 'many', count, overMs: 4_000, person });
      const give = async (verdict: 'approve' | 'block' | 'undo', handle: string): Promise<void> => {
        await untilState(client, 'somebody was listed', (state) => senderIn(state, handle));
        const { decision } = await client.call('verdict', { verdict, handle, waitMs, source: 'cli' });
        expect(decision.progress).toBe('confirmed');
      };
      expect(await client.call('silence', { action: 'apply', waitMs })).toMatchObject({ changed: true });
      await give('block', other);
      await give('undo', other);
      await give('approve', person.handle);
      for (const on of [false, true]) await client.call('channel', { on, waitMs });
      expect(await client.call('silence', { action: 'undo', waitMs })).toMatchObject({ changed: true });
      const { lastRowId } = await flooding;
      const isRead = ({ status: { messages } }: AppState) => messages.lastRowId === lastRowId;
      await untilState(client, 'every row was read', isRead);
      for (const words of commands) {
        const { code, json } = await peephole.run(...words);
        if (code !== 0) said.push(json);
      }
      client.close();
    } finally {
      await peephole.stop();
      await tap.close();
      await gateway.stop();
      await writer.stop();
    }
    const calls = await tracer.read(messagesFolder);
    const elsewhere = calls.addresses.filter(
      (address) => !isLoopback(address) && address !== peephole.socketPath,
    );
    const methods = [...new Set(tap.requests.map(({ method }) => method))].toSorted();
    leaveFigure({
      name: 'system calls',
      programs: calls.programs,
      processesStarted: calls.started.length,
      connections: calls.addresses.length,
      addressesElsewhere: elsewhere.length,
      filesOpenedBelowMessages: calls.opened,
      filesChangedBelowMessages: calls.changes.length,
      gatewayMethods: methods.length,
      gatewayCalls: tap.requests.length,
    });
    expect(said).toEqual([]);
    expect(calls.programs).toBe(1 + commands.length);
    expect(calls.started).toEqual([]);
    expect(calls.queues).toEqual([]);
    // The trace sees what it is about.
    expect(new Set(calls.addresses)).toEqual(new Set(['127.0.0.1', peephole.socketPath]));
    expect(elsewhere).toEqual([]);
    expect(calls.opened).toBeGreaterThan(0);
    expect(calls.changes).toEqual([]);
    // Nothing is asked that is not on the list, which another test holds; and it was asked to change something.
    expect(methods.filter((method) => ![...gatewayMethods, 'connect'].some((one) => one === method))).toEqual(
      [],
    );
    expect(methods).toEqual(
      expect.arrayContaining(['channels.start', 'channels.stop', 'config.get', 'config.patch']),
    );
  });
});
