import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { AccountMessages } from '#core/access/access-facts.ts';
import type { Environment } from './config-file.ts';
import { isAbsent, sameFile } from './same-file.ts';

/** Where an account gets its messages from, as the plugin has it; null: not set. */
export interface AccountSource {
  readonly cliPath: string | null;
  readonly dbPath: string | null;
  readonly remoteHost: string | null;
}

/** Whose home `~` is, and which Messages Peephole reads; null: it reads none. */
export interface MessagesHere {
  readonly home: string;
  readonly databasePath: string | null;
}

/** The Messages that Peephole reads, for comparing the gateway's with. @param databasePath null: none. */
export function messagesHere(env: Environment, databasePath: string | null): MessagesHere {
  return { home: env.HOME?.trim() || homedir(), databasePath };
}

/** A wrapper is a few lines; a program is longer, and its text says nothing. */
const maxWrapperBytes = 64 * 1024;

/** The text of a script; null: a program, something else than a file, or it can't be read. Never waits for anybody (a FIFO). */
function readScript(path: string): string | null {
  try {
    const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(file);
      if (!stats.isFile() || stats.size > maxWrapperBytes) return null;
      const bytes = Buffer.alloc(stats.size);
      const text = bytes.toString('utf8', 0, readSync(file, bytes, 0, stats.size, 0));
      return text.startsWith('#!') ? text : null;
    } finally {
      closeSync(file);
    }
  } catch {
    return null;
  }
}

/** A word of a shell script that calls a program of this name, with a path or without. */
function calls(script: string, program: string): boolean {
  const words = script.match(/"[^"\r\n]*"|'[^'\r\n]*'|[^\s"'`;&|()<>\\]+/g) ?? [];
  return words.some((word) => basename(word.replace(/^["']|["']$/g, '')) === program);
}

/** The host of the plain wrapper that OpenClaw's documents give (`exec ssh -T user@host imsg "$@"`). */
function hostOf(script: string): string | null {
  const found = /\bssh["']?\s+(?:-T\s+)?([^\s"'-][^\s"']*)\s+["']?[^\s"']*imsg["']?\s+"\$@"/.exec(script);
  return found?.[1] ?? null;
}

/** Names of this very machine: whose Messages an SSH to them reads depends on the user, so nothing is claimed. */
const thisMachine = /^(?:[^@]+@)?(?:localhost|127(?:\.\d+){3}|\[?::1\]?)$/i;

/** What SSH takes for a host without a shell's help: `$HOST` names nobody. */
const plainHost = /^[\w.@:[\]%-]{1,255}$/;

function elsewhere(host: string | null): AccountMessages {
  const named = host !== null && plainHost.test(host) ? host : null;
  return named !== null && thisMachine.test(named)
    ? { kind: 'unknown' }
    : { kind: 'another-mac', host: named };
}

/**
 * Which Messages an account reads, seen from here (OC-54, OC-89). Whatever runs `imsg` may run it on another Mac: over
 * SSH, which `remoteHost` or the wrapper says, or in a way that can't be told; then only a database that lies here counts.
 */
export function resolveMessages(source: AccountSource, here: MessagesHere): AccountMessages {
  const { cliPath, dbPath, remoteHost } = source;
  if (remoteHost !== null) return elsewhere(remoteHost);
  const program = expand(cliPath ?? 'imsg', here.home);
  const script = program.includes('/') ? readScript(program) : null;
  if (script !== null && calls(script, 'ssh')) return elsewhere(hostOf(script));
  const isPlain = script === null && basename(program) === 'imsg';
  if (dbPath === null && !isPlain && !(script !== null && calls(script, 'imsg'))) return { kind: 'unknown' };
  const usual = join(here.home, 'Library', 'Messages', 'chat.db');
  const path = dbPath === null ? usual : expand(dbPath, here.home);
  if (here.databasePath === null) return { kind: 'unknown' };
  if (sameFile(path, here.databasePath)) return { kind: 'this-mac' };
  // Nobody named it and it is not here: what imsg reads then is not known.
  if (isAbsent(path) && (dbPath === null || !isPlain)) return { kind: 'unknown' };
  return { kind: 'another-file', path };
}

function expand(path: string, home: string): string {
  return path.replace(/^~(?=$|\/)/, home);
}

/** As much of an account as decides whether it is parked. */
interface Candidate {
  readonly id: string;
  /** Its name in the config; null: the root stands for it. */
  readonly configKey: string | null;
  readonly enabled: boolean;
  readonly source: AccountSource;
}

/**
 * Accounts that run no watcher because another one has the same source, and that other one's id: the plugin runs one
 * for each source, the first named account before `default` (OC-54). A parked account says `running` for all that. After a change
 * in place the one that watched before may go on: whichever receives is the one that runs.
 * @param receives whether the gateway says that this account receives.
 */
export function parkedAccounts(
  accounts: readonly Candidate[],
  home: string,
  receives: (id: string) => boolean,
): ReadonlyMap<string, string> {
  const sources = Map.groupBy(
    accounts
      .filter(({ enabled }) => enabled)
      .toSorted((a, b) => (a.configKey ?? 'default').localeCompare(b.configKey ?? 'default')),
    ({ source }) => signature(source, home),
  );
  return new Map(
    [...sources.values()].flatMap((sharing) => {
      const owner =
        sharing.find(({ id }) => receives(id)) ?? sharing.find(({ id }) => id !== 'default') ?? sharing[0];
      return sharing.flatMap(({ id }) =>
        owner === undefined || id === owner.id || receives(id) ? [] : [[id, owner.id]],
      );
    }),
  );
}

function signature({ cliPath, dbPath, remoteHost }: AccountSource, home: string): string {
  const path = dbPath === null ? join(home, 'Library', 'Messages', 'chat.db') : expand(dbPath, home);
  return JSON.stringify([cliPath ?? 'imsg', remoteHost === null ? resolve(path) : dbPath, remoteHost]);
}
