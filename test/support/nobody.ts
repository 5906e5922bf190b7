import { chownSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** User and group `nobody`, who owns nothing. */
const nobodyId = 65_534;

const isRoot = (): boolean => process.geteuid?.() === 0;

/** Makes this process somebody who may read only what everybody may, for good. For anybody but root it is so already. */
export function becomeNobody(): void {
  if (!isRoot()) return;
  process.setgroups?.([]);
  process.setgid?.(nobodyId);
  process.setuid?.(nobodyId);
}

/** Gives a path away; root only. */
export function giveAway(path: string): void {
  chownSync(path, nobodyId, nobodyId);
}

/**
 * Runs `work` as somebody who owns `dir` and what is in it, and is not root: root may read and write anywhere, so that
 * permissions would not be seen. It must not wait: the whole process is somebody else meanwhile.
 */
export function asOwnerOf(dir: string, work: () => void): void {
  const wasRoot = isRoot();
  if (wasRoot) {
    for (const path of [dir, ...readdirSync(dir).map((name) => join(dir, name))]) giveAway(path);
    process.seteuid?.(nobodyId);
  }
  try {
    work();
  } finally {
    if (wasRoot) process.seteuid?.(0);
  }
}
