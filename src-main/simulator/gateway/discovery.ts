/** The traces by which a running gateway is found: its lock file (OC-66). */
import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The real one pads its lock with white space, so that a shorter rewrite needs no truncation. */
const lockBytes = 512;

export function lockPath(stateDir: string): string {
  return join(stateDir, 'tmp', `openclaw-${process.getuid?.() ?? 0}`, 'gateway.state.lock');
}

/** Says: running, here, on this port. */
export function writeLock(stateDir: string, configPath: string, port: number): void {
  const path = lockPath(stateDir);
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const lock = {
    pid: process.pid,
    ownerId: randomUUID(),
    createdAt: new Date().toISOString(),
    configPath,
    stateDir,
    port,
  };
  writeFileSync(path, `${JSON.stringify(lock, null, 2)}\n`.padEnd(lockBytes), { mode: 0o600 });
}

/** A clean stop takes the lock away; a crash leaves it. */
export function removeLock(stateDir: string): void {
  rmSync(lockPath(stateDir), { force: true });
}
