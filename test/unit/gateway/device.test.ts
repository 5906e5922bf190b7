import { createPublicKey, verify } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDevice } from '../../../src-main/gateway/device-identity.ts';

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'peephole-device-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const role = 'operator';
const grant = (deviceId: string, token: string) => ({ deviceId, role, token, scopes: ['operator.admin'] });

test('the key is made once, only its owner may read it, and it signs', () => {
  const first = openDevice(dir);
  const again = openDevice(dir);
  expect(again.identity).toEqual(first.identity);
  expect(first.identity.deviceId).toMatch(/^[0-9a-f]{64}$/);
  for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);

  const deps = first.hostDeps('a', true);
  const signature = deps.signDevicePayload?.(first.identity.privateKeyPem, 'v3|payload') ?? '';
  const key = createPublicKey(first.identity.publicKeyPem);
  expect(verify(null, Buffer.from('v3|payload'), key, Buffer.from(signature, 'base64url'))).toBe(true);
  const raw = deps.publicKeyRawBase64UrlFromPem?.(first.identity.publicKeyPem) ?? '';
  expect(Buffer.from(raw, 'base64url')).toHaveLength(32);
});

test('a key that is damaged is replaced by another device', () => {
  const { deviceId } = openDevice(dir).identity;
  writeFileSync(join(dir, 'gateway-device.json'), '{"privateKeyPem":"-----BEGIN');
  expect(openDevice(dir).identity.deviceId).not.toBe(deviceId);
});

test('the token belongs to one gateway, is 0600, and is only handed out when it is to be used', () => {
  const device = openDevice(dir);
  const { deviceId } = device.identity;
  device.hostDeps('here', true).storeDeviceAuthToken?.(grant(deviceId, 'token-1'));
  expect(statSync(join(dir, 'gateway-device-token.json')).mode & 0o777).toBe(0o600);

  const reopened = openDevice(dir);
  expect([reopened.hasToken('here'), reopened.hasToken('there')]).toEqual([true, false]);
  const load = (place: string, uses: boolean) =>
    reopened.hostDeps(place, uses).loadDeviceAuthToken?.({ deviceId, role })?.token ?? null;
  expect([load('here', true), load('here', false), load('there', true)]).toEqual(['token-1', null, null]);
});

test('another gateway takes its place; one that is refused is kept, for any stranger may say so', () => {
  const device = openDevice(dir);
  const { deviceId } = device.identity;
  device.hostDeps('here', true).storeDeviceAuthToken?.(grant(deviceId, 'token-1'));
  device.hostDeps('there', true).storeDeviceAuthToken?.(grant(deviceId, 'token-2'));
  expect([device.hasToken('here'), device.hasToken('there')]).toEqual([false, true]);
  device.hostDeps('there', true).clearDeviceAuthToken?.({ deviceId, role });
  expect([device.hasToken('there'), device.place()]).toEqual([true, 'there']);
  const files = readdirSync(dir).map((name) => readFileSync(join(dir, name), 'utf8'));
  expect(files.join()).not.toContain('token-1');
});

test('a token of another key, copied into the directory, is not ours', () => {
  openDevice(dir);
  writeFileSync(
    join(dir, 'gateway-device-token.json'),
    JSON.stringify({ place: 'here', ...grant('0'.repeat(64), 'token-9') }),
  );
  expect(openDevice(dir).hasToken('here')).toBe(false);
});
