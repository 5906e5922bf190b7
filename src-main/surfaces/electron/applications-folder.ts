import { accessSync, constants, existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { app } from 'electron';
import type { MoveOutcome } from '#contract/bridge.ts';

export interface MoveDeps {
  /** The folder of apps. */
  readonly folder: string;
  /** One line for the log. */
  readonly note: (line: string) => void;
}

/** The bundle that runs: `…/Peephole.app`. */
const bundle = (): string => join(app.getPath('exe'), '..', '..', '..');

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Whether moving is worth offering: the real app, from where permissions would be lost again.
 * @param argv what this one was started with: macOS opens the moved one without it.
 */
export function canMove(argv: readonly string[]): boolean {
  return app.isPackaged && argv.length === 0 && !app.isInApplicationsFolder();
}

/**
 * Moves the app into the folder of apps. Once it is moved macOS opens it there, as soon as this process has ended; `app` asks
 * `before-quit` meanwhile (MAC-4.12). Where a password would be needed nothing is tried: Electron would wait for it with
 * everything standing still, and then remove what is there without asking.
 * @param replace a copy that lies there, and does not run, goes into the Trash.
 */
export function moveToApplications(replace: boolean, { folder, note }: MoveDeps): MoveOutcome {
  const there = join(folder, basename(bundle()));
  if (!mayWrite(folder) || (existsSync(there) && !mayWrite(there))) return 'not-allowed';
  let conflict: 'exists' | 'running' | null = null;
  try {
    const moved = app.moveToApplicationsFolder({
      conflictHandler: (type) => {
        if (type === 'exists' && replace) return true;
        conflict = type === 'exists' ? 'exists' : 'running';
        return false;
      },
    });
    return moved ? 'moved' : (conflict ?? 'failed');
  } catch (error) {
    // Electron's own words; none of them is a sender's.
    note(`move-failed: ${error instanceof Error ? error.message : 'unknown'}`);
    return 'failed';
  }
}
