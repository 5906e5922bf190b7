import { createHash } from 'node:crypto';
import type { Refusal } from './door.ts';

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
  readonly title: string;
  readonly text: string;
}

const restart =
  'Stop Peephole (Ctrl+C in its terminal) and start it again: it prints a new link. Nothing is lost.';

const pages: Readonly<Record<Refusal | 'not-found', Page>> = {
  'spent-token': {
    status: 403,
    title: 'This link was used already',
    text: `Each link opens Peephole in one browser, once. In that browser, open the address without the token. To use another one: ${restart}`,
  },
  'wrong-token': {
    status: 403,
    title: 'This is not the link that Peephole printed last',
    text: 'Copy the whole link from the terminal in which Peephole runs. Every start prints a new one.',
  },
  'no-cookie': {
    status: 403,
    title: 'Open Peephole with its link',
    text: `Peephole prints a link when it starts, with a token that works once. Open that one. If it was used already: ${restart}`,
  },
  host: {
    status: 403,
    title: 'Not at this address',
    text: 'Open the link exactly as Peephole printed it, with 127.0.0.1 and its own port.',
  },
  origin: { status: 403, title: 'Refused', text: 'Another web site asked for this. It gets nothing.' },
  'cross-site': {
    status: 403,
    title: 'Paste the link into the address bar',
    text: 'Another web site opened this, so it gets nothing. If that was you: copy the link and open it yourself; it is still good.',
  },
  'no-origin': { status: 403, title: 'Refused', text: 'Only the window itself may connect here.' },
  method: { status: 405, title: 'Refused', text: 'Peephole answers GET only.' },
  'not-found': {
    status: 404,
    title: 'Nothing here',
    text: 'Peephole has one page, at the address without anything after it.',
  },
};

/** What somebody who gets nothing is told, and what the owner can do. Holds nothing that came with the request. */
export function refusalPage(why: Refusal | 'not-found'): { readonly status: number; readonly html: string } {
  const { status, title, text } = pages[why];
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Peephole: ${title}</title><style>${style}</style></head>
<body><main><h1>${title}</h1><p>${text}</p></main></body></html>
`;
  return { status, html };
}
