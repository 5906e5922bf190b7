import { afterAll, beforeAll, expect, test } from 'vitest';
import { ConfigTrial } from '../support/ask-configs.ts';
import { configName, type MadeConfig } from '../support/made-config.ts';
import type { JsonObject } from '../support/real-gateway.ts';

/**
 * `explain`, silence and `settle` against the real plugin, over whole configs (RULE-6.16): loaded into one running gateway,
 * each asked at least twenty questions. `PEEPHOLE_CONFIGS=300` is the long form (`npm run test:configs`), `PEEPHOLE_SEED` other ones.
 */
const count = Number(process.env.PEEPHOLE_CONFIGS ?? 3);
const seed = Number(process.env.PEEPHOLE_SEED ?? 151_266);

/** Ways of having nobody on the lists, beside those that are made, under `groupPolicy: "allowlist"`. */
const emptyLists: readonly JsonObject[] = [
  { allowFrom: [], groups: { '*': { requireMention: false } } },
  { allowFrom: [''], groupAllowFrom: [' '], groups: { '1': {}, '2': {}, '3': {} } },
];

function withEmptyLists(lists: JsonObject, number: number): MadeConfig {
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

/** A long run may be told when to end, and where the next one is to go on. */
const minutes = Number(process.env.PEEPHOLE_MINUTES ?? 600);
const from = Number(process.env.PEEPHOLE_FROM ?? 0);

let trial: ConfigTrial;
beforeAll(async () => {
  trial = await ConfigTrial.start(seed);
});
afterAll(() => trial?.stop());

test(`${count} configs: the plugin does what is said of it`, { timeout: 10_800_000 }, async () => {
  await trial.run(from, from + count, Date.now() + minutes * 60_000);
  // openclaw/openclaw#151266 says that groups are answered with both lists empty.
  for (const [number, lists] of emptyLists.entries())
    await trial.try(withEmptyLists(lists, number), 10_000 + number);
  const { disagreements, ...figures } = trial.result();
  for (const { config, about, said, did } of disagreements) {
    console.log(`${config}: ${about}: said ${JSON.stringify(said)}, did ${JSON.stringify(did)}`);
  }
  console.log(`${JSON.stringify(figures)}, ${disagreements.length} disagreements (seed ${seed})`);
  expect(disagreements).toEqual([]);
  if (minutes === 600) expect(figures.configs).toBe(count + emptyLists.length);
  const made = figures.configs - emptyLists.length;
  expect(figures.questions).toBeGreaterThanOrEqual(made * 20);
  expect(figures.letIn).toBeGreaterThan(made);
});
