import type { AccessFacts } from '#core/access/access-facts.ts';
import { readAccess } from '../../src-main/gateway/read-access.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';
import { openclawVersion } from './install-openclaw.ts';
import type { RealGateway } from './real-gateway.ts';

/** Who is let in, read by Peephole's own reader over the test's administrator connection. */
export async function readFacts(gateway: RealGateway): Promise<AccessFacts> {
  const session = { bootId: 'test', version: openclawVersion, stateDir: gateway.stateDir, isAdmin: true };
  const { facts } = await readAccess((method, params) => gateway.rpc(method, params), session, systemClock, {
    home: gateway.env.HOME,
    databasePath: gateway.chatDbPath,
  });
  return facts;
}
