import { randomUUID } from 'node:crypto';

/** A result frame of the gateway, as it came over the wire. */
export interface RawResponse {
  readonly ok: boolean;
  readonly payload?: unknown;
  readonly error?: {
    readonly code: string;
    readonly message: string;
    readonly details?: unknown;
    readonly retryable?: boolean;
    readonly retryAfterMs?: number;
  };
}

export interface RawEvent {
  readonly event: string;
  readonly payload: unknown;
}

export interface RawGatewayClient {
  /** The answer to `connect`: hello-ok, or the error. */
  readonly hello: RawResponse;
  /** Every event since the connection was made, oldest first. */
  readonly events: readonly RawEvent[];
  /** The answer as it came, also when it is an error. @throws Error when the connection is lost first. */
  call(method: string, params?: unknown): Promise<RawResponse>;
  /** The payload. @throws Error when the gateway answers with an error. */
  request(method: string, params?: unknown): Promise<unknown>;
  /** Resolves with the close code when the connection is gone. */
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  close(): void;
}

/** What goes into `connect`, from the challenge the gateway sent. */
export type ConnectParams = (challenge: { readonly nonce: string; readonly ts: number }) => object;

/** Connects as an internal client with the shared secret alone: every scope, no device (OC-70). */
export function withToken(token: string): ConnectParams {
  return () => ({
    minProtocol: 4,
    maxProtocol: 4,
    client: { id: 'gateway-client', version: '0', platform: 'test', mode: 'backend' },
    caps: [],
    role: 'operator',
    scopes: ['operator.admin'],
    auth: { token },
  });
}

/**
 * A client of the gateway's wire protocol that hides nothing: for assertions about a gateway, never a part of Peephole.
 * Resolves also when `connect` is refused, see `hello`. @throws Error when there is no connection at all.
 */
export async function connectRaw(url: string, params: ConnectParams): Promise<RawGatewayClient> {
  const socket = new WebSocket(url);
  const events: RawEvent[] = [];
  const pending = new Map<string, PromiseWithResolvers<RawResponse>>();
  const closed = Promise.withResolvers<{ code: number; reason: string }>();
  const challenged = Promise.withResolvers<{ nonce: string; ts: number }>();
  // Without a challenge the connection attempt is what fails, and it says so.
  closed.promise.then(({ code, reason }) => {
    const lost = new Error(`gateway connection closed: ${code} ${reason}`);
    challenged.reject(lost);
    for (const request of pending.values()) request.reject(lost);
    pending.clear();
  });

  socket.addEventListener('close', ({ code, reason }) => closed.resolve({ code, reason }));
  socket.addEventListener('message', ({ data }) => {
    const frame = JSON.parse(String(data)) as { type: string; id: string; event: string; payload: unknown };
    if (frame.type === 'event') {
      events.push({ event: frame.event, payload: frame.payload });
      if (frame.event === 'connect.challenge')
        challenged.resolve(frame.payload as { nonce: string; ts: number });
      return;
    }
    pending.get(frame.id)?.resolve(frame as unknown as RawResponse);
    pending.delete(frame.id);
  });

  const call = (method: string, methodParams: unknown = {}): Promise<RawResponse> => {
    const id = randomUUID();
    const answer = Promise.withResolvers<RawResponse>();
    pending.set(id, answer);
    socket.send(JSON.stringify({ type: 'req', id, method, params: methodParams }));
    return answer.promise;
  };

  const hello = await call('connect', params(await challenged.promise));
  return {
    hello,
    events,
    call,
    async request(method, methodParams) {
      const { ok, payload, error } = await call(method, methodParams);
      if (!ok) throw new Error(`${method}: ${error?.code} ${error?.message}`);
      return payload;
    },
    closed: closed.promise,
    close: () => socket.close(),
  };
}
