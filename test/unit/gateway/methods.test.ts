import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type GatewayMethod, gatewayMethods, requestListed } from '../../../src-main/gateway/methods.ts';

const folder = join(import.meta.dirname, '../../../src-main/gateway');
const sources = readdirSync(folder).map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));

test('the list is exactly this, and nothing on it can send a message', () => {
  expect(gatewayMethods).toEqual([
    'config.get',
    'config.patch',
    'channels.status',
    'channels.start',
    'channels.stop',
    'channels.pairing.list',
    'sessions.list',
  ]);
});

test('a method that is not on the list is refused before it reaches the client, whatever the compiler was told', async () => {
  const asked: string[] = [];
  const client = { request: async (method: string) => asked.push(method) };
  for (const method of [
    'agent',
    'send',
    'chat.send',
    'sessions.send',
    'channels.pairing.approve',
    'config.apply',
  ]) {
    await expect(requestListed(client, method as GatewayMethod, {}, null)).rejects.toThrow(TypeError);
  }
  expect(asked).toEqual([]);
  await requestListed(client, 'channels.status', {}, null);
  expect(asked).toEqual(['channels.status']);
});

test('there is one place that hands a request to the client, and one that makes a client', () => {
  const holding = (pattern: RegExp) =>
    sources.filter(({ text }) => pattern.test(text)).map(({ name }) => name);
  expect(holding(/\.request\(/)).toEqual(['methods.ts']);
  expect(
    holding(/\bnew GatewayClient\(|\bnew WebSocket\(|\bfetch\(|node:(?:net|http|https|tls|child_process)/),
  ).toEqual(['connection.ts']);
  expect(sources.flatMap(({ text }) => text.match(/\.request\(/g) ?? [])).toHaveLength(1);
});

test('every method name that stands in the folder is on the list', () => {
  const named = sources.flatMap(({ text }) =>
    [...text.matchAll(/\bcall\(\s*'([^']+)'/g)].map(([, method]) => method),
  );
  expect(new Set(named)).toEqual(new Set(gatewayMethods));
});
