import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
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
  /** Request target of the link, with its token. */
  readonly linkPath: string;
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
  const { origin, port, pathname, search } = new URL(surface.url);
  return { api, surface, origin, port: Number(port), linkPath: pathname + search, errors };
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

/** Follows the one-time link as a browser does. @returns the `Cookie` header from then on. */
export async function enter(served: ServedSurface): Promise<string> {
  const { headers } = await ask(served, served.linkPath);
  const [cookie] = headers['set-cookie'] ?? [];
  if (cookie === undefined) throw new Error('the link gave no cookie');
  return cookie.replace(/;.*$/s, '');
}
