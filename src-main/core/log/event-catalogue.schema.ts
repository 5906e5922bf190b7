import { z } from 'zod';
import { leakKinds, leakPlaces } from '#core/leak/leak.ts';
import { timeMs } from '#core/time.schema.ts';
import {
  type EventKind,
  isEventKind,
  type LedgerEvent,
  type RememberedEvent,
  type RememberedKind,
  type ToldEvent,
} from './event-catalogue.ts';
import { strangerEventKinds } from './stranger-event-kinds.ts';

const text = z.string();
const counted = z.object({ key: text, count: z.number() });

const happened = { handle: text.nullable(), atMs: timeMs };

function event<const K extends EventKind, D extends z.ZodType>(kind: K, of: D) {
  return z.object({ kind: z.literal(kind), ...happened, data: of });
}

const lists = ['direct', 'group', 'other-group', 'other-group-shared'] as const;
const change = z.object({ path: text, before: z.unknown(), after: z.unknown() });
const leak = z.object({
  id: text,
  guid: text,
  kind: z.enum(leakKinds),
  place: z.enum(leakPlaces),
  display: text,
  sentAt: text,
  mark: z.number().optional(),
});
const invite = z.object({ id: text, salt: text, hash: text, expiresAtMs: timeMs, hours: z.number() });
const codeRow = { key: text, guid: text };

/** What is written down of each kind: a member that is not named here, a message text above all, can't get in. */
const written: { readonly [K in EventKind]: z.ZodType<LedgerEvent<K>> } = {
  'ledger-begun': event('ledger-begun', z.object({ installId: text, publicKey: text.optional() })),
  'log-signed': event('log-signed', z.object({ publicKey: text })),
  'log-key-replaced': event('log-key-replaced', z.object({ publicKey: text })),
  'ledger-set-aside': event('ledger-set-aside', z.object({ path: text })),
  'access-lost': event(
    'access-lost',
    z.object({ what: z.enum(['group', 'reference']), approvals: z.number() }),
  ),
  'blocked-taken-off': event('blocked-taken-off', z.object({ list: z.enum(lists) })),
  'stranger-taken-off': event('stranger-taken-off', z.object({})),
  'settings-changed': event('settings-changed', z.object({ changes: z.array(change) })),
  'made-silent': event('made-silent', z.object({ settings: z.array(text) })),
  'silence-undone': event('silence-undone', z.object({ gives: z.enum(['everything', 'policies']) })),
  leak: event('leak', leak),
  'leak-cleared': event('leak-cleared', z.object({ id: text })),
  'leak-withdrawn': event('leak-withdrawn', z.object({ id: text })),
  'was-this-you': event(
    'was-this-you',
    z.object({ guid: text, sentAt: text.optional(), mark: z.number().optional() }),
  ),
  'invite-created': event('invite-created', invite),
  'invite-spent': event('invite-spent', z.object({ ...codeRow, id: text })),
  'code-guess': event('code-guess', z.object(codeRow)),
  'code-withdrawn': event('code-withdrawn', z.object({ ...codeRow, inviteId: text.nullable() })),
  flood: event('flood', counted),
  'knocks-after-block': event('knocks-after-block', counted),
  'code-guesses': event('code-guesses', counted),
  'look-alike': event('look-alike', z.object({ key: text, resembles: text })),
  'many-strangers': event('many-strangers', counted),
  'more-of-a-kind': event('more-of-a-kind', z.object({ of: z.enum(strangerEventKinds), count: z.number() })),
};

const rememberedLeak = leak
  .pick({ id: true, guid: true, kind: true, sentAt: true, mark: true })
  .extend({ place: z.enum(leakPlaces).catch('address') });
const rememberedInvite = invite.pick({ id: true, salt: true, hash: true, expiresAtMs: true });
const rememberedKey = z.object({ key: text });

const remembered: { readonly [K in RememberedKind]: z.ZodType<RememberedEvent<K>> } = {
  'ledger-begun': written['ledger-begun'],
  'ledger-set-aside': written['ledger-set-aside'],
  leak: event('leak', rememberedLeak),
  'leak-cleared': written['leak-cleared'],
  'leak-withdrawn': written['leak-withdrawn'],
  'was-this-you': written['was-this-you'],
  'invite-created': event('invite-created', rememberedInvite),
  'invite-spent': written['invite-spent'],
  'code-guess': written['code-guess'],
  'code-withdrawn': written['code-withdrawn'],
  flood: event('flood', rememberedKey),
  'knocks-after-block': event('knocks-after-block', rememberedKey),
  'code-guesses': event('code-guesses', rememberedKey),
  'look-alike': event('look-alike', rememberedKey),
  'many-strangers': event('many-strangers', rememberedKey),
};

const kindOnly = z.object({ kind: text, detail: text.optional().catch(undefined) });
const told = z.object({
  kind: text.refine(isEventKind).or(text.brand<'unlisted'>()),
  ...happened,
  detail: text.catch(''),
});

/** Reads the body of an event's line, whichever version wrote it. @throws ZodError when it is no event. */
export function readEvent(body: unknown): LedgerEvent | ToldEvent {
  const { kind, detail } = kindOnly.parse(body);
  // What was told once is never told anew, whatever this version would say.
  const read = detail === undefined && isEventKind(kind) ? written[kind].safeParse(body) : null;
  return read?.success ? read.data : told.parse(body);
}

/** What is written down of an event. @throws ZodError when it is not what its kind holds. */
export function writtenEvent(event: LedgerEvent): LedgerEvent {
  return written[event.kind].parse(event);
}

/** What programs need of an event. @returns null when its line does not hold it. */
export function rememberedEvent<K extends RememberedKind>(
  kinds: readonly K[],
  body: unknown,
): RememberedEvent<K> | null {
  const stored = kindOnly.safeParse(body).data?.kind;
  const kind = kinds.find((candidate) => candidate === stored);
  if (kind === undefined) return null;
  const read = remembered[kind].safeParse(body);
  return read.success ? read.data : null;
}
