import { z } from 'zod';
import type { GatewayConnectionState } from '#core/ports/gateway.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
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
  /** What is wrong and what to do. */
  readonly detail: Sentence;
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

/** A trouble that has nothing to do with what we proved ourselves with. */
export const trouble = (
  state: ConnectTrouble['state'],
  detail: Sentence,
  retry: ConnectTrouble['retry'] = 'patient',
): ConnectTrouble => ({ state, detail, retry, credentialsRefused: false });

const refused = (detail: Sentence): ConnectTrouble => ({
  ...trouble('unauthorized', detail),
  credentialsRefused: true,
});

function protocolTrouble(expected: number | undefined): ConnectTrouble {
  if (expected === undefined) return trouble('incompatible', sentence('gateway.other-protocol'));
  const protocol = String(expected);
  return trouble(
    'incompatible',
    expected > ourProtocol
      ? sentence('gateway.newer-protocol', { protocol })
      : sentence('gateway.older-protocol', { protocol }),
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
      const { requestId: request } = details;
      return trouble(
        'unauthorized',
        request === undefined
          ? sentence('gateway.wants-approval')
          : sentence('gateway.wants-approval-of', { request }),
      );
    }
    case 'AUTH_RATE_LIMITED':
      return trouble('unauthorized', sentence('gateway.too-many-sign-ins'));
    case 'DEVICE_AUTH_SIGNATURE_EXPIRED':
      return trouble('unauthorized', sentence('gateway.old-proof'));
    case 'AUTH_DEVICE_TOKEN_MISMATCH':
    case 'AUTH_SCOPE_MISMATCH':
      return refused(sentence('gateway.key-refused'));
    case 'AUTH_TOKEN_MISMATCH':
    case 'AUTH_PASSWORD_MISMATCH':
    case 'AUTH_UNAUTHORIZED':
      return refused(
        discovery.secret === null && discovery.trouble !== null
          ? discovery.trouble
          : sentence('gateway.secret-refused'),
      );
    case 'AUTH_TOKEN_MISSING':
    case 'AUTH_PASSWORD_MISSING':
    case 'AUTH_REQUIRED':
    case 'DEVICE_IDENTITY_REQUIRED':
      return refused(discovery.trouble ?? sentence('gateway.wants-secret'));
    default:
      return null;
  }
}

/** Says what a failed or ended connection means and what the owner can do (OC-75). */
export function judgeFailure(failure: ConnectFailure, discovery: Discovery, redact: Redact): ConnectTrouble {
  const { error, closeCode } = failure;
  const { url } = discovery;
  const details = detailsOf(error);
  const known = codeTrouble(details, discovery);
  if (known !== null) return known;
  if (closeCode === 1013 || details.reason?.startsWith('startup')) {
    return trouble('connecting', sentence('gateway.is-starting'), 'soon');
  }
  if (details.reason === 'websocket-upgrade-rejected') {
    return trouble('unreachable', sentence('gateway.another-program', { url }));
  }
  if (isRefusedConnection(error)) return trouble('unreachable', notRunning(discovery), 'soon');
  if (failure.wasConnected) return trouble('connecting', sentence('gateway.lost-reconnecting'), 'soon');
  if (error !== null && 'gatewayCode' in error) {
    const reason = foreignWords(error.message, redact);
    // Without a code that we know of it is no matter of rights: another release speaks otherwise (OC-122).
    const isAboutUs =
      /^(?:AUTH|DEVICE|PAIRING)_/.test(details.code ?? '') || error.gatewayCode === 'NOT_PAIRED';
    return isAboutUs
      ? refused(sentence('gateway.refused-connection', { reason }))
      : trouble('incompatible', sentence('gateway.not-understood', { reason }));
  }
  return trouble('unreachable', sentence('gateway.does-not-answer', { url }), 'soon');
}

/** Nothing listens there. */
function notRunning({ isAbsent, url }: Discovery): Sentence {
  return isAbsent ? sentence('gateway.not-set-up') : sentence('gateway.not-running', { url });
}

const soon = (state: ConnectTrouble['state'], detail: Sentence): ConnectTrouble =>
  trouble(state, detail, 'soon');

/** What is wrong before a client of the official library has anything to say, or after it has. */
export const troubles = {
  /** Not on this Mac: nothing is ever sent there; null: it is. */
  elsewhere({ url, where }: Discovery): ConnectTrouble | null {
    if (where === 'this-mac') return null;
    const key = where === 'remote' ? 'gateway.remote-mode' : 'gateway.elsewhere';
    return trouble('not-local', url === '' ? sentence('gateway.no-address') : sentence(key, { url }));
  },
  absent: (discovery: Discovery) => soon('unreachable', notRunning(discovery)),
  stranger: ({ url }: Discovery) => trouble('another', sentence('gateway.another-listener', { url })),
  unproven: ({ url }: Discovery) => trouble('unidentified', sentence('gateway.no-lock', { url })),
  incompatible: (detail: Sentence) => trouble('incompatible', detail),
  tooFewRights: () => refused(sentence('gateway.too-few-rights')),
  noAnswerYet: () => soon('connecting', sentence('gateway.no-answer-yet')),
  hangs: () => soon('unreachable', sentence('gateway.late')),
};
