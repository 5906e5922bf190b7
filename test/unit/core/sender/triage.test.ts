import { describe, expect, test } from 'vitest';
import { readHandle } from '#core/message/handle.ts';
import { filterHint, type TriageFacts, triage } from '#core/sender/triage.ts';

const sender = (handle: string, change: Partial<TriageFacts> = {}): string =>
  triage({
    handle: readHandle(handle),
    services: ['iMessage'],
    filterBucket: 0,
    ownerWrote: false,
    contact: null,
    assistantAppleId: false,
    ...change,
  });

describe('the shelf of a sender', () => {
  test('a stranger with a number or an address is a person', () => {
    expect(sender('+12125550101')).toBe('person');
    expect(sender('alice@example.com')).toBe('person');
    expect(sender('2125550101')).toBe('person');
  });

  test('someone in the address book, or whom the owner wrote to, is known', () => {
    expect(sender('+12125550101', { contact: 'Alice' })).toBe('known');
    expect(sender('+12125550101', { ownerWrote: true })).toBe('known');
  });

  test('on a Mac of the assistant nobody is known: what left it the assistant wrote', () => {
    expect(sender('+12125550101', { ownerWrote: true, assistantAppleId: true })).toBe('person');
    expect(sender('+12125550101', { contact: 'Alice', assistantAppleId: true })).toBe('person');
  });

  test.each(['262966', '+262966', 'AMAZON', 'urn:biz:0f1e', ''])('%j can only be a service', (handle) => {
    expect(sender(handle)).toBe('automated');
    // Answering "STOP" makes no acquaintance.
    expect(sender(handle, { ownerWrote: true, contact: 'My bank' })).toBe('automated');
  });

  test.each([2, 3, 4, 36, 52, 68])(
    'Messages’ bucket %i makes a stranger automated, not somebody known',
    (filterBucket) => {
      expect(sender('+12125550101', { filterBucket })).toBe('automated');
      expect(sender('+12125550101', { filterBucket, contact: 'Alice' })).toBe('known');
    },
  );

  test('"unknown sender" says nothing about a machine', () => {
    expect(sender('+12125550101', { filterBucket: 1 })).toBe('person');
  });
});

test('the filter’s hint in words', () => {
  expect([0, 1, 2, 3, 4, 36, 52, 68].map(filterHint)).toEqual([
    'none',
    'unknown',
    'junk',
    'automated',
    'automated',
    'automated',
    'automated',
    'automated',
  ]);
});
