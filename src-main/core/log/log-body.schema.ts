import { z } from 'zod';
import type { TakenEntry } from '#core/access/access-facts.ts';
import {
  type Decision,
  type DecisionProgress,
  decisionSources,
  decisionVerdicts,
  progresses,
} from '#core/decision/decision.ts';
import { decisionErrorSchema } from '#core/decision/decision-error.schema.ts';
import type { WriterJournal } from '#core/reconcile/writer-journal.ts';
import { warningIds } from '#core/sender/warnings.ts';
import { timeMs } from '#core/time.schema.ts';
import { orUnlisted } from '#core/unlisted.schema.ts';
import { readEvent } from './event-catalogue.schema.ts';
import type { LogLine } from './log-line.ts';

/*
 * What stands in the body of each kind of log line. Written through these too: a field that is not named here, a message
 * text above all, can't get into the ledger.
 */

const progress = {
  progress: z.enum(progresses),
  error: decisionErrorSchema.nullable(),
  atMs: timeMs,
};

/** A decision and how far it was when it was written down. */
export const decisionBody = z.object({
  id: z.string(),
  key: z.string(),
  handle: z.string(),
  verdict: z.enum(decisionVerdicts),
  untilMs: timeMs.nullable(),
  issuedAtMs: timeMs,
  source: orUnlisted(decisionSources),
  painted: z
    .object({
      revision: z.string(),
      state: z.enum(['waiting', 'approved', 'ignored', 'blocked']),
      service: z.enum(['iMessage', 'SMS', 'RCS']).nullable(),
      warnings: z.array(orUnlisted(warningIds)),
    })
    .nullable(),
  ...progress,
}) satisfies z.ZodType<Decision & DecisionProgress>;

export const progressBody = z.object({
  decisionId: z.string(),
  ...progress,
}) satisfies z.ZodType<DecisionProgress>;

const takenEntry = z.object({
  accountId: z.string().nullable(),
  list: z.enum(['direct', 'group', 'other-group', 'other-group-shared']),
  groupName: z.string().nullable(),
  raw: z.union([z.string(), z.number()]),
  written: z.string().optional(),
  index: z.number(),
}) satisfies z.ZodType<TakenEntry>;

export const takenBody = z.object({ decisionId: z.string(), taken: z.array(takenEntry) });

export const journalBody = z.object({
  stopped: z.array(z.string()),
  held: decisionErrorSchema.nullable(),
  groupIsOurs: z.boolean(),
}) satisfies z.ZodType<WriterJournal>;

/** Of any version. */
const eventBody = z.unknown().transform(readEvent);

const bodies = {
  decision: decisionBody,
  progress: progressBody,
  taken: takenBody,
  journal: journalBody,
  event: eventBody,
} as const satisfies Record<LogLine['type'], z.ZodType>;

type BodyOf = { readonly [T in LogLine['type']]: z.infer<(typeof bodies)[T]> };

/** A log line with its body read, told apart by `type`. */
export type LogEntry = {
  [T in LogLine['type']]: {
    readonly type: T;
    readonly seq: number;
    readonly atMs: number;
    readonly body: BodyOf[T];
  };
}[LogLine['type']];

/** Reads the body of a line. @throws ZodError when it is not what this kind of line holds. */
export function readLine({ type, seq, atMs, body }: LogLine): LogEntry {
  switch (type) {
    case 'decision':
      return { type, seq, atMs, body: decisionBody.parse(body) };
    case 'progress':
      return { type, seq, atMs, body: progressBody.parse(body) };
    case 'taken':
      return { type, seq, atMs, body: takenBody.parse(body) };
    case 'journal':
      return { type, seq, atMs, body: journalBody.parse(body) };
    case 'event':
      return { type, seq, atMs, body: eventBody.parse(body) };
  }
}
