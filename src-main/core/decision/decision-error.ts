import type { ErrorCode } from '#core/errors.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';

/** What programs are told: an error code, or that the decision still waits, or is saved and takes effect later. */
type PublicCode = ErrorCode | 'waiting' | 'deferred';

type None = Readonly<Record<never, never>>;
interface Setting {
  /** Its name in OpenClaw's config. */
  readonly setting: string;
}
interface GatewayMessage {
  /** The gateway's own words. */
  readonly message: string;
}

/**
 * Why a decision waits, or came to nothing, and what it is filled in with. Stored in the ledger: a code is never renamed,
 * and its params only ever gain optional members.
 */
interface ProblemParams {
  /** Queued: not connected. */
  readonly 'gateway-away': None;
  /** Queued: there is a gateway, and it is not used; why, in the connection's own words. */
  readonly 'gateway-unusable': GatewayMessage;
  /** Queued: our group holds members nobody here approved, so nothing else is written to it. */
  readonly 'undecided-members': None;
  /** Saved: whether they are still let in by pairing can't be told. */
  readonly 'pairing-unread': None;
  /** Saved: the gateway applies it when an agent run has ended. */
  readonly deferred: None;
  readonly 'group-name-taken': None;
  readonly 'no-channel': None;
  readonly 'no-account': None;
  /** Not written: no account receives on the Messages that Peephole reads. */
  readonly 'no-account-here': None;
  /** Saved: no account that lets them in runs. */
  readonly 'not-running': None;
  /** Saved: an account that lets them in runs, and does not receive so far. */
  readonly 'not-receiving': None;
  /** Saved: the config switches iMessage on, and OpenClaw's plugin for it is not loaded. */
  readonly 'not-loaded': None;
  readonly 'direct-messages-off': None;
  /** Approved, written and applied, and yet this setting keeps them out. */
  readonly 'kept-out': Setting;
  /** Saved: `groups` names a direct chat of theirs, which is judged as a group, where they are not let in. `setting`: the entry. */
  readonly 'chat-as-group': Setting;
  /** Saved: `groups` names chats, and whose they are can't be told. */
  readonly 'chats-unread': None;
  /** Taken off, written and applied, and yet let in: by an entry of the owner's own. */
  readonly 'still-listed': Setting;
  readonly 'still-in-group': { readonly group: string };
  readonly 'still-paired': None;
  readonly 'still-everyone': Setting;
  readonly 'still-let-in': Setting;
  readonly 'still-in-groups': Setting;
  /** The gateway refused to write an approval. */
  readonly 'gateway-refused': GatewayMessage;
  /** Queued or saved: the gateway could not write it, or apply it, and is asked again. */
  readonly 'gateway-unable': GatewayMessage;
  /** The gateway refused to write a removal, so the channel stays stopped. */
  readonly 'removal-held': GatewayMessage;
  /** Written down by an older Peephole, as a text; or by one that knew a problem we do not. */
  readonly told: {
    /** null: none stood before the text. */
    readonly publicCode: string | null;
    readonly text: string;
  };
}

export type ProblemCode = keyof ProblemParams;

/** Why a decision waits, or came to nothing. Plain data: `problemSentence` says it. */
export type DecisionError<C extends ProblemCode = ProblemCode> = {
  readonly [K in C]: { readonly code: K; readonly params: ProblemParams[K] };
}[C];

interface Problem<C extends ProblemCode> {
  /** null: its params say. */
  readonly publicCode: PublicCode | null;
  readonly say: (params: ProblemParams[C]) => Sentence;
}

const problems: { readonly [C in ProblemCode]: Problem<C> } = {
  'gateway-away': { publicCode: 'waiting', say: () => sentence('problem.gateway-away') },
  'gateway-unusable': {
    publicCode: 'waiting',
    say: ({ message }) => sentence('problem.gateway-unusable', { message }),
  },
  'undecided-members': { publicCode: 'waiting', say: () => sentence('problem.undecided-members') },
  'pairing-unread': { publicCode: 'waiting', say: () => sentence('problem.pairing-unread') },
  deferred: { publicCode: 'deferred', say: () => sentence('problem.deferred') },
  'group-name-taken': { publicCode: 'group-name-taken', say: () => sentence('problem.group-name-taken') },
  'no-channel': { publicCode: 'not-admitted', say: () => sentence('problem.no-channel') },
  'no-account-here': { publicCode: 'not-admitted', say: () => sentence('problem.no-account-here') },
  'not-running': { publicCode: 'waiting', say: () => sentence('problem.not-running') },
  'not-receiving': { publicCode: 'waiting', say: () => sentence('problem.not-receiving') },
  'not-loaded': { publicCode: 'waiting', say: () => sentence('problem.not-loaded') },
  'no-account': { publicCode: 'not-admitted', say: () => sentence('problem.no-account') },
  'direct-messages-off': { publicCode: 'not-admitted', say: () => sentence('problem.direct-messages-off') },
  'kept-out': {
    publicCode: 'not-admitted',
    say: ({ setting }) => sentence('problem.kept-out', { setting }),
  },
  'chat-as-group': {
    publicCode: 'not-admitted',
    say: ({ setting }) => sentence('problem.chat-as-group', { setting }),
  },
  'chats-unread': { publicCode: 'waiting', say: () => sentence('problem.chats-unread') },
  'still-listed': {
    publicCode: 'still-admitted',
    say: ({ setting }) => sentence('problem.still-listed', { setting }),
  },
  'still-in-group': {
    publicCode: 'still-admitted',
    say: ({ group }) => sentence('problem.still-in-group', { group }),
  },
  'still-paired': { publicCode: 'still-admitted', say: () => sentence('problem.still-paired') },
  'still-everyone': {
    publicCode: 'still-admitted',
    say: ({ setting }) => sentence('problem.still-everyone', { setting }),
  },
  'still-let-in': {
    publicCode: 'still-admitted',
    say: ({ setting }) => sentence('problem.still-let-in', { setting }),
  },
  'still-in-groups': {
    publicCode: 'still-admitted',
    say: ({ setting }) => sentence('problem.still-in-groups', { setting }),
  },
  'gateway-refused': {
    publicCode: 'gateway-refused',
    say: ({ message }) => sentence('said.foreign', { text: message }),
  },
  'gateway-unable': {
    publicCode: 'waiting',
    say: ({ message }) => sentence('problem.gateway-unable', { message }),
  },
  'removal-held': {
    publicCode: 'gateway-refused',
    say: ({ message }) => sentence('problem.removal-held', { message }),
  },
  told: { publicCode: null, say: ({ text }) => sentence('said.foreign', { text }) },
};

const none: None = {};

/** A problem without params. */
export function problem<C extends ProblemCode>(code: None extends ProblemParams[C] ? C : never) {
  return { code, params: none };
}

/** The problem in words. */
export function problemSentence<C extends ProblemCode>({ code, params }: DecisionError<C>): Sentence {
  return problems[code].say(params);
}

/** Under which name programs know the problem; null: an older Peephole gave it none. */
export function publicCodeOf(error: DecisionError): string | null {
  return error.code === 'told' ? error.params.publicCode : problems[error.code].publicCode;
}

/** True when both say the same; null: nothing to say. */
export function isSameProblem(one: DecisionError | null, other: DecisionError | null): boolean {
  if (one === null || other === null) return one === other;
  const [left, right] = [Object.entries(one.params), Object.entries(other.params)];
  return (
    one.code === other.code &&
    left.length === right.length &&
    left.every(([name, value]) => right.some(([other, same]) => other === name && same === value))
  );
}
