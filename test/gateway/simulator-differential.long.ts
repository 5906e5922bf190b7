import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PracticeGateway, startPracticeGateway } from '../../src-main/simulator/simulated-gateway.ts';
import { spellings } from '../support/handle-matrix.ts';
import {
  connectRaw,
  type RawGatewayClient,
  type RawResponse,
  withToken,
} from '../support/raw-gateway-client.ts';
import { type JsonObject, type RealGateway, startRealGateway } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';

/**
 * The practice gateway against the real one: the same calls must end the same way, and the same messages in one and the
 * same chat.db must reach the assistant at both or at neither.
 */

const friend = '+12125550180';
const other = '+12125550181';
/** The real plugin starts a program of its own, which takes its time on a busy machine. */
const startTimeoutMs = 120_000;
const testTimeoutMs = 400_000;
const imessage: JsonObject = {
  dmPolicy: 'allowlist',
  allowFrom: [friend],
  groupPolicy: 'allowlist',
  groupAllowFrom: [],
};

let real: RealGateway;
let practice: PracticeGateway;
let stateDir: string;

beforeAll(async () => {
  real = await startRealGateway({ imessage });
  stateDir = mkdtempSync(join(tmpdir(), 'practice-state-'));
  practice = await startPracticeGateway({ stateDir, imessage: { ...imessage, dbPath: real.chatDbPath } });
});
afterAll(async () => {
  await practice?.stop();
  await real?.stop();
  if (stateDir) rmSync(stateDir, { recursive: true, force: true, maxRetries: 3 });
});

/** What differs from run to run, by its key. */
const volatile = new Set(
  'ts hash baseHash lastStartAt lastStopAt lastConnectedAt retryAfterMs configRevisionHash appliedConfigHash'.split(
    ' ',
  ),
);

/** Where an answer speaks of the installation rather than of the call. */
const installation = new Set(['path', 'root', 'cliPath', 'dbPath']);

/** Measurements of the real process, which practice has none of. */
const dropped = new Set(['eventLoop']);

/** The part of a config that Peephole reads. */
function ours(config: JsonObject): JsonObject {
  return { channels: config.channels, accessGroups: config.accessGroups, session: config.session };
}

/** An answer without what differs between two runs, or between two installations. */
function comparable(value: unknown, key = ''): unknown {
  if (volatile.has(key)) return value === null ? null : `<${typeof value}>`;
  if (installation.has(key)) return '<installation>';
  if (key === 'changedPaths' && Array.isArray(value)) {
    // Enabling a channel also touches its plugin's entry, which practice has none of.
    return value.filter((path) => !String(path).startsWith('plugins.')).toSorted();
  }
  if (typeof value === 'string') return value.replace(/retry after \d+s/, 'retry after <n>s');
  if (Array.isArray(value)) return value.map((entry) => comparable(entry));
  if (typeof value !== 'object' || value === null) return value;
  const whole = /^(?:config|runtimeConfig|parsed|sourceConfig|resolved)$/.test(key);
  const entries = Object.entries(whole ? ours(value as JsonObject) : value);
  return Object.fromEntries(
    entries.filter(([name]) => !dropped.has(name)).map(([name, child]) => [name, comparable(child, name)]),
  );
}

const comparableAnswer = ({ ok, payload, error }: RawResponse) => ({
  ok,
  payload: comparable(payload),
  error: comparable(error),
});

/** Runs one step at both gateways and compares how it ended. */
async function atBoth(step: (client: RawGatewayClient) => Promise<RawResponse>): Promise<RawResponse> {
  const answers = await Promise.all(clients().map(async (client) => step(await client)));
  const [fromReal, fromPractice] = answers;
  if (!fromReal || !fromPractice) throw new Error('two answers');
  expect(comparableAnswer(fromPractice)).toEqual(comparableAnswer(fromReal));
  return fromReal;
}

/** A client of its own for every step: 30 calls of `config.patch` per minute and client, and no more. */
function clients() {
  return [connectRaw(real.url, withToken(real.token)), connectRaw(practice.url, withToken(practice.token))];
}

const call = (method: string, params: unknown) => atBoth((client) => client.call(method, params));

/** A patch on the newest base. `raw` as text, or as what is to become of `channels.imessage`. */
function patch(raw: string | JsonObject, more: JsonObject = {}): Promise<RawResponse> {
  const text = typeof raw === 'string' ? raw : JSON.stringify({ channels: { imessage: raw } });
  return atBoth(async (client) => {
    const { hash: baseHash } = (await client.request('config.get')) as { hash: string };
    return client.call('config.patch', { raw: text, baseHash, ...more });
  });
}

const groupPatch = (group: unknown) => JSON.stringify({ accessGroups: { peephole: group } });

/** Both receive, unless they were told not to: what `channels.status` says once a change is in force. */
async function ready(): Promise<void> {
  for (const [index, connecting] of clients().entries()) {
    const client = await connecting;
    const name = index === 0 ? 'real' : 'practice';
    await waitFor(
      `the channel of the ${name} gateway to be started`,
      async () => {
        const { channelAccounts } = (await client.request('channels.status')) as {
          channelAccounts: Record<string, readonly { lifecycle: string }[]>;
        };
        return channelAccounts.imessage?.every(({ lifecycle }) => lifecycle !== 'starting');
      },
      startTimeoutMs,
    );
    client.close();
  }
}

describe('calls that change nothing', () => {
  test.each([
    ['config.get', {}],
    ['config.get', { x: 1 }],
    ['channels.status', {}],
    ['channels.status', { x: 1 }],
    ['channels.pairing.list', {}],
    ['channels.pairing.list', { channel: 'imessage' }],
    ['channels.pairing.list', { channel: 'nope' }],
    ['channels.pairing.approve', { channel: 'imessage', accountId: 'default', requestId: 'x' }],
    ['channels.pairing.dismiss', { channel: 'imessage', accountId: 'default', requestId: 'x' }],
    ['channels.stop', {}],
    ['channels.stop', { channel: 'nope' }],
    ['channels.start', { channel: 'nope' }],
    ['no.such.method', {}],
    ['connect', {}],
  ])('%s %j', async (method, params) => {
    await ready();
    await call(method, params);
  });
});

describe('config.patch that is refused', () => {
  test.each([
    ['no base', { raw: '{"channels":{"imessage":{"allowFrom":["a","b"]}}}' }],
    ['no base, but an addition', { raw: `{"channels":{"imessage":{"allowFrom":["${friend}","b"]}}}` }],
    ['no base and no change', { raw: '{}' }],
    ['a stale base', { raw: '{}', baseHash: 'nope' }],
    ['raw is a number', { raw: 5 }],
    ['raw is missing', {}],
    ['an unknown parameter', { raw: '{}', bogus: 1 }],
  ])('%s', async (_, params) => {
    await call('config.patch', params);
  });

  test.each<[string, string | JsonObject, JsonObject?]>([
    ['bad JSON', 'x{'],
    ['cut off', '{"a":'],
    ['a list', '[]'],
    ['a string', '"s"'],
    ['a removal', { allowFrom: [] }],
    ['a removal with the parent path', { allowFrom: [] }, { replacePaths: ['channels.imessage'] }],
    ['a removal by null', { allowFrom: null }],
    ['a removal of the channel', '{"channels":{"imessage":null}}'],
    ['another type for a list', { allowFrom: 'abc' }],
    ['a list of booleans', { groupAllowFrom: [true] }],
    ['an unknown policy', { dmPolicy: 'sometimes' }],
    ['an unknown group policy', { groupPolicy: 'x' }],
    ['an unknown key', { blockFrom: ['a'] }],
    ['no boolean', { enabled: 'x' }],
    ['an access group of an unknown type', groupPatch({ type: 'nope', members: {} })],
    ['an access group without members', groupPatch({ type: 'message.senders' })],
    ['members that are no list', groupPatch({ type: 'message.senders', members: { imessage: 'x' } })],
    ['members that are no texts', groupPatch({ type: 'message.senders', members: { imessage: [5] } })],
  ])('%s', async (_, raw, more = {}) => {
    await patch(raw, more);
  });
});

describe('config.patch that is applied', () => {
  test.each<[string, string | JsonObject, JsonObject?]>([
    ['no change', { allowFrom: [friend] }],
    ['an addition', { allowFrom: [other, friend] }],
    ['another order', { allowFrom: [friend, other] }],
    ['a removal', { allowFrom: [friend] }, { replacePaths: ['channels.imessage.allowFrom'] }],
    ['a new access group', groupPatch({ type: 'message.senders', members: { imessage: [other] } })],
    ['a member more', groupPatch({ members: { imessage: [other, friend] } })],
    [
      'a member less',
      groupPatch({ members: { imessage: [friend] } }),
      { replacePaths: ['accessGroups.peephole.members.imessage'] },
    ],
    ['a setting taken out', { dmPolicy: null }],
    ['the same setting again', { dmPolicy: 'allowlist' }],
    ['the group taken out', groupPatch(null), { replacePaths: ['accessGroups.peephole.members.imessage'] }],
    ['off', { enabled: false }],
    ['on', { enabled: true }],
  ])('%s', async (_, raw, more = {}) => {
    await patch(raw, more);
    await ready();
    await call('config.get', {});
    await call('channels.status', {});
  });
});

describe('the channel', () => {
  test('stop, stop again, status, a change meanwhile, start', async () => {
    await ready();
    await call('channels.stop', { channel: 'imessage' });
    await call('channels.stop', { channel: 'imessage', accountId: 'default' });
    await call('channels.status', {});
    await patch({ allowFrom: [friend, other] });
    await call('channels.status', {});
    await call('channels.start', { channel: 'imessage' });
    await ready();
    await call('channels.status', {});
  });

  test.each([
    ['stop, off, on', false],
    ['stop, off, start, on', true],
  ])('%s', async (_, startWhileOff) => {
    await call('channels.stop', { channel: 'imessage' });
    await patch({ enabled: false });
    if (startWhileOff) await call('channels.start', { channel: 'imessage' });
    await patch({ enabled: true });
    await ready();
    await call('channels.status', {});
    await call('channels.start', { channel: 'imessage' });
    await ready();
  });
});

describe('who may connect', () => {
  const base = { ...withToken('')({ nonce: '', ts: 0 }) } as JsonObject;
  const client = base.client as JsonObject;

  test.each<[string, (token: string) => JsonObject]>([
    ['a wrong token', () => ({ auth: { token: 'wrong' } })],
    ['the token as password', (token) => ({ auth: { password: token } })],
    ['a wrong password', () => ({ auth: { password: 'wrong' } })],
    ['nothing', () => ({ auth: undefined })],
    ['protocol 3', (token) => ({ minProtocol: 3, maxProtocol: 3, auth: { token } })],
    ['protocol 5', (token) => ({ minProtocol: 5, maxProtocol: 5, auth: { token } })],
    ['protocols 3 to 5', (token) => ({ minProtocol: 3, maxProtocol: 5, auth: { token } })],
    ['an unknown client', (token) => ({ client: { ...client, id: 'peephole' }, auth: { token } })],
    ['a surface without a device', (token) => ({ client: { ...client, mode: 'ui' }, auth: { token } })],
    ['an unknown role', (token) => ({ role: 'x', auth: { token } })],
    ['reading only', (token) => ({ scopes: ['operator.read'], auth: { token } })],
    ['no scopes', (token) => ({ scopes: undefined, auth: { token } })],
  ])('%s', async (_, change) => {
    const ends = await Promise.all(
      [real, practice].map(async ({ url, token }) => {
        const { hello, closed, close } = await connectRaw(url, () => ({ ...base, ...change(token) }));
        const { auth } = (hello.payload ?? {}) as {
          auth?: { method: string; role: string; scopes: string[] };
        };
        const end = hello.ok
          ? { method: auth?.method, role: auth?.role, scopes: auth?.scopes }
          : { error: hello.error, closed: await closed };
        close();
        return end;
      }),
    );
    expect(ends[1]).toEqual(ends[0]);
  });

  test('a reader may read', async () => {
    const asked: readonly (readonly [string, unknown])[] = [
      ['config.get', {}],
      ['config.patch', { raw: '{}' }],
      ['channels.stop', { channel: 'imessage' }],
      ['channels.pairing.list', {}],
    ];
    const answers = await Promise.all(
      [real, practice].map(async ({ url, token }) => {
        const reader = await connectRaw(url, () => ({ ...base, scopes: ['operator.read'], auth: { token } }));
        const said = [];
        for (const [method, params] of asked)
          said.push((await reader.call(method, params)).error ?? 'allowed');
        reader.close();
        return said;
      }),
    );
    expect(answers[1]).toEqual(answers[0]);
  });
});

describe('who reaches the assistant', () => {
  const direct = spellings.map(({ entry }) => entry);
  const lists = ['channels.imessage.allowFrom', 'channels.imessage.groupAllowFrom'];
  const replacePaths = [...lists, 'accessGroups.mine.members.imessage', 'accessGroups.mine.members.*'];
  const groups = new Map<string, number>();
  let combinations = 0;

  const groupOf = (sender: string): number => {
    const known = groups.get(sender) ?? real.chatDb.group([sender, friend]);
    groups.set(sender, known);
    return known;
  };

  function write(sender: string, inGroup: boolean, service = 'iMessage'): string {
    combinations += 1;
    const text = `combination-${combinations}-end`;
    if (inGroup) real.chatDb.post({ chatId: groupOf(sender), from: sender, text });
    else real.chatDb.receive({ handle: sender, service, text });
    return text;
  }

  const atReal = (text: string) => real.agentMessages().some((turn) => turn.includes(text));
  const atPractice = (text: string) => practice.reached().some((message) => message.text === text);

  /** Everybody writes under these settings; both gateways must let the same ones in. */
  async function compare(
    settings: JsonObject,
    members: JsonObject,
    writers: readonly (typeof spellings)[number][],
  ) {
    const change = {
      channels: { imessage: settings },
      accessGroups: { mine: { type: 'message.senders', members } },
    };
    await patch(JSON.stringify(change), { replacePaths });
    await ready();
    const texts = writers.flatMap(({ sender, service }, index) =>
      index % 3 === 0
        ? [write(sender, false, service), write(sender, true)]
        : [write(sender, false, service)],
    );
    const last = write(friend, settings.dmPolicy === 'disabled');
    await waitFor('the last one', () => atPractice(last) && atReal(last), 120_000);
    for (const text of texts.filter(atPractice)) {
      await waitFor(`${text} to reach the real assistant too`, () => atReal(text), 60_000).catch(() => {});
    }
    expect(texts.filter(atPractice)).toEqual(texts.filter(atReal));
  }

  const open = (settings: JsonObject): JsonObject => ({
    dmPolicy: 'allowlist',
    allowFrom: [friend],
    groupPolicy: 'allowlist',
    groupAllowFrom: [],
    ...settings,
  });
  const some = spellings.filter((_, index) => index % 5 === 0);

  test.each<[string, JsonObject, JsonObject, readonly (typeof spellings)[number][]]>([
    [
      'every spelling, and no list for groups',
      { allowFrom: [friend, ...direct], groupAllowFrom: null },
      {},
      spellings,
    ],
    [
      'every spelling in an access group',
      { allowFrom: [friend, 'accessGroup:mine'], groupAllowFrom: ['accessGroup:mine'] },
      { imessage: direct.map(String) },
      spellings,
    ],
    ['a wildcard under allowlist', { allowFrom: ['*'] }, {}, some],
    ['open with a wildcard', { dmPolicy: 'open', allowFrom: ['*'] }, {}, some],
    ['open with a list', { dmPolicy: 'open', allowFrom: [friend, other] }, {}, some],
    ['a wildcard for every channel', { allowFrom: [friend, 'accessGroup:mine'] }, { '*': ['*'] }, some],
    ['groups open', { groupPolicy: 'open' }, {}, some],
    ['groups off', { groupPolicy: 'disabled', groupAllowFrom: ['*'] }, {}, some],
    ['nobody directly', { dmPolicy: 'disabled', groupAllowFrom: [friend] }, {}, some],
  ])(
    '%s',
    async (_, settings, members, writers) => {
      await compare(open(settings), members, writers);
    },
    testTimeoutMs,
  );

  test('under pairing a stranger is sent the same text, once', async () => {
    await patch({ ...open({ dmPolicy: 'pairing' }) }, { replacePaths });
    await ready();
    const stranger = '+12125550182';
    write(stranger, false);
    write(stranger, false);
    await real.sent(stranger, 'Pairing code');
    await waitFor('practice', () => practice.outbox().some(({ to }) => to === stranger));
    const withoutCode = (text: string) => text.replace(/\b[A-Z0-9]{8}\b/g, '<code>');
    const texts = (sent: readonly { to: string; text: string | null }[]) =>
      sent.filter(({ to }) => to === stranger).map(({ text }) => withoutCode(text ?? ''));
    expect(texts(practice.outbox())).toEqual(texts(real.outbox()));
  });

  test('both say so in their list of conversations', async () => {
    const people = await Promise.all(
      clients().map(async (connecting) => {
        const { sessions } = (await (await connecting).request('sessions.list', {})) as {
          sessions: readonly { participants?: readonly { identity: { id: string; pluginId?: string } }[] }[];
        };
        const identities = sessions
          .flatMap(({ participants }) => participants ?? [])
          .map(({ identity }) => identity);
        return [...new Set(identities.map(({ id, pluginId }) => `${pluginId} ${id}`))].toSorted();
      }),
    );
    expect(people[0]?.length).toBeGreaterThan(10);
    expect(people[1]).toEqual(people[0]);
  });

  test('at least 100 combinations were compared', () => {
    expect(combinations).toBeGreaterThanOrEqual(100);
  });
});
