import type { AccessFacts } from '#core/access/access-facts.ts';
import type { SettingChange } from '#core/access/setting-change.ts';
import type { Sentence } from '#core/words/sentence.ts';
import type { FindingContext, FindingView, Found } from './finding.ts';
import { type FindingId, findingCatalogue } from './finding-catalogue.ts';
import { doorFindings } from './findings-doors.ts';
import { gatewayFindings } from './findings-gateway.ts';
import { grantFindings } from './findings-grants.ts';
import { listFindings } from './findings-lists.ts';
import { planSilence } from './silence-plan.ts';

const rank = { red: 0, amber: 1, info: 2 } as const;

/**
 * Everything worth telling about who is answered and let in, worst first; one finding per id, however many settings it
 * stands on. Pure.
 * @param facts null when the lists were not read: then only what the connection itself says.
 */
export function findFindings(facts: AccessFacts | null, context: FindingContext): readonly FindingView[] {
  const found = [
    ...gatewayFindings(facts, context),
    ...(facts ? [...doorFindings(facts), ...grantFindings(facts, context), ...listFindings(facts)] : []),
  ];
  const plan = facts && planSilence(facts, planOptions(context));
  const byId = Map.groupBy(found, ({ id }) => id);
  return [...byId]
    .map(([id, same]) => view(id, same, plan?.changes ?? [], plan?.blockedBy?.sentence ?? null))
    .toSorted((left, right) => rank[left.severity] - rank[right.severity]);
}

function planOptions({ groupIsOurs, blocked }: FindingContext) {
  return { dropPaired: false, groupIsOurs, blocked: blocked ?? new Set<string>() };
}

function view(
  id: FindingId,
  same: readonly Found[],
  planned: readonly SettingChange[],
  obstacle: Sentence | null,
): FindingView {
  const { severity, oneStep } = findingCatalogue[id];
  const settings = new Set(same.flatMap((one) => one.settings ?? []));
  const fixed = oneStep ? planned.filter(({ path }) => settings.has(path)) : [];
  const fixes = same.flatMap((one) => one.fix ?? []);
  return {
    id,
    severity,
    fixes: uniqueSentences(fixed.length > 0 && obstacle !== null ? [...fixes, obstacle] : fixes),
    changes: fixed.length > 0 ? fixed : uniqueByPath(same.flatMap((one) => one.changes ?? [])),
    oneStep: fixed.length > 0 && obstacle === null,
  };
}

function uniqueSentences(sentences: readonly Sentence[]): readonly Sentence[] {
  return [...new Map(sentences.map((one) => [JSON.stringify(one), one])).values()];
}

function uniqueByPath(changes: readonly SettingChange[]): readonly SettingChange[] {
  return [...new Map(changes.map((change) => [change.path, change])).values()];
}
