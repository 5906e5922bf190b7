const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

interface Rule {
  /** When an approval given at `nowMs` ends, ms. */
  readonly endMs: (nowMs: number) => number;
  /** Also a choice of the menu, which is short; the window and the command line offer every length. */
  readonly inMenu?: boolean;
}

/** For how long an approval can hold beside “for good”, shortest first. Words: `length.…` and `action.approve-…`. */
const rules = {
  '1h': { endMs: (nowMs) => nowMs + hourMs },
  tonight: { endMs: nextMidnight },
  '24h': { endMs: (nowMs) => nowMs + dayMs, inMenu: true },
  '7d': { endMs: (nowMs) => nowMs + 7 * dayMs },
} as const satisfies Readonly<Record<string, Rule>>;

export type ApprovalLength = keyof typeof rules;

const entries = Object.entries(rules) as readonly [ApprovalLength, Rule][];

/** Every length that is offered, shortest first. */
export const approvalLengths: readonly ApprovalLength[] = entries.map(([length]) => length);

/** The lengths the menu offers beside “for good”, shortest first. */
export const menuLengths: readonly ApprovalLength[] = entries.flatMap(([length, { inMenu }]) =>
  inMenu === true ? [length] : [],
);

/** End of an approval, ms. */
export function approvalEnd(length: ApprovalLength, nowMs: number): number {
  return rules[length].endMs(nowMs);
}

/** "Tonight" is the next local midnight (RULE-3.1). */
function nextMidnight(nowMs: number): number {
  const midnight = new Date(nowMs);
  midnight.setHours(24, 0, 0, 0);
  return midnight.getTime();
}
