import { z } from 'zod';
import { configIssues } from './refusal.ts';

/** The gateway's answers, as far as we live on them (OC-55, OC-83, OC-84). More fields may come. */

const settings = z.record(z.string(), z.unknown());

export const configRevision = z.object({ hash: z.string().min(1) });

/** The hash of the config, where it is said by the way: it may be missing (OC-56). */
export function readHash(answer: unknown): string | null {
  return configRevision.safeParse(answer).data?.hash ?? null;
}

const noChange = z.object({ noop: z.literal(true) });

/** The hash of the config after a patch. What changed nothing names none (OC-37). @returns null: it was not said. */
export function hashAfterPatch(answer: unknown, baseHash: string): string | null {
  return noChange.safeParse(answer).success ? baseHash : readHash(answer);
}

export const configAnswer = z.object({
  /** The file, as it is now, is a config at all; when not, `config` says nothing. */
  valid: z.boolean(),
  hash: z.string().min(1),
  configRevisionHash: z.string(),
  appliedConfigHash: z.string(),
  /** Why it is not valid. */
  issues: configIssues,
  /** The saved config, secrets taken out, defaults filled in. */
  config: settings,
  /** The same as its owner wrote it: what is not there is not set. */
  sourceConfig: settings,
  /** The file itself: its `${VAR}`, and `$include` where a part is elsewhere. */
  parsed: settings.nullish().catch(null),
});
export type ConfigAnswer = z.infer<typeof configAnswer>;

const accountStatus = z.object({
  accountId: z.string(),
  running: z.boolean().catch(false),
  connected: z.boolean().catch(false),
  lifecycle: z.string().catch('unknown'),
  restartPending: z.boolean().catch(false),
  lastError: z.string().nullish().catch(null),
  /** What it was started with, once it was (OC-55). */
  cliPath: z.string().nullish().catch(null),
  dbPath: z.string().nullish().catch(null),
});
export type AccountStatus = z.infer<typeof accountStatus>;

export const statusAnswer = z.object({
  /** The channels that are loaded. */
  channelOrder: z.array(z.string()).catch([]),
  // A plugin that is not loaded has no entry.
  channelAccounts: z.object({ imessage: z.array(accountStatus).optional() }),
});
export type StatusAnswer = z.infer<typeof statusAnswer>;

export const pairingAnswer = z.object({
  accounts: z.array(z.object({ accountId: z.string() })),
  requests: z.array(z.object({ accountId: z.string() })),
  commandOwnerConfigured: z.boolean().nullish().catch(null),
  limits: z.object({ pendingPerAccount: z.int().positive() }),
});
export type PairingAnswer = z.infer<typeof pairingAnswer>;

export const startAnswer = z.object({ started: z.boolean() });
export const stopAnswer = z.object({ stopped: z.boolean() });
