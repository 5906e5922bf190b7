import type { StatePush } from '#core/surface/app-state.ts';
import type { Notice } from '#core/surface/notice.ts';
import type { Answer } from './envelope.ts';

/*
 * What goes over a connection: JSON texts, one per line on the control socket, one per frame on a WebSocket. The same on
 * both, so that one session and one client serve every transport.
 *
 *   → {"id":1,"command":"verdict","input":{"verdict":"approve","handle":"+12125550101","source":"cli"}}
 *   ← {"id":1,"ok":true,"value":{"decision":{…}}}
 *   → {"id":2,"command":"subscribe"}
 *   ← {"id":2,"ok":true,"value":{}}
 *   ← {"push":{"revision":7,"base":null,"status":{…},"senders":[…],"removed":[]}}
 *   ← {"notice":{"kind":"knock",…}}
 */

/** Longest request, UTF-16 units: `silence` may name 10,000 handles. */
export const longestRequest = 4 * 1024 * 1024;

/** The one request that is not a command: pushes and notices from now on, beginning with a snapshot. May be repeated. */
export const subscribeCommand = 'subscribe';

export interface Request {
  /** Chosen by the client; the answer carries it. */
  readonly id: number;
  readonly command: string;
  readonly input?: unknown;
}

/** `id` is null when the request could not be read. */
export type Response = { readonly id: number | null } & Answer;

export type ServerMessage = Response | { readonly push: StatePush } | { readonly notice: Notice };
