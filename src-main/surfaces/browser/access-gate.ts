import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { linkFragment, type PageRefusal, readOffer } from '#contract/page-secret.ts';

/** Why a request gets nothing; refusal-page.ts has the sentences. */
export type Refusal = 'method' | 'host' | 'origin' | 'cross-site' | 'no-origin';

/** Whether a page may have the bridge. `protocol`: the offer that was accepted, as the page spelled it. */
export type PageAdmission =
  | { readonly kind: 'in'; readonly protocol: string }
  | { readonly kind: 'refused'; readonly why: PageRefusal };

/** Equal in constant time, whatever the lengths. */
function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * Decides who gets anything from the browser surface. What is on loopback can be reached by every web page the owner
 * opens and by every user of this machine, so every request must show our own `Host` (a name that was made to point here
 * is refused: DNS rebinding), no foreign `Origin` and no foreign site. What it then gets is the window's program, which
 * is no secret. The bridge is had only with the secret of the owner's page (page-secret.ts), which the server takes once,
 * for the token in the printed link; nobody else can have it after that.
 */
export class AccessGate {
  /** As a browser writes it, without a slash at the end. */
  readonly origin: string;
  /** The one-time link for the owner; a secret until it was used. */
  readonly link: string;
  readonly #host: string;
  readonly #token = randomBytes(32).toString('base64url');
  /** The owner's page has it; null: the link was not used yet. */
  #secret: string | null = null;

  constructor(port: number) {
    this.#host = `127.0.0.1:${port}`;
    this.origin = `http://${this.#host}`;
    this.link = `${this.origin}/${linkFragment}${this.#token}`;
  }

  /** An ordinary request. @returns null: it may have the window's files. */
  refuses(request: IncomingMessage): Refusal | null {
    return request.method === 'GET' ? this.#foreign(request) : 'method';
  }

  /** A request to become a WebSocket: a browser always says from where, so whoever does not is none of ours. */
  refusesSocket(request: IncomingMessage): Refusal | null {
    return this.refuses(request) ?? (request.headers.origin === undefined ? 'no-origin' : null);
  }

  /** Spends the token when it is shown for the first time. @param protocols the subprotocols that the page offers. */
  admitPage(protocols: Iterable<string>): PageAdmission {
    let why: PageRefusal = 'no-secret';
    const offers = [...protocols].flatMap((protocol) => {
      const offer = readOffer(protocol);
      return offer === null ? [] : [{ protocol, offer }];
    });
    for (const { protocol, offer } of offers) {
      if (this.#secret !== null && same(offer.secret, this.#secret)) return { kind: 'in', protocol };
    }
    for (const { protocol, offer } of offers) {
      if (offer.kind !== 'claim') continue;
      if (!same(offer.token, this.#token)) why = 'wrong-token';
      else if (this.#secret !== null) why = 'spent-token';
      else {
        this.#secret = offer.secret;
        return { kind: 'in', protocol };
      }
    }
    return { kind: 'refused', why };
  }

  #foreign({ headers, headersDistinct }: IncomingMessage): Refusal | null {
    if (headersDistinct.host?.length !== 1 || headers.host !== this.#host) return 'host';
    if (headers.origin !== undefined && headers.origin !== this.origin) return 'origin';
    // Older browsers do not say it. `none`: typed, a bookmark, or opened by another program.
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'none' && site !== 'same-origin') return 'cross-site';
    return null;
  }
}
