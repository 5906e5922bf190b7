import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Target } from './fuzz.ts';
import { configFiles, gatewayAnswers } from './targets/gateway.ts';
import { exports, ledgerLines } from './targets/log.ts';
import { attributedBodies, handles, messageTexts } from './targets/messages.ts';
import {
  commandLines,
  requestsOfASurface,
  serverMessages,
  socketLines,
  windowRequests,
} from './targets/surfaces.ts';

const seeds = join(import.meta.dirname, 'seeds');

/** Every way in for what others wrote, with the share of all runs that it gets: the dear ones get fewer. */
const ways: readonly (readonly [folder: string, share: number, target: Target])[] = [
  ['attributed-body', 4, attributedBodies],
  ['text', 2, messageTexts],
  ['handle', 3, handles],
  ['gateway', 2, gatewayAnswers],
  ['config', 1, configFiles],
  ['command-line', 1, commandLines],
  ['request', 3, requestsOfASurface],
  ['socket', 1, socketLines],
  ['window', 2, windowRequests],
  ['server', 2, serverMessages],
  ['export', 2, exports],
  ['ledger', 2, ledgerLines],
];

/** Those with the inputs that were once a fault: kept in `seeds/`, a folder for each. */
export const targets: readonly { readonly share: number; readonly target: Target }[] = ways.map(
  ([folder, share, target]) => ({ share, target: { ...target, seeds: [...target.seeds, ...kept(folder)] } }),
);

function kept(folder: string): readonly Buffer[] {
  const names = readdirSync(seeds, { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => name.startsWith(`${folder}/`))
    .toSorted()
    .map((name) => readFileSync(join(seeds, name)));
}
