import { accessSync, constants, statSync } from 'node:fs';
import { PeepholeError } from '#core/errors.ts';
import type { ChainCheck } from '#core/log/log-chain.node.ts';
import type { WordKey } from '#core/words/catalogue.ts';
import { sentence } from '#core/words/sentence.ts';
import { readLog } from '../../ledger/read-log.ts';
import { ownPublicKey, signingKeyFile } from '../../ledger/signing-key.ts';
import { version } from '../../platform/version.ts';
import { bad, type Check, good } from './check.ts';

/** The oldest Node whose SQLite and type stripping we are made for. */
const minNode = [24, 0] as const;

export function checkVersions(node: string = process.versions.node): Check {
  const found = sentence('doctor.these-versions', { version, node });
  const [major = 0] = node.split('.').map(Number);
  return major >= minNode[0]
    ? good('versions', found)
    : bad('versions', found, sentence('doctor.needs-node'));
}

/** Looks only: `prepareStateDir`, which also corrects, is for whoever starts Peephole. */
export function checkStateDir(path: string): Check {
  const id = 'state-dir';
  const stats = statSync(path, { throwIfNoEntry: false });
  if (stats === undefined) return good(id, sentence('doctor.state-new', { path }));
  if (!stats.isDirectory()) {
    return bad(id, sentence('doctor.state-file', { path }), sentence('doctor.state-file-fix'));
  }
  const user = process.getuid?.();
  if (user !== undefined && stats.uid !== user) {
    return bad(id, sentence('doctor.state-foreign', { path }), sentence('doctor.state-foreign-fix'));
  }
  if ((stats.mode & 0o022) !== 0) {
    return bad(id, sentence('doctor.state-open', { path }), sentence('doctor.state-open-fix', { path }));
  }
  try {
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    const fix = sentence('doctor.state-no-write-fix', { path });
    return bad(id, sentence('doctor.state-no-write', { path }), fix);
  }
  return good(id, sentence('doctor.path', { path }));
}

/** What a log that holds is like, and what its key file is not. */
function soundLedger({ lines, keys }: ChainCheck, stateDir: string): Check {
  const id = 'ledger';
  const counted = sentence('doctor.ledger-lines', { count: lines });
  const [first, ...others] = keys;
  if (first === undefined) return good(id, counted);
  const said = { lines: counted, line: String(first.fromLine) };
  const last = others.at(-1);
  const found =
    last === undefined
      ? sentence('doctor.ledger-signed', said)
      : sentence('doctor.ledger-signed-anew', { ...said, last: String(last.fromLine) });
  const isThere = ownPublicKey(stateDir) !== null;
  const fix = isThere ? null : sentence('doctor.log-key-fix', { path: signingKeyFile(stateDir) });
  return good(id, found, fix);
}

/** What no start sets aside: it reads the chain only. */
const ofSignatures: readonly WordKey[] = [
  'log.not-signed',
  'log.signed-wrong',
  'log.signed-by-nobody',
  'log.other-key',
];

export function checkLedger(stateDir: string): Check {
  const id = 'ledger';
  try {
    const log = readLog(stateDir);
    if (log === null) return good(id, sentence('doctor.ledger-new'));
    try {
      const check = log.verify();
      const { firstBad, problem } = check;
      if (firstBad === null) return soundLedger(check, stateDir);
      const found = problem ?? sentence('log.wrong', { line: String(firstBad) });
      const fix = ofSignatures.includes(found.key)
        ? sentence('doctor.log-signature-fix', { path: stateDir })
        : sentence('doctor.ledger-fix');
      return bad(id, found, fix);
    } finally {
      log.close();
    }
  } catch (error) {
    if (!(error instanceof PeepholeError)) throw error;
    return bad(id, sentence('doctor.ledger-unreadable'), error.sentence);
  }
}
