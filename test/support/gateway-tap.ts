import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type RawData, WebSocket, WebSocketServer } from 'ws';

interface Request {
  readonly id: string;
  readonly method: string;
  readonly params: { readonly auth?: Readonly<Record<string, unknown>> };
}

/** Stands between client and gateway, changes nothing, and notes every request that goes over the wire. */
export interface Tap {
  readonly url: string;
  readonly requests: readonly Request[];
  /** When each call of this method was answered, oldest first: ms of `performance.now()`. */
  answeredMs(method: string): readonly number[];
  close(): Promise<void>;
}

export async function openTap(target: string): Promise<Tap> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await once(server, 'listening');
  const requests: Request[] = [];
  const answers: { readonly id: string; readonly atMs: number }[] = [];
  server.on('connection', (client) => {
    const upstream = new WebSocket(target);
    const early: RawData[] = [];
    client.on('message', (data) => {
      requests.push(JSON.parse(String(data)) as Request);
      if (upstream.readyState === WebSocket.OPEN) upstream.send(String(data));
      else early.push(data);
    });
    upstream.on('open', () => {
      for (const data of early) upstream.send(String(data));
    });
    upstream.on('message', (data) => {
      const frame = JSON.parse(String(data)) as { readonly type: string; readonly id: string };
      if (frame.type === 'res') answers.push({ id: frame.id, atMs: performance.now() });
      client.send(String(data));
    });
    upstream.on('error', () => client.terminate());
    upstream.on('close', (code, reason) => {
      if (code >= 1000 && code < 5000 && code !== 1005 && code !== 1006) client.close(code, reason);
      else client.terminate();
    });
    client.on('close', () => upstream.terminate());
    client.on('error', () => upstream.terminate());
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    requests,
    answeredMs(method) {
      const asked = new Set(requests.filter((one) => one.method === method).map(({ id }) => id));
      return answers.filter(({ id }) => asked.has(id)).map(({ atMs }) => atMs);
    },
    async close() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}
