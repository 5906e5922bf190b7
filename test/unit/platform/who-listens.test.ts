import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { describe, expect, test } from 'vitest';
import { listenersIn, processesIn, whoListens } from '../../../src-main/platform/who-listens.ts';
import { otherUid, startListener } from '../../support/other-user.ts';

const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode';
const line = (address: string, state: string, uid: number, inode: string) =>
  `   0: ${address} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  ${uid}        0 ${inode} 1 0 100 0`;

describe('the system’s own table', () => {
  test.each([
    ['127.0.0.1', '0100007F:4965', true],
    ['every interface', '00000000:4965', true],
    ['127.8.8.8', '0808087F:4965', true],
    ['::1', '00000000000000000000000001000000:4965', true],
    ['every interface, IPv6', '00000000000000000000000000000000:4965', true],
    ['127.0.0.1 in IPv6', '0000000000000000FFFF00000100007F:4965', true],
    ['another interface', '0A00A8C0:4965', false],
    ['another port', '0100007F:4966', false],
  ])('%s: reached by loopback: %s %s', (_, address, isReached) => {
    const table = [head, line(address, '0A', 501, '77')].join('\n');
    expect(listenersIn(table, 18_789)).toEqual(isReached ? [{ uid: 501, inode: '77' }] : []);
  });

  test('only who listens, and whatever else stands there is nobody', () => {
    const established = line('0100007F:4965', '01', 501, '77');
    expect(listenersIn([head, established, '', 'nonsense', ':::'].join('\n'), 18_789)).toEqual([]);
  });
});

test('processes of lsof with their users', () => {
  expect(processesIn('p12\nu501\nf3\np40\nu0\n')).toEqual([
    { pid: 12, uid: 501 },
    { pid: 40, uid: 0 },
  ]);
  expect(processesIn('')).toEqual([]);
});

async function listen(port = 0, host = '127.0.0.1'): Promise<Server> {
  const server = createServer().listen(port, host);
  await once(server, 'listening');
  return server;
}

const portOf = (server: Server): number => (server.address() as AddressInfo).port;

describe('on this machine', () => {
  test('our own process, another of our own, and nobody', async () => {
    const server = await listen();
    const port = portOf(server);
    expect(await whoListens(port, null)).toBe('ours');
    expect(await whoListens(port, process.pid)).toBe('ours');
    expect(await whoListens(port, process.ppid)).toBe('others');
    server.close();
    await once(server, 'close');
    expect(await whoListens(port, null)).toBe('nobody');
  });

  test.skipIf(process.getuid?.() !== 0)('a process of another user, alone or beside ours', async () => {
    const program =
      "const s = require('node:net').createServer().listen(0, '::1', () => console.log(s.address().port))";
    const { port, child } = await startListener(otherUid, program);
    expect(await whoListens(port, null)).toBe('others');
    const beside = await listen(port);
    expect(await whoListens(port, null)).toBe('others');
    beside.close();
    child.kill('SIGKILL');
  });
});
