import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { connect } from 'node:net';
import type { Listening, WhoListens } from '#core/ports/who-listens.ts';

/** Longer than this and the system does not tell, ms. */
const deadlineMs = 3_000;
/** Of a connection's states in /proc/net/tcp: LISTEN. */
const listening = '0A';

interface LinuxSocket {
  readonly uid: number;
  readonly inode: string;
}

/** 127.x.x.x, ::1, and the addresses that stand for every interface: all that a connection to loopback can reach. */
function takesLoopback(hexAddress: string): boolean {
  const isMapped = hexAddress.startsWith('0000000000000000FFFF0000');
  const four = isMapped ? hexAddress.slice(24) : hexAddress;
  if (four.length === 8) return four === '00000000' || four.endsWith('7F');
  return /^0{32}$/.test(hexAddress) || hexAddress === '00000000000000000000000001000000';
}

/** The sockets that listen on `port`, from the text of /proc/net/tcp or tcp6. Exported for its test. */
export function listenersIn(table: string, port: number): readonly LinuxSocket[] {
  const portHex = port.toString(16).toUpperCase().padStart(4, '0');
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , uid, , inode] = line.trim().split(/\s+/);
    const [address = '', at] = local.split(':');
    if (state !== listening || at !== portHex || inode === undefined || !takesLoopback(address)) return [];
    return [{ uid: Number(uid), inode }];
  });
}

function holds(pid: number, inode: string): boolean {
  const dir = `/proc/${pid}/fd`;
  return readdirSync(dir).some((fd) => {
    try {
      return readlinkSync(`${dir}/${fd}`) === `socket:[${inode}]`;
    } catch {
      return false;
    }
  });
}

function onLinux(port: number, pid: number | null, uid: number): Listening {
  const read = (name: string): readonly LinuxSocket[] =>
    listenersIn(readFileSync(`/proc/net/${name}`, 'utf8'), port);
  let six: readonly LinuxSocket[] = [];
  try {
    six = read('tcp6');
  } catch {
    // A kernel without IPv6 has no such table.
  }
  const sockets = [...read('tcp'), ...six];
  if (sockets.length === 0) return 'nobody';
  if (sockets.some((socket) => socket.uid !== uid)) return 'others';
  if (pid === null) return 'ours';
  return sockets.every(({ inode }) => holds(pid, inode)) ? 'ours' : 'others';
}

/** The processes of `lsof -F pu` with their users. Exported for its test. */
export function processesIn(output: string): readonly { readonly pid: number; readonly uid: number }[] {
  const found: { pid: number; uid: number }[] = [];
  for (const line of output.split('\n')) {
    if (line.startsWith('p')) found.push({ pid: Number(line.slice(1)), uid: Number.NaN });
    const last = found.at(-1);
    if (line.startsWith('u') && last !== undefined) last.uid = Number(line.slice(1));
  }
  return found;
}

/** Whether somebody accepts a connection there. Nothing is sent. */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port, timeout: deadlineMs });
    const end = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}

/** macOS has no such table to read; its own `lsof` shows the processes of our user only (MAC-9.1). */
async function onMac(port: number, pid: number | null, uid: number): Promise<Listening> {
  const args = ['-nP', `-iTCP:${port}`, '-sTCP:LISTEN', '-Fpu'];
  const output = await new Promise<string | null>((resolve) => {
    execFile('/usr/sbin/lsof', args, { timeout: deadlineMs, env: {} }, (error, stdout) => {
      // It ends with 1 when it found nobody.
      resolve(error === null || error.code === 1 ? stdout : null);
    });
  });
  if (output === null) return 'unknown';
  const processes = processesIn(output);
  if (processes.length === 0) return (await accepts(port)) ? 'others' : 'nobody';
  const isOurs = processes.every((one) => one.uid === uid && (pid === null || one.pid === pid));
  return isOurs ? 'ours' : 'others';
}

/** As the system of this machine tells it. Never throws. */
export const whoListens: WhoListens = async (port, pid) => {
  const uid = process.getuid?.();
  if (uid === undefined) return 'unknown';
  try {
    if (process.platform === 'linux') return onLinux(port, pid, uid);
    return process.platform === 'darwin' ? await onMac(port, pid, uid) : 'unknown';
  } catch {
    return 'unknown';
  }
};
