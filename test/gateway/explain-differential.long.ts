import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AccessFacts } from '../../src-main/core/access-facts.ts';
import { explain } from '../../src-main/core/explain.ts';
import { readHandle } from '../../src-main/core/handle.ts';
import { type Configuration, configurations, sentinel } from '../support/explain-matrix.ts';
import { spellings } from '../support/handle-matrix.ts';
import { readFacts } from '../support/read-facts.ts';
import { type JsonObject, type RealGateway, startRealGateway } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';

/**
 * `explain` against the real plugin: the same handles, the same lists, both ways (issue "Silence, proven", item 8). One
 * gateway, one `config.patch` for each configuration; then everybody writes, and whose message reaches the agent is
 * compared with what `explain` says of the settings as Peephole itself reads them.
 */

/** One question: this sender, this configuration, directly or in a group. */
interface Combination {
  readonly token: string;
  readonly configuration: string;
  readonly sender: string;
  readonly where: 'dm' | 'group';
  /** null: `explain` makes no claim (a listed chat lets in whoever writes there). */
  readonly said: boolean | null;
}

describe('explain and the real plugin', () => {
  let gateway: RealGateway;
  const combinations: Combination[] = [];
  const groups = new Map<string, number>();
  let count = 0;

  beforeAll(async () => {
    gateway = await startRealGateway({
      imessage: { dmPolicy: 'allowlist', allowFrom: [sentinel], groupAllowFrom: [] },
    });
    // The first message after a start may meet a store that is still being opened.
    await waitFor(
      'the agent to be awake',
      async () => {
        await arrives(say(sentinel, 'dm'), 15_000).catch(() => null);
        return gateway.agentMessages().length > 0;
      },
      240_000,
    );
  }, 1_200_000);
  afterAll(() => gateway?.stop());

  const groupOf = (sender: string): number => {
    const known = groups.get(sender) ?? gateway.chatDb.group([sender, '+12125550191']);
    groups.set(sender, known);
    return known;
  };

  function say(sender: string, where: 'dm' | 'group', service = 'iMessage'): string {
    count += 1;
    const token = `word-${count}-end`;
    if (where === 'dm') gateway.chatDb.receive({ handle: sender, service, text: token });
    else gateway.chatDb.post({ chatId: groupOf(sender), from: sender, text: token });
    return token;
  }

  const hasArrived = (token: string): boolean => gateway.agentMessages().some((turn) => turn.includes(token));
  const arrives = (token: string, timeoutMs = 180_000) =>
    waitFor(`${token} to reach the agent`, () => hasArrived(token), timeoutMs);

  async function configure(configuration: Configuration): Promise<AccessFacts> {
    const groupsClosed = configuration.groupPolicy === 'disabled';
    const imessage: JsonObject = {
      dmPolicy: configuration.dmPolicy ?? 'allowlist',
      allowFrom: groupsClosed ? [...configuration.allowFrom, sentinel] : configuration.allowFrom,
      groupPolicy: configuration.groupPolicy ?? 'allowlist',
      groupAllowFrom:
        configuration.groupAllowFrom === null || groupsClosed
          ? configuration.groupAllowFrom
          : [...configuration.groupAllowFrom, sentinel],
    };
    if (configuration.groupAllowFrom === null) imessage.allowFrom = [...configuration.allowFrom, sentinel];
    // Members are texts only (the gateway's schema).
    const members = {
      imessage: (configuration.members ?? []).map(String),
      '*': (configuration.shared ?? []).map(String),
    };
    await patch(gateway, {
      channels: { imessage },
      accessGroups: { mine: { type: 'message.senders', members } },
    });
    return readFacts(gateway);
  }

  /** Everybody writes; returns when each of those who are said to be let in has arrived, and then the sentinel. */
  async function ask(configuration: Configuration, facts: AccessFacts): Promise<void> {
    const said: Combination[] = [];
    for (const { sender, service, places } of configuration.questions) {
      const answer = explain(facts, readHandle(sender));
      for (const where of places) {
        const token = say(sender, where, service);
        said.push({ token, configuration: configuration.name, sender, where, said: answer[where].allowed });
      }
    }
    combinations.push(...said);
    const where = configuration.groupPolicy === 'disabled' ? 'dm' : 'group';
    for (const one of said) if (one.said === true) await arrives(one.token).catch(() => null);
    await arrives(say(sentinel, where));
  }

  test.each(configurations)(
    '$name',
    async (configuration) => {
      await ask(configuration, await configure(configuration));
      const here = combinations.filter((one) => one.configuration === configuration.name);
      expect(disagreements(here, hasArrived)).toEqual([]);
    },
    300_000,
  );

  test('at least 500 combinations agree, both ways, also those that arrived late', () => {
    expect(disagreements(combinations, hasArrived)).toEqual([]);
    expect(combinations.filter(({ said }) => said !== null).length).toBeGreaterThanOrEqual(500);
    expect(combinations.filter(({ said }) => said === true).length).toBeGreaterThanOrEqual(100);
    expect(combinations.filter(({ said }) => said === false).length).toBeGreaterThanOrEqual(100);
  });

  test('commands: without an owner whoever is let in may use them, with one only the owner', async () => {
    const [owner, friend] = ['+12125550192', '+12125550193'];
    const allowFrom = [owner, friend, sentinel];
    const statuses = (to: string) =>
      gateway.outbox().filter((sent) => sent.to === to && sent.text?.includes('OpenClaw 2026')).length;
    const command = (sender: string, facts: AccessFacts) => explain(facts, readHandle(sender)).command;

    const open = await configure({ name: 'no owner', allowFrom, groupAllowFrom: [], questions: [] });
    expect(command(friend, open)).toMatchObject({ allowed: true, ownerOnly: false });
    gateway.chatDb.receive({ handle: friend, text: '/status' });
    await waitFor('the status to be sent', () => statuses(friend) === 1, 120_000);

    await patch(gateway, { commands: { ownerAllowFrom: [`imessage:${owner}`] } });
    const owned = await readFacts(gateway);
    expect(command(friend, owned)).toMatchObject({ allowed: false, ownerOnly: false });
    expect(command(owner, owned)).toMatchObject({ allowed: true, ownerOnly: true });
    gateway.chatDb.receive({ handle: friend, text: '/status' });
    gateway.chatDb.receive({ handle: owner, text: '/status' });
    await waitFor('the status to be sent to the owner', () => statuses(owner) === 1, 120_000);
    await arrives(say(sentinel, 'dm'));
    expect(statuses(friend)).toBe(1);
  }, 400_000);

  test('a listed chat lets in whoever writes there, and explain claims nothing', async () => {
    const [sender, other] = ['+12125550194', '+12125550195'];
    const facts = await configure({
      name: 'a chat',
      allowFrom: [],
      groupAllowFrom: [`chat_id:${groupOf(sender)}`],
      questions: [],
    });
    for (const one of [sender, other]) {
      expect(explain(facts, readHandle(one)).group).toMatchObject({ allowed: null, rule: 'depends-on-chat' });
    }
    const elsewhere = say(other, 'group');
    await arrives(say(sender, 'group'));
    await arrives(say(sentinel, 'group'));
    expect(hasArrived(elsewhere)).toBe(false);
  }, 900_000);

  test('the spellings table says the same', () => {
    const [direct] = configurations;
    for (const { sender, matches } of spellings) {
      const here = combinations.find(
        (one) => one.sender === sender && one.where === 'dm' && one.configuration === direct?.name,
      );
      expect([sender, here?.said, hasArrived(here?.token ?? '-')]).toEqual([sender, matches, matches]);
    }
  });
});

function disagreements(combinations: readonly Combination[], hasArrived: (token: string) => boolean) {
  return combinations
    .filter(({ token, said }) => said !== null && said !== hasArrived(token))
    .map(({ token, ...rest }) => ({ ...rest, arrived: hasArrived(token) }));
}

/** Writes lists as an administrator would, and returns once they are applied. */
async function patch(gateway: RealGateway, change: JsonObject): Promise<void> {
  const replacePaths = [
    'channels.imessage.allowFrom',
    'channels.imessage.groupAllowFrom',
    'accessGroups.mine.members.imessage',
    'accessGroups.mine.members.*',
  ];
  const { hash } = (await gateway.rpc('config.get', {})) as { hash: string };
  await gateway.rpc('config.patch', { baseHash: hash, raw: JSON.stringify(change), replacePaths });
  await waitFor(
    'the settings to be applied and the channel to be ready',
    async () => {
      const config = (await gateway.rpc('config.get', {})) as Record<string, unknown>;
      const { channelAccounts } = (await gateway.rpc('channels.status', {})) as {
        channelAccounts: Record<string, readonly { lifecycle: string; connected: boolean }[]>;
      };
      const account = channelAccounts.imessage?.[0];
      return (
        config.configRevisionHash === config.appliedConfigHash &&
        account?.connected === true &&
        account.lifecycle === 'ready'
      );
    },
    300_000,
  );
}
