import type { AccessFacts } from '#core/access/access-facts.ts';
import { readPairingStore } from '../../src-main/gateway/pairing-store.ts';
import { readAccess } from '../../src-main/gateway/read-access.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';
import { openclawVersion } from './install-openclaw.ts';
import type { RealGateway } from './real-gateway.ts';

/** Who is let in, read by Peephole's own reader over the test's administrator connection. */
export async function readFacts(gateway: RealGateway): Promise<AccessFacts> {
  const session = {
    bootId: 'test',
    version: openclawVersion,
    stateDir: gateway.stateDir,
    appliedRevision: null,
  };
  const here = { home: gateway.env.HOME, databasePath: gateway.chatDbPath };
  const call = (...[method, params]: Parameters<RealGateway['rpc']>) => gateway.rpc(method, params);
  const { facts } = await readAccess(call, session, systemClock, here, readPairingStore);
  return facts;
}
