import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  randomUUID,
  sign,
} from 'node:crypto';
import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { signedBytes } from '#core/log/log-signature.node.ts';
import { readStored } from '#core/stored.schema.ts';
import { draftMark, removeDrafts, syncDirectory } from './durable-file.ts';

/** No key is as long. */
const longestBytes = 4_096;

const stored = z.object({ privateKeyPem: z.string() });

/** What signs the log of this install. */
export interface SigningKey {
  /** Its public half, as the log names it (`LogKey`). */
  readonly publicKey: string;
  /** @param hash of a log line. @returns the line's signature, base64url. */
  sign(hash: string): string;
}

/** Where the private key is: only there. */
export function signingKeyFile(stateDir: string): string {
  return join(stateDir, 'log-key.json');
}

function signingKey(privateKey: KeyObject): SigningKey {
  const { x = '' } = createPublicKey(privateKey).export({ format: 'jwk' });
  return {
    publicKey: x,
    sign: (hash) => sign(null, signedBytes(hash), privateKey).toString('base64url'),
  };
}

/** `null`: there is no file. `other`: what is there is no key of ours; `unread`: perhaps it is, but it could not be read. */
type Found = SigningKey | 'other' | 'unread' | null;

function keyIn(text: string): SigningKey | 'other' {
  const pem = readStored(stored, text)?.privateKeyPem;
  if (pem === undefined) return 'other';
  try {
    const key = createPrivateKey(pem);
    return key.asymmetricKeyType === 'ed25519' ? signingKey(key) : 'other';
  } catch {
    return 'other';
  }
}

/** Reads no link, no pipe and nobody else's file. @param closes takes reading away from others than its owner. */
function readKey(file: string, closes: boolean): Found {
  try {
    const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const stats = fstatSync(descriptor);
      const user = process.getuid?.() ?? stats.uid;
      if (!stats.isFile() || stats.uid !== user || stats.size > longestBytes) return 'other';
      if (closes && (stats.mode & 0o077) !== 0) fchmodSync(descriptor, 0o600);
      return keyIn(readFileSync(descriptor, 'utf8'));
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'ENOENT') return null;
    return code === 'ELOOP' || code === 'EACCES' ? 'other' : 'unread';
  }
}

/**
 * Puts a new key in its place, whole or not at all. @param found what is there: another process's key is never replaced by
 * ours, what is no key is. @returns the key that is there now. @throws Error when it can't be written.
 */
function writeKey(file: string, privateKey: KeyObject, found: 'other' | null): SigningKey {
  const draft = `${file}${draftMark}${randomUUID()}`;
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  try {
    // Created, never opened: whoever put a file or a link there does not get to read what we write.
    const descriptor = openSync(draft, 'wx', 0o600);
    try {
      writeSync(descriptor, `${JSON.stringify({ privateKeyPem: pem })}\n`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    if (found === null) linkSync(draft, file);
    else renameSync(draft, file);
    syncDirectory(dirname(file));
    return signingKey(privateKey);
  } catch (error) {
    const theirs = readKey(file, true);
    if (theirs !== null && typeof theirs === 'object') return theirs;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Takes away what a crash left, once a key is in its place: before that, it may be what another process is about to put there. */
function withoutDrafts(file: string, key: SigningKey): SigningKey {
  try {
    removeDrafts(file);
  } catch {
    // They stay, unused.
  }
  return key;
}

/**
 * The Ed25519 key that signs this install's log (RULE-9.3), made when there is none: in a 0600 file of its own. Never
 * keeps Peephole from starting: what is no key of ours is replaced by a new one, and a key that can't be kept signs until
 * this process ends. The log says of each new key that it is one.
 */
export function openSigningKey(stateDir: string): SigningKey {
  const file = signingKeyFile(stateDir);
  const found = readKey(file, true);
  if (found !== null && typeof found === 'object') return withoutDrafts(file, found);
  const { privateKey } = generateKeyPairSync('ed25519');
  if (found === 'unread') return signingKey(privateKey);
  try {
    return withoutDrafts(file, writeKey(file, privateKey, found));
  } catch {
    return signingKey(privateKey);
  }
}

/**
 * The public half of this install's key, without changing or making anything.
 * @returns null: there is none that can be read.
 */
export function ownPublicKey(stateDir: string): string | null {
  const found = readKey(signingKeyFile(stateDir), false);
  return found !== null && typeof found === 'object' ? found.publicKey : null;
}
