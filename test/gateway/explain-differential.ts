import { beforeAll, describe, expect, test } from 'vitest';
import type { AccessFacts } from '#core/access/access-facts.ts';
import { type AccountExplanation, explain } from '#core/access/explain.ts';
import { noChatsAsked } from '#core/access/named-chats.ts';
import { readHandle } from '#core/message/handle.ts';
import {
  accountOf,
  accountSettings,
  type Configuration,
  configurations,
  groupsOf,
  sentinel,
} from '../support/explain-matrix.ts';
import { spellings } from '../support/handle-matrix.ts';
import { readFacts } from '../support/read-facts.ts';
import type { RealGateway } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';
import type { WatchedGateway } from '../support/watched-gateway.ts';
import type { Witness } from '../support/witness.ts';

/**
 * `explain` against the real plugin: the same handles, the same lists, both ways (RULE-6.16). One
 * gateway with an account for each configuration. Everybody writes, and whose message comes to the agent's door is compared
 * with what `explain` says of that account, from the settings as Peephole itself reads them.
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

const inheritingAccount = 'inherits';
const commandsAccount = 'commands';
const [owner, friend] = ['+12125550192', '+12125550193'];
const chatAccount = 'a-chat';
const [inChat, elsewhere] = ['+12125550194', '+12125550195'];

/** The accounts whose Messages a gateway needs for it. */
export const differentialAccounts: readonly string[] = [
  ...configurations.map(accountOf),
  inheritingAccount,
  commandsAccount,
  chatAccount,
];

export function explainDifferential(given: () => WatchedGateway): void {
  describe('explain and the real plugin', () => {
    let gateway: RealGateway;
    let witness: Witness;
    let facts: AccessFacts;
    const combinations: Combination[] = [];
    const groups = new Map<string, number>();
    let count = 0;

    beforeAll(async () => {
      ({ gateway, witness } = given());
      await gateway.furnish({
        imessage: { dmPolicy: 'allowlist', allowFrom: [sentinel] },
        accounts: {
          ...Object.fromEntries(configurations.map((one) => [accountOf(one), accountSettings(one)])),
          [inheritingAccount]: {},
          [commandsAccount]: { allowFrom: [owner, friend], groupAllowFrom: [] },
          [chatAccount]: { allowFrom: [], groupAllowFrom: ['chat_id:1', sentinel] },
        },
        config: {
          accessGroups: Object.assign({}, ...configurations.map(groupsOf)),
          // Somebody who writes to two accounts is not to wait for themselves.
          session: { dmScope: 'per-account-channel-peer' },
          commands: { ownerAllowFrom: [`imessage:${owner}`] },
        },
      });
      // The first message after a start may meet a store that is still being opened.
      await waitFor(
        'the agent to be awake',
        async () => {
          await arrives(say('default', sentinel, 'dm'), 15_000).catch(() => null);
          return witness.seen().length > 0;
        },
        480_000,
      );
      facts = await readFacts(gateway);
    });

    const groupOf = (account: string, sender: string): number => {
      const id = `${account} ${sender}`;
      const known = groups.get(id) ?? gateway.account(account).chatDb.group([sender, '+12125550191']);
      groups.set(id, known);
      return known;
    };

    function say(account: string, sender: string, where: 'dm' | 'group', service = 'iMessage'): string {
      count += 1;
      const token = `word-${count}-end`;
      const { chatDb } = gateway.account(account);
      if (where === 'dm') chatDb.receive({ handle: sender, service, text: token });
      else chatDb.post({ chatId: groupOf(account, sender), from: sender, text: token });
      return token;
    }

    function explained(account: string, sender: string): AccountExplanation {
      const found = explain(facts, readHandle(sender), noChatsAsked).accounts.find(
        ({ accountId }) => accountId === account,
      );
      if (found === undefined) throw new Error(`explain says nothing of the account ${account}`);
      return found;
    }

    const hasArrived = (token: string): boolean =>
      witness.seen().some(({ content }) => content.includes(token));
    const arrives = (token: string, timeoutMs = 240_000) =>
      waitFor(`${token} to reach the agent`, () => hasArrived(token), timeoutMs);

    /** Everybody writes; returns when each of those who are said to be let in has arrived, and then the sentinel. */
    async function ask(configuration: Configuration): Promise<readonly Combination[]> {
      const account = accountOf(configuration);
      const said = configuration.questions.flatMap(({ sender, service, places }) =>
        places.map((where) => ({
          token: say(account, sender, where, service),
          configuration: configuration.name,
          sender,
          where,
          said: explained(account, sender)[where].allowed,
        })),
      );
      combinations.push(...said);
      for (const one of said) if (one.said === true) await arrives(one.token).catch(() => null);
      await arrives(say(account, sentinel, configuration.groupPolicy === 'disabled' ? 'dm' : 'group'));
      return said;
    }

    test.concurrent.each(configurations)('$name', async (configuration) => {
      expect(disagreements(await ask(configuration), hasArrived)).toEqual([]);
    });

    test('at least 500 combinations agree, both ways, also those that arrived late', () => {
      expect(disagreements(combinations, hasArrived)).toEqual([]);
      expect(combinations.filter(({ said }) => said !== null).length).toBeGreaterThanOrEqual(500);
      expect(combinations.filter(({ said }) => said === true).length).toBeGreaterThanOrEqual(90);
      expect(combinations.filter(({ said }) => said === false).length).toBeGreaterThanOrEqual(100);
    });

    test('the spellings table says the same', () => {
      const [direct] = configurations;
      for (const { sender, matches } of spellings) {
        const here = combinations.find(
          (one) => one.sender === sender && one.where === 'dm' && one.configuration === direct?.name,
        );
        expect([sender, here?.said, hasArrived(here?.token ?? '-')]).toEqual([sender, matches, matches]);
      }
    });

    test('an account without lists of its own has the root’s', async () => {
      expect(explained(inheritingAccount, sentinel).dm).toMatchObject({ allowed: true, rule: 'listed' });
      expect(explained(inheritingAccount, friend).dm).toMatchObject({ allowed: false, rule: 'not-listed' });
      const refused = say(inheritingAccount, friend, 'dm');
      await arrives(say(inheritingAccount, sentinel, 'dm'));
      expect(hasArrived(refused)).toBe(false);
    });

    test('a listed chat lets in whoever writes there, and explain claims nothing', async () => {
      for (const one of [inChat, elsewhere]) {
        expect(explained(chatAccount, one).group).toMatchObject({ allowed: null, rule: 'depends-on-chat' });
      }
      expect(groupOf(chatAccount, inChat)).toBe(1);
      const outside = say(chatAccount, elsewhere, 'group');
      await arrives(say(chatAccount, inChat, 'group'));
      await arrives(say(chatAccount, sentinel, 'group'));
      expect(hasArrived(outside)).toBe(false);
    });

    // Without an owner, and with rules for commands: explain-configs.ts.
    test('commands are the owner’s only, where one is named', async () => {
      const { chatDb } = gateway.account(commandsAccount);
      const statuses = (to: string) =>
        gateway.outbox().filter((sent) => sent.to === to && sent.text?.includes('OpenClaw 2026')).length;
      expect(explained(commandsAccount, friend).command).toMatchObject({ allowed: false });
      expect(explained(commandsAccount, owner).command).toMatchObject({ allowed: true, ownerOnly: true });
      chatDb.receive({ handle: friend, text: '/status' });
      chatDb.receive({ handle: owner, text: '/status' });
      await waitFor('the status to be sent to the owner', () => statuses(owner) === 1);
      await arrives(say(commandsAccount, owner, 'dm'));
      expect(statuses(friend)).toBe(0);
    });
  });
}

function disagreements(combinations: readonly Combination[], hasArrived: (token: string) => boolean) {
  return combinations
    .filter(({ token, said }) => said !== null && said !== hasArrived(token))
    .map(({ token, ...rest }) => ({ ...rest, arrived: hasArrived(token) }));
}
