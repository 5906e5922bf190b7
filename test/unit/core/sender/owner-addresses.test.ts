import { describe, expect, test } from 'vitest';
import { noAddresses, wasYours } from '#core/sender/owner-addresses.ts';

const untilMs = Date.UTC(2025, 2, 1, 12);
const old = '+12125550188';

describe('an address that was the owner’s', () => {
  const own = {
    now: new Set(['+12125550199']),
    before: new Map<string, number | null>([
      [old, untilMs],
      ['once@example.com', null],
      ['+12125550199', untilMs],
    ]),
  };

  test('says until when, where that is known', () => {
    expect(wasYours(own, old)).toEqual({ until: '2025-03-01T12:00:00.000Z' });
    expect(wasYours(own, 'once@example.com')).toEqual({ until: null });
  });

  test('is none that still is, and none that never was', () => {
    expect(wasYours(own, '+12125550199')).toBeNull();
    expect(wasYours(own, '+12125550101')).toBeNull();
    expect(wasYours(noAddresses, old)).toBeNull();
  });
});
