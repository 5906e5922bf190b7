import { beforeAll, describe, expect, test } from 'vitest';
import { addUp, ConfigTrial } from '../support/ask-configs.ts';
import { configName, type MadeConfig } from '../support/made-config.ts';
import type { JsonObject } from '../support/real-gateway.ts';
import { waitFor } from '../support/wait.ts';
import type { WatchedGateway } from '../support/watched-gateway.ts';

/**
 * `explain`, silence and `settle` against the real plugin, over whole configs (RULE-6.16): loaded into one running gateway,
 * each asked at least twenty questions. `PEEPHOLE_CONFIGS=300` is the long form (`npm run test:configs`), `PEEPHOLE_SEED` other ones.
 */
/** `PEEPHOLE_ONLY=131,165`: these, and no others. */
const only = process.env.PEEPHOLE_ONLY?.split(',').map(Number) ?? null;
const count = only?.length ?? Number(process.env.PEEPHOLE_CONFIGS ?? 3);
const seed = Number(process.env.PEEPHOLE_SEED ?? 151_266);

/** Ways of having nobody on the lists, beside those that are made, under `groupPolicy: "allowlist"`. */
const emptyLists: readonly JsonObject[] = [
  { allowFrom: [], groups: { '*': { requireMention: false } } },
  { allowFrom: [''], groupAllowFrom: [' '], groups: { '1': {}, '2': {}, '3': {} } },
];

function withEmptyLists(trial: ConfigTrial, lists: JsonObject, number: number): MadeConfig {
  const strangers = [`+164655520${number}1`, `empty${number}@example.com`];
  const imessage = { dmPolicy: 'allowlist', groupPolicy: 'allowlist', ...trial.source('default'), ...lists };
  return {
    name: configName(10_000 + number),
    parts: { channels: { imessage: { enabled: true, name: configName(10_000 + number), ...imessage } } },
    included: {},
    questions: strangers.flatMap((sender) =>
      (['dm', 'group'] as const).map((where) => ({
        accountId: 'default',
        database: 'default',
        sender,
        where,
      })),
    ),
    strangers,
    ours: [],
  };
}

/** Both are approved, and `groups` names the direct chat of the first by its number, that of the other in every other way (OC-90). */
const named = '+12125550130';
const unnamed = '+12125550131';
function withNamedChat(trial: ConfigTrial): MadeConfig {
  const name = configName(10_100);
  const imessage = {
    dmPolicy: 'allowlist',
    groupPolicy: 'allowlist',
    ...trial.source('default'),
    allowFrom: ['accessGroup:peephole'],
    groupAllowFrom: ['+12125550132'],
    groups: {
      [trial.chatOf('default', named)]: { requireMention: false },
      [unnamed]: { requireMention: false },
      [`iMessage;-;${unnamed}`]: { requireMention: false },
      [`chat_id:${trial.chatOf('default', unnamed)}`]: { requireMention: false },
    },
  };
  return {
    name,
    parts: {
      channels: { imessage: { enabled: true, name, ...imessage } },
      accessGroups: {
        peephole: { type: 'message.senders', members: { imessage: [named, unnamed] } },
      },
    },
    included: {},
    questions: [named, unnamed].map((sender) => ({
      accountId: 'default',
      database: 'default',
      sender,
      where: 'dm' as const,
    })),
    strangers: [],
    ours: [named, unnamed],
  };
}

/** A long run may be told when to end, and where the next one is to go on. */
const minutes = Number(process.env.PEEPHOLE_MINUTES ?? 600);
const from = Number(process.env.PEEPHOLE_FROM ?? 0);

export function explainConfigs(given: () => readonly WatchedGateway[]): void {
  describe('made configs', () => {
    let trials: readonly ConfigTrial[] = [];
    beforeAll(async () => {
      trials = await Promise.all(given().map((watched) => ConfigTrial.on(watched, seed)));
    }, 600_000);

    test(`${count} configs: the plugin does what is said of it`, { timeout: 10_800_000 }, async () => {
      const untilMs = Date.now() + minutes * 60_000;
      const indices = only === null ? Array.from({ length: count }, (_, number) => from + number) : [...only];
      const begunAtMs = performance.now();
      // Whichever gateway is done takes the next one.
      await Promise.all(
        trials.map(async (trial) => {
          for (let next = indices.shift(); next !== undefined; next = indices.shift()) {
            if (Date.now() >= untilMs) break;
            await trial.tryMade(next);
          }
        }),
      );
      const eachMs = Math.round((performance.now() - begunAtMs) / count);
      // openclaw/openclaw#151266 says that groups are answered with both lists empty.
      for (const [number, lists] of emptyLists.entries()) {
        const [trial] = trials;
        await trial?.try(withEmptyLists(trial, lists, number), 10_000 + number);
      }
      const { disagreements, ...figures } = addUp(trials.map((trial) => trial.result()));
      for (const { config, about, said, did } of disagreements) {
        console.log(`${config}: ${about}: said ${JSON.stringify(said)}, did ${JSON.stringify(did)}`);
      }
      console.log(
        `${JSON.stringify(figures)}, ${disagreements.length} disagreements (seed ${seed}; ${eachMs} ms a config on ${trials.length})`,
      );
      expect(disagreements).toEqual([]);
      if (minutes === 600) expect(figures.configs).toBe(count + emptyLists.length);
      const made = figures.configs - emptyLists.length;
      expect(figures.questions).toBeGreaterThanOrEqual(made * 20);
      expect(figures.letIn).toBeGreaterThan(made);
    });

    test('a direct chat that groups names by its number is judged as a group, and said to be; no other spelling names one', async () => {
      const [trial] = trials;
      if (trial === undefined) throw new Error('no gateway was started');
      const claimsBefore = trial.result().claims;
      const config = withNamedChat(trial);
      await trial.try(config, 10_100);
      expect(trial.result().claims).toBe(claimsBefore + 2);
      await waitFor('the other one to come', () => trial.came(config.name, unnamed));
      expect(trial.came(config.name, named)).toBe(false);
      expect(trial.result().disagreements.filter((one) => one.config === config.name)).toEqual([]);
    });
  });
}
