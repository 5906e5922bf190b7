import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import { linkFragment, pageProtocol, spellOffer } from '#contract/page-secret.ts';
import { type BrowserSurface, startBrowserSurface } from '../../src-main/surfaces/browser/browser-surface.ts';
import { FakeAppApi } from './fake-app-api.ts';

/** A window as small as can be, with things beside and in it that must never be served. */
export function smallWindow(): string {
  const dir = mkdtempSync(join(tmpdir(), 'peephole-web-'));
  onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
  const renderer = join(dir, 'renderer');
  mkdirSync(join(renderer, 'assets'), { recursive: true });
  writeFileSync(join(dir, 'secret.html'), 'outside');
  writeFileSync(join(renderer, 'index.html'), '<!doctype html><title>Peephole</title>');
  writeFileSync(join(renderer, 'assets', 'app.js'), 'export {};');
  writeFileSync(join(renderer, 'assets', 'app.js.map'), '{}');
  writeFileSync(join(renderer, 'notes.txt'), 'not of the window');
  symlinkSync(join(dir, 'secret.html'), join(renderer, 'link.html'));
  return renderer;
}

export interface ServedSurface {
  readonly api: FakeAppApi;
  readonly surface: BrowserSurface;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  readonly port: number;
  /** The link's token. */
  readonly token: string;
  readonly errors: readonly unknown[];
}

/** The browser surface before a fake app; ends with the test. */
export async function serveSurface(
  api = new FakeAppApi(),
  rendererDir = smallWindow(),
): Promise<ServedSurface> {
  const errors: unknown[] = [];
  const surface = await startBrowserSurface({ api, rendererDir, log: (error) => errors.push(error) });
  onTestFinished(() => surface.stop());
  const { origin, port, hash } = new URL(surface.url);
  return { api, surface, origin, port: Number(port), token: hash.replace(linkFragment, ''), errors };
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** One request exactly as given: nothing is normalised, followed or added but `Host`. */
export function ask(
  { port }: Pick<ServedSurface, 'port'>,
  path: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string | string[]> } = {},
): Promise<RawAnswer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, headers, agent: false, setHost: true };
    request(options, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
      );
    })
      .on('error', reject)
      .end();
  });
}

/** A secret as a page makes one up. */
export const pageSecret = (): string => randomBytes(32).toString('base64url');

export interface Knocking {
  readonly path?: string;
  readonly protocols?: readonly string[];
  /** Undefined: left out. */
  readonly headers?: Record<string, string | undefined>;
}

/** A connection as a page would make it; nothing is followed or added but what browsers add. */
export function dial(
  served: ServedSurface,
  { path = '/bridge', protocols = [], headers = {} }: Knocking,
): WebSocket {
  const given = Object.entries({ origin: served.origin, ...headers }).filter(
    ([, value]) => value !== undefined,
  );
  const socket = new WebSocket(`ws://127.0.0.1:${served.port}${path}`, [pageProtocol, ...protocols], {
    headers: Object.fromEntries(given),
  });
  onTestFinished(() => socket.terminate());
  return socket;
}

/** What comes of a connection: `open`, the close code and reason of ours, or the HTTP status. */
export function comesOf(socket: WebSocket): Promise<string | number> {
  return new Promise((resolve, reject) => {
    socket.on('unexpected-response', (_request, response) => resolve(response.statusCode ?? 0));
    socket.on('error', reject);
    socket.on('close', (_code, reason) => resolve(reason.toString()));
    // Whoever is turned away is told at once; a command that is answered proves that nobody was.
    socket.on('message', () => resolve('open'));
    socket.on('open', () => socket.send('{"id":7,"command":"status"}'));
  });
}

export const claimOf = (token: string, secret: string): string =>
  spellOffer({ kind: 'claim', token, secret });
export const secretOf = (secret: string): string => spellOffer({ kind: 'secret', secret });

/** Follows the one-time link as the window does. @returns the secret that opens the bridge from then on. */
export async function enter(served: ServedSurface): Promise<string> {
  const secret = pageSecret();
  const socket = dial(served, { protocols: [claimOf(served.token, secret)] });
  await once(socket, 'open');
  socket.terminate();
  return secret;
}
