import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { PeepholeError } from '#core/errors.ts';
import { sentence } from '#core/words/sentence.ts';

/** Longest path of a socket, bytes; macOS cuts at 103, and what it cuts is another path (CLI-9). */
const maxPathBytes = 100;
const socketName = 'control.sock';
const temporaryPrefix = 'peephole-';

/** Where the control socket of a state directory is, as left there by its owner for its clients. */
const placeSchema = z.object({ socket: z.string(), pid: z.number().int() });
export type SocketPlace = z.infer<typeof placeSchema>;

const placeFile = (stateDir: string): string => join(stateDir, 'control.json');

/**
 * Makes the directory of the socket, for its owner only, and clears away what a killed process left. Only the owner of
 * the state directory may call it (`lockState`).
 * @returns the path to listen on.
 */
export function prepareSocket(stateDir: string): string {
  const left = readPlace(stateDir);
  if (left !== null) removeSocket(stateDir, left.socket);
  const near = join(stateDir, 'control', socketName);
  if (Buffer.byteLength(near) <= maxPathBytes) {
    const dir = dirname(near);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
    rmSync(near, { force: true });
    return near;
  }
  return join(temporaryDir(), socketName);
}

/** A directory of our own, mode 0700, whose socket path is short enough. */
function temporaryDir(): string {
  const suffix = join(`${temporaryPrefix}XXXXXX`, socketName);
  const fits = Buffer.byteLength(join(tmpdir(), suffix)) <= maxPathBytes;
  return mkdtempSync(join(fits ? tmpdir() : '/tmp', temporaryPrefix));
}

/** Tells clients where the socket is, once it listens. All of it or nothing: a client never reads half a file. */
export function announceSocket(stateDir: string, place: SocketPlace): void {
  const file = placeFile(stateDir);
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, `${JSON.stringify(place)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}

/** Takes the socket and its announcement away again. */
export function removeSocket(stateDir: string, socket: string): void {
  rmSync(placeFile(stateDir), { force: true });
  rmSync(socket, { force: true });
  const dir = dirname(socket);
  const isTemporary = basename(dir).startsWith(temporaryPrefix) && isPrivate(dir);
  if (isTemporary) rmSync(dir, { recursive: true, force: true });
}

/** @returns what the owner of this state directory announced last, alive or not; null: nothing that can be read. */
export function readPlace(stateDir: string): SocketPlace | null {
  try {
    return placeSchema.parse(JSON.parse(readFileSync(placeFile(stateDir), 'utf8')));
  } catch {
    return null;
  }
}

/** True for a directory that is ours alone: nobody else can have put a socket of their own into it. */
export function isPrivate(dir: string): boolean {
  const stats = statSync(dir, { throwIfNoEntry: false });
  if (stats === undefined || !stats.isDirectory()) return false;
  const user = process.getuid?.();
  return (stats.mode & 0o077) === 0 && (user === undefined || stats.uid === user);
}

export function notRunning(stateDir: string): PeepholeError {
  return new PeepholeError('not-running', sentence('socket.not-running', { path: stateDir }));
}
