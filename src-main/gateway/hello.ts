import { z } from 'zod';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { gatewayMethods } from './methods.ts';
import { foreignWords, type Redact } from './refusal.ts';

/** Which OpenClaw it is: read before anything else, so that it can be told whatever else is not understood. */
const named = z.object({ server: z.object({ version: z.string().min(1) }) });

/** The gateway's first answer, as far as we need it (OC-82). */
const helloOk = z.object({
  server: z.object({
    /** Optional by the protocol's own schema, and missing in 2026.8 (OC-121). */
    bootId: z.string().min(1).nullish().catch(null),
    connId: z.string().nullish().catch(null),
  }),
  features: z.object({ methods: z.array(z.string()) }),
  auth: z.object({ scopes: z.array(z.string()).default([]) }),
  snapshot: z.object({
    stateDir: z.string().min(1).nullish().catch(null),
    configPath: z.string().min(1).nullish().catch(null),
    appliedConfigHash: z.string().min(1).nullish().catch(null),
  }),
});

/** What a gateway says of itself: claims, until it is known whose it is (`identify`). */
export interface Introduction {
  readonly version: string;
  /** Another value: the gateway was restarted. One that names none counts as restarted at each connection. */
  readonly bootId: string;
  /** Where it says that it keeps config and state; null: it does not say. Compared, never opened. */
  readonly configPath: string | null;
  readonly stateDir: string | null;
  /** What it says that it lives by, as `AccessFacts.appliedRevision` names it; null: it does not say. */
  readonly appliedRevision: string | null;
  /** May read and change what we need. */
  readonly isAdmin: boolean;
}

/** One connection to one run of the gateway of this Mac. */
export interface GatewaySession {
  readonly version: string;
  readonly bootId: string;
  /** Where discovery found its state: never a path that the gateway alone names. */
  readonly stateDir: string;
  /** What it said that it lives by when it was reached; null: it did not say. */
  readonly appliedRevision: string | null;
}

/** @returns how it introduces itself, or why this gateway can't be used. */
export function readHello(hello: unknown, redact: Redact): Introduction | Sentence {
  const name = named.safeParse(hello);
  if (!name.success) return sentence('gateway.unknown-hello');
  const version = foreignWords(name.data.server.version, redact);
  const parsed = helloOk.safeParse(hello);
  if (!parsed.success) return sentence('gateway.unknown-hello-of', { version });
  const { server, features, auth, snapshot } = parsed.data;
  const missing = gatewayMethods.find((method) => !features.methods.includes(method));
  if (missing !== undefined) return sentence('gateway.lacks-method', { version, method: missing });
  return {
    version,
    bootId: server.bootId ?? `connection ${server.connId ?? ''}`,
    configPath: snapshot.configPath ?? null,
    stateDir: snapshot.stateDir ?? null,
    appliedRevision: snapshot.appliedConfigHash ?? null,
    isAdmin: auth.scopes.includes('operator.admin'),
  };
}
