import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { shortMemory } from '../../src-main/gateway/known-install.ts';
import { openTap } from '../support/gateway-tap.ts';
import type { RealGateway } from '../support/real-gateway.ts';
import { type ClientSession, openClient, patienceMs } from './client-session.ts';

export function identity(gateway: () => RealGateway): void {
  let real: RealGateway;
  beforeAll(() => {
    real = gateway();
  });

  /** An OpenClaw of the owner's own that is not running, whose config leads to `port`, where another one answers. */
  function ownOpenclaw(
    port: number,
    more: object = {},
  ): { readonly HOME: string; readonly OPENCLAW_STATE_DIR: string } {
    const home = mkdtempSync(join(real.scratchDir, 'own-'));
    const stateDir = join(home, '.openclaw');
    mkdirSync(stateDir);
    const gateway = { mode: 'local', port, auth: { mode: 'token', token: real.token }, ...more };
    writeFileSync(join(stateDir, 'openclaw.json'), JSON.stringify({ gateway }));
    return { HOME: home, OPENCLAW_STATE_DIR: stateDir };
  }

  const config = () => readFileSync(real.configPath, 'utf8');

  async function expectNothingDone(client: ClientSession, before: string): Promise<void> {
    expect(client.connections.map(({ state }) => state)).not.toContain('connected');
    await expect(client.gateway.readAccess()).rejects.toMatchObject({ name: 'GatewayUnavailable' });
    await expect(client.gateway.stopChannel('default')).rejects.toMatchObject({ name: 'GatewayUnavailable' });
    expect(config()).toBe(before);
    await client.gateway.stop();
  }

  describe('a gateway that is not the owner’s own', () => {
    test(
      'another profile’s, on the port of one that is down: known by its own hello, nothing asked of it',
      async () => {
        const tap = await openTap(real.url);
        const before = config();
        const client = openClient(real, { env: ownOpenclaw(Number(new URL(tap.url).port)) });
        const { detail } = await client.until('another');
        expect(detail).toMatchObject({ key: 'gateway.another-config', params: { theirs: real.configPath } });
        expect(tap.requests.map(({ method }) => method).filter((method) => method !== 'connect')).toEqual([]);
        await expectNothingDone(client, before);
        await tap.close();
      },
      patienceMs,
    );

    test(
      'another machine’s behind a tunnel that ends on loopback: never connected to',
      async () => {
        const tap = await openTap(real.url);
        const before = config();
        const remote = { mode: 'remote', remote: { url: tap.url, token: real.token } };
        const client = openClient(real, { env: ownOpenclaw(real.port, remote) });
        const { detail } = await client.until('not-local');
        expect(detail?.key).toBe('gateway.remote-mode');
        expect(tap.requests).toEqual([]);
        await expectNothingDone(client, before);
        await tap.close();
      },
      patienceMs,
    );
  });

  describe('the owner’s own', () => {
    test(
      'is known by its files and by the process of its lock file',
      async () => {
        const memory = shortMemory();
        const client = openClient(real, { memory });
        await client.until('connected');
        expect(memory.recall()).toMatchObject({ configPath: real.configPath, byLock: true });
        expect((await client.gateway.readAccess()).configured).toBe(true);
        await client.gateway.stop();
      },
      patienceMs,
    );
  });
}
