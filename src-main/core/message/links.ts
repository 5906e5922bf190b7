import { imitatesLatin } from './confusables.ts';

/** A link in foreign text: what is really opened, and whether it is dressed up as something else. */
export interface Link {
  /** The real host, as written. */
  readonly host: string;
  /** Punycode, letters that imitate Latin ones, a name in front of `@`, or a bare address instead of a name. */
  readonly deceptive: boolean;
}

/** With a scheme or `www.`, or a bare name that ends like a web address. */
const link =
  /(?:https?:\/\/|www\.)[^\s<>"'）】]+|(?<![\p{L}\d@._-])(?:[\p{L}\d](?:[\p{L}\d-]*[\p{L}\d])?\.)+(?:com|net|org|info|biz|co|io|me|app|dev|top|xyz|icu|site|online|shop|link|live|click|vip|cc|ru|cn|de|fr|es|it|uk|us|ly|gl)(?![\p{L}\d@-])[^\s<>"']*/giu;

function read(literal: string): Link | null {
  const authority = literal.replace(/^https?:\/\//i, '').split(/[/?#\\]/, 1)[0] ?? '';
  const host = authority
    .slice(authority.lastIndexOf('@') + 1)
    .replace(/:\d+$/, '')
    .replace(/[.,;:!)]+$/, '');
  if (host === '') return null;
  const labels = host.split('.');
  const deceptive =
    authority.includes('@') ||
    labels.some((label) => /^xn--/i.test(label) || imitatesLatin(label)) ||
    /^(?:\d{1,3}\.){3}\d{1,3}$|^\[|^(?:0x[\da-f]+|\d{8,10})$/i.test(host);
  return { host, deceptive };
}

/** Every link in a text, in order. */
export function findLinks(text: string): readonly Link[] {
  return [...text.matchAll(link)].flatMap(([literal]) => read(literal) ?? []);
}
