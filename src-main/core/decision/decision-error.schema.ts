import { z } from 'zod';
import type { DecisionError, ProblemCode } from './decision-error.ts';

function stored<const C extends ProblemCode, S extends z.ZodRawShape>(code: C, shape: S) {
  return z.object({ code: z.literal(code), params: z.object(shape) });
}

const setting = { setting: z.string() };
const message = { message: z.string() };

const problems = {
  'gateway-away': stored('gateway-away', {}),
  'gateway-unusable': stored('gateway-unusable', message),
  'undecided-members': stored('undecided-members', {}),
  'pairing-unread': stored('pairing-unread', {}),
  deferred: stored('deferred', {}),
  'group-name-taken': stored('group-name-taken', {}),
  'no-channel': stored('no-channel', {}),
  'no-account-here': stored('no-account-here', {}),
  'not-running': stored('not-running', {}),
  'not-receiving': stored('not-receiving', {}),
  'not-loaded': stored('not-loaded', {}),
  'no-account': stored('no-account', {}),
  'direct-messages-off': stored('direct-messages-off', {}),
  'kept-out': stored('kept-out', setting),
  'chat-as-group': stored('chat-as-group', setting),
  'chats-unread': stored('chats-unread', {}),
  'still-listed': stored('still-listed', setting),
  'still-in-group': stored('still-in-group', { group: z.string() }),
  'still-paired': stored('still-paired', {}),
  'still-everyone': stored('still-everyone', setting),
  'still-let-in': stored('still-let-in', setting),
  'still-in-groups': stored('still-in-groups', setting),
  'gateway-refused': stored('gateway-refused', message),
  'gateway-unable': stored('gateway-unable', message),
  'removal-held': stored('removal-held', message),
  told: stored('told', { publicCode: z.string().nullable(), text: z.string() }),
} satisfies { readonly [C in ProblemCode]: z.ZodType<DecisionError<C>> };

/** What an older Peephole wrote down: a code, a colon and a sentence. */
const text = z.string().transform((whole): DecisionError => {
  const [, publicCode = null, rest = whole] = /^([a-z-]+): (.*)$/s.exec(whole) ?? [];
  return { code: 'told', params: { publicCode, text: rest } };
});

/** A problem that a Peephole beside this one knows. */
const unknown = z
  .object({ code: z.string() })
  .transform(({ code }): DecisionError => ({ code: 'told', params: { publicCode: null, text: code } }));

/** Reads a decision's error as the ledger holds it, whichever version wrote it. */
export const decisionErrorSchema: z.ZodType<DecisionError> = z.union([
  ...Object.values(problems),
  text,
  unknown,
]);
