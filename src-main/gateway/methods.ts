/**
 * Everything Peephole ever asks of a gateway. None of these can send a message (PROMISE-1): a test holds
 * this list, and that nothing else goes over the wire.
 */
export const gatewayMethods = [
  'config.get',
  'config.patch',
  'channels.status',
  'channels.start',
  'channels.stop',
  'channels.pairing.list',
  'sessions.list',
] as const;

export type GatewayMethod = (typeof gatewayMethods)[number];

/** The channel this program is about; the only one it ever names to the gateway. */
export const channelId = 'imessage';

/** What each method is asked with (OC-21, OC-55, OC-58, OC-83 to OC-85). */
export interface GatewayParams {
  readonly 'config.get': Record<string, never>;
  readonly 'config.patch': {
    readonly raw: string;
    readonly baseHash: string;
    readonly replacePaths: readonly string[];
  };
  readonly 'channels.status': Record<string, never>;
  readonly 'channels.start': { readonly channel: typeof channelId; readonly accountId: string };
  readonly 'channels.stop': { readonly channel: typeof channelId; readonly accountId: string };
  readonly 'channels.pairing.list': { readonly channel: typeof channelId };
  readonly 'sessions.list': Record<string, never>;
}

/**
 * One call of a method of the list.
 * @param timeoutMs null waits as long as the connection lives.
 * @throws GatewayUnavailable when there was no answer.
 * @throws GatewayRefusal when the gateway answered with an error.
 */
export type CallGateway = <Method extends GatewayMethod>(
  method: Method,
  params: GatewayParams[Method],
  timeoutMs?: number | null,
) => Promise<unknown>;

/** What the official client offers for sending a request. */
interface Requester {
  request(method: string, params: unknown, options: { readonly timeoutMs: number | null }): Promise<unknown>;
}

/**
 * The only place that hands a request to the client. A method that is not on the list is refused here too, should a
 * cast have got it past the compiler.
 */
export async function requestListed<Method extends GatewayMethod>(
  client: Requester,
  method: Method,
  params: GatewayParams[Method],
  timeoutMs: number | null,
): Promise<unknown> {
  if (!gatewayMethods.includes(method)) throw new TypeError('Peephole never calls this gateway method.');
  return client.request(method, params, { timeoutMs });
}
