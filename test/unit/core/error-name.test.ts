import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { errorName } from '#core/error-name.ts';
import { errorLine } from '../../../src-main/platform/error-line.ts';

const secret = 'Meet me at the bridge\n    at noon (alone:1:2)\n\u001b[31m/Users/ann/secret';

/** Errors that quote what nobody else may read, each in another place. */
const telling: readonly (readonly [string, unknown])[] = [
  ['its message', new TypeError(secret)],
  ['a name', Object.assign(new Error(secret), { name: secret })],
  ['a code', Object.assign(new Error(secret), { code: secret })],
  [
    'a message that changed since',
    Object.assign(new Error('a'), { message: secret, stack: `Error: ${secret}` }),
  ],
  ['no error at all', secret],
];

describe('an error that quotes what somebody wrote', () => {
  test.each(telling)('in %s is told by its kind only, in status and in the log', (_place, error) => {
    for (const told of [errorName(error), errorLine(error)])
      for (const part of ['bridge', 'noon', 'alone', 'secret', '\u001b']) expect(told).not.toContain(part);
  });
});

test('kind, code and place of an error are told', () => {
  const error = Object.assign(new RangeError('a secret'), { code: 'ERR_SQLITE_ERROR', errcode: 11 });
  expect(errorName(error)).toBe('RangeError ERR_SQLITE_ERROR SQLite 11');
  expect(errorLine(error)).toMatch(
    /^RangeError ERR_SQLITE_ERROR SQLite 11\n\s+at .*error-name\.test\.ts:\d+/,
  );
  expect(errorName('thrown')).toBe('unknown');
});

/** Whose words are passed on, and why they may be. */
const allowed = new Map([
  // Our own sentences.
  ['platform/error-line.ts', 'a PeepholeError’s'],
  ['cli/json/crowd-json.ts', 'a PeepholeError’s'],
  ['contract/envelope.ts', 'a refusal of our own program, over our own socket'],
  ['contract/wire.ts', 'its form is looked at'],
  ['surfaces/electron/preload.ts', 'a refusal of our own program'],
  ['gateway/write-access.ts', 'GatewayUnavailable: our own sentence'],
  // The gateway's, cut and without secrets (`foreignWords`).
  ['gateway/read-access.ts', 'a GatewayRefusal, made by foreignWords'],
  ['gateway/refusal.ts', 'foreignWords'],
  ['gateway/connect-trouble.ts', 'foreignWords'],
  // The system's fixed words.
  ['surfaces/electron/applications-folder.ts', 'Electron’s own'],
  ['surfaces/electron/update-trouble.ts', 'compared only'],
]);

test('the message of an error is passed on nowhere else', () => {
  const root = join(import.meta.dirname, '../../../src-main');
  const passing = readdirSync(root, { recursive: true, encoding: 'utf8' })
    // Practice, and no secrets: everything in it is made.
    .filter((file) => file.endsWith('.ts') && !file.startsWith('simulator/'))
    .filter((file) =>
      /\b(?:error|cause|thrown)\.message\b|\bString\((?:error|cause|thrown)\)/.test(
        readFileSync(join(root, file), 'utf8'),
      ),
    );
  expect(passing.toSorted()).toEqual([...allowed.keys()].toSorted());
});
