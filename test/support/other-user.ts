import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** `nobody`, on every Linux. */
export const otherUid = 65_534;

/**
 * Starts a program that listens, as another user where `uid` is not ours (only root may), and waits for the port that it
 * prints. Another user runs a copy of Node: ours may lie in a folder that only its owner can read.
 * @throws Error when it could not be started, or ended without having said one.
 */
export async function startListener(
  uid: number,
  program: string,
): Promise<{ readonly port: number; readonly child: ChildProcess }> {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-node-'));
  try {
    chmodSync(dir, 0o755);
    const node = join(dir, 'node');
    copyFileSync(process.execPath, node);
    chmodSync(node, 0o755);
    const child = spawn(node, ['-e', program], {
      ...(uid === process.getuid?.() ? {} : { uid }),
      cwd: '/',
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(child, 'close').then(([code]) => {
      throw new Error(`the listener ended with ${code} before it said its port`);
    });
    const [said] = await Promise.race([once(child.stdout, 'data'), ended]);
    ended.catch(() => {});
    return { port: Number(String(said)), child };
  } finally {
    // It runs on without its file.
    rmSync(dir, { recursive: true });
  }
}
