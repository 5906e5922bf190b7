import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** What the gate says to a request. */
export type Admission =
  /** They may have it. */
  | { readonly kind: 'in' }
  /** The link was good: they get a cookie, and are sent on to the address without the token. */
  | { readonly kind: 'exchange'; readonly cookie: string }
  /** They are in already and followed the link once more: sent on likewise. */
  | { readonly kind: 'clean' }
  | { readonly kind: 'refused'; readonly why: Refusal };

/** Why somebody gets nothing; refusal-page.ts has the sentences. */
export type Refusal =
  | 'method'
  | 'host'
  | 'origin'
  | 'cross-site'
  | 'wrong-token'
  | 'spent-token'
  | 'no-cookie'
  | 'no-origin';

/** A month: a browser that was closed overnight still gets in, for as long as this Peephole runs. */
const cookieLifeSeconds = 30 * 24 * 60 * 60;

const secret = (): string => randomBytes(32).toString('base64url');

/** Equal in constant time, whatever the lengths. */
function same(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}

/**
 * Decides who gets anything from the browser surface. What is on loopback can be reached by every web page the owner
 * opens and by every user of this machine, so every request must show: our own `Host` (a name that was made to point here
 * is refused: DNS rebinding), no foreign `Origin` and no foreign site (cross-site requests and WebSockets), and the cookie.
 * The cookie is had once, for the token in the printed link; nobody else can have it after that.
 */
export class AccessGate {
  /** As a browser writes it, without a slash at the end. */
  readonly origin: string;
  /** The one-time link for the owner; a secret until it was used. */
  readonly link: string;
  readonly #host: string;
  readonly #token = secret();
  readonly #session = secret();
  /** Cookies know no ports: two Peepholes on one machine must not overwrite each other's. */
  readonly #cookieName: string;
  #tokenSpent = false;

  constructor(port: number) {
    this.#host = `127.0.0.1:${port}`;
    this.origin = `http://${this.#host}`;
    this.link = `${this.origin}/?token=${this.#token}`;
    this.#cookieName = `peephole-${port}`;
  }

  /** An ordinary request. Spends the token when it is shown for the first time. */
  admit(request: IncomingMessage): Admission {
    if (request.method !== 'GET') return refused('method');
    const foreign = this.#foreign(request);
    if (foreign !== null) return refused(foreign);
    const token = tokenOf(request.url ?? '');
    if (this.#hasCookie(request)) return token === null ? { kind: 'in' } : { kind: 'clean' };
    if (token === null) return refused('no-cookie');
    if (!same(token, this.#token)) return refused('wrong-token');
    if (this.#tokenSpent) return refused('spent-token');
    this.#tokenSpent = true;
    return { kind: 'exchange', cookie: this.#cookie() };
  }

  /** A request to become a WebSocket: a browser always says from where, so whoever does not is none of ours. */
  admitSocket(request: IncomingMessage): Admission {
    if (request.method !== 'GET') return refused('method');
    const foreign = this.#foreign(request);
    if (foreign !== null) return refused(foreign);
    if (request.headers.origin === undefined) return refused('no-origin');
    return this.#hasCookie(request) ? { kind: 'in' } : refused('no-cookie');
  }

  #foreign({ headers, headersDistinct }: IncomingMessage): Refusal | null {
    if (headersDistinct.host?.length !== 1 || headers.host !== this.#host) return 'host';
    if (headers.origin !== undefined && headers.origin !== this.origin) return 'origin';
    // Older browsers do not say it. `none`: typed, a bookmark, or opened by another program.
    const site = headers['sec-fetch-site'];
    if (site !== undefined && site !== 'none' && site !== 'same-origin') return 'cross-site';
    return null;
  }

  #cookie(): string {
    return `${this.#cookieName}=${this.#session}; Path=/; Max-Age=${cookieLifeSeconds}; HttpOnly; SameSite=Strict`;
  }

  #hasCookie({ headers }: IncomingMessage): boolean {
    const prefix = `${this.#cookieName}=`;
    return (headers.cookie ?? '')
      .split(';')
      .map((pair) => pair.trim())
      .some((pair) => pair.startsWith(prefix) && same(pair.slice(prefix.length), this.#session));
  }
}

function refused(why: Refusal): Admission {
  return { kind: 'refused', why };
}

/** The token in a request target, or null. */
function tokenOf(target: string): string | null {
  const query = target.indexOf('?');
  return query < 0 ? null : new URLSearchParams(target.slice(query)).get('token');
}
