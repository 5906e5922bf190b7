import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { StoredLine } from '#core/log/log-line.ts';
import { namedKey, SignatureWalk, signedBytes } from '#core/log/log-signature.node.ts';
import { sentence } from '#core/words/sentence.ts';

function madeKey(): { readonly publicKey: string; readonly secret: KeyObject } {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { publicKey: publicKey.export({ format: 'jwk' }).x ?? '', secret: privateKey };
}

const [own, other] = [madeKey(), madeKey()];
const naming = (publicKey: unknown, kind = 'log-signed'): string =>
  JSON.stringify({ kind, data: { publicKey } });

/** A line of the log, signed by `secret`; null: by nobody. */
function line(seq: number, bodyJson: string, secret: KeyObject | null, hash = `hash-${seq}`): StoredLine {
  const base = { seq, atMs: 0, type: 'event', bodyJson, hash, previous: '' };
  const signature = secret === null ? undefined : sign(null, signedBytes(hash), secret).toString('base64url');
  return { ...base, ...(signature === undefined ? {} : { signature }) } as unknown as StoredLine;
}

const wrong = (seq: number) => sentence('log.signed-wrong', { line: String(seq) });

test('what is signed says that it is the hash of a line of this log', () => {
  expect(signedBytes('abc').toString()).toBe('peephole-log-line:abc');
});

describe('the key that a line names', () => {
  test.each(['ledger-begun', 'log-signed', 'log-key-replaced'])('is read of an event %s', (kind) => {
    expect(namedKey({ type: 'event', bodyJson: naming(own.publicKey, kind) })).toBe(own.publicKey);
  });

  test.each<[string, StoredLine['type'], string]>([
    ['another event', 'event', naming(own.publicKey, 'leak')],
    ['a line that is no event', 'decision', naming(own.publicKey)],
    ['a key that is no text', 'event', naming(7)],
    ['no key', 'event', '{"kind":"log-signed","data":{"other":"\\"publicKey\\""}}'],
    ['data that is none', 'event', '{"kind":"log-signed","data":null,"publicKey":"x"}'],
    ['data that is a text', 'event', '{"kind":"log-signed","data":"publicKey","publicKey":"x"}'],
    ['no data', 'event', '{"kind":"log-signed","publicKey":"x"}'],
    ['no kind', 'event', '{"data":{"publicKey":"x"}}'],
    ['a list', 'event', '["publicKey"]'],
    ['nothing', 'event', 'null'],
    ['a text', 'event', '"\\"publicKey\\""'],
  ])('is none of %s', (_what, type, bodyJson) => {
    expect(namedKey({ type, bodyJson })).toBeNull();
  });
});

describe('a log that is followed', () => {
  test('needs no signature before a key is named, and one in each line from then on', () => {
    const walk = new SignatureWalk();
    expect(walk.step(line(1, '{}', null))).toBeNull();
    expect(walk.step(line(2, '{}', own.secret))).toEqual(sentence('log.signed-by-nobody', { line: '2' }));
    expect(walk.keys).toEqual([]);
    expect(walk.step(line(3, naming(own.publicKey), own.secret))).toBeNull();
    expect(walk.step(line(4, '{}', own.secret))).toBeNull();
    expect(walk.step(line(5, '{}', null))).toEqual(sentence('log.not-signed', { line: '5' }));
    expect(walk.step(line(6, '{}', other.secret))).toEqual(wrong(6));
    expect(walk.keys).toEqual([{ publicKey: own.publicKey, fromLine: 3 }]);
  });

  test('goes on with the key that was named last, which signs the line that names it', () => {
    const walk = new SignatureWalk();
    walk.step(line(1, naming(own.publicKey, 'ledger-begun'), own.secret));
    expect(walk.step(line(2, naming(other.publicKey, 'log-key-replaced'), own.secret))).toEqual(wrong(2));
    expect(walk.step(line(3, naming(other.publicKey, 'log-key-replaced'), other.secret))).toBeNull();
    expect(walk.step(line(4, '{}', own.secret))).toEqual(wrong(4));
    expect(walk.keys.map(({ fromLine }) => fromLine)).toEqual([1, 3]);
  });

  test.each<[string, string]>([
    ['too short', own.publicKey.slice(0, -2)],
    ['too long', `${own.publicKey}AA`],
    ['in another spelling', `${own.publicKey}=`],
    ['no key at all', 'never'],
  ])('takes no key that is %s', (_what, publicKey) => {
    expect(new SignatureWalk().step(line(1, naming(publicKey), own.secret))).toEqual(wrong(1));
  });

  test.each<[string, (signature: string) => string]>([
    ['too short', (signature) => signature.slice(0, -2)],
    ['too long', (signature) => `${signature}AA`],
    ['in another spelling', (signature) => `${signature}==`],
    ['of another line', () => sign(null, signedBytes('hash-2'), own.secret).toString('base64url')],
  ])('takes no signature that is %s', (_what, change) => {
    const signed = line(1, naming(own.publicKey), own.secret);
    const changed = { ...signed, signature: change(signed.signature ?? '') };
    expect(new SignatureWalk().step(changed)).toEqual(wrong(1));
  });
});
