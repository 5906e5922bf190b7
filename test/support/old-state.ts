import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { InviteView } from '#contract/views.ts';
import type { TakenEntry } from '#core/access/access-facts.ts';
import type { SenderState } from '#core/decision/decision.ts';
import { temporaryStateDir } from './ledger.ts';

/** `PEEPHOLE_OLD_STATE`: another folder that test/fixtures/old-state/make.ts made, such as one with 10,000 lines. */
const folder = process.env.PEEPHOLE_OLD_STATE ?? join(import.meta.dirname, '..', 'fixtures', 'old-state');

/** What an older Peephole said of the state directory it made. */
export interface OldState {
  /** SHA-256 of what `history --json --limit 100000` printed. */
  readonly history: string;
  /** SHA-256 of what `export` printed. */
  readonly export: string;
  readonly verify: { readonly lines: number };
  /** Newest first. */
  readonly invites: readonly InviteView[];
  readonly standings: readonly {
    readonly key: string;
    readonly state: SenderState;
    readonly untilMs: number | null;
    readonly decision: string | null;
    readonly restore: readonly TakenEntry[];
  }[];
}

export const oldState: OldState = JSON.parse(readFileSync(join(folder, 'said.json'), 'utf8'));

/** The rows of its history, newest first, as it printed them. */
export const oldHistory: readonly string[] = readFileSync(join(folder, 'history.jsonl'), 'utf8')
  .split('\n')
  .slice(0, -1);

/** A state directory with the older ledger in it, removed when the running test ends. */
export function oldStateDir(): string {
  const dir = temporaryStateDir();
  const ledger = gunzipSync(readFileSync(join(folder, 'ledger.sqlite.gz')));
  writeFileSync(join(dir, 'ledger.sqlite'), ledger, { mode: 0o600 });
  return dir;
}
