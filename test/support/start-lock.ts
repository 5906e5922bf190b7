import { lockState } from '../../src-main/ledger/state-lock.ts';

/** A process that wants a state directory: says what came of it, and holds what it got until its stdin ends. */
const [stateDir = ''] = process.argv.slice(2);
try {
  lockState(stateDir);
  process.stdout.write('owner\n');
} catch (error) {
  process.stdout.write(`${error instanceof Error && 'code' in error ? error.code : error}\n`);
}
// Nobody here holds on to the lock: it must not depend on that.
(globalThis.gc as (() => void) | undefined)?.();
process.stdin.resume();
