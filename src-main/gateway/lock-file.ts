import { join } from 'node:path';
import { z } from 'zod';
import { readIfThere } from './private-file.ts';
import { sameFile } from './same-file.ts';

const lock = z.object({
  pid: z.int().positive(),
  configPath: z.string(),
  port: z.int().min(1).max(65_535),
});

/** What the lock file says of the gateway that runs on this config. */
export interface GatewayLock {
  readonly pid: number;
  readonly port: number;
  /** Where the lock was found. */
  readonly stateDir: string;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function readLock(stateDir: string): z.infer<typeof lock> | null {
  const path = join(stateDir, 'tmp', `openclaw-${process.getuid?.() ?? 0}`, 'gateway.state.lock');
  try {
    const text = readIfThere(path);
    return text === null ? null : (lock.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
}

/**
 * Process and port of the gateway that runs on this config, from the lock file it keeps. Correct also when it was started
 * with `--port`. The file's form is undocumented, so it is a hint: null when it is missing, stale or in another form
 * (OC-66).
 */
export function findLock(stateDirs: readonly string[], configPath: string): GatewayLock | null {
  for (const stateDir of stateDirs) {
    const found = readLock(stateDir);
    if (found !== null && isAlive(found.pid) && sameFile(found.configPath, configPath)) {
      return { pid: found.pid, port: found.port, stateDir };
    }
  }
  return null;
}
