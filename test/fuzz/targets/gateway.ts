// biome-ignore-all lint/suspicious/noTemplateCurlyInString: OpenClaw's config spells its variables so.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GatewayClientRequestError } from '@openclaw/gateway-client';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { planAccess } from '#core/access/access-plan.ts';
import { accessSettings, driftOf } from '#core/access/drift.ts';
import { explain } from '#core/access/explain.ts';
import { noChatsAsked } from '#core/access/named-chats.ts';
import { readHandle } from '#core/message/handle.ts';
import { GatewayUnavailable } from '#core/ports/gateway.ts';
import { accountViews } from '#core/reconcile/account-view.ts';
import { channelView } from '#core/reconcile/channel-view.ts';
import { planLeave } from '#core/silence/leave-plan.ts';
import { judgeSilence } from '#core/silence/silence.ts';
import { planSilence } from '#core/silence/silence-plan.ts';
import { english } from '#core/words/english.ts';
import { readRuntime } from '../../../src-main/gateway/channel.ts';
import {
  ConfigUnreadable,
  hasReference,
  readConfigFile,
  substitute,
} from '../../../src-main/gateway/config-file.ts';
import { judgeFailure } from '../../../src-main/gateway/connect-trouble.ts';
import { readConversations } from '../../../src-main/gateway/conversations.ts';
import { type Discovery, discover } from '../../../src-main/gateway/discovery.ts';
import { readHello } from '../../../src-main/gateway/hello.ts';
import { gatewayMethods } from '../../../src-main/gateway/methods.ts';
import { readPairingStore } from '../../../src-main/gateway/pairing-store.ts';
import { readAccess } from '../../../src-main/gateway/read-access.ts';
import { readRefusal } from '../../../src-main/gateway/refusal.ts';
import { systemClock } from '../../../src-main/platform/system-clock.ts';
import { calm } from '../../support/machine.ts';
import type { Target } from '../fuzz.ts';
import { mustBe } from '../must-be.ts';

const dir = mkdtempSync(join(tmpdir(), 'peephole-fuzz-'));
process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
const secret = 'a-secret-that-nobody-may-read';

const imessage = {
  enabled: true,
  cliPath: 'imsg',
  dmPolicy: 'allowlist',
  allowFrom: ['+12125550100', 'imessage:Anna@Example.com', 'accessGroup:peephole', 'chat_id:7', 5],
  groupPolicy: 'allowlist',
  groupAllowFrom: [],
  groups: { '*': { requireMention: true } },
  accounts: { work: { enabled: true, dmPolicy: 'pairing', dbPath: '/tmp/none.db' }, 'Home Two': {} },
};
const config = {
  channels: { defaults: { groupPolicy: 'open' }, imessage },
  accessGroups: {
    peephole: { type: 'message.senders', members: { imessage: ['+12125550101'] } },
    family: { type: 'message.senders', members: { '*': ['+12125550102'], imessage: ['x@example.com'] } },
  },
  session: { dmScope: 'main' },
  commands: { ownerAllowFrom: ['imessage:+12125550100', '*'], allowFrom: { imessage: ['+12125550100'] } },
  gateway: { mode: 'local', port: 18_789, auth: { mode: 'token', token: '${TOKEN}' } },
};
const status = {
  running: true,
  connected: true,
  lifecycle: 'ready',
  restartPending: false,
  lastError: 'it broke',
};
const said = {
  hello: {
    server: { version: '2026.9.6', bootId: 'b', connId: 'c' },
    features: { methods: gatewayMethods },
    auth: { scopes: ['operator.admin'] },
    snapshot: { configPath: '/x/openclaw.json', stateDir: '/x' },
  },
  'config.get': {
    valid: true,
    hash: 'h',
    configRevisionHash: 'r',
    appliedConfigHash: 'r',
    issues: [{ path: 'channels', message: 'no' }],
    config,
    sourceConfig: config,
    parsed: config,
  },
  'channels.status': {
    channelOrder: ['imessage', 'telegram'],
    channelAccounts: {
      imessage: [
        { accountId: 'default', ...status },
        { accountId: 'gone', ...status },
      ],
    },
  },
  'channels.pairing.list': {
    accounts: [{ accountId: 'default' }],
    requests: [{ accountId: 'default' }],
    commandOwnerConfigured: true,
    limits: { pendingPerAccount: 3 },
  },
  'sessions.list': {
    sessions: [{ updatedAt: 1, participants: [{ identity: { id: '+12125550101', pluginId: 'imessage' } }] }],
  },
  error: {
    code: 'INVALID_REQUEST',
    message: `no, ${secret}`,
    retryable: true,
    retryAfterMs: 5,
    details: {
      code: 'PAIRING_REQUIRED',
      requestId: 'abc',
      expectedProtocol: 5,
      issues: [{ path: 'a', message: 'b' }],
    },
  },
};

/** What once kept us busy for seconds: an entry of a list that is long, and lists of everything. */
const unkind = [
  ['(filtered)'.repeat(20_000)],
  ['imessage:'.repeat(20_000)],
  [`+${'1 '.repeat(50_000)}`],
  Array.from({ length: 5_000 }, (_, n) => `user${n}@example.com`),
].map((allowFrom) => {
  const channels = { imessage: { ...imessage, allowFrom } };
  return {
    ...said,
    'config.get': { ...said['config.get'], config: { channels }, sourceConfig: { channels } },
  };
});

const redact = (text: string): string => text.replaceAll(secret, '•••');
const here = { home: dir, databasePath: null };
const session = { version: '2026.9.6', bootId: 'b', stateDir: dir, appliedRevision: null };
const seen = ['+12125550100', '+12125550101', 'anna@example.com', '12345'].map(readHandle);

/** @throws what is not one of the errors that a reader may throw. */
async function answeredOrNot<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof GatewayUnavailable) return null;
    throw error;
  }
}

/** Everything that is concluded from what a gateway says. */
function conclude(facts: AccessFacts): void {
  const blocked = new Set(['+12125550102']);
  const options = { groupIsOurs: true, blocked };
  judgeSilence(facts, true, { blocked, ownKeys: new Set(['+12125550100']) });
  planSilence(facts, { ...options, dropPaired: false });
  planLeave(facts, { ...options, restore: null, kept: ['+12125550101'] });
  planAccess(facts, {
    ...options,
    approved: [{ key: '+12125550101', handle: '+12125550101', granted: false, confirmed: false }],
    dropped: new Set(),
    restore: [],
  });
  const view = channelView(facts, null, calm);
  const runs = [...facts.accounts, ...facts.strays].some(({ runtime }) => runtime?.running === true);
  mustBe(view.state !== 'off' || !runs, 'off, while something runs');
  accountViews(facts);
  driftOf(accessSettings(facts), {});
  for (const handle of seen) explain(facts, handle, noChatsAsked);
}

export const gatewayAnswers: Target = {
  name: 'answers of a gateway',
  shape: 'json',
  seeds: [Buffer.from(JSON.stringify(said))],
  unkind: unkind.map((one) => Buffer.from(JSON.stringify(one))),
  async run(input) {
    let told: unknown;
    try {
      told = JSON.parse(input.toString());
    } catch {
      return;
    }
    const frames = new Map<string, unknown>(
      typeof told === 'object' && told !== null ? Object.entries(told) : [],
    );
    const hello = readHello(frames.get('hello'), redact);
    mustBe('key' in hello || hello.version.length <= 1_000, 'a version is longer than it may be');
    const call = async (method: string): Promise<unknown> => frames.get(method);
    const reading = await answeredOrNot(readAccess(call, session, systemClock, here, readPairingStore));
    if (reading !== null) conclude(reading.facts);
    await answeredOrNot(readRuntime(call));
    await answeredOrNot(readConversations(call));
    refuse(frames.get('error'));
  },
};

function refuse(shape: unknown): void {
  if (typeof shape !== 'object' || shape === null) return;
  // As the official client makes it of a frame.
  const error = new GatewayClientRequestError(shape);
  const refusal = readRefusal(error, redact);
  mustBe(refusal === null || !JSON.stringify(refusal.answer).includes(secret), 'a secret is told');
  const trouble = judgeFailure({ error, closeCode: 1008, wasConnected: false }, nowhere, redact);
  mustBe(!english(trouble.detail).includes(secret), 'a secret is told');
}

const configPath = join(dir, 'openclaw.json');
const env = { TOKEN: 'x', HOME: dir, OPENCLAW_STATE_DIR: dir };
const nowhere: Discovery = discover({ configPath, url: null, env });

/** The files of one input, told apart by a line of their own. */
const between = '\n=====\n';
const files = ['openclaw.json', 'a.json5', join('sub', 'b.json'), 'gateway.state.lock'] as const;
const lockDir = join(dir, 'tmp', `openclaw-${process.getuid?.() ?? 0}`);
mkdirSync(join(dir, 'sub'), { recursive: true });
mkdirSync(lockDir, { recursive: true });
const included = { ...config, channels: { $include: ['./a.json5', 'sub/b.json'] } };
const lock = { pid: process.pid, configPath, port: 18_790 };

export const configFiles: Target = {
  name: 'OpenClaw’s files',
  shape: 'bytes',
  seeds: [
    [
      JSON.stringify(included),
      `// mine\n{ imessage: ${JSON.stringify(imessage)}, }`,
      '{}',
      JSON.stringify(lock),
    ],
    [
      "{ $include: './a.json5', a: '$${X} ${TOKEN}', 'gateway': {auth: {password: '${NONE}'}, remote: {url: 'x'}} }",
      '[1]',
      '',
      '',
    ],
    [
      '{"$include":["a.json5","a.json5"],"channels":[1]}',
      '{"$include":"sub/b.json"}',
      '{"$include":"../openclaw.json"}',
      '{',
    ],
  ].map((texts) => Buffer.from(texts.join(between))),
  // What once ended us, or kept us busy: deep values, and files that include others again and again.
  unkind: [
    [`{"a":${'['.repeat(5_000)}${']'.repeat(5_000)}}`],
    [`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`],
    [
      `{"$include":[${'"./a.json5",'.repeat(60)}]}`,
      `{"$include":[${'"sub/b.json",'.repeat(60)}]}`,
      '{"a":[1]}',
    ],
    ['{"$include":"a.json5","__proto__":{"a":1}}', '{"__proto__":{"b":1},"constructor":2}'],
  ].map((texts) => Buffer.from(texts.join(between))),
  run(input) {
    const parts = input.toString('latin1').split(between);
    files.forEach((name, at) => {
      const path = name.endsWith('.lock') ? join(lockDir, name) : join(dir, name);
      writeFileSync(path, Buffer.from(parts[at] ?? '', 'latin1'));
    });
    try {
      readConfigFile(configPath, env);
    } catch (error) {
      if (!(error instanceof ConfigUnreadable)) throw error;
    }
    const found = discover({ configPath, url: null, env });
    mustBe(found.url === '' || URL.canParse(found.url), 'an address is none');
    const text = input.toString();
    mustBe(hasReference(text) || substitute(text, env).length <= text.length, 'more is put in than is there');
  },
};
