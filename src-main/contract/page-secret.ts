/*
 * How a page of the browser surface proves that it is the owner's: a secret that the page makes up itself and keeps in
 * the storage of its own origin, which knows the port. A cookie would go to every other server on this machine: cookies
 * know no ports. It is shown as a subprotocol of the WebSocket, which is the one place where a page of a browser can put
 * anything, and which goes to that one address only. The link's token makes the server take the secret as the owner's, once.
 */

/** What the page offers first; an offer stands beside it. */
export const pageProtocol = 'peephole';

/** 32 random bytes in base64url. */
const secretPattern = /^[\w-]{43}$/;

/** The secret that this page had before. */
const known = 'secret.';
/** The link's token, and the secret that is to be the owner's from now on. */
const claim = 'claim.';

/** What one subprotocol offers. */
export type PageOffer =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'claim'; readonly token: string; readonly secret: string };

export function spellOffer(offer: PageOffer): string {
  return offer.kind === 'secret' ? `${known}${offer.secret}` : `${claim}${offer.token}.${offer.secret}`;
}

/** @returns null: it offers nothing of ours. */
export function readOffer(protocol: string): PageOffer | null {
  if (protocol.startsWith(known)) {
    const secret = protocol.slice(known.length);
    return secretPattern.test(secret) ? { kind: 'secret', secret } : null;
  }
  if (!protocol.startsWith(claim)) return null;
  const [token = '', secret = '', ...rest] = protocol.slice(claim.length).split('.');
  return rest.length === 0 && secretPattern.test(token) && secretPattern.test(secret)
    ? { kind: 'claim', token, secret }
    : null;
}

/** Where the token stands in the printed link: behind the `#`, which a browser sends to nobody. */
export const linkFragment = '#token=';

/** Close code of ours (RFC 6455, section 7.4.2): not let in; the reason is a `PageRefusal`. */
export const notLetIn = 4_403;

/** Why a page is not let in. */
export const pageRefusals = ['wrong-token', 'spent-token', 'no-secret'] as const;
export type PageRefusal = (typeof pageRefusals)[number];
