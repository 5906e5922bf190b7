import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { madeVars } from './made-config.ts';
import { type RealGateway, startRealGateway } from './real-gateway.ts';
import { createWitness, type Witness } from './witness.ts';

/** A real gateway, and a witness of who comes to its assistant's door. */
export interface WatchedGateway {
  readonly gateway: RealGateway;
  readonly witness: Witness;
  stop(): Promise<void>;
}

/** @param accountIds accounts beside `default` whose Messages are made; who is to receive is a matter of `furnish`. */
export async function startWatchedGateway(accountIds: readonly string[]): Promise<WatchedGateway> {
  const dir = realpathSync(mkdtempSync(join(tmpdir(), 'peephole-witness-')));
  const witness = createWitness(dir);
  const gateway = await startRealGateway({
    accounts: Object.fromEntries(accountIds.map((id) => [id, { enabled: false }])),
    config: {
      // Each change of the config has every plugin loaded anew: only those that are asked about.
      plugins: { ...witness.plugins, allow: ['imessage', 'witness'] },
      env: { vars: madeVars },
    },
  });
  return {
    gateway,
    witness,
    async stop() {
      await gateway.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}
