import { z } from 'zod';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import { gatewayMethods } from './methods.ts';
import { foreignWords, type Redact } from './refusal.ts';

/** The gateway's first answer, as far as we need it (OC-82). */
const helloOk = z.object({
  protocol: z.number(),
  server: z.object({ version: z.string(), bootId: z.string().min(1) }),
  features: z.object({ methods: z.array(z.string()) }),
  auth: z.object({ scopes: z.array(z.string()).default([]) }),
  snapshot: z.object({
    stateDir: z.string().nullish().catch(null),
    configPath: z.string().nullish().catch(null),
  }),
});

/** One connection to one run of the gateway. */
export interface GatewaySession {
  readonly version: string;
  /** Another value: the gateway was restarted. */
  readonly bootId: string;
  /** Where this gateway keeps its state; null when it does not say. */
  readonly stateDir: string | null;
  /** May read and change what we need. */
  readonly isAdmin: boolean;
}

/** @returns the session, or why this gateway can't be used. */
export function readHello(hello: unknown, redact: Redact): GatewaySession | Sentence {
  const parsed = helloOk.safeParse(hello);
  if (!parsed.success) return sentence('gateway.unknown-hello');
  const { server, features, auth, snapshot } = parsed.data;
  const version = foreignWords(server.version, redact);
  const missing = gatewayMethods.find((method) => !features.methods.includes(method));
  if (missing !== undefined) {
    return sentence('gateway.lacks-method', { version, method: missing });
  }
  return {
    version,
    bootId: server.bootId,
    stateDir: snapshot.stateDir ?? null,
    isAdmin: auth.scopes.includes('operator.admin'),
  };
}
