import { createHash } from 'node:crypto';
import { english } from '#core/words/english.ts';
import { type Sentence, sentence } from '#core/words/sentence.ts';
import type { Refusal } from './access-gate.ts';

const style = `
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#ececf0, #1c1c1f); }
main { max-width: 32rem; margin: 1.5rem; padding: 2rem; border-radius: 14px;
  background: light-dark(#fff, #2a2a2e); color: light-dark(#1d1d1f, #f2f2f4); }
h1 { margin: 0 0 .5rem; font-size: 1.25rem; }
p { margin: .75rem 0 0; }
`;

const styleHash = createHash('sha256').update(style).digest('base64');

/** What a refusal page may do: have its own style, and nothing else. */
export const refusalPolicy = [
  "default-src 'none'",
  `style-src 'sha256-${styleHash}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

interface Page {
  readonly status: number;
  readonly title: Sentence;
  readonly text: Sentence;
}

const pages: Readonly<Record<Refusal | 'not-found', Page>> = {
  host: { status: 403, title: sentence('barred.host'), text: sentence('barred.host-text') },
  origin: { status: 403, title: sentence('barred.refused'), text: sentence('barred.origin-text') },
  'cross-site': {
    status: 403,
    title: sentence('barred.cross-site'),
    text: sentence('barred.cross-site-text'),
  },
  'no-origin': { status: 403, title: sentence('barred.refused'), text: sentence('barred.no-origin-text') },
  method: { status: 405, title: sentence('barred.refused'), text: sentence('barred.method-text') },
  'not-found': { status: 404, title: sentence('barred.not-found'), text: sentence('barred.not-found-text') },
};

/** What somebody who gets nothing is told, and what the owner can do. Holds nothing that came with the request. */
export function refusalPage(why: Refusal | 'not-found'): { readonly status: number; readonly html: string } {
  const { status } = pages[why];
  const title = english(pages[why].title);
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Peephole: ${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p>${english(pages[why].text)}</p></main></body></html>
`;
  return { status, html };
}
