import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from 'node:crypto';
import { join } from 'node:path';
import type { DeviceIdentity, GatewayClientHostDeps } from '@openclaw/gateway-client';
import { z } from 'zod';
import { readIfThere, writePrivateFile } from './private-file.ts';

const keyFile = 'gateway-device.json';
const tokenFile = 'gateway-device-token.json';

const storedKey = z.object({ privateKeyPem: z.string() });
const storedToken = z.object({
  place: z.string(),
  deviceId: z.string(),
  role: z.string(),
  token: z.string(),
  scopes: z.array(z.string()),
});

/** What this Peephole proves itself with at a gateway. Never logged: the signed payload holds the token. */
export interface Device {
  readonly identity: DeviceIdentity;
  /** Whether this gateway has given us a token of our own, so that the shared secret is no longer needed. */
  hasToken(place: string): boolean;
  /** The gateway that gave us a token; null: none ever did. */
  place(): string | null;
  /** The token itself, so that it can be kept out of what is shown; null: none. */
  token(): string | null;
  /** What the official client asks of its host, for the gateway at `place`; with our token or without. */
  hostDeps(place: string, usesToken: boolean): GatewayClientHostDeps;
}

function identityOf(privateKeyPem: string): DeviceIdentity {
  const publicKey = createPublicKey(createPrivateKey(privateKeyPem));
  const publicKeyPem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
  return {
    deviceId: createHash('sha256').update(rawKey(publicKeyPem)).digest('hex'),
    privateKeyPem,
    publicKeyPem,
  };
}

/** The 32 bytes of an Ed25519 public key. */
function rawKey(publicKeyPem: string): Buffer {
  const { x = '' } = createPublicKey(publicKeyPem).export({ format: 'jwk' });
  return Buffer.from(x, 'base64url');
}

function loadOrCreateIdentity(path: string): DeviceIdentity {
  const text = readIfThere(path);
  if (text !== null) {
    const parsed = parseJson(text, storedKey);
    const identity = parsed === null ? null : tryIdentity(parsed.privateKeyPem);
    if (identity !== null) return identity;
  }
  // A key that can't be read proves nothing to anyone: the gateway pairs the new one as another device.
  const { privateKey } = generateKeyPairSync('ed25519');
  const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  writePrivateFile(path, `${JSON.stringify({ privateKeyPem })}\n`);
  return identityOf(privateKeyPem);
}

function tryIdentity(privateKeyPem: string): DeviceIdentity | null {
  try {
    return createPrivateKey(privateKeyPem).asymmetricKeyType === 'ed25519' ? identityOf(privateKeyPem) : null;
  } catch {
    return null;
  }
}

function parseJson<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    return schema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/**
 * Our own paired device: an Ed25519 key made once, and the token the gateway gave it, each in a 0600 file of
 * `stateDir` (OC-71). The token belongs to one gateway, its `place`: it is
 * never shown to another one.
 * @throws Error when the state directory can't be read or written.
 */
export function openDevice(stateDir: string): Device {
  const tokenPath = join(stateDir, tokenFile);
  const identity = loadOrCreateIdentity(join(stateDir, keyFile));

  /** One that a full disk did not take. */
  let unsaved: z.infer<typeof storedToken> | null = null;

  function readToken(): z.infer<typeof storedToken> | null {
    if (unsaved !== null) return unsaved;
    try {
      const text = readIfThere(tokenPath);
      const stored = text === null ? null : parseJson(text, storedToken);
      return stored?.deviceId === identity.deviceId ? stored : null;
    } catch {
      return null;
    }
  }

  function writeToken(stored: z.infer<typeof storedToken>): void {
    unsaved = stored;
    try {
      writePrivateFile(tokenPath, `${JSON.stringify(stored)}\n`);
      unsaved = null;
    } catch {
      // A full disk costs us the token at the next start, not the connection.
    }
  }

  return {
    identity,
    hasToken: (place) => readToken()?.place === place,
    place: () => readToken()?.place ?? null,
    token: () => readToken()?.token ?? null,
    hostDeps: (place, usesToken) => ({
      signDevicePayload: (privateKeyPem, payload) =>
        sign(null, Buffer.from(payload), createPrivateKey(privateKeyPem)).toString('base64url'),
      publicKeyRawBase64UrlFromPem: (publicKeyPem) => rawKey(publicKeyPem).toString('base64url'),
      loadDeviceAuthToken({ deviceId, role }) {
        const stored = usesToken ? readToken() : null;
        const isIt = stored?.place === place && stored.deviceId === deviceId && stored.role === role;
        return isIt ? { token: stored.token, scopes: stored.scopes } : null;
      },
      storeDeviceAuthToken({ deviceId, role, token, scopes }) {
        const stored = readToken();
        if (stored?.place === place && stored.role === role && stored.token === token) return;
        writeToken({ place, deviceId, role, token, scopes });
      },
      // Whoever listens on the port may say that it is no longer good: it is kept until the gateway itself gives another,
      // or the next stranger would be shown the shared secret in its place.
      clearDeviceAuthToken: () => {},
    }),
  };
}

/** What the gateway allowed our device, by the token it gave us; null: it gave us none yet. Creates nothing. */
export function grantedScopes(stateDir: string): readonly string[] | null {
  const text = readIfThere(join(stateDir, tokenFile));
  return text === null ? null : (parseJson(text, storedToken)?.scopes ?? null);
}
