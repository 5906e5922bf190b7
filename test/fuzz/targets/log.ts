import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { ZodError } from 'zod';
import { canonicalJson } from '#core/log/canonical-json.ts';
import { historyItems } from '#core/log/history.ts';
import { readLine } from '#core/log/log-body.schema.ts';
import { chainStart, lineHash } from '#core/log/log-chain.node.ts';
import { exportedLines } from '#core/log/log-export.node.ts';
import { type LogLine, logLineTypes } from '#core/log/log-line.ts';
import { signedBytes } from '#core/log/log-signature.node.ts';
import { parseStoredSettings, readSettings } from '#core/surface/settings.schema.ts';
import { ExportBytes } from '../../../src-main/ledger/export-bytes.ts';
import { decision, progress } from '../../support/ledger.ts';
import type { Target } from '../fuzz.ts';
import { mustBe } from '../must-be.ts';

const bodies: readonly { readonly type: LogLine['type']; readonly body: unknown }[] = [
  { type: 'decision', body: { ...decision('d1', { handle: 'zoë@example.com' }), ...progress() } },
  { type: 'progress', body: { decisionId: 'd1', ...progress() } },
  { type: 'event', body: { kind: 'gateway-connected', data: { version: '2026.9.6' } } },
  {
    type: 'taken',
    body: {
      decisionId: 'd1',
      taken: [{ accountId: null, list: 'direct', groupName: null, raw: '+12125550101', index: 0 }],
    },
  },
  { type: 'journal', body: { stopped: ['default'], held: null, groupIsOurs: true } },
];

/** Always the same key, so that a seed is always the same; it signs nothing but this. */
const privateKey = createPrivateKey({
  key: Buffer.from(`302e020100300506032b657004220420${'5a'.repeat(32)}`, 'hex'),
  format: 'der',
  type: 'pkcs8',
});
const { x: publicKey = '' } = createPublicKey(privateKey).export({ format: 'jwk' });

/** The same lines signed, from a first one on that names the key. */
function signedLog(count: number): readonly LogLine[] {
  const lines: LogLine[] = [];
  const data = { installId: 'made', publicKey };
  const first = { type: 'event', body: { kind: 'ledger-begun', handle: null, atMs: 1, data } } as const;
  for (const { type, body } of [first, ...madeLog(count - 1)]) {
    const line = { seq: lines.length + 1, atMs: 1, type, previous: lines.at(-1)?.hash ?? chainStart };
    const hash = lineHash({ ...line, bodyJson: canonicalJson(body) });
    const signature = sign(null, signedBytes(hash), privateKey).toString('base64url');
    lines.push({ ...line, body, hash, signature });
  }
  return lines;
}

function madeLog(count: number): readonly LogLine[] {
  const lines: LogLine[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const { type, body } = bodies[seq % bodies.length] ?? { type: 'event' as const, body: {} };
    const previous = lines.at(-1)?.hash ?? chainStart;
    const line = { seq, atMs: 1_700_000_000_000 + seq, type, previous };
    lines.push({ ...line, body, hash: lineHash({ ...line, bodyJson: canonicalJson(body) }) });
  }
  return lines;
}

const made = madeLog(12);
const exported = (lines: readonly LogLine[]): Buffer => {
  const end = { lines: lines.length, hash: lines.at(-1)?.hash ?? chainStart };
  return Buffer.from([...exportedLines(lines, end)].map((line) => `${line}\n`).join(''));
};
const whole = exported(made);
const signed = signedLog(5);

/** An export of so many lines, as text. */
export const madeExport = (count: number): string => exported(madeLog(count)).toString();

/** What holds: each of these is an export of its own. */
const sound = [
  exported([]),
  whole,
  exported(made.slice(0, 1)),
  exported(signed),
  exported(signed.slice(0, 1)),
];
const soundTexts = new Set(sound.map((one) => one.toString('latin1')));

export const exports: Target = {
  name: 'lines of an export',
  shape: 'bytes',
  seeds: sound,
  run(input) {
    const check = new ExportBytes();
    for (let at = 0; at < input.length; at += 1_000) if (!check.add(input.subarray(at, at + 1_000))) break;
    const holds = check.result().firstBad === null;
    mustBe(
      holds === soundTexts.has(input.toString('latin1')),
      holds ? 'a changed export holds' : 'a sound export does not',
    );
  },
};

export const ledgerLines: Target = {
  name: 'lines of the ledger',
  shape: 'json',
  seeds: [
    ...bodies.map(({ type, body }) => Buffer.from(JSON.stringify({ type, body }))),
    Buffer.from('{"quietHours":{"from":"22:00","to":"07:00"},"hideTexts":true,"contrast":"more"}'),
  ],
  run(input) {
    const text = input.toString();
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return;
    }
    if (typeof value !== 'object' || value === null) return;
    const line = 'body' in value ? value : { body: value };
    for (const type of logLineTypes) {
      try {
        const entry = readLine({ seq: 1, atMs: 1, type, body: line.body, previous: '', hash: '' });
        historyItems([entry].values());
      } catch (error) {
        if (!(error instanceof ZodError)) throw error;
      }
    }
    readSettings(stored(text));
  },
};

/** Stored settings may be damaged, and are then refused by the typed error of their own. */
function stored(text: string): ReturnType<typeof parseStoredSettings> {
  try {
    return parseStoredSettings(text);
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof ZodError) return {};
    throw error;
  }
}
