import type { StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { AnswerError } from './envelope.ts';

/*
 * What goes over a connection: JSON texts, one per line on the control socket, one per frame on a WebSocket, one per
 * message of Electron's IPC. The same on all of them: one session (ipc/session.ts) serves, and one client (client.ts)
 * asks, over whatever transport.
 *
 *   → {"id":1,"command":"verdict","input":{"verdict":"approve","handle":"+12125550101","source":"cli"}}
 *   ← {"id":1,"ok":true,"value":{"decision":{…}}}
 *   → {"id":2,"command":"subscribe"}
 *   ← {"id":2,"ok":true,"value":{}}
 *   ← {"push":{"revision":7,"base":null,"status":{…},"settings":{…},"lastVerdict":null,"senders":[…],"removed":[]}}
 *   ← {"push":{"revision":7,"base":7,…,"senders":[…],"removed":[]}}
 *   ← {"notice":{"kind":"knock",…}}
 *
 * A state with many senders comes in several pushes, so that the first is there at once and nothing waits for the last; what
 * changes meanwhile comes in between. Somebody who reads slowly is sent each sender once, as they are by then.
 */

/** Longest request, UTF-16 units: `silence` may name 10,000 handles. */
export const maxRequestLength = 4 * 1024 * 1024;

/** The one request that is not a command: pushes and notices from now on, beginning with the state. May be repeated. */
export const subscribeCommand = 'subscribe';

export interface Request {
  /** Chosen by the client; the answer carries it. */
  readonly id: number;
  readonly command: string;
  readonly input?: unknown;
}

/** The answer to one request. `id` is null when the request could not be read. */
export type Response = { readonly id: number | null } & (
  | { readonly ok: true; readonly value: unknown }
  /** `sentence` may be one that this version does not know (envelope.ts, `errorOf`). */
  | { readonly ok: false; readonly error: Pick<AnswerError, 'message'> & { readonly code: string } }
);

export type ServerMessage = Response | { readonly push: StatePush } | { readonly notice: Notice };

type Fields = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isCount = (value: unknown): boolean => Number.isSafeInteger(value);

const isListOf = (value: unknown, holds: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(holds);

/** What every version sends of a sender: the rest is told by its types alone. */
function isSender(value: unknown): boolean {
  return (
    isRecord(value) &&
    typeof value.id === 'string' &&
    typeof value.handle === 'string' &&
    typeof value.revision === 'string' &&
    Array.isArray(value.warnings)
  );
}

function isPush(value: unknown): value is StatePush {
  return (
    isRecord(value) &&
    isCount(value.revision) &&
    (value.base === null || isCount(value.base)) &&
    isRecord(value.status) &&
    isRecord(value.status.counts) &&
    isRecord(value.settings) &&
    (value.lastVerdict === null || isRecord(value.lastVerdict)) &&
    isListOf(value.senders, isSender) &&
    isListOf(value.removed, (id) => typeof id === 'string')
  );
}

function isNotice(value: unknown): value is Notice {
  return isRecord(value) && typeof value.kind === 'string' && typeof value.id === 'string';
}

function isResponse(value: Fields): boolean {
  if (value.id !== null && !isCount(value.id)) return false;
  if (value.ok === true) return 'value' in value;
  const { error } = value;
  return (
    value.ok === false &&
    isRecord(error) &&
    typeof error.code === 'string' &&
    typeof error.message === 'string'
  );
}

/** @returns null for a text that is none of what Peephole says: nothing more that comes this way can be believed. */
export function readServerMessage(text: string): ServerMessage | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isRecord(value)) return null;
  if ('push' in value) return isPush(value.push) ? { push: value.push } : null;
  if ('notice' in value) return isNotice(value.notice) ? { notice: value.notice } : null;
  return isResponse(value) ? (value as unknown as Response) : null;
}
