import type { TakenEntry } from '#core/access/access-facts.ts';
import type { SettingChange } from '#core/access/setting-change.ts';
import type { LeakKind, LeakPlace } from '#core/leak/leak.ts';
import type { SilenceUndoPlan } from '#core/silence/silence-undo.ts';
import type { Unlisted } from '#core/unlisted.schema.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { StrangerEventKind } from './stranger-event-kinds.ts';

type None = Readonly<Record<never, never>>;

/** Something one sender did so often that it is suspicious. `key` is theirs. */
interface Counted {
  readonly key: string;
  readonly count: number;
}

/**
 * What is known of each kind of event. Stored for good: a kind is never renamed, and its data only ever gain optional
 * members. Never message text or secrets. `guid` is the row of Messages it is about, so that it is told once.
 */
export interface EventData {
  /** `publicKey`: what signs the log from this line on (`LogKey`); older lines have none. */
  readonly 'ledger-begun': { readonly installId: string; readonly publicKey?: string | undefined };
  /** A log that was not signed is from this line on. */
  readonly 'log-signed': { readonly publicKey: string };
  /** The key that signed was lost, or another one was put in its place: from this line on it is another one. */
  readonly 'log-key-replaced': { readonly publicKey: string };
  /** `path`: where the ledger before this one is kept. */
  readonly 'ledger-set-aside': { readonly path: string };
  /** Our group, or the list's reference to it, was gone at the gateway; so many approvals ended. */
  readonly 'access-lost': { readonly what: 'group' | 'reference'; readonly approvals: number };
  readonly 'blocked-taken-off': { readonly list: TakenEntry['list'] };
  readonly 'stranger-taken-off': None;
  readonly 'settings-changed': { readonly changes: readonly SettingChange[] };
  /** Names of the settings that were written. */
  readonly 'made-silent': { readonly settings: readonly string[] };
  readonly 'silence-undone': { readonly gives: SilenceUndoPlan['gives'] };
  /** `display`: the address it went to, grouped for reading. `sentAt`: ISO time. `mark`: of what was sent (`contentMark`); older lines have none. */
  readonly leak: {
    readonly id: string;
    readonly guid: string;
    readonly kind: LeakKind;
    readonly place: LeakPlace;
    readonly display: string;
    readonly sentAt: string;
    readonly mark?: number | undefined;
  };
  /** `id` of the alarm. */
  readonly 'leak-cleared': { readonly id: string };
  /** `id` of an alarm about a message of which Messages says by now that it did not leave. */
  readonly 'leak-withdrawn': { readonly id: string };
  /** `sentAt`: ISO time, `mark` as of `leak`; older lines have none. */
  readonly 'was-this-you': {
    readonly guid: string;
    readonly sentAt?: string | undefined;
    readonly mark?: number | undefined;
  };
  /** The code itself is nowhere: `hash` is made of it and `salt`. */
  readonly 'invite-created': {
    readonly id: string;
    readonly salt: string;
    readonly hash: string;
    readonly expiresAtMs: number;
    readonly hours: number;
  };
  /** `id` of the invite; `key` of who brought it. */
  readonly 'invite-spent': { readonly key: string; readonly guid: string; readonly id: string };
  readonly 'code-guess': { readonly key: string; readonly guid: string };
  /** The message of this guid is not theirs after all. `inviteId`: the invite that is open again; null: it was a guess. */
  readonly 'code-withdrawn': {
    readonly key: string;
    readonly guid: string;
    readonly inviteId: string | null;
  };
  readonly flood: Counted;
  readonly 'knocks-after-block': Counted;
  readonly 'code-guesses': Counted;
  readonly 'look-alike': { readonly key: string; readonly resembles: string };
  /** So many of a kind, within an hour, that only their number was written down. */
  readonly 'more-of-a-kind': { readonly of: StrangerEventKind; readonly count: number };
  /** `key` is empty: it is nobody's in particular. */
  readonly 'many-strangers': Counted;
}

export type EventKind = keyof EventData;

/** Something that happened and is worth knowing later. */
export type LedgerEvent<K extends EventKind = EventKind> = {
  readonly [E in K]: {
    readonly kind: E;
    readonly handle: string | null;
    readonly atMs: number;
    readonly data: EventData[E];
  };
}[K];

/** An event that an older Peephole wrote down as a sentence, or one of a kind that we do not know: shown as it is. */
export interface ToldEvent {
  readonly kind: EventKind | Unlisted;
  readonly handle: string | null;
  readonly atMs: number;
  /** Empty: it was not told. */
  readonly detail: string;
}

/** What programs need of an event later; older lines hold at least this. */
export interface RememberedData {
  readonly 'ledger-begun': EventData['ledger-begun'];
  readonly 'ledger-set-aside': EventData['ledger-set-aside'];
  readonly leak: Pick<EventData['leak'], 'id' | 'guid' | 'kind' | 'place' | 'sentAt' | 'mark'>;
  readonly 'leak-cleared': EventData['leak-cleared'];
  readonly 'leak-withdrawn': EventData['leak-withdrawn'];
  readonly 'was-this-you': EventData['was-this-you'];
  readonly 'invite-created': Pick<EventData['invite-created'], 'id' | 'salt' | 'hash' | 'expiresAtMs'>;
  readonly 'invite-spent': EventData['invite-spent'];
  readonly 'code-guess': EventData['code-guess'];
  readonly 'code-withdrawn': EventData['code-withdrawn'];
  readonly flood: Pick<Counted, 'key'>;
  readonly 'knocks-after-block': Pick<Counted, 'key'>;
  readonly 'code-guesses': Pick<Counted, 'key'>;
  readonly 'look-alike': Pick<Counted, 'key'>;
  readonly 'many-strangers': Pick<Counted, 'key'>;
}

export type RememberedKind = keyof RememberedData;

const isRemembered: Readonly<Record<RememberedKind, true>> = {
  'ledger-begun': true,
  'ledger-set-aside': true,
  leak: true,
  'leak-cleared': true,
  'leak-withdrawn': true,
  'was-this-you': true,
  'invite-created': true,
  'invite-spent': true,
  'code-guess': true,
  'code-withdrawn': true,
  flood: true,
  'knocks-after-block': true,
  'code-guesses': true,
  'look-alike': true,
  'many-strangers': true,
};

/** All of them. */
export const rememberedKinds = Object.keys(isRemembered) as readonly RememberedKind[];

export type RememberedEvent<K extends RememberedKind = RememberedKind> = {
  readonly [E in K]: {
    readonly kind: E;
    readonly handle: string | null;
    readonly atMs: number;
    readonly data: RememberedData[E];
  };
}[K];

type Say<K extends EventKind> = (event: LedgerEvent<K>) => Sentence;

/** Every event Peephole can write down, and what is said of it. */
const catalogue: { readonly [K in EventKind]: Say<K> } = {
  'ledger-begun': () => sentence('event.ledger-begun'),
  'log-signed': () => sentence('event.log-signed'),
  'log-key-replaced': () => sentence('event.log-key-replaced'),
  'ledger-set-aside': ({ data: { path } }) => sentence('event.ledger-set-aside', { path }),
  'access-lost': ({ data: { what, approvals } }) =>
    sentence(`event.access-lost-${what}`, { count: approvals }),
  'blocked-taken-off': ({ data: { list } }) => sentence('event.blocked-taken-off', { list }),
  'stranger-taken-off': () => sentence('event.stranger-taken-off'),
  'settings-changed': ({ data: { changes } }) =>
    sentence('event.settings-changed', { settings: changes.map(({ path }) => path).join(', ') }),
  'made-silent': ({ data: { settings } }) => sentence('event.made-silent', { settings: settings.join(', ') }),
  'silence-undone': ({ data: { gives } }) => sentence(`event.silence-undone-${gives}`),
  leak: ({ data: { kind, place, display } }) =>
    sentence('event.leak', {
      what: sentence(`event.leak-${kind}`),
      to: sentence(`event.leak-${place}`, { handle: display }),
    }),
  'leak-cleared': () => sentence('event.leak-cleared'),
  'leak-withdrawn': () => sentence('event.leak-withdrawn'),
  'was-this-you': () => sentence('event.was-this-you'),
  'invite-created': ({ data: { hours } }) => sentence('event.invite-created', { hours }),
  'invite-spent': () => sentence('event.invite-spent'),
  'code-guess': () => sentence('event.code-guess'),
  'code-withdrawn': ({ data: { inviteId } }) =>
    sentence(`event.code-withdrawn-${inviteId === null ? 'guess' : 'invite'}`),
  flood: ({ data: { count } }) => sentence('event.flood', { count }),
  'knocks-after-block': ({ data: { count } }) => sentence('event.knocks-after-block', { count }),
  'code-guesses': ({ data: { count } }) => sentence('event.code-guesses', { count }),
  'look-alike': ({ data: { resembles } }) => sentence('event.look-alike', { other: resembles }),
  'more-of-a-kind': ({ data: { of, count } }) =>
    sentence('event.more-of-a-kind', { count, what: sentence(`event-name.${of}`) }),
  'many-strangers': ({ data: { count } }) => sentence('event.many-strangers', { count }),
};

export const eventKinds = Object.keys(catalogue).filter((kind): kind is EventKind => isEventKind(kind));

/** True for a kind of this version's catalogue. */
export function isEventKind(kind: string): kind is EventKind {
  return Object.hasOwn(catalogue, kind);
}

/** An event in words. */
export function eventSentence<K extends EventKind>(event: LedgerEvent<K>): Sentence {
  const say: Say<K> = catalogue[event.kind];
  return say(event);
}
