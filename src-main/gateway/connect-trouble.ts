import { z } from 'zod';
import type { GatewayConnectionState } from '#core/ports/gateway.ts';
import type { Discovery } from './discovery.ts';
import { foreignWords, type Redact } from './refusal.ts';

/** What is known of a connection that could not be made, or that ended. */
export interface ConnectFailure {
  readonly error: Error | null;
  readonly closeCode: number | null;
  /** It had been a working connection. */
  readonly wasConnected: boolean;
}

export interface ConnectTrouble {
  readonly state: Exclude<GatewayConnectionState, 'connected'>;
  /** What is wrong and what to do, one plain sentence. */
  readonly detail: string;
  /** `soon`: it passes by itself. `patient`: somebody has to change something first. */
  readonly retry: 'soon' | 'patient';
  /** The gateway turned down what we proved ourselves with. */
  readonly credentialsRefused: boolean;
}

/** The protocol version we speak (OC-81). */
const ourProtocol = 4;

const errorDetails = z
  .object({
    code: z.string().optional().catch(undefined),
    reason: z.string().optional().catch(undefined),
    requestId: z
      .string()
      .regex(/^[\w-]{1,64}$/)
      .optional()
      .catch(undefined),
    expectedProtocol: z.number().optional().catch(undefined),
  })
  .catch({});

function detailsOf(error: Error | null): z.infer<typeof errorDetails> {
  return errorDetails.parse(error !== null && 'details' in error ? error.details : {});
}

function isRefusedConnection(error: Error | null): boolean {
  const inner: readonly unknown[] = error instanceof AggregateError ? error.errors : [error];
  return inner.some((one) => one instanceof Error && 'code' in one && one.code === 'ECONNREFUSED');
}

const trouble = (
  state: ConnectTrouble['state'],
  detail: string,
  retry: ConnectTrouble['retry'] = 'patient',
): ConnectTrouble => ({ state, detail, retry, credentialsRefused: false });

const refused = (detail: string): ConnectTrouble => ({
  ...trouble('unauthorized', detail),
  credentialsRefused: true,
});

function protocolTrouble(expected: number | undefined): ConnectTrouble {
  const isNewer = expected !== undefined && expected > ourProtocol;
  return trouble(
    'incompatible',
    isNewer
      ? `OpenClaw speaks protocol ${expected}, newer than Peephole knows: update Peephole.`
      : `OpenClaw speaks ${expected === undefined ? 'another protocol' : `protocol ${expected}`}, older than Peephole needs: update OpenClaw.`,
  );
}

function codeTrouble(details: z.infer<typeof errorDetails>, discovery: Discovery): ConnectTrouble | null {
  switch (details.code) {
    case undefined:
      return null;
    case 'PROTOCOL_MISMATCH':
    case 'CLIENT_VERSION_MISMATCH':
      return protocolTrouble(details.expectedProtocol);
    case 'PAIRING_REQUIRED': {
      const id = details.requestId === undefined ? '' : ` ${details.requestId}`;
      const how = `run “openclaw devices approve${id}” in Terminal`;
      return trouble('unauthorized', `OpenClaw wants your approval before Peephole may connect: ${how}.`);
    }
    case 'AUTH_RATE_LIMITED':
      return trouble(
        'unauthorized',
        'OpenClaw saw too many failed sign-ins and waits a while; Peephole tries again.',
      );
    case 'DEVICE_AUTH_SIGNATURE_EXPIRED':
      return trouble('unauthorized', 'OpenClaw takes Peephole’s proof for an old one: restart OpenClaw.');
    case 'AUTH_DEVICE_TOKEN_MISMATCH':
    case 'AUTH_SCOPE_MISMATCH':
      return refused(
        'OpenClaw no longer accepts Peephole’s own key, and the shared secret did not help either.',
      );
    case 'AUTH_TOKEN_MISMATCH':
    case 'AUTH_PASSWORD_MISMATCH':
    case 'AUTH_UNAUTHORIZED':
      return refused(
        'OpenClaw does not accept the token or password that its config names: restart OpenClaw, or set OPENCLAW_GATEWAY_TOKEN for Peephole’s first start.',
      );
    case 'AUTH_TOKEN_MISSING':
    case 'AUTH_PASSWORD_MISSING':
    case 'AUTH_REQUIRED':
    case 'DEVICE_IDENTITY_REQUIRED':
      return refused(
        discovery.trouble ?? 'OpenClaw asks for a token or password that Peephole does not have.',
      );
    default:
      return null;
  }
}

/** Says what a failed or ended connection means and what the owner can do (OC-75). */
export function judgeFailure(failure: ConnectFailure, discovery: Discovery, redact: Redact): ConnectTrouble {
  const { error, closeCode } = failure;
  const details = detailsOf(error);
  const known = codeTrouble(details, discovery);
  if (known !== null) return known;
  if (closeCode === 1013 || details.reason?.startsWith('startup')) {
    return trouble('connecting', 'OpenClaw is starting; Peephole connects as soon as it is ready.', 'soon');
  }
  if (details.reason === 'websocket-upgrade-rejected') {
    const what = `Another program, not OpenClaw, answers at ${discovery.url}`;
    return trouble('unreachable', `${what}: check gateway.port in OpenClaw’s config.`);
  }
  if (isRefusedConnection(error)) return trouble('unreachable', notRunning(discovery), 'soon');
  if (failure.wasConnected)
    return trouble('connecting', 'The connection to OpenClaw was lost; reconnecting.', 'soon');
  if (error !== null && 'gatewayCode' in error) {
    return refused(
      `OpenClaw refused the connection (${foreignWords(error.message, redact)}): restart OpenClaw.`,
    );
  }
  const silent = `Something at ${discovery.url} takes connections but does not answer as OpenClaw does`;
  return trouble('unreachable', `${silent}: restart OpenClaw.`, 'soon');
}

function notRunning(discovery: Discovery): string {
  return discovery.isAbsent
    ? 'OpenClaw is not set up here (no config file was found): install and start it, or name its config with --openclaw-config.'
    : `OpenClaw is not running (nothing listens at ${discovery.url}): start OpenClaw.`;
}
