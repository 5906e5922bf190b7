/** The owner's addresses, by what Messages says that was written from them and to them (DB-1.8). */
export interface OwnerAddresses {
  /** Keys of those that are in use. */
  readonly now: ReadonlySet<string>;
  /** Keys of those that were, each with when it was last in use, ms; null: nobody knows. They may be somebody else's today. */
  readonly before: ReadonlyMap<string, number | null>;
}

export const noAddresses: OwnerAddresses = { now: new Set(), before: new Map() };

/** That an address was the owner's once: whoever writes from it today is a stranger like any other. */
export interface WasYours {
  /** When it was last in use as the owner's, ISO time; null: not known. */
  readonly until: string | null;
}

/** @returns null: it never was, as far as Messages tells, or it still is. */
export function wasYours({ now, before }: OwnerAddresses, key: string): WasYours | null {
  const lastMs = before.get(key);
  if (lastMs === undefined || now.has(key)) return null;
  return { until: lastMs === null ? null : new Date(lastMs).toISOString() };
}
