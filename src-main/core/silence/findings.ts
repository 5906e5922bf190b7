import type { AccessFacts } from '#core/access/access-facts.ts';
import type { SettingChange } from '#core/access/setting-change.ts';
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
    .map(([id, same]) => view(id, same, plan?.changes ?? [], plan?.blockedBy?.message ?? null))
    .toSorted((left, right) => rank[left.severity] - rank[right.severity]);
}

function planOptions({ groupIsOurs, blocked }: FindingContext) {
  return { dropPaired: false, groupIsOurs, blocked: blocked ?? new Set<string>() };
}

function view(
  id: FindingId,
  same: readonly Found[],
  planned: readonly SettingChange[],
  obstacle: string | null,
): FindingView {
  const { severity, title, oneStep } = findingCatalogue[id];
  const settings = new Set(same.flatMap((one) => one.settings ?? []));
  const mended = oneStep ? planned.filter(({ path }) => settings.has(path)) : [];
  const fixes = [...new Set(same.flatMap((one) => one.fix ?? []))];
  const mends = mended.length > 0 && obstacle === null;
  if (mended.length > 0 && obstacle !== null) fixes.push(obstacle);
  return {
    id,
    severity,
    title,
    fix: fixes.length > 0 ? fixes.join(' ') : null,
    changes: mended.length > 0 ? mended : uniqueByPath(same.flatMap((one) => one.changes ?? [])),
    oneStep: mends,
  };
}

function uniqueByPath(changes: readonly SettingChange[]): readonly SettingChange[] {
  return [...new Map(changes.map((change) => [change.path, change])).values()];
}
