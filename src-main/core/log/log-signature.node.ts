import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { LogKey, SpelledLine, StoredLine } from './log-line.ts';

/** Raw lengths of Ed25519 (RFC 8032), bytes. */
const keyBytes = 32;
const signatureBytes = 64;

/** What is signed of a line: its hash, which covers the line and everything before it. */
export function signedBytes(hash: string): Buffer {
  return Buffer.from(`peephole-log-line:${hash}`, 'latin1');
}

/** @returns so many bytes; null: the text is not their one spelling in base64url. */
function bytesOf(text: string, length: number): Buffer | null {
  const bytes = Buffer.from(text, 'base64url');
  return bytes.length === length && bytes.toString('base64url') === text ? bytes : null;
}

/** @returns the public key, to check with; null: that is none. */
function keyObject(publicKey: string): KeyObject | null {
  if (bytesOf(publicKey, keyBytes) === null) return null;
  try {
    return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' });
  } catch {
    return null;
  }
}

/** @returns the public key that a line names as the one that signs it and whatever follows; null: it names none. */
export function namedKey({ type, bodyJson }: Pick<SpelledLine, 'type' | 'bodyJson'>): string | null {
  // Most lines are spared the parser.
  if (type !== 'event' || !bodyJson.includes('"publicKey"')) return null;
  const body: unknown = JSON.parse(bodyJson);
  if (typeof body !== 'object' || body === null || !('kind' in body) || !('data' in body)) return null;
  const { kind, data } = body;
  if (kind !== 'ledger-begun' && kind !== 'log-signed' && kind !== 'log-key-replaced') return null;
  if (typeof data !== 'object' || data === null || !('publicKey' in data)) return null;
  return typeof data.publicKey === 'string' ? data.publicKey : null;
}

/** Follows the signatures of a log whose chain holds, from its first line on (RULE-9.3). */
export class SignatureWalk {
  readonly #keys: LogKey[] = [];
  #key: KeyObject | null = null;

  /** Every key that lines named so far, and from which line on it signs. */
  get keys(): readonly LogKey[] {
    return this.#keys;
  }

  /** @returns what is wrong with the signature of this line; null: nothing, it needs none, or it needs none yet. */
  step(line: StoredLine): Sentence | null {
    const at = { line: String(line.seq) };
    const named = namedKey(line);
    const key = named === null ? this.#key : keyObject(named);
    const isSigned = line.signature !== undefined;
    if (key === null && named === null) return isSigned ? sentence('log.signed-by-nobody', at) : null;
    if (line.signature === undefined) return sentence('log.not-signed', at);
    const signature = bytesOf(line.signature, signatureBytes);
    if (key === null || signature === null || !verify(null, signedBytes(line.hash), key, signature)) {
      return sentence('log.signed-wrong', at);
    }
    if (named !== null) this.#keys.push({ publicKey: named, fromLine: line.seq });
    this.#key = key;
    return null;
  }
}
