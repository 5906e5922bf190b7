import { readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { judgeDirect, judgeGroup } from '#core/access/access.ts';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { handleKey } from '#core/message/handle.ts';
import { readAccessConfig } from '../../src-main/gateway/access-config.ts';
import { spellings } from '../support/handle-matrix.ts';
import { installOpenclaw } from '../support/install-openclaw.ts';

/**
 * Our reading of the config and our access rule, held against OpenClaw's own code in this process: its merging of
 * accounts, its parsing of entries and its decision. Thousands of made-up configs; the few that go through a whole
 * gateway are in explain-differential.
 */

type Lists = readonly (string | number)[];
type Decision = 'allow' | 'block' | 'pairing';

interface Channel {
  readonly dmPolicy?: string;
  readonly groupPolicy?: string;
  readonly allowFrom?: Lists;
  readonly groupAllowFrom?: Lists;
}

interface Config {
  readonly channels: {
    readonly imessage: Channel & { readonly accounts?: Readonly<Record<string, Channel>> };
  };
  readonly accessGroups: Readonly<Record<string, { type: string; members: Readonly<Record<string, Lists>> }>>;
}

/** What the plugin calls, as far as it is called here. */
interface OpenClaw {
  mergedAccount(config: Config, accountId: string): Channel;
  decide(config: Config, account: Channel, sender: string, group: boolean, paired: Lists): Promise<Decision>;
}

let openclaw: OpenClaw;

beforeAll(async () => {
  const install = await installOpenclaw();
  const projects = join(install.templateStateDir, 'npm', 'projects');
  const project = readdirSync(projects).find((name) => name.startsWith('openclaw-imessage')) ?? '';
  const plugin = join(projects, project, 'node_modules', '@openclaw', 'imessage');
  const setup = join(plugin, 'dist', '.setup');
  const require = createRequire(join(plugin, 'package.json'));

  async function named(begin: string, name: string): Promise<(...input: readonly unknown[]) => unknown> {
    const file = readdirSync(setup).find((one) => new RegExp(`^${begin}-[\\w-]{8}\\.mjs$`).test(one)) ?? '';
    const all: Readonly<Record<string, unknown>> = await import(pathToFileURL(join(setup, file)).href);
    const found = Object.values(all).find((value) => typeof value === 'function' && value.name === name);
    if (typeof found !== 'function') throw new Error(`The plugin no longer exports ${name}`);
    return (...input) => found(...input);
  }
  const resolveAccount = await named('accounts', 'resolveIMessageAccount');
  const normalise = await named('targets', 'normalizeIMessageHandle');
  const parse = await named('targets', 'parseIMessageAllowTarget');
  const ingress = await import(
    pathToFileURL(require.resolve('openclaw/plugin-sdk/channel-ingress-runtime')).href
  );

  // As the plugin's monitor puts it together (inbound-processing).
  const identity = {
    key: 'imessage-sender',
    normalizeEntry: (entry: string) => {
      const target = parse(entry.trim()) as { kind: string; handle: string };
      return target.kind === 'handle' ? normalise(target.handle) : null;
    },
    normalizeSubject: normalise,
    sensitivity: 'pii',
  };
  openclaw = {
    mergedAccount: (cfg, accountId) => (resolveAccount({ cfg, accountId }) as { config: Channel }).config,
    async decide(cfg, account, sender, group, paired) {
      const allowFrom = account.allowFrom ?? [];
      const { senderAccess } = await ingress.resolveStableChannelMessageIngress({
        channelId: 'imessage',
        accountId: 'default',
        identity,
        subject: { stableId: sender },
        conversation: { kind: group ? 'group' : 'direct', id: '7' },
        event: { kind: 'message', authMode: 'inbound', mayPair: !group },
        dmPolicy: account.dmPolicy ?? 'pairing',
        groupPolicy: account.groupPolicy ?? 'allowlist',
        policy: { groupAllowFromFallbackToAllowFrom: false },
        allowFrom,
        groupAllowFrom: account.groupAllowFrom ?? allowFrom,
        accessGroups: cfg.accessGroups,
        cfg,
        readStoreAllowFrom: async () => paired,
      });
      return senderAccess.decision as Decision;
    },
  };
});

const senders = spellings.map(({ sender }) => sender);
const entry = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...spellings.map((one) => one.entry)) },
  { weight: 2, arbitrary: fc.constantFrom('accessGroup:mine', 'accessGroup:other', 'accessGroup:nowhere') },
  { weight: 1, arbitrary: fc.constantFrom<string>('*', ' * ', '', 'imessage:*', 'ACCESSGROUP:mine') },
);
const list = fc.option(fc.array(entry, { maxLength: 4 }), { nil: undefined });
const channel = fc
  .record({
    dmPolicy: fc.constantFrom('pairing', 'allowlist', 'open', 'disabled', undefined),
    groupPolicy: fc.constantFrom('allowlist', 'open', 'disabled', undefined),
    allowFrom: list,
    groupAllowFrom: list,
  })
  .map((one) => JSON.parse(JSON.stringify(one)) as Channel);
const members = fc.record({
  imessage: fc.array(entry, { maxLength: 2 }),
  '*': fc.array(entry, { maxLength: 1 }),
});
const configs: fc.Arbitrary<Config> = fc
  .record({ root: channel, work: channel, mine: members, other: members, type: fc.boolean() })
  .map(({ root, work, mine, other, type }) => ({
    channels: { imessage: { ...root, cliPath: 'imsg', accounts: { work } } },
    accessGroups: {
      mine: { type: 'message.senders', members: mine },
      other: { type: type ? 'message.senders' : 'another.kind', members: other },
    },
  }));

function factsOf(config: Config, paired: readonly string[]): AccessFacts {
  const read = readAccessConfig({ ...config }, { ...config });
  return {
    ...read,
    readAtMs: 0,
    bootId: '',
    baseHash: '',
    revision: '',
    appliedRevision: '',
    strays: [],
    applied: true,
    accounts: read.accounts.map(({ configKey: _, source: __, ...account }) => ({
      ...account,
      messages: { kind: 'this-mac' },
      parkedBy: null,
      runtime: null,
      paired: paired.map(handleKey),
    })),
    commandOwnerConfigured: null,
    pairingQueue: null,
  };
}

describe('who is let in', () => {
  test.each([
    ['direct messages', false],
    ['groups', true],
  ])('%s: as OpenClaw itself decides, on any config, for any account', async (_, group) => {
    const counts = { allow: 0, block: 0, pairing: 0 };
    await fc.assert(
      fc.asyncProperty(
        configs,
        fc.constantFrom(...senders),
        fc.subarray(senders, { maxLength: 2 }),
        async (config, sender, paired) => {
          const facts = factsOf(config, paired);
          expect(facts.accounts.map(({ id }) => id)).toEqual(['default', 'work']);
          for (const account of facts.accounts) {
            const merged = openclaw.mergedAccount(config, account.id);
            const decision = await openclaw.decide(config, merged, sender, group, paired);
            counts[decision] += 1;
            const ruling = (group ? judgeGroup : judgeDirect)(facts, account, handleKey(sender));
            expect([ruling.allowed, ruling.rule === 'answered-with-code']).toEqual([
              decision === 'allow',
              decision === 'pairing',
            ]);
          }
        },
      ),
      // Of 3,000 once only 486 were let in.
      { numRuns: 5000 },
    );
    // It means nothing unless both answers are common.
    expect(counts.allow).toBeGreaterThan(500);
    expect(counts.block).toBeGreaterThan(500);
  });

  test('every row of the spellings table', async () => {
    for (const { entry: raw, sender, matches } of spellings) {
      const config = {
        channels: { imessage: { dmPolicy: 'allowlist', allowFrom: [raw] } },
        accessGroups: {},
      };
      const decision = await openclaw.decide(config, config.channels.imessage, sender, false, []);
      const facts = factsOf(config, []);
      const [account] = facts.accounts;
      if (!account) throw new Error('no account');
      expect([raw, decision === 'allow', judgeDirect(facts, account, handleKey(sender)).allowed]).toEqual([
        raw,
        matches,
        matches,
      ]);
    }
  });
});
