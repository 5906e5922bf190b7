/** Checks a device's signature over the challenge (OC-71). */
import { createHash, createPublicKey, verify } from 'node:crypto';
import type { ConnectParams } from '@openclaw/gateway-protocol';

/** How far a device's clock may be off, ms (`DEVICE_SIGNATURE_SKEW_MS`). */
const clockSkewMs = 120_000;

/** DER header of a raw Ed25519 public key (RFC 8410). */
const ed25519Header = Buffer.from('302a300506032b6570032100', 'hex');

export interface ProofRefusal {
  readonly reason: string;
  readonly message: string;
  /** `details.code` */
  readonly code: string;
}

const refusals = {
  identity: ['device-id-mismatch', 'device identity mismatch', 'DEVICE_AUTH_DEVICE_ID_MISMATCH'],
  expired: ['device-signature-stale', 'device signature expired', 'DEVICE_AUTH_SIGNATURE_EXPIRED'],
  noNonce: ['device-nonce-missing', 'device nonce required', 'DEVICE_AUTH_NONCE_REQUIRED'],
  nonce: ['device-nonce-mismatch', 'device nonce mismatch', 'DEVICE_AUTH_NONCE_MISMATCH'],
  signature: ['device-signature', 'device signature invalid', 'DEVICE_AUTH_SIGNATURE_INVALID'],
} as const;

function refuse(kind: keyof typeof refusals): ProofRefusal {
  const [reason, message, code] = refusals[kind];
  return { reason, message, code };
}

function lowerAscii(text: string | undefined): string {
  return (text ?? '').trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** What a device signs, in both versions in use; the first holds the platform, too. */
function signedTexts(params: ConnectParams, signedAt: number, nonce: string): readonly string[] {
  const { client, role = 'operator', scopes = [], device, auth } = params;
  const token = auth?.token ?? auth?.deviceToken ?? auth?.bootstrapToken ?? '';
  const common = [device?.id, client.id, client.mode, role, scopes.join(','), signedAt, token, nonce];
  return [
    ['v3', ...common, lowerAscii(client.platform), lowerAscii(client.deviceFamily)].join('|'),
    ['v2', ...common].join('|'),
  ];
}

function isSigned(rawKey: Buffer, texts: readonly string[], signature: string): boolean {
  try {
    const der = Buffer.concat([ed25519Header, rawKey]);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return texts.some((text) => verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url')));
  } catch {
    return false;
  }
}

/** @returns null when the device is who it says, having answered this very challenge. */
export function checkDeviceProof(params: ConnectParams, nonce: string, nowMs: number): ProofRefusal | null {
  const { device } = params;
  if (!device) return null;
  const rawKey = Buffer.from(device.publicKey, 'base64url');
  if (createHash('sha256').update(rawKey).digest('hex') !== device.id) return refuse('identity');
  if (Math.abs(nowMs - device.signedAt) > clockSkewMs) return refuse('expired');
  if (device.nonce.trim() === '') return refuse('noNonce');
  if (device.nonce.trim() !== nonce) return refuse('nonce');
  const texts = signedTexts(params, device.signedAt, nonce);
  return isSigned(rawKey, texts, device.signature) ? null : refuse('signature');
}
