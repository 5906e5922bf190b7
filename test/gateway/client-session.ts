import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import type { Gateway, GatewayConnection, GatewayConnectionState } from '#core/ports/gateway.ts';
import { type GatewayOptions, openGateway } from '../../src-main/gateway/open-gateway.ts';
import { systemClock } from '../../src-main/platform/system-clock.ts';
import { whoListens } from '../../src-main/platform/who-listens.ts';
import type { RealGateway } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';

/** A busy machine is not a failure: the real gateway may take minutes for what takes seconds. */
export const patienceMs = 480_000;

export interface ClientSession {
  readonly gateway: Gateway;
  readonly stateDir: string;
  /** Every state so far, oldest first. */
  readonly connections: readonly GatewayConnection[];
  /** What the gateway said that it lives by, each time that it was reached; null: it did not say. */
  readonly livesBy: readonly (string | null)[];
  readonly configChanges: number;
  /** Resolves with the first connection in this state, after the states already `seen`. */
  until(state: GatewayConnectionState, seen?: number): Promise<GatewayConnection>;
}

export type Place = Pick<RealGateway, 'env' | 'scratchDir'>;

/** Our gateway client, started, in a state directory of its own unless one is given. */
export function openClient(place: Place, options: Partial<GatewayOptions> = {}): ClientSession {
  const stateDir = options.stateDir ?? mkdtempSync(join(place.scratchDir, 'ours-'));
  const connections: GatewayConnection[] = [];
  const livesBy: (string | null)[] = [];
  let configChanges = 0;
  const gateway = openGateway({
    env: place.env,
    clock: systemClock,
    whoListens,
    version: '0.1.0',
    ...options,
    stateDir,
  });
  gateway.start((event) => {
    if (event.type === 'connection') {
      connections.push(event.connection);
      if (event.connection.state === 'connected') livesBy.push(event.appliedRevision);
    } else configChanges += 1;
  });
  return {
    gateway,
    stateDir,
    connections,
    livesBy,
    get configChanges() {
      return configChanges;
    },
    until: (state, seen = 0) =>
      waitFor(
        `the client to be ${state}`,
        () => connections.slice(seen).find((connection) => connection.state === state),
        patienceMs,
      ).catch((error: Error) => {
        throw new Error(`${error.message}; was ${JSON.stringify(connections)}`);
      }),
  };
}
