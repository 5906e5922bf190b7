import { afterAll, beforeAll } from 'vitest';
import { madeAccounts } from '../support/made-config.ts';
import { startWatchedGateway, type WatchedGateway } from '../support/watched-gateway.ts';
import { explainConfigs } from './explain-configs.ts';
import { differentialAccounts, explainDifferential } from './explain-differential.ts';

/** `explain`, silence and `settle` against the real plugin: handles of every spelling, and whole configs. On how many at once: */
const count = Number(process.env.PEEPHOLE_GATEWAYS ?? 1);

let watched: readonly WatchedGateway[] = [];
beforeAll(async () => {
  const accountIds = [...differentialAccounts, ...madeAccounts];
  watched = await Promise.all(Array.from({ length: count }, () => startWatchedGateway(accountIds)));
});
afterAll(() => Promise.all(watched.map((one) => one.stop())));

explainDifferential(() => {
  const [first] = watched;
  if (first === undefined) throw new Error('no gateway was started');
  return first;
});
explainConfigs(() => watched);
