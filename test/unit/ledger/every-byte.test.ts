import { expect, test } from 'vitest';
import { ExportBytes } from '../../../src-main/ledger/export-bytes.ts';
import { readLog } from '../../../src-main/ledger/read-log.ts';
import { decision, knock, progress, temporaryStateDir, testLedger } from '../../support/ledger.ts';

/** An export with signs beyond ASCII in it, as a file and as bytes. */
function madeExport() {
  const dir = temporaryStateDir();
  const ledger = testLedger(dir);
  for (let n = 0; n < 4; n += 1) {
    ledger.appendDecision(decision(`d${n}`, { handle: `zoë${n}\ufffd@example.com` }), progress());
    ledger.recordKnocks([knock(`k${n}`)]);
  }
  ledger.close();
  const log = readLog(dir);
  const text = [...(log?.exported() ?? [])].map((line) => `${line}\n`).join('');
  log?.close();
  return { text, bytes: Buffer.from(text) };
}

/** In chunks, as a file comes; the ends of lines fall anywhere. */
function holds(content: Uint8Array | string): boolean {
  const check = new ExportBytes();
  const bytes = Buffer.from(content);
  for (let at = 0; at < bytes.length; at += 1_000) if (!check.add(bytes.subarray(at, at + 1_000))) break;
  return check.result().firstBad === null;
}

test('an export holds as it was written', () => {
  const { bytes } = madeExport();
  expect(holds(bytes)).toBe(true);
});

test('every change of one byte is found', () => {
  const { bytes } = madeExport();
  const missed: string[] = [];
  let tried = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const was = bytes[at] ?? 0;
    // Each bit, and what a reader might take for the same.
    for (const to of new Set([was ^ 1, was ^ 0x20, was ^ 0x80, 0x0d, 0x20, 0x00])) {
      if (to === was) continue;
      tried += 1;
      const changed = Buffer.from(bytes);
      changed[at] = to;
      if (holds(changed)) missed.push(`${at}: ${was} → ${to}`);
    }
  }
  expect(missed).toEqual([]);
  expect(tried).toBeGreaterThan(10_000);
});

test('every byte that is missing, and every one too much, is found', () => {
  const { bytes } = madeExport();
  for (let at = 0; at <= bytes.length; at += 1) {
    const less = Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1)]);
    if (at < bytes.length) expect(holds(less), `without ${at}`).toBe(false);
    for (const extra of [0x0a, 0x0d, 0x20, 0x09]) {
      const more = Buffer.concat([bytes.subarray(0, at), Buffer.of(extra), bytes.subarray(at)]);
      expect(holds(more), `${extra} at ${at}`).toBe(false);
    }
  }
});

const respellings: readonly (readonly [string, (text: string) => string])[] = [
  ['CRLF', (text) => text.replaceAll('\n', '\r\n')],
  ['U+2028 between lines', (text) => text.replaceAll('\n', '\u2028')],
  ['a byte order mark', (text) => `\ufeff${text}`],
  ['no end of the last line', (text) => text.trimEnd()],
  ['an empty line at the end', (text) => `${text}\n`],
  ['a second, hidden body', (text) => text.replace('"body":', '"body":{"kind":"hidden"},"body":')],
  ['a second body behind the first', (text) => text.replace(',"hash"', ',"body":{"kind":"hidden"},"hash"')],
  [
    'another order of members',
    (text) => text.replace(/^\{("atMs":\d+),("body":.*?),("hash":"\w+")/, '{$3,$2,$1'),
  ],
  ['spaces', (text) => text.replace('"atMs":', '"atMs": ')],
  ['an escape', (text) => text.replace('"decision"', '"\\u0064ecision"')],
  ['another number', (text) => text.replace('"seq":2,', '"seq":2e0,')],
  ['a member of another name', (text) => text.replace('{"atMs"', '{"__proto__":{},"atMs"')],
  ['text behind the end', (text) => `${text}x`],
];

test.each(respellings)('a file that says the same in another spelling is found: %s', (_name, respell) => {
  const { text } = madeExport();
  expect(respell(text)).not.toBe(text);
  expect(holds(respell(text))).toBe(false);
});

test('every line that is dropped, doubled or swapped is found', () => {
  const { text } = madeExport();
  const lines = text.trimEnd().split('\n');
  const write = (changed: readonly string[]) => holds(`${changed.join('\n')}\n`);
  for (const [at, line] of lines.entries()) {
    expect(write(lines.toSpliced(at, 1))).toBe(false);
    expect(write(lines.toSpliced(at, 0, line))).toBe(false);
    for (let other = at + 1; other < lines.length; other += 1) {
      expect(write(lines.with(at, lines[other] ?? '').with(other, line))).toBe(false);
    }
  }
});
