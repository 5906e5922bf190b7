import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTap, type Tap } from '../support/gateway-tap.ts';
import { connectRaw, withToken } from '../support/raw-gateway-client.ts';
import { type JsonObject, type RealGateway, startRealGateway } from '../support/real-gateway.ts';
import { saidOf } from '../support/said.ts';
import { openClient, patienceMs } from './client-session.ts';

/** A config of its own that names the gateway's port and this secret. */
function otherConfig(real: RealGateway, auth: JsonObject): string {
  const dir = mkdtempSync(join(real.scratchDir, 'config-'));
  const path = join(dir, 'openclaw.json');
  writeFileSync(path, JSON.stringify({ gateway: { port: real.port, auth } }));
  return path;
}

function changeToken(real: RealGateway, token: string): void {
  real.editConfigFile((config) => {
    (config.gateway as { auth: JsonObject }).auth.token = token;
  });
}

/** What each `connect` showed the gateway, oldest first. */
const shown = (tap: Tap) =>
  tap.requests.filter(({ method }) => method === 'connect').map(({ params }) => params.auth ?? {});

describe('with a token', () => {
  let real: RealGateway;
  beforeAll(async () => {
    real = await startRealGateway();
  }, patienceMs);
  afterAll(() => real?.stop(), patienceMs);

  test(
    'a wrong one is said, and the right one is taken as soon as the config names it',
    async () => {
      const configPath = otherConfig(real, { mode: 'token', token: 'not-the-token' });
      const other = openClient(real, { configPath, env: { HOME: real.env.HOME } });
      const { detail } = await other.until('unauthorized');
      expect(detail?.key).toBe('gateway.secret-refused');
      await expect(other.gateway.readAccess()).rejects.toThrow(/not connected/);
      writeFileSync(
        configPath,
        JSON.stringify({ gateway: { port: real.port, auth: { token: real.token } } }),
      );
      await other.until('connected');
      expect((await other.gateway.readAccess()).configured).toBe(true);
      await other.gateway.stop();
    },
    patienceMs,
  );

  test(
    'a secret only OpenClaw can read is said; given once by hand, it is not needed again',
    async () => {
      const configPath = otherConfig(real, {
        mode: 'token',
        token: { source: 'store', provider: 'default', id: 'GATEWAY' },
      });
      const env = { HOME: real.env.HOME };
      const without = openClient(real, { configPath, env });
      expect((await without.until('unauthorized')).detail?.key).toBe('gateway.secret-stored');
      await without.gateway.stop();

      const { stateDir } = without;
      const once = openClient(real, {
        configPath,
        stateDir,
        env: { ...env, OPENCLAW_GATEWAY_TOKEN: real.token },
      });
      await once.until('connected');
      await once.gateway.stop();
      const later = openClient(real, { configPath, stateDir, env });
      await later.until('connected');
      await later.gateway.stop();
    },
    patienceMs,
  );

  test(
    'a device the owner removed is paired anew with the shared secret when the owner asks for it',
    async () => {
      const dir = join(real.scratchDir, 'removed');
      mkdirSync(dir);
      const first = openClient(real, { stateDir: dir });
      await first.until('connected');
      await first.gateway.stop();
      const devices = (await real.rpc('device.pair.list', {})) as {
        paired: readonly { readonly deviceId: string; readonly displayName?: string }[];
      };
      for (const { deviceId } of devices.paired) await real.rpc('device.pair.remove', { deviceId });
      const again = openClient(real, { stateDir: dir });
      expect((await again.until('unauthorized')).detail?.key).toBe('gateway.key-refused');
      again.gateway.connectAnew();
      await again.until('connected');
      await again.gateway.stop();
    },
    patienceMs,
  );

  test(
    'rotating it does not touch us: we have our own',
    async () => {
      // Its own: through the other one, a client that lost its device above begins with the shared token again.
      const ours = await openTap(real.url);
      const fresh = openClient(real, { url: ours.url });
      await fresh.until('connected');
      const seen = fresh.connections.length;
      changeToken(real, 'another-token-of-forty-eight-characters-or-so-123');
      // The gateway has taken it over when the old one no longer opens a door.
      await expect
        .poll(async () => (await connectRaw(real.url, withToken(real.token))).hello.ok, {
          timeout: patienceMs,
        })
        .toBe(false);
      // A connection that was opened with the shared token is closed (OC-72): ours opens the next.
      await expect
        .poll(
          () =>
            fresh.gateway.readAccess().then(
              ({ configured }) => configured,
              () => false,
            ),
          { timeout: patienceMs },
        )
        .toBe(true);
      const states = fresh.connections.slice(seen).map(({ state }) => state);
      expect(states).not.toContain('unauthorized');
      await fresh.gateway.stop();

      const next = openClient(real, { url: ours.url, stateDir: fresh.stateDir });
      await next.until('connected');
      await next.gateway.stop();
      const last = shown(ours).at(-1);
      expect(last?.deviceToken).toEqual(expect.any(String));
      expect(JSON.stringify(shown(ours))).not.toContain('another-token');
      await ours.close();
    },
    patienceMs,
  );
});

describe('with a password, and approvals asked for', () => {
  const password = 'a-password-of-the-owner';
  let real: RealGateway;
  beforeAll(async () => {
    real = await startRealGateway({
      config: {
        gateway: {
          auth: { mode: 'password', password, token: null },
          nodes: { pairing: { autoApproveLocal: false } },
        },
      },
    });
  }, patienceMs);
  afterAll(() => real?.stop(), patienceMs);

  test(
    'the owner is told what to approve; once they have, we are in',
    async () => {
      const client = openClient(real);
      const { detail } = await client.until('unauthorized');
      const requestId = /“openclaw devices approve ([\w-]+)” in Terminal/.exec(saidOf(detail))?.[1];
      expect(requestId).toBeDefined();
      const admin = await connectRaw(real.url, withToken(password));
      await admin.request('device.pair.approve', { requestId });
      admin.close();
      await client.until('connected');
      expect((await client.gateway.readAccess()).accounts).toHaveLength(1);
      await client.gateway.stop();
    },
    patienceMs,
  );
});
