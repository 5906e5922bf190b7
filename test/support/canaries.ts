import { createPrivateKey } from 'node:crypto';
import { existsSync, lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Something that must not be found where it does not belong. */
export interface Canary {
  /** As a failed test names it: the thing itself is not printed. */
  readonly what: string;
  readonly text: string;
}

/** Where something was looked for, and what stood there. */
export type Places = Readonly<Record<string, string | Buffer>>;

/** Files of a state directory that hold a secret, and are there for that. */
const secretFiles = { 'gateway-device.json': 'device key', 'log-key.json': 'install key' } as const;
const tokenFile = 'gateway-device-token.json';
/** A shorter text may stand anywhere by chance. */
const minTextLength = 12;
const maxTexts = 300;

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

/** What stands at these names, one below the other; an empty text: nothing. */
function textAt(value: unknown, ...names: readonly string[]): string {
  const found = names.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : null),
    value,
  );
  return typeof found === 'string' ? found : '';
}

/** A private key in each of the forms in which it is kept. */
function keyCanaries(what: string, pem: string): readonly Canary[] {
  if (pem === '') return [];
  const body = pem.replace(/-----[^-]+-----|\s/g, '');
  const { d = '' } = createPrivateKey(pem).export({ format: 'jwk' });
  return [body, d].map((text) => ({ what, text }));
}

/** The secrets as they are now: the gateway's, those of our device, and the key that signs. */
export function secretsIn(stateDir: string, openclawConfig: string): readonly Canary[] {
  const config = readJson(openclawConfig);
  const device = readJson(join(stateDir, tokenFile));
  return [
    { what: 'the gateway’s shared token', text: textAt(config, 'gateway', 'auth', 'token') },
    { what: 'the gateway’s password', text: textAt(config, 'gateway', 'auth', 'password') },
    { what: 'the device token', text: textAt(device, 'token') },
    ...Object.entries(secretFiles).flatMap(([file, what]) =>
      keyCanaries(`the ${what}`, textAt(readJson(join(stateDir, file)), 'privateKeyPem')),
    ),
  ].filter(({ text }) => text !== '');
}

/** What people wrote last. */
export function textsIn(messagesDb: string): readonly Canary[] {
  if (!existsSync(messagesDb)) return [];
  const db = new DatabaseSync(messagesDb, { readOnly: true });
  try {
    const rows = db
      .prepare('SELECT DISTINCT text FROM message WHERE length(text) >= ? ORDER BY ROWID DESC LIMIT ?')
      .all(minTextLength, maxTexts);
    return rows.map(({ text }) => ({ what: 'what somebody wrote', text: String(text) }));
  } catch {
    // A test’s own database, of another shape, or one that is no database.
    return [];
  } finally {
    db.close();
  }
}

/** However somebody may have spelled it. */
function spellings(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const all = [
    text,
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
  ];
  return [...new Set(all)];
}

/** @returns which of them is where, without saying it. */
export function found(canaries: readonly Canary[], places: Places): readonly string[] {
  const sought = canaries.map(({ what, text }) => ({ what, spelled: spellings(text) }));
  return Object.entries(places).flatMap(([place, content]) => {
    const bytes = Buffer.from(content);
    const here = sought.filter(({ spelled }) => spelled.some((one) => bytes.includes(one)));
    return [...new Set(here.map(({ what }) => `${what} in ${place}`))];
  });
}

/** The arguments and the environment of a process and of whatever it has started; nothing where the system does not tell. */
export function processPlaces(pid: number): Places {
  const places: Record<string, Buffer> = {};
  const parents = new Map<number, number>();
  if (process.platform !== 'linux') return places;
  for (const name of readdirSync('/proc').filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'latin1');
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')')).split(' ')[2]));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (one: number): boolean => one === pid || isOursBelow(parents.get(one));
  const isOursBelow = (parent: number | undefined): boolean =>
    parent !== undefined && parent > 1 && isOurs(parent);
  for (const one of [...parents.keys()].filter(isOurs)) {
    for (const file of ['cmdline', 'environ']) {
      try {
        places[`/proc/${one === pid ? 'serve' : 'its child'}/${file}`] = readFileSync(`/proc/${one}/${file}`);
      } catch {
        // It has ended meanwhile.
      }
    }
  }
  return places;
}

/** Everything below a folder, whatever it is. */
function pathsBelow(dir: string): readonly string[] {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).map((name) => join(dir, name));
}

/** What stands in a state directory, but for the files that hold a secret. */
export function statePlaces(stateDir: string): Places {
  const names = new Set<string>([...Object.keys(secretFiles), tokenFile]);
  const files = pathsBelow(stateDir).filter(
    (path) => lstatSync(path).isFile() && !names.has(relative(stateDir, path)),
  );
  return Object.fromEntries(files.map((path) => [relative(stateDir, path), readFileSync(path)]));
}

/** @returns what in a state directory others may read, write or enter. */
export function openToOthers(stateDir: string): readonly string[] {
  return pathsBelow(stateDir)
    .filter((path) => !lstatSync(path).isSymbolicLink() && (lstatSync(path).mode & 0o077) !== 0)
    .map((path) => `${relative(stateDir, path)} is open to others`);
}
