import { accessSync, constants, statSync } from 'node:fs';
import { PeepholeError } from '#core/errors.ts';
import { english } from '#core/words/english.ts';
import { sentence } from '#core/words/sentence.ts';
import { readLog } from '../../ledger/read-log.ts';
import { version } from '../../platform/version.ts';
import { bad, type Check, good } from './check.ts';

/** The oldest Node whose SQLite and type stripping we are made for. */
const leastNode = [24, 0] as const;

export function checkVersions(node: string = process.versions.node): Check {
  const found = `Peephole ${version}, Node ${node}`;
  const [major = 0] = node.split('.').map(Number);
  return major >= leastNode[0]
    ? good('versions', 'Versions', found)
    : bad(
        'versions',
        'Versions',
        found,
        'Peephole needs Node 24: run it by `npm run peephole`, which brings its own.',
      );
}

/** Looks only: `prepareStateDir`, which also mends, is for whoever starts Peephole. */
export function checkStateDir(dir: string): Check {
  const id = 'state-dir';
  const title = 'State';
  const stats = statSync(dir, { throwIfNoEntry: false });
  if (stats === undefined) return good(id, title, `${dir} is made at the first start`);
  if (!stats.isDirectory()) return bad(id, title, `${dir} is a file`, 'Choose another --state-dir.');
  const user = process.getuid?.();
  if (user !== undefined && stats.uid !== user) {
    return bad(id, title, `${dir} belongs to another user`, 'Choose a --state-dir of your own.');
  }
  if ((stats.mode & 0o022) !== 0) {
    return bad(id, title, `others may write to ${dir}`, `Take that away: chmod go-w "${dir}".`);
  }
  try {
    accessSync(dir, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch {
    return bad(id, title, `${dir} can’t be written`, `Make it yours again: chmod u+rwx "${dir}".`);
  }
  return good(id, title, dir);
}

export function checkLedger(stateDir: string): Check {
  const id = 'ledger';
  const title = 'Ledger';
  try {
    const log = readLog(stateDir);
    if (log === null) return good(id, title, 'is made at the first start');
    try {
      const { lines, firstBad, problem } = log.verify();
      if (firstBad === null)
        return good(
          id,
          title,
          lines === 1 ? '1 line, the first' : `${lines} lines, every one follows the one before it`,
        );
      const fix = 'Restart Peephole: it sets a damaged ledger aside, whole, and says where.';
      return bad(id, title, english(problem ?? sentence('log.wrong', { line: String(firstBad) })), fix);
    } finally {
      log.close();
    }
  } catch (error) {
    if (!(error instanceof PeepholeError)) throw error;
    return bad(id, title, 'can’t be read', error.message);
  }
}
