import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { benchCache } from './bench-cache.ts';

const run = promisify(execFile);

/** What Peephole is compared with, at exactly this version; Bun runs the one whose SQLite would have to be built. */
const versions = {
  '@photon-ai/imessage-kit': '3.0.0',
  '@parseaple/typedstream': '2.0.2',
  'node-typedstream': '1.4.1',
  bun: '1.4.4',
} as const;

export type PeerName = keyof typeof versions;

/** A package that could be had, or why not. */
export type Peer =
  | { readonly label: string; readonly dir: string }
  | { readonly label: string; readonly why: string };

const packageOf = (name: PeerName): string =>
  name === 'bun' ? `@oven/bun-${platform()}-${arch() === 'arm64' ? 'aarch64' : arch()}` : name;

/**
 * Installs a package into the cache of the benchmark, once, without running any script of it. Never throws: a row says what
 * could not be had.
 */
export async function peer(name: PeerName): Promise<Peer> {
  const version = versions[name];
  const label = `${name} ${version}`;
  const home = join(benchCache(), 'peers', `${name.replace('/', '+')}-${version}`);
  const dir = join(home, 'node_modules', packageOf(name));
  const done = join(home, 'complete');
  if (existsSync(done)) return { label, dir };
  rmSync(home, { recursive: true, force: true });
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), '{}');
  try {
    const words = [
      'install',
      '--ignore-scripts',
      '--omit=optional',
      '--no-audit',
      '--no-fund',
      '--prefix',
      home,
    ];
    await run('npm', [...words, `${packageOf(name)}@${version}`], { cwd: home, timeout: 120_000 });
    writeFileSync(done, '');
    return { label, dir };
  } catch (error) {
    const [line = ''] = String(error instanceof Error ? error.message : error)
      .split('\n')
      .slice(-2);
    return { label, why: `could not be installed: ${line}` };
  }
}
