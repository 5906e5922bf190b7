import { afterAll, beforeAll } from 'vitest';
import { type RealGateway, type RealGatewayOptions, startRealGateway } from '../support/real-gateway.ts';

/**
 * A gateway for every suite of a file, each of which sets it up anew (`furnish`) and brings a Peephole with a state of its own: a
 * start and the first message to the agent cost more processor time than most suites.
 */
export function oneGateway(options: RealGatewayOptions = {}): () => RealGateway {
  let gateway: RealGateway | null = null;
  beforeAll(async () => {
    gateway = await startRealGateway(options);
  });
  afterAll(() => gateway?.stop());
  return () => {
    if (gateway === null) throw new Error('the gateway was not started');
    return gateway;
  };
}
