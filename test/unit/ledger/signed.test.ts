import { execFileSync } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, verify } from 'node:crypto';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '#core/log/canonical-json.ts';
import { eventLook } from '#core/log/event-look.ts';
import { historyItems } from '#core/log/history.ts';
import { readLine } from '#core/log/log-body.schema.ts';
import { type ChainCheck, chainStart, lineHash } from '#core/log/log-chain.node.ts';
import { verifyExport } from '#core/log/log-export.node.ts';
import type { LogLine, StoredLine } from '#core/log/log-line.ts';
import { checkLedger } from '../../../src-main/cli/doctor/own-checks.ts';
import { openForWriting } from '../../../src-main/ledger/database.ts';
import { migrate } from '../../../src-main/ledger/migrate.ts';
import { readLog } from '../../../src-main/ledger/read-log.ts';
import { migrations } from '../../../src-main/ledger/schema.ts';
import {
  openSigningKey,
  ownPublicKey,
  type SigningKey,
  signingKeyFile,
} from '../../../src-main/ledger/signing-key.ts';
import { SqliteLedger } from '../../../src-main/ledger/sqlite-ledger.ts';
import { decision, progress, startMs, temporaryStateDir, testLedger } from '../../support/ledger.ts';
import { oldState, oldStateDir } from '../../support/old-state.ts';
import { printed } from '../../support/printed.ts';
import { saidOf } from '../../support/said.ts';

const count = 12;

/** A state directory with so many lines in its log, which nobody has open. */
function made(dir = temporaryStateDir()): string {
  const ledger = testLedger(dir);
  for (let n = ledger.log(1_000).length; n < count; n += 1) {
    ledger.appendDecision(decision(`d${n}`), progress());
  }
  ledger.close();
  return dir;
}

function verified(dir: string): ChainCheck {
  const log = readLog(dir);
  const check = log?.verify();
  log?.close();
  if (check === undefined) throw new Error('There is no ledger.');
  return check;
}

function exported(dir: string): string[] {
  const log = readLog(dir);
  const lines = [...(log?.exported() ?? [])];
  log?.close();
  return lines;
}

function kindsOf(dir: string): readonly string[] {
  const log = readLog(dir);
  const items = historyItems(log?.newest(1_000).map(readLine) ?? []);
  log?.close();
  return items.flatMap((item) => (item.type === 'event' ? item.kind : []));
}

/** Without what SQLite keeps beside it for whoever reads. */
const filesOf = (dir: string): readonly string[] =>
  readdirSync(dir)
    .filter((name) => !/-(?:shm|wal)$/.test(name))
    .toSorted();

/** Changes a ledger as only somebody can who writes into its file. */
function tamper(dir: string, work: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(join(dir, 'ledger.sqlite'));
  try {
    for (const { name } of db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'trigger'`).all()) {
      db.exec(`DROP TRIGGER ${String(name)}`);
    }
    db.exec('PRAGMA foreign_keys = OFF');
    work(db);
  } finally {
    db.close();
  }
}

/** Lines with every hash made again, so that the chain holds. @param key signs them anew, too. */
function hashedAnew(lines: readonly LogLine[], key?: SigningKey): readonly LogLine[] {
  let previous = chainStart;
  return lines.map(({ seq, atMs, type, body, signature }) => {
    const spelled: Omit<StoredLine, 'hash'> = { seq, atMs, type, bodyJson: canonicalJson(body), previous };
    const hash = lineHash(spelled);
    const line: LogLine = { seq, atMs, type, body, previous, hash, signature: key?.sign(hash) ?? signature };
    previous = hash;
    return line;
  });
}

/** Puts lines into a ledger in place of its own. */
function write(db: DatabaseSync, lines: readonly LogLine[]): void {
  db.exec('DELETE FROM signature; DELETE FROM log');
  const insert = db.prepare('INSERT INTO log VALUES (?, ?, ?, ?, ?, ?)');
  const sign = db.prepare('INSERT INTO signature VALUES (?, ?)');
  for (const { seq, atMs, type, body, previous, hash, signature } of lines) {
    insert.run(seq, atMs, type, canonicalJson(body), previous, hash);
    if (signature !== undefined) sign.run(seq, signature);
  }
  db.prepare('UPDATE head SET lines = ?, hash = ?').run(lines.length, lines.at(-1)?.hash ?? chainStart);
}

const linesOf = (dir: string): readonly LogLine[] =>
  exported(dir)
    .slice(0, -1)
    .map((line) => JSON.parse(line));

const changed = (lines: readonly LogLine[], seq: number): readonly LogLine[] =>
  lines.map((line) => (line.seq === seq ? { ...line, atMs: line.atMs + 1 } : line));

/** The same log, its first line naming another key; null: none. */
const named = (lines: readonly LogLine[], publicKey: string | null): readonly LogLine[] => {
  const data = { installId: 'made', ...(publicKey === null ? {} : { publicKey }) };
  return lines.with(0, {
    ...firstOf(lines),
    body: { kind: 'ledger-begun', handle: null, atMs: startMs, data },
  });
};

function firstOf(lines: readonly LogLine[]): LogLine {
  const [first] = lines;
  if (first === undefined) throw new Error('There are no lines.');
  return first;
}

const stranger = (): SigningKey => openSigningKey(temporaryStateDir());

const without = (line: LogLine | undefined): string | undefined => line?.signature;

const wrongs: readonly (readonly [
  string,
  (lines: readonly LogLine[]) => readonly LogLine[],
  number,
  string,
])[] = [
  ['a changed line, every hash made again', (lines) => hashedAnew(changed(lines, 5)), 5, 'log.signed-wrong'],
  [
    'a dropped line, the rest numbered and hashed anew',
    (lines) => hashedAnew(lines.toSpliced(6, 1).map((line, at) => ({ ...line, seq: at + 1 }))),
    7,
    'log.signed-wrong',
  ],
  [
    'two lines swapped, numbered and hashed anew',
    (lines) => {
      const [one, other] = [lines[3], lines[8]];
      if (one === undefined || other === undefined) throw new Error('too short');
      return hashedAnew(lines.with(3, { ...other, seq: 4, atMs: 1 }).with(8, { ...one, seq: 9 }));
    },
    4,
    'log.signed-wrong',
  ],
  [
    'two signatures swapped',
    (lines) =>
      lines.map((line) => {
        const from = line.seq === 4 ? 10 : line.seq === 10 ? 4 : line.seq;
        return { ...line, signature: without(lines[from - 1]) };
      }),
    4,
    'log.signed-wrong',
  ],
  [
    'a signature of another key',
    (lines) => {
      const key = stranger();
      return lines.map((line) => (line.seq === 9 ? { ...line, signature: key.sign(line.hash) } : line));
    },
    9,
    'log.signed-wrong',
  ],
  [
    'a signature that is missing',
    (lines) => lines.map((line) => (line.seq === 12 ? { ...line, signature: undefined } : line)),
    12,
    'log.not-signed',
  ],
  [
    'no signatures at all',
    (lines) => lines.map((line) => ({ ...line, signature: undefined })),
    1,
    'log.not-signed',
  ],
  [
    'a signature of another length',
    (lines) => lines.map((line) => (line.seq === 3 ? { ...line, signature: `${line.signature}A` } : line)),
    3,
    'log.signed-wrong',
  ],
  ['a key that is none', (lines) => hashedAnew(named(lines, 'A'.repeat(42))), 1, 'log.signed-wrong'],
  [
    'signatures from the first line on, and no key that is named',
    (lines) => hashedAnew(named(lines, null)),
    1,
    'log.signed-by-nobody',
  ],
];

describe('a signed log that was changed', () => {
  test('holds as it was written: every line is signed by the key that the first one names', () => {
    const dir = made();
    const keys = [{ publicKey: ownPublicKey(dir), fromLine: 1 }];
    expect(verified(dir)).toEqual({ lines: count, firstBad: null, problem: null, keys });
    expect(verifyExport(exported(dir))).toEqual({ lines: count, firstBad: null, problem: null, keys });
    for (const { hash, signature = '' } of linesOf(dir)) {
      // As an outsider checks it.
      const key = createPublicKey({
        key: { kty: 'OKP', crv: 'Ed25519', x: ownPublicKey(dir) ?? '' },
        format: 'jwk',
      });
      const text = Buffer.from(`peephole-log-line:${hash}`);
      expect(verify(null, text, key, Buffer.from(signature, 'base64url'))).toBe(true);
    }
    expect(linesOf(dir).every(({ signature }) => /^[\w-]{86}$/.test(signature ?? ''))).toBe(true);
  });

  test.each(wrongs)('is found, with its line: %s', (_name, change, line, problem) => {
    const dir = made();
    const lines = change(linesOf(dir));
    const end = { type: 'end', lines: lines.length, hash: lines.at(-1)?.hash };
    const check = verifyExport([...lines, end].map(canonicalJson));
    expect(check).toMatchObject({ lines: line - 1, firstBad: line, problem: { key: problem } });
    expect(saidOf(check.problem)).toContain(`ine ${line}`);

    tamper(dir, (db) => write(db, lines));
    expect(verified(dir)).toMatchObject({ lines: line - 1, firstBad: line, problem: { key: problem } });
    const { ok, fix } = checkLedger(dir);
    expect({ ok, fix: fix?.key }).toEqual({ ok: false, fix: 'doctor.log-signature-fix' });
  });

  test('is found when its signatures are gone with their table', () => {
    const dir = made();
    tamper(dir, (db) => db.exec('DROP TABLE signature'));
    expect(verified(dir)).toMatchObject({ lines: 0, firstBad: 1, problem: { key: 'log.not-signed' } });
  });

  test('is known for somebody else’s when all of it was hashed and signed anew by another key', () => {
    const dir = made();
    const key = stranger();
    const lines = hashedAnew(named(changed(linesOf(dir), 5), key.publicKey), key);
    const keys = [{ publicKey: key.publicKey, fromLine: 1 }];
    const end = { type: 'end', lines: lines.length, hash: lines.at(-1)?.hash };
    // A file may be another Peephole's: it is said whose key it is.
    expect(verifyExport([...lines, end].map(canonicalJson))).toMatchObject({ firstBad: null, keys });

    tamper(dir, (db) => write(db, lines));
    expect(verified(dir)).toMatchObject({ lines: 0, firstBad: 1, problem: { key: 'log.other-key' }, keys });
    expect(checkLedger(dir)).toMatchObject({ ok: false, fix: { key: 'doctor.log-signature-fix' } });
    // The next start goes on with its own key and says so, for good.
    testLedger(dir).close();
    expect(kindsOf(dir)).toEqual(['log-key-replaced', 'ledger-begun']);
    expect(verified(dir)).toMatchObject({ firstBad: null, keys: [...keys, { fromLine: count + 1 }] });
  });

  test('can not be signed anew by SQL', () => {
    const dir = made();
    const db = new DatabaseSync(join(dir, 'ledger.sqlite'));
    try {
      for (const sql of [
        `UPDATE signature SET signature = '' WHERE seq = 2`,
        'DELETE FROM signature WHERE seq = 12',
        `INSERT OR REPLACE INTO signature VALUES (12, '')`,
        `INSERT INTO signature VALUES (13, '')`,
      ]) {
        expect(() => db.exec(sql), sql).toThrow(/append-only/);
      }
    } finally {
      db.close();
    }
  });
});

describe('a line and its signature', () => {
  test('are one: without the one the other is not written', () => {
    const dir = made();
    const file = join(dir, 'ledger.sqlite');
    const db = openForWriting(file);
    const { publicKey } = openSigningKey(dir);
    const key: SigningKey = {
      publicKey,
      sign: () => {
        throw new Error('no signature');
      },
    };
    const ledger = new SqliteLedger(db, file, { now: () => startMs, soon: setImmediate }, key);
    const before = ledger.log(1_000);
    expect(() => ledger.appendDecision(decision('x'), progress())).toThrow('no signature');
    expect(ledger.log(1_000)).toEqual(before);
    ledger.close();
    expect(verified(dir)).toMatchObject({ lines: count, firstBad: null });
  });
});

describe('the log of an older Peephole', () => {
  test('is signed from the next start on, also when a crash came between its migration and that', () => {
    const dir = oldStateDir();
    const file = join(dir, 'ledger.sqlite');
    const db = openForWriting(file);
    migrate(db, migrations, file);
    db.close();
    const { lines } = oldState.verify;
    expect(verified(dir)).toMatchObject({ lines, firstBad: null, keys: [] });
    testLedger(dir).close();
    testLedger(dir).close();
    const keys = [{ publicKey: ownPublicKey(dir), fromLine: lines + 1 }];
    expect(verified(dir)).toEqual({ lines: lines + 1, firstBad: null, problem: null, keys });
    expect(checkLedger(dir).found.key).toBe('doctor.ledger-signed');
  });

  test('is held by the first signature, too: an old line that was changed and hashed anew is found there', () => {
    const dir = oldStateDir();
    testLedger(dir).close();
    tamper(dir, (db) => write(db, hashedAnew(changed(linesOf(dir), 100))));
    const bad = oldState.verify.lines + 1;
    expect(verified(dir)).toMatchObject({ firstBad: bad, problem: { key: 'log.signed-wrong' } });
  });
});

const spoiled: readonly (readonly [string, (file: string) => void])[] = [
  ['is lost', (file) => rmSync(file)],
  ['is empty', (file) => writeFileSync(file, '')],
  ['holds something else', (file) => writeFileSync(file, '{"privateKeyPem":"none"}')],
  [
    'holds a key of another kind',
    (file) => {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
      writeFileSync(file, JSON.stringify({ privateKeyPem }));
    },
  ],
  ['is longer than any key', (file) => writeFileSync(file, ' '.repeat(10_000))],
  [
    'is a link',
    (file) => {
      const elsewhere = join(temporaryStateDir(), 'key');
      writeFileSync(elsewhere, readFileSync(file));
      rmSync(file);
      symlinkSync(elsewhere, file);
    },
  ],
  [
    'is a pipe',
    (file) => {
      rmSync(file);
      execFileSync('mkfifo', [file]);
    },
  ],
];

describe('the key', () => {
  test('is this install’s: one, over restarts and when the ledger is made anew; in a file for its owner only', () => {
    const dir = made();
    const file = signingKeyFile(dir);
    const key = ownPublicKey(dir);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    testLedger(dir).close();
    rmSync(join(dir, 'ledger.sqlite'));
    made(dir);
    expect(verified(dir).keys).toEqual([{ publicKey: key, fromLine: 1 }]);
    expect(filesOf(dir)).toEqual(['ledger.sqlite', 'log-key.json']);
  });

  test('is closed to others when they could read it', () => {
    const dir = made();
    const key = ownPublicKey(dir);
    chmodSync(signingKeyFile(dir), 0o644);
    testLedger(dir).close();
    expect(statSync(signingKeyFile(dir)).mode & 0o777).toBe(0o600);
    expect(ownPublicKey(dir)).toBe(key);
  });

  test('stands nowhere but in its file', () => {
    const dir = made();
    const { privateKeyPem } = JSON.parse(readFileSync(signingKeyFile(dir), 'utf8'));
    const secret = privateKeyPem.split('\n')[1].slice(-40);
    expect(secret).toMatch(/^[\w+/=]{40}$/);
    for (const name of readdirSync(dir)) {
      expect(readFileSync(join(dir, name), 'latin1').includes(secret), name).toBe(name === 'log-key.json');
    }
    expect(exported(dir).join('\n')).not.toContain(secret);
  });

  test.each(spoiled)(
    'that %s is no reason not to start: another one signs from there on, and it is said',
    (_name, spoil) => {
      const dir = made();
      const before = ownPublicKey(dir);
      spoil(signingKeyFile(dir));
      // Whoever only looks changes nothing, and says that it is not there.
      expect(ownPublicKey(dir)).toBeNull();
      expect(verified(dir)).toMatchObject({ lines: count, firstBad: null });
      expect(checkLedger(dir)).toMatchObject({ ok: true, fix: { key: 'doctor.log-key-fix' } });

      const ledger = testLedger(dir);
      expect(ledger.decisions()).toHaveLength(count - 1);
      ledger.close();
      testLedger(dir).close();
      const after = ownPublicKey(dir);
      expect(after).toMatch(/^[\w-]{43}$/);
      const keys = [
        { publicKey: before, fromLine: 1 },
        { publicKey: after, fromLine: count + 1 },
      ];
      expect(verified(dir)).toEqual({ lines: count + 1, firstBad: null, problem: null, keys });
      expect(verifyExport(exported(dir))).toMatchObject({ firstBad: null, keys });
      expect(kindsOf(dir)).toEqual(['log-key-replaced', 'ledger-begun']);
      expect(eventLook('log-key-replaced').severity).toBe('suspicious');
      expect(checkLedger(dir)).toMatchObject({
        ok: true,
        fix: null,
        found: { key: 'doctor.ledger-signed-anew' },
      });
      expect(filesOf(dir)).toEqual(['ledger.sqlite', 'log-key.json']);
      expect(statSync(signingKeyFile(dir)).mode & 0o777).toBe(0o600);
    },
  );

  test('that can not be kept signs as long as Peephole runs; the next start has another one', () => {
    const dir = temporaryStateDir();
    mkdirSync(join(signingKeyFile(dir), 'in the way'), { recursive: true });
    made(dir);
    expect(verified(dir)).toMatchObject({ lines: count, firstBad: null, keys: [{ fromLine: 1 }] });
    const ledger = testLedger(dir);
    ledger.appendDecision(decision('x'), progress());
    ledger.close();
    const check = verified(dir);
    expect(check).toMatchObject({ lines: count + 2, firstBad: null });
    expect(check.keys.map(({ fromLine }) => fromLine)).toEqual([1, count + 1]);
    expect(filesOf(dir)).toEqual(['ledger.sqlite', 'log-key.json']);
  });

  test('is one when several make it in the same moment', async () => {
    const dirs = Array.from({ length: 40 }, () => temporaryStateDir());
    const racers = 2;
    const arrived = new Int32Array(new SharedArrayBuffer(4));
    const racer = new URL('./key-racer.ts', import.meta.url);
    const made = await Promise.all(
      Array.from({ length: racers }, async () => {
        const worker = new Worker(racer, { workerData: { dirs, racers, arrived } });
        // The last message and the end may be told in one go.
        const [[keys]] = await Promise.all([once(worker, 'message'), once(worker, 'exit')]);
        return keys as unknown;
      }),
    );
    expect(made).toEqual(made.map(() => dirs.map(ownPublicKey)));
    expect(dirs.map(filesOf)).toEqual(dirs.map(() => ['log-key.json']));
  });

  test('of a start that was killed in between is taken away with the next one', () => {
    const dir = temporaryStateDir();
    writeFileSync(`${signingKeyFile(dir)}.new-1`, 'half');
    made(dir);
    expect(filesOf(dir)).toEqual(['ledger.sqlite', 'log-key.json']);
  });
});

describe('verify says', () => {
  test('from which line on a log is signed, by which key, and whether that is this Peephole’s', async () => {
    const dir = made();
    const publicKey = ownPublicKey(dir) ?? '';
    const own = `The log: 12 lines, every one follows the one before it.
Signed from line 1 on. Key: ${publicKey}
That is the key of this Peephole.
`;
    expect(await printed(dir, 'verify')).toBe(own);
    const file = join(dir, 'export.jsonl');
    await printed(dir, 'export', file);
    expect(await printed(dir, 'verify', file)).toBe(own.replace('The log', file));
    const keys = [{ publicKey, fromLine: 1 }];
    const answer = { ok: true, lines: count, firstBad: null, keys };
    expect(JSON.parse(await printed(dir, 'verify', file, '--json'))).toEqual({ ...answer, isOwnKey: true });

    const other = made();
    expect(await printed(other, 'verify', file)).toContain('\nThat is not the key of this Peephole:');
    expect(JSON.parse(await printed(other, 'verify', file, '--json'))).toEqual({
      ...answer,
      isOwnKey: false,
    });

    const none = temporaryStateDir();
    expect(await printed(none, 'verify', file)).toContain('\nWhose key that is was not checked:');
    expect(JSON.parse(await printed(none, 'verify', file, '--json'))).toEqual({ ...answer, isOwnKey: null });
    expect(readdirSync(none)).toEqual([]);
  });

  test('from which line on another key signs, and which', async () => {
    const dir = made();
    const before = ownPublicKey(dir);
    rmSync(signingKeyFile(dir));
    testLedger(dir).close();
    expect(await printed(dir, 'verify')).toBe(`The log: 13 lines, every one follows the one before it.
Signed from line 1 on. Key: ${before}
From line 13 on by another key: ${ownPublicKey(dir)}
That is the key of this Peephole.
`);
    expect(await printed(dir, 'history')).toContain('The key that signed the log until here is gone');
  });

  test('that an export holds no signature, when it has none', async () => {
    const dir = oldStateDir();
    const file = join(dir, 'export.jsonl');
    await printed(dir, 'export', file);
    expect(await printed(made(), 'verify', file)).toContain('\nIt is not signed.');
    expect(await printed(temporaryStateDir(), 'verify')).toBe(
      'The log: 0 lines, every one follows the one before it.\n',
    );
  });
});
