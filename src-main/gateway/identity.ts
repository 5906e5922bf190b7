import { realpath } from 'node:fs/promises';
import { resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { Discovery } from './discovery.ts';
import type { Introduction } from './hello.ts';
import type { KnownInstall } from './known-install.ts';

/** A file system that takes longer than this to say where a path leads does not say it, ms. */
const deadlineMs = 2_000;

/** Whose gateway answers; only `this-one` is read or written (RULE-6.17). */
export type Identity =
  | {
      readonly is: 'this-one';
      /** By real paths, to be remembered. */
      readonly install: KnownInstall;
      /** Its state directory as discovery found it. */
      readonly stateDir: string;
    }
  | { readonly is: 'another' | 'unidentified'; readonly detail: Sentence };

/** Where a path leads, without opening what is there; itself when that can't be told. */
async function real(path: string): Promise<string> {
  const late = delay(deadlineMs, resolve(path), { ref: false });
  return Promise.race([realpath(path).catch(() => resolve(path)), late]);
}

async function isSame(one: string, other: string): Promise<boolean> {
  if (resolve(one) === resolve(other)) return true;
  const [a, b] = await Promise.all([real(one), real(other)]);
  return a === b;
}

async function findSame(path: string, among: readonly string[]): Promise<string | null> {
  for (const one of among) if (await isSame(path, one)) return one;
  return null;
}

/** What is shown of a path that the gateway names. */
const shown = (path: string): string => path.slice(0, 200).replace(/[^\x20-\x7e]/g, '?');

/**
 * Compares how a gateway introduces itself with what discovery found and what this Peephole remembers. The paths that it
 * names are compared, never opened.
 * @param known the install that it must be; null: any.
 * @param isProven the process that listens is known to be the one of OpenClaw's lock file.
 */
export async function identify(
  hello: Introduction,
  discovery: Discovery,
  known: KnownInstall | null,
  isProven: boolean,
): Promise<Identity> {
  const { configPath, stateDirs } = discovery;
  if (hello.configPath === null || hello.stateDir === null) {
    if (!isProven || discovery.lock === null) {
      return { is: 'unidentified', detail: sentence('gateway.says-no-paths', { version: hello.version }) };
    }
  }
  const config = hello.configPath ?? configPath;
  if (!(await isSame(config, configPath))) {
    const detail = sentence('gateway.another-config', { theirs: shown(config), ours: configPath });
    return { is: 'another', detail };
  }
  const theirs = hello.stateDir ?? discovery.lock?.stateDir ?? '';
  const stateDir = await findSame(theirs, stateDirs);
  if (stateDir === null) {
    const detail = sentence('gateway.another-state', { theirs: shown(theirs), ours: stateDirs[0] ?? '' });
    return { is: 'another', detail };
  }
  const byLock = isProven || known?.byLock === true;
  const install = { configPath: await real(configPath), stateDir: await real(stateDir), byLock };
  if (known !== null && !(await isSameInstall(known, install))) {
    const detail = sentence('gateway.another-install', { found: configPath, known: known.configPath });
    return { is: 'another', detail };
  }
  return { is: 'this-one', install, stateDir };
}

async function isSameInstall(one: KnownInstall, other: KnownInstall): Promise<boolean> {
  return (await isSame(one.configPath, other.configPath)) && (await isSame(one.stateDir, other.stateDir));
}
