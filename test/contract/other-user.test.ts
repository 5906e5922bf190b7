import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openLogFile } from '../../src-main/platform/log-file.ts';
import { type Live, startLive } from '../browser/live.ts';
import { someone } from '../support/main-job.ts';
import { otherUid } from '../support/other-user.ts';
import { waitFor } from '../support/wait.ts';

const written = 'What a friend wrote, for the owner alone.';
// Only root can be two users; CI’s Linux machines and an owner’s Mac run as one.
const isRoot = process.getuid?.() === 0;

let live: Live;
let dir: string;

beforeAll(async () => {
  // Where another user can come: their way in is not a folder above that happens to be closed.
  dir = mkdtempSync(join(tmpdir(), 'peephole-both-'));
  chmodSync(dir, 0o755);
  live = await startLive();
  live.knock(someone(1), written);
  await waitFor('them to be listed', () => live.sender(someone(1)));
  await live.peephole.run('export', join(dir, 'export.jsonl'));
});
afterAll(async () => {
  await live?.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** What a program of another user prints: a line for each thing it tried. */
async function asOther(program: string): Promise<Readonly<Record<string, string>>> {
  const node = join(dir, 'node');
  copyFileSync(process.execPath, node);
  chmodSync(node, 0o755);
  const child = spawn(node, ['--input-type=module', '-e', program], {
    uid: otherUid,
    gid: otherUid,
    cwd: '/',
    env: {},
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk) => {
    said += chunk;
  });
  await once(child, 'close');
  return JSON.parse(said);
}

test.runIf(isRoot)(
  'another user of this machine gets to nothing: socket, page, ledger, log, exports',
  async () => {
    const { peephole } = live;
    const { origin, host } = new URL(peephole.web ?? '');
    const paths = [
      'ledger.sqlite',
      'log-key.json',
      'gateway-device.json',
      'gateway-device-token.json',
      'control.json',
    ];
    const program = `
import { readFileSync, readdirSync } from 'node:fs';
import { connect } from 'node:net';
const found = { who: String(process.getuid()) };
const tried = (name, work) => { try { work(); found[name] = 'got in'; } catch (error) { found[name] = error.code; } };
const stateDir = ${JSON.stringify(peephole.stateDir)};
tried('state directory', () => readdirSync(stateDir));
for (const name of ${JSON.stringify(paths)}) tried(name, () => readFileSync(stateDir + '/' + name));
tried('export', () => readFileSync(${JSON.stringify(join(dir, 'export.jsonl'))}));
for (const name of ['environ', 'fd']) tried(name, () => name === 'fd' ? readdirSync('/proc/${peephole.pid}/fd') : readFileSync('/proc/${peephole.pid}/environ'));
found.socket = await new Promise((resolve) => connect(${JSON.stringify(peephole.socketPath)}, () => resolve('got in')).on('error', (error) => resolve(error.code)));
const page = await fetch(${JSON.stringify(origin)});
found.page = page.status + ' ' + (await page.text()).includes(${JSON.stringify(written)});
found.bridge = await new Promise((resolve) => {
  const socket = new WebSocket(${JSON.stringify(`ws://${host}/bridge`)}, ['peephole']);
  socket.onmessage = (event) => resolve('told ' + event.data);
  socket.onclose = (event) => resolve('closed ' + event.code);
});
console.log(JSON.stringify(found));
process.exit();
`;
    const { page, bridge, who, ...refused } = await asOther(program);
    expect(who).toBe(String(otherUid));
    expect(Object.keys(refused)).toHaveLength(10);
    expect(new Set(Object.values(refused))).toEqual(new Set(['EACCES']));
    // Anybody may load the window’s program; nobody else is told what it shows.
    expect(page).toBe('200 false');
    expect(bridge).toMatch(/^closed /);
  },
);

test.runIf(isRoot)('nor to the log that an app without a terminal keeps', async () => {
  const logDir = join(dir, 'logs');
  openLogFile(logDir)('a line');
  // Were the folder open, the file itself would still be closed.
  chmodSync(logDir, 0o755);
  const program = `
import { readFileSync } from 'node:fs';
let got = 'got in';
try { readFileSync(${JSON.stringify(join(logDir, 'peephole.log'))}); } catch (error) { got = error.code; }
console.log(JSON.stringify({ got }));`;
  expect(await asOther(program)).toEqual({ got: 'EACCES' });
});
