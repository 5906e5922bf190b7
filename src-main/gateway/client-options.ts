import type { GatewayClient } from '@openclaw/gateway-client';
import type { Device } from './device-identity.ts';
import type { Discovery } from './discovery.ts';

type Options = ConstructorParameters<typeof GatewayClient>[0] & object;

/** What this device asks to be allowed; the gateway has no narrower grant (OC-74). */
const scopes = ['operator.read', 'operator.pairing', 'operator.admin'];
const protocol = 4;
const challengeTimeoutMs = 10_000;
/** A read or a brake that takes longer than this has no answer. */
export const requestTimeoutMs = 15_000;

/** What we prove ourselves with at one attempt. */
export interface Credentials {
  /** Our own token, which this gateway gave us. */
  readonly usesToken: boolean;
  /** The shared secret, where it may be shown (RULE-6.17). */
  readonly secret: Discovery['secret'];
}

/** How the official client is asked to connect, but for whom it tells. */
export function clientOptions(
  discovery: Discovery,
  device: Device,
  { usesToken, secret }: Credentials,
  version: string,
): Options {
  return {
    url: discovery.url,
    ...(secret?.kind === 'token' ? { token: secret.value } : {}),
    ...(secret?.kind === 'password' ? { password: secret.value } : {}),
    ...(discovery.tlsFingerprint === null ? {} : { tlsFingerprint: discovery.tlsFingerprint }),
    clientName: 'gateway-client',
    clientDisplayName: 'Peephole',
    clientVersion: version,
    mode: 'ui',
    role: 'operator',
    scopes,
    minProtocol: protocol,
    maxProtocol: protocol,
    platform: process.platform,
    deviceFamily: process.platform === 'darwin' ? 'Mac' : 'Computer',
    // The client's own switches in the environment are for OpenClaw's programs, not for us.
    env: {},
    deviceIdentity: device.identity,
    hostDeps: device.hostDeps(discovery.place, usesToken),
    connectChallengeTimeoutMs: challengeTimeoutMs,
    requestTimeoutMs,
    notifyOnStartupRetry: true,
  };
}
