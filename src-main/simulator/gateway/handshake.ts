/** Who may connect, and with which scopes (OC-69 to OC-75). */
import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import {
  type ConnectParams,
  formatValidationErrors,
  validateConnectParams,
} from '@openclaw/gateway-protocol';
import type { PracticeBehaviour } from './behaviour.ts';
import { checkDeviceProof } from './device-proof.ts';
import type { StateStore } from './state-store.ts';
import { type GatewayError, invalidRequest } from './wire.ts';

export const protocol = 4;

export interface Welcome {
  readonly method: 'token' | 'device-token' | 'none';
  readonly role: string;
  readonly scopes: readonly string[];
  readonly deviceId: string | null;
  /** Issued to a paired device; it lives on this from now on. */
  readonly deviceToken: string | null;
}

/** A refused connection: the error frame, then the close code. */
export interface Refusal {
  readonly error: GatewayError;
  readonly close: { readonly code: number; readonly reason: string };
}

export interface Challenge {
  readonly nonce: string;
  readonly ts: number;
}

export interface HandshakeHost {
  readonly store: StateStore;
  behaviour(): PracticeBehaviour;
  /** The shared secret; null: `auth.mode` is `none`. */
  secret(): string | null;
  /** `gateway.nodes.pairing.autoApproveLocal` */
  autoApprovesLocal(): boolean;
}

function refused(error: GatewayError, code = 1008, reason = error.message): Refusal {
  return { error, close: { code, reason } };
}

function invalid(message: string, details?: unknown): Refusal {
  return refused(invalidRequest(message, details).shape);
}

function unauthorized(reason: 'token_missing' | 'token_mismatch', canRetryWithDeviceToken: boolean): Refusal {
  const what = reason === 'token_missing' ? 'missing' : 'mismatch';
  return invalid(`unauthorized: gateway token ${what} (provide gateway auth token)`, {
    code: reason === 'token_missing' ? 'AUTH_TOKEN_MISSING' : 'AUTH_TOKEN_MISMATCH',
    authReason: reason,
    canRetryWithDeviceToken,
    recommendedNextStep: canRetryWithDeviceToken
      ? 'retry_with_device_token'
      : reason === 'token_missing'
        ? 'update_auth_configuration'
        : 'update_auth_credentials',
  });
}

const starting = refused(
  {
    code: 'UNAVAILABLE',
    message: 'gateway starting; retry shortly',
    details: { reason: 'startup-sidecars' },
    retryable: true,
    retryAfterMs: 500,
  },
  1013,
  'gateway starting',
);

function protocolMismatch(params: ConnectParams, expectedProtocol: number): Refusal {
  return refused(
    invalidRequest('protocol mismatch', {
      code: 'PROTOCOL_MISMATCH',
      clientMinProtocol: params.minProtocol,
      clientMaxProtocol: params.maxProtocol,
      expectedProtocol,
      minimumProbeProtocol: 3,
    }).shape,
    1002,
  );
}

function pairingRequired(params: ConnectParams): Refusal {
  const requestId = randomUUID();
  const error = {
    code: 'NOT_PAIRED',
    message: `device pairing required (requestId: ${requestId})`,
    details: {
      code: 'PAIRING_REQUIRED',
      reason: 'not-paired',
      requestId,
      remediationHint: 'Approve this device from the pending pairing requests.',
      deviceId: params.device?.id,
      requestedRole: params.role ?? 'operator',
      requestedScopes: params.scopes ?? [],
    },
  };
  return refused(error, 1008, `pairing required: device is not approved yet (requestId: ${requestId})`);
}

function equalSecrets(given: string | undefined, known: string): boolean {
  const a = Buffer.from(given ?? '');
  const b = Buffer.from(known);
  return a.length === b.length && timingSafeEqual(a, b);
}

function hasScopes(approved: readonly string[], wanted: readonly string[]): boolean {
  return approved.includes('operator.admin') || wanted.every((scope) => approved.includes(scope));
}

/** Decides on one `connect`. Pairs a device silently that brings the shared secret over loopback. */
export function handshake(host: HandshakeHost, sent: unknown, challenge: Challenge): Welcome | Refusal {
  const { connect } = host.behaviour();
  if (connect === 'starting') return starting;
  if (!validateConnectParams(sent)) {
    return invalid(`invalid connect params: ${formatValidationErrors(validateConnectParams.errors)}`);
  }
  const params = sent as ConnectParams;
  const role = params.role ?? 'operator';
  if (connect === 'other-protocol') return protocolMismatch(params, protocol + 1);
  if (params.minProtocol > protocol || params.maxProtocol < protocol)
    return protocolMismatch(params, protocol);
  if (role !== 'operator') return invalid('invalid role');
  if (connect === 'unauthorized') return unauthorized('token_mismatch', false);
  return params.device ? welcomeDevice(host, params, challenge) : welcomeSecret(host, params);
}

function secretMatches(host: HandshakeHost, { auth }: ConnectParams): boolean {
  const secret = host.secret();
  if (secret === null) return true;
  return equalSecrets(auth?.token, secret) || equalSecrets(auth?.password, secret);
}

/** Without a device: an internal client (`backend`) gets the scopes it asks for, any other none. */
function welcomeSecret(host: HandshakeHost, params: ConnectParams): Welcome | Refusal {
  const { auth, client, scopes = [] } = params;
  const open = host.secret() === null;
  if (!open && !auth?.token && !auth?.password) {
    const details = { code: 'DEVICE_IDENTITY_REQUIRED' };
    return refused({ code: 'NOT_PAIRED', message: 'device identity required', details });
  }
  if (!secretMatches(host, params)) return unauthorized('token_mismatch', false);
  const bound = client.mode === 'backend' || open;
  return {
    method: open ? 'none' : 'token',
    role: 'operator',
    scopes: bound ? scopes : [],
    deviceId: null,
    deviceToken: null,
  };
}

function welcomeDevice(host: HandshakeHost, params: ConnectParams, challenge: Challenge): Welcome | Refusal {
  const { auth, device, client, scopes = [] } = params;
  if (!device) return invalid('invalid connect params');
  const paired = host.store.device(device.id);
  const byDevice =
    paired !== null &&
    (equalSecrets(auth?.deviceToken, paired.token) || equalSecrets(auth?.token, paired.token));
  const bySecret =
    (auth?.token !== undefined || auth?.password !== undefined || host.secret() === null) &&
    secretMatches(host, params);
  if (!bySecret && !byDevice) return refuseDevice(params);
  const proof = checkDeviceProof(params, challenge.nonce, Date.now());
  if (proof) return invalid(proof.message, { code: proof.code, reason: proof.reason });
  const common = { role: 'operator', scopes, deviceId: device.id };
  if (byDevice && !bySecret) {
    if (!hasScopes(paired.scopes, scopes)) {
      return invalid('unauthorized: device token scope mismatch (re-pair or approve scope upgrade)', {
        code: 'AUTH_SCOPE_MISMATCH',
        authReason: 'scope_mismatch',
        canRetryWithDeviceToken: false,
        recommendedNextStep: 'review_auth_configuration',
      });
    }
    return { ...common, method: 'device-token', deviceToken: paired.token };
  }
  // An internal client with a device is neither paired nor given a token.
  if (client.mode === 'backend') return { ...common, method: 'token', deviceToken: null };
  const known = paired !== null && hasScopes(paired.scopes, scopes);
  const { connect } = host.behaviour();
  if (!known && (connect === 'pairing-required' || !host.autoApprovesLocal())) return pairingRequired(params);
  const token = known ? paired.token : randomBytes(32).toString('base64url');
  const pairing = { deviceId: device.id, publicKey: device.publicKey, role: 'operator', scopes, token };
  if (!known) host.store.pairDevice(pairing, 'silent');
  return { ...common, method: 'token', deviceToken: token };
}

/** A device whose secret does not count. */
function refuseDevice({ auth }: ConnectParams): Refusal {
  if (auth?.deviceToken !== undefined) {
    return invalid('unauthorized: device token mismatch (rotate/reissue device token)', {
      code: 'AUTH_DEVICE_TOKEN_MISMATCH',
      authReason: 'device_token_mismatch',
      canRetryWithDeviceToken: false,
      recommendedNextStep: 'update_auth_credentials',
    });
  }
  const given = auth?.token ?? auth?.password ?? '';
  return unauthorized(given === '' ? 'token_missing' : 'token_mismatch', given !== '');
}
