import { expect, test } from 'vitest';
import { displayOf, findSender } from '#core/surface/find-sender.ts';
import { fakeSender } from '../../../support/views.ts';

const plain = fakeSender({ handle: '+12125550101', display: '+1 212 555 0101' });
/** Kept under its key, which is not how it is written. */
const mixed = fakeSender({
  id: 'alice@example.com',
  handle: 'Alice@Example.com',
  display: 'Alice@Example.com',
});
const senders = new Map([plain, mixed].map((sender) => [sender.id, sender]));

test('a sender is found by handle, whatever it is kept under', () => {
  expect(findSender(senders, '+12125550101')).toBe(plain);
  expect(findSender(senders, 'Alice@Example.com')).toBe(mixed);
});

test('the key of another handle finds nobody', () => {
  expect(findSender(senders, 'alice@example.com')).toBeUndefined();
  expect(findSender(senders, '+12125550199')).toBeUndefined();
});

test('a handle is shown grouped for reading, and as it is where nobody knows it', () => {
  expect(displayOf(senders, '+12125550101')).toBe('+1 212 555 0101');
  expect(displayOf(senders, '+12125550199')).toBe('+12125550199');
});
