import { afterAll, beforeAll } from 'vitest';

/** The tests beside which it stands are run in this time zone. */
export function inTimeZone(name: string): void {
  const before = process.env.TZ;
  beforeAll(() => {
    process.env.TZ = name;
  });
  afterAll(() => {
    if (before === undefined) delete process.env.TZ;
    else process.env.TZ = before;
  });
}

/** A moment at which the clocks of a time zone are set. */
interface Change {
  readonly zone: string;
  readonly name: string;
  readonly atMs: number;
  /** How far they are set, ms; negative: back. */
  readonly byMs: number;
}

const hourMs = 3_600_000;

/** Changes of 2026: in either direction, and two that are unlike the others. */
export const clockChanges: readonly Change[] = [
  { zone: 'Europe/Berlin', name: 'to summer time', atMs: Date.UTC(2026, 2, 29, 1), byMs: hourMs },
  { zone: 'Europe/Berlin', name: 'to winter time', atMs: Date.UTC(2026, 9, 25, 1), byMs: -hourMs },
  { zone: 'America/New_York', name: 'to summer time', atMs: Date.UTC(2026, 2, 8, 7), byMs: hourMs },
  { zone: 'America/New_York', name: 'to winter time', atMs: Date.UTC(2026, 10, 1, 6), byMs: -hourMs },
  { zone: 'America/Santiago', name: 'over midnight, ahead', atMs: Date.UTC(2026, 8, 6, 4), byMs: hourMs },
  { zone: 'America/Santiago', name: 'over midnight, back', atMs: Date.UTC(2026, 3, 5, 3), byMs: -hourMs },
  {
    zone: 'Australia/Lord_Howe',
    name: 'half an hour ahead',
    atMs: Date.UTC(2026, 9, 3, 15, 30),
    byMs: hourMs / 2,
  },
  {
    zone: 'Australia/Lord_Howe',
    name: 'half an hour back',
    atMs: Date.UTC(2026, 3, 4, 15),
    byMs: -hourMs / 2,
  },
];
