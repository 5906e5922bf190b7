import { linkFragment, type PageOffer, pageProtocol, spellOffer } from '#contract/page-secret.ts';

const kept = 'peephole-secret';

/**
 * What this page shows to be let in (contract/page-secret.ts): the secret that its origin keeps, and, opened by the printed
 * link, the link's token with a new secret. The new one is kept once it was accepted. The storage is that of the origin,
 * port included: a further tab of this browser gets in, and no other server on this machine is ever sent it.
 */
export class PageSecret {
  readonly #claim: Extract<PageOffer, { readonly kind: 'claim' }> | null;

  /** Takes the token out of the address, so that it stays in no history, bookmark or screenshot. */
  constructor() {
    const { hash, pathname, search } = window.location;
    const isLink = hash.startsWith(linkFragment);
    if (isLink) window.history.replaceState(null, '', pathname + search);
    this.#claim = isLink
      ? { kind: 'claim', token: hash.slice(linkFragment.length), secret: newSecret() }
      : null;
    // The link pasted over an open page changes nothing but what follows the #.
    window.addEventListener('hashchange', () => {
      if (window.location.hash.startsWith(linkFragment)) window.location.reload();
    });
  }

  /** The subprotocols to offer. */
  offers(): string[] {
    const secret = read();
    return [
      pageProtocol,
      ...(secret === null ? [] : [spellOffer({ kind: 'secret', secret })]),
      ...(this.#claim === null || !isToken(this.#claim.token) ? [] : [spellOffer(this.#claim)]),
    ];
  }

  /** @param protocol the offer that the server chose. */
  accepted(protocol: string): void {
    if (this.#claim !== null && protocol === spellOffer(this.#claim)) keep(this.#claim.secret);
  }
}

/** A browser refuses to offer anything else. */
function isToken(text: string): boolean {
  return /^[\w-]+$/.test(text);
}

function newSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replace(/=+$/, '');
}

function read(): string | null {
  try {
    return window.localStorage.getItem(kept);
  } catch {
    return null;
  }
}

function keep(secret: string): void {
  try {
    window.localStorage.setItem(kept, secret);
  } catch {
    // A browser that keeps nothing: this page goes on, and the next one needs a new link.
  }
}
