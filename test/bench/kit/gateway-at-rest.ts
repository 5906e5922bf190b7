import { setTimeout as delay } from 'node:timers/promises';
import type { RealGateway } from '../../support/real-gateway.ts';

/** A gateway that answers within this time, this often in a row, has nothing else to do. */
const quickMs = 25;
const quickAnswers = 15;
/** On a machine that is busy with something else it never does; then it has had its time. */
const maxMs = 15_000;

/** Resolves when the gateway is at rest: it has answered at once for a few seconds. */
export async function atRest(gateway: RealGateway): Promise<void> {
  const untilMs = performance.now() + maxMs;
  for (let quick = 0; quick < quickAnswers && performance.now() < untilMs; ) {
    const askedMs = performance.now();
    await gateway.rpc('channels.status', {});
    quick = performance.now() - askedMs < quickMs ? quick + 1 : 0;
    await delay(100);
  }
}
